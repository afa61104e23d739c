//! What the shop passed: checked against a table, an error names the path and never the value.
//!
//! The tables are closed: a word that Klarna's SDK does not know is refused before the SDK is called.

use crate::domain::amount::{ADVICE, whole};
use crate::domain::error::Error;
use crate::domain::locale::is_locale;
use crate::domain::value::{Value, item_path};

/// The largest amount that JavaScript holds exactly.
const MAX_AMOUNT: f64 = 9_007_199_254_740_991.0;

/// What an option has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// A string that is not blank.
    Text,
    /// `true` or `false`.
    Flag,
    /// An amount in minor units. The noise of price × 100 in JavaScript is taken away.
    Amount,
    /// A whole number, at least 1.
    Count,
    /// A language tag.
    Locale,
    /// Three capital letters.
    Currency,
    /// One of Klarna's words.
    Word(&'static [&'static str]),
    /// A list of Klarna's words, at least one.
    Words(&'static [&'static str]),
    /// An object with rules of its own.
    Object(&'static Rules),
}

/// Options by name, each with its rule.
pub type Rules = [(&'static str, Rule)];

/// Checks options and gives what is left of them: what has a rule and is there. Klarna shows an `undefined` as text.
pub fn checked(options: Value, rules: &Rules) -> Result<Value, Error> {
    check(&options, "", rules)?;
    let Value::Object(mut members) = options else { return Ok(Value::Object(Vec::new())) };
    keep(&mut members, &|key, value| !value.is_null() && rules.iter().any(|(known, _)| *known == key));
    for (_, value) in &mut members {
        if let Value::Number(number) = value {
            *number = whole(*number).unwrap_or(*number);
        }
    }
    Ok(Value::Object(members))
}

/// The option that names a purchase: its order number, or the version of its cart.
pub const PURCHASE: (&str, Rule) = ("purchase", Rule::Text);

/// Takes that name out of checked options: it is no business of Klarna's.
pub fn take_purchase(options: &mut Value) -> Option<String> {
    let purchase = options.get(PURCHASE.0).as_text().map(str::to_owned);
    if let Value::Object(members) = options {
        keep(members, &|key, _| key != PURCHASE.0);
    }
    purchase
}

/// Keeps the members that are wanted.
#[inline(never)]
pub fn keep(members: &mut Vec<(String, Value)>, is_wanted: &dyn Fn(&str, &Value) -> bool) {
    members.retain(|(key, value)| is_wanted(key, value));
}

fn check(options: &Value, prefix: &str, rules: &Rules) -> Result<(), Error> {
    for (key, rule) in rules {
        let value = options.get(key);
        if value.is_null() {
            continue;
        }
        let path = [prefix, key].concat();
        match *rule {
            Rule::Object(rules) => check(value, &[&path, "."].concat(), rules)?,
            Rule::Words(words) => {
                let word = Rule::Word(words);
                if let Some(index) = value.items().iter().position(|item| !word.allows(item)) {
                    return Err(word.refusal(item_path(&path, index)));
                }
            }
            _ => {}
        }
        if !rule.allows(value) {
            return Err(rule.refusal(path));
        }
    }
    Ok(())
}

impl Rule {
    /// Whether a value is right, apart from what is inside of it.
    fn allows(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text, Value::String(text)) => !text.bytes().all(|byte| byte.is_ascii_whitespace()),
            (Self::Locale, Value::String(text)) => is_locale(text),
            (Self::Currency, Value::String(text)) => text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()),
            (Self::Word(words), Value::String(text)) => words.contains(&text.as_str()),
            (Self::Amount, Value::Number(amount)) => {
                whole(*amount).is_some_and(|amount| (0.0..=MAX_AMOUNT).contains(&amount))
            }
            (Self::Count, Value::Number(count)) => count.trunc() == *count && (1.0..=MAX_AMOUNT).contains(count),
            (Self::Words(_), Value::Array(items)) => !items.is_empty(),
            (Self::Flag, Value::Bool(_)) | (Self::Object(_), Value::Object(_)) => true,
            _ => false,
        }
    }

    fn refusal(self, path: String) -> Error {
        let expected = match self {
            Self::Text => "a string that is not blank is expected here",
            Self::Flag => "true or false is expected here",
            Self::Amount => ADVICE,
            Self::Count => "a whole number from 1 on is expected here",
            Self::Locale => "a language tag such as en-GB is expected here",
            Self::Currency => "three capital letters, as in ISO 4217, are expected here",
            Self::Word(words) => return Error::argument(path, words.join(", ") + ": one of these is expected here"),
            Self::Words(_) => "a list that is not empty is expected here",
            Self::Object(_) => "an object is expected here",
        };
        Error::argument(path, expected)
    }
}

