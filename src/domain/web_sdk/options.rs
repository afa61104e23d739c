//! What the shop passed, read with its place: an error names the path, never the value.

use super::vocabulary::Word;
use crate::domain::error::Error;
use crate::domain::value::Value;

/// The largest amount that JavaScript holds exactly.
const MAX_AMOUNT: f64 = 9_007_199_254_740_991.0;

/// An object of options at its path. What is absent (`undefined`, `null`) stays absent.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    members: &'a Value,
    path: &'a str,
}

impl<'a> Options<'a> {
    /// Takes an object; nothing at all counts as an object without members.
    pub fn new(members: &'a Value, path: &'a str) -> Result<Self, Error> {
        if members.is_object() || members.is_null() {
            return Ok(Self { members, path });
        }
        let place = if path.is_empty() { "options" } else { path };
        Err(Error::argument(place, format!("{place} has to be an object")))
    }

    /// The path of a member.
    pub fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The member itself, `Null` if absent.
    pub fn member(&self, key: &str) -> &'a Value {
        self.members.get(key)
    }

    /// Everything that was given.
    pub fn members(&self) -> &'a [(String, Value)] {
        match self.members {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// A text that is not empty.
    pub fn text(&self, key: &str) -> Result<Option<String>, Error> {
        match self.member(key) {
            Value::Null => Ok(None),
            Value::String(text) if !text.trim().is_empty() => Ok(Some(text.clone())),
            _ => Err(self.refuse(key, "has to be a string that is not empty")),
        }
    }

    /// A text that must be there.
    pub fn required_text(&self, key: &str) -> Result<String, Error> {
        self.text(key)?.ok_or_else(|| self.refuse(key, "is missing"))
    }

    /// A text of a certain form.
    pub fn text_like(&self, key: &str, is_right: fn(&str) -> bool, form: &str) -> Result<Option<String>, Error> {
        match self.text(key)? {
            Some(text) if !is_right(&text) => Err(self.refuse(key, form)),
            text => Ok(text),
        }
    }

    /// `true` or `false`.
    pub fn flag(&self, key: &str) -> Result<Option<bool>, Error> {
        match self.member(key) {
            Value::Null => Ok(None),
            Value::Bool(flag) => Ok(Some(*flag)),
            _ => Err(self.refuse(key, "has to be true or false")),
        }
    }

    /// A whole number from `least` upward, such as an amount in minor units.
    pub fn whole(&self, key: &str, least: f64) -> Result<Option<f64>, Error> {
        match self.member(key) {
            Value::Null => Ok(None),
            Value::Number(number) if number.fract() == 0.0 && (least..=MAX_AMOUNT).contains(number) => {
                Ok(Some(*number))
            }
            _ => Err(self.refuse(key, "has to be a whole number (amounts: minor units) that is not negative")),
        }
    }

    /// One of Klarna's words.
    pub fn word<W: Word>(&self, key: &str) -> Result<Option<W>, Error> {
        match self.member(key) {
            Value::Null => Ok(None),
            Value::String(text) => W::parse(text).map(Some).ok_or_else(|| self.refuse_word::<W>(key)),
            _ => Err(self.refuse_word::<W>(key)),
        }
    }

    /// A list of Klarna's words, at least one.
    pub fn words<W: Word>(&self, key: &str) -> Result<Option<Vec<W>>, Error> {
        let items = match self.member(key) {
            Value::Null => return Ok(None),
            Value::Array(items) if !items.is_empty() => items,
            _ => return Err(self.refuse(key, "has to be an array that is not empty")),
        };
        let word = |(index, item): (usize, &Value)| {
            item.as_str().and_then(W::parse).ok_or_else(|| self.refuse_word::<W>(&format!("{key}[{index}]")))
        };
        items.iter().enumerate().map(word).collect::<Result<_, _>>().map(Some)
    }

    fn refuse(&self, key: &str, rule: &str) -> Error {
        Error::argument(self.path_of(key), format!("{} {rule}", self.path_of(key)))
    }

    fn refuse_word<W: Word>(&self, key: &str) -> Error {
        let words: Vec<_> = W::ALL.iter().map(|(word, _)| *word).collect();
        self.refuse(key, &format!("has to be one of {}", words.join(", ")))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::vocabulary::{InitiationMode, Intent};
    use super::*;
    use crate::domain::error::ErrorCode;
    use crate::domain::value::object;

    fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> (ErrorCode, String) {
        let error = result.unwrap_err();
        (error.code, error.path.unwrap())
    }

    #[test]
    fn what_is_absent_is_absent() {
        let options = Options::new(&Value::Null, "").unwrap();
        assert_eq!(options.text("id"), Ok(None));
        assert_eq!(options.flag("disabled"), Ok(None));
        assert_eq!(options.whole("amount", 0.0), Ok(None));
        assert_eq!(options.words::<Intent>("intents"), Ok(None));
    }

    #[test]
    fn a_wrong_type_is_refused_with_its_path_and_without_the_value() {
        let wrong = [Value::Array(vec![]), object([]), Value::Number(f64::NAN), Value::from("s3cret")];
        for value in wrong {
            let members = object([("x", value)]);
            let options = Options::new(&members, "button").unwrap();
            let refusals = [
                options.flag("x").map(|_| ()),
                options.whole("x", 0.0).map(|_| ()),
                options.word::<InitiationMode>("x").map(|_| ()),
                options.words::<Intent>("x").map(|_| ()),
            ];
            for refusal in refusals {
                let error = refusal.unwrap_err();
                assert_eq!((error.code, error.path.as_deref()), (ErrorCode::InvalidArgument, Some("button.x")));
                assert!(!error.message.contains("s3cret"));
            }
        }
    }

    #[test]
    fn a_wrong_item_of_a_list_is_named_by_its_index() {
        let members = object([("intents", vec!["PAY", "BUY"].into())]);
        let options = Options::new(&members, "").unwrap();
        assert_eq!(refused(options.words::<Intent>("intents")), (ErrorCode::InvalidArgument, "intents[1]".to_owned()));
    }

    #[test]
    fn amounts_are_whole_not_negative_and_exact() {
        for wrong in [-1.0, 0.5, f64::INFINITY, 9_007_199_254_740_992.0] {
            let members = object([("amount", wrong.into())]);
            assert!(Options::new(&members, "").unwrap().whole("amount", 0.0).is_err(), "{wrong}");
        }
    }

    #[test]
    fn options_that_are_no_object_are_refused() {
        assert_eq!(refused(Options::new(&Value::from("x"), "")).1, "options");
        assert_eq!(refused(Options::new(&Value::Array(vec![]), "acquiringConfig")).1, "acquiringConfig");
    }
}