/// The error for an option that has to be there.
pub fn missing(path: &'static str) -> Error {
    Error::argument(path, "this option is missing")
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::error::ErrorCode;
    use crate::domain::value::object;

    const RULES: &Rules = &[
        ("id", Rule::Text),
        ("disabled", Rule::Flag),
        ("amount", Rule::Amount),
        ("count", Rule::Count),
        ("locale", Rule::Locale),
        ("currency", Rule::Currency),
        ("mode", Rule::Word(&["POPUP", "REDIRECT"])),
        ("intents", Rule::Words(&["PAY", "DONATE"])),
        ("account", Rule::Object(&[("id", Rule::Text)])),
    ];

    #[test]
    fn what_is_right_is_kept_and_nothing_else() {
        let right = object([
            ("id", "x".into()),
            ("disabled", false.into()),
            ("amount", 0.0.into()),
            ("count", 1.0.into()),
            ("locale", "de-AT".into()),
            ("currency", "EUR".into()),
            ("mode", "POPUP".into()),
            ("intents", vec!["DONATE", "PAY"].into()),
            ("account", object([("id", "a".into())])),
        ]);
        assert_eq!(checked(right.clone(), RULES), Ok(right));
        let mut other = vec![("id".to_owned(), Value::Null), ("secret".to_owned(), "s".into())];
        assert_eq!(checked(Value::Object(other.clone()), RULES), Ok(object([])));
        other.clear();
        assert_eq!(checked(Value::Null, RULES), Ok(object([])));
    }

    #[test]
    fn a_price_times_100_is_the_amount_that_was_meant_and_another_fraction_is_told_how_to_round() {
        let given = object([("amount", (19.99 * 100.0).into())]);
        assert_eq!(checked(given, RULES), Ok(object([("amount", 1999.0.into())])));
        let error = checked(object([("amount", 19.99.into())]), RULES).unwrap_err();
        assert!(error.message.contains("Math.round(price * 100)"), "{}", error.message);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_path_and_not_repeated() {
        let rows = [
            ("id", Value::from(" "), "id"),
            ("id", 7.0.into(), "id"),
            ("disabled", "true".into(), "disabled"),
            ("amount", (-1.0).into(), "amount"),
            ("amount", 0.5.into(), "amount"),
            ("amount", f64::NAN.into(), "amount"),
            ("amount", f64::INFINITY.into(), "amount"),
            ("amount", 9_007_199_254_740_992.0.into(), "amount"),
            ("amount", "s3cret".into(), "amount"),
            ("count", 0.0.into(), "count"),
            ("count", 1.5.into(), "count"),
            ("locale", "en_GB".into(), "locale"),
            ("currency", "eur".into(), "currency"),
            ("currency", "EURO".into(), "currency"),
            ("mode", "popup".into(), "mode"),
            ("mode", "s3cret".into(), "mode"),
            ("mode", Value::Array(vec![]), "mode"),
            ("intents", "PAY".into(), "intents"),
            ("intents", Value::Array(vec![]), "intents"),
            ("intents", vec!["PAY", "s3cret"].into(), "intents[1]"),
            ("intents", vec![Value::Null].into(), "intents[0]"),
            ("account", "a".into(), "account"),
            ("account", object([("id", true.into())]), "account.id"),
        ];
        for (key, value, path) in rows {
            let error = checked(object([(key, value)]), RULES).unwrap_err();
            assert_eq!((error.code, error.path.as_deref()), (ErrorCode::InvalidArgument, Some(path)));
            assert!(!error.message.contains("s3cret"));
        }
    }
}
