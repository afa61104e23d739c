//! The arithmetic of an order, checked before Klarna sees it.
//!
//! Klarna answers a sum that is off with a bare `BAD_VALUE`, or with a refusal that looks like a decline.
//! Amounts are integers in minor units of the currency (cents, öre); a tax rate has two implied decimals
//! (2500 is 25 %). Source: Klarna Payments API, `order_lines` (klarna-payments-v1 reference, sections 2 and 7).

use super::error::{Error, ErrorCode};
use super::value::{Value, decimal, item_path};

/// The largest number of lines that Klarna takes.
const MAX_LINES: usize = 1000;
/// JavaScript's largest safe integer; above it an amount is no longer exact.
const MAX_AMOUNT: f64 = 9_007_199_254_740_991.0;
/// Klarna accepts a tax amount that is one minor unit off through rounding.
const TAX_ROUNDING: i64 = 1;

/// Keys that make Klarna's SDK take our options for order data and lose the order (legacy swap).
pub const SWAPPING_KEYS: [&str; 2] = ["payment_method_category", "instance_id"];

/// Checks order data: the form of country, currency and locale, and that the amounts add up.
///
/// Every key is optional, since Klarna takes partial updates; what is there has to be right.
/// The error is `ORDER_INVALID` with the path within the data and, for a sum, both figures.
pub fn check(data: &Value) -> Result<(), Error> {
    form(data, "purchase_country", is_country, "two letters, as in ISO 3166")?;
    form(data, "purchase_currency", is_currency, "three letters, as in ISO 4217")?;
    form(data, "locale", is_locale, "a language tag such as en-GB")?;

    let order_amount = non_negative(data, "order_amount", "")?;
    let order_tax = non_negative(data, "order_tax_amount", "")?;
    let Some(lines) = lines(data)? else { return Ok(()) };

    let mut sum = 0_i64;
    let mut tax = 0_i64;
    let mut taxed = false;
    for (index, line) in lines.iter().enumerate() {
        let line = Line::read(line, &item_path("order_lines", index))?;
        sum = add(sum, line.total.unwrap_or(0), "order_lines")?;
        tax = add(tax, line.tax_share(), "order_lines")?;
        taxed |= line.tax.is_some() || line.is_sales_tax;
    }
    if let Some(amount) = order_amount.filter(|amount| *amount != sum) {
        return Err(invalid(
            "order_amount",
            ["order_amount is ", &amount.to_string(), ", its lines add up to ", &sum.to_string()].concat(),
        ));
    }
    if let Some(amount) = order_tax.filter(|amount| (taxed || *amount != 0) && *amount != tax) {
        return Err(invalid(
            "order_tax_amount",
            ["order_tax_amount is ", &amount.to_string(), ", the tax of its lines adds up to ", &tax.to_string()]
                .concat(),
        ));
    }
    Ok(())
}

/// What one order line contributes.
struct Line {
    total: Option<i64>,
    tax: Option<i64>,
    is_sales_tax: bool,
}

impl Line {
    fn read(line: &Value, path: &str) -> Result<Self, Error> {
        if !line.is_object() {
            return Err(invalid(path, "an order line is an object"));
        }
        let prefix = [path, "."].concat();
        let quantity = non_negative(line, "quantity", &prefix)?;
        let unit_price = amount(line, "unit_price", &prefix)?;
        let total = amount(line, "total_amount", &prefix)?;
        let discount = non_negative(line, "total_discount_amount", &prefix)?;
        let tax = amount(line, "total_tax_amount", &prefix)?;
        let rate = non_negative(line, "tax_rate", &prefix)?;
        if quantity == Some(0) {
            return Err(invalid([&prefix, "quantity"].concat(), "quantity is at least 1"));
        }
        if let Some(rate) = rate.filter(|rate| *rate > 10_000) {
            return Err(invalid(
                [&prefix, "tax_rate"].concat(),
                ["tax_rate is ", &rate.to_string(), ", the most is 10000 (100 %)"].concat(),
            ));
        }
        if let (Some(quantity), Some(unit_price), Some(total)) = (quantity, unit_price, total) {
            let expected = quantity.checked_mul(unit_price).and_then(|gross| gross.checked_sub(discount.unwrap_or(0)));
            if expected != Some(total) {
                let expected = expected.map_or_else(|| "too large a figure".to_owned(), |sum| sum.to_string());
                let rule = "quantity × unit_price − total_discount_amount";
                return Err(invalid(
                    [&prefix, "total_amount"].concat(),
                    ["total_amount is ", &total.to_string(), ", ", rule, " makes ", &expected].concat(),
                ));
            }
        }
        if let (Some(total), Some(rate), Some(tax)) = (total, rate, tax) {
            let expected = included_tax(total, rate);
            if tax.abs_diff(expected) > TAX_ROUNDING.unsigned_abs() {
                return Err(invalid(
                    [&prefix, "total_tax_amount"].concat(),
                    [
                        "total_tax_amount is ",
                        &tax.to_string(),
                        ", a tax_rate of ",
                        &rate.to_string(),
                        " on ",
                        &total.to_string(),
                        " makes ",
                        &expected.to_string(),
                    ]
                    .concat(),
                ));
            }
        }
        Ok(Self { total, tax, is_sales_tax: line.get("type").as_str() == Some("sales_tax") })
    }

    /// In the United States the tax is a line of its own, elsewhere it is part of each line.
    fn tax_share(&self) -> i64 {
        if self.is_sales_tax { self.total.unwrap_or(0) } else { self.tax.unwrap_or(0) }
    }
}

/// The tax contained in a gross amount, rounded to a whole minor unit.
fn included_tax(total: i64, rate: i64) -> i64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "both are within the safe integers"
    )]
    let tax = (total as f64 * rate as f64 / (10_000 + rate) as f64).round() as i64;
    tax
}

fn lines(data: &Value) -> Result<Option<&[Value]>, Error> {
    match data.get("order_lines") {
        Value::Null => Ok(None),
        Value::Array(lines) if lines.len() > MAX_LINES => {
            Err(invalid("order_lines", [&decimal(lines.len()), " lines, Klarna takes at most 1000"].concat()))
        }
        Value::Array(lines) => Ok(Some(lines)),
        _ => Err(invalid("order_lines", "order_lines is an array")),
    }
}

fn add(sum: i64, amount: i64, path: &str) -> Result<i64, Error> {
    sum.checked_add(amount).ok_or_else(|| invalid(path, "the lines add up to too large a figure"))
}

fn amount(value: &Value, key: &str, prefix: &str) -> Result<Option<i64>, Error> {
    let number = match value.get(key) {
        Value::Null => return Ok(None),
        Value::Number(number) => *number,
        _ => return Err(invalid([prefix, key].concat(), [key, " is a whole number"].concat())),
    };
    if number.fract() != 0.0 || number.abs() > MAX_AMOUNT {
        return Err(invalid([prefix, key].concat(), [key, " has to be a whole number (minor units)"].concat()));
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and within the safe integers, checked above")]
    Ok(Some(number as i64))
}

fn non_negative(value: &Value, key: &str, prefix: &str) -> Result<Option<i64>, Error> {
    match amount(value, key, prefix)? {
        Some(number) if number < 0 => {
            Err(invalid([prefix, key].concat(), [key, " is ", &number.to_string(), ", it cannot be negative"].concat()))
        }
        number => Ok(number),
    }
}

fn form(data: &Value, key: &str, is_right: fn(&str) -> bool, expected: &str) -> Result<(), Error> {
    match data.get(key) {
        Value::Null => Ok(()),
        Value::String(text) if is_right(text) => Ok(()),
        _ => Err(invalid(key, [key, " is ", expected].concat())),
    }
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// A language, and optionally a script and a region: `sv`, `en-GB`, `zh-Hant-TW`.
pub fn is_locale(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let well_formed = |part: &str| {
        (2..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
            || part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && text.len() <= 11
        && parts.all(well_formed)
}

fn invalid(path: impl Into<String>, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::at(ErrorCode::OrderInvalid, path, message)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::value::object;
    use proptest::prelude::*;

    fn number(amount: i64) -> Value {
        #[expect(clippy::cast_precision_loss, reason = "small test figures")]
        Value::Number(amount as f64)
    }

    fn line(quantity: i64, unit_price: i64, discount: i64, rate: i64) -> Value {
        let total = quantity * unit_price - discount;
        object([
            ("name", "Mug".into()),
            ("quantity", number(quantity)),
            ("unit_price", number(unit_price)),
            ("total_discount_amount", number(discount)),
            ("total_amount", number(total)),
            ("tax_rate", number(rate)),
            ("total_tax_amount", number(included_tax(total, rate))),
        ])
    }

    fn sum(lines: &[Value], key: &str) -> f64 {
        lines.iter().filter_map(|line| line.get(key).as_f64()).sum()
    }

    fn order(lines: Vec<Value>) -> Value {
        object([
            ("purchase_country", "SE".into()),
            ("purchase_currency", "SEK".into()),
            ("locale", "sv-SE".into()),
            ("order_amount", Value::Number(sum(&lines, "total_amount"))),
            ("order_tax_amount", Value::Number(sum(&lines, "total_tax_amount"))),
            ("order_lines", Value::Array(lines)),
        ])
    }

    fn replaced(value: Value, key: &str, with: Value) -> Value {
        let Value::Object(mut members) = value else { return value };
        members.retain(|(name, _)| name != key);
        members.push((key.to_owned(), with));
        Value::Object(members)
    }

    fn path_of(data: &Value) -> Option<String> {
        check(data).err().and_then(|error| error.path.clone())
    }

    prop_compose! {
        fn any_line()(quantity in 1..100_i64, unit_price in 0..1_000_000_i64, rate in 0..=10_000_i64, share in 0..=100_i64) -> Value {
            line(quantity, unit_price, quantity * unit_price * share / 100, rate)
        }
    }

    proptest! {
        #[test]
        fn an_order_that_adds_up_is_accepted(lines in prop::collection::vec(any_line(), 0..20)) {
            prop_assert_eq!(check(&order(lines)), Ok(()));
        }

        #[test]
        fn a_total_that_is_off_by_any_amount_is_refused_with_both_sums(
            lines in prop::collection::vec(any_line(), 1..20), off in 1..1_000_000_i64,
        ) {
            let data = order(lines);
            let right = data.get("order_amount").as_f64().unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "small test figures")]
            let wrong = right + off as f64;
            let error = check(&replaced(data, "order_amount", Value::Number(wrong))).unwrap_err();
            prop_assert_eq!(error.code, ErrorCode::OrderInvalid);
            prop_assert_eq!(error.path.as_deref(), Some("order_amount"));
            let message = error.message.to_string();
            prop_assert!(message.contains(&wrong.to_string()) && message.contains(&right.to_string()));
        }

        #[test]
        fn a_line_total_that_is_off_is_refused_at_that_line(
            lines in prop::collection::vec(any_line(), 1..10), pick in any::<prop::sample::Index>(), off in 1..1000_i64,
        ) {
            let mut lines = lines;
            let index = pick.index(lines.len());
            let total = lines[index].get("total_amount").as_f64().unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "small test figures")]
            let wrong = Value::Number(total + off as f64);
            lines[index] = replaced(lines[index].clone(), "total_amount", wrong);
            let expected = format!("order_lines[{index}].total_amount");
            prop_assert_eq!(path_of(&order(lines)), Some(expected));
        }

        #[test]
        fn no_figure_makes_the_check_panic(quantity in any::<f64>(), unit_price in any::<f64>(), total in any::<f64>(), rate in any::<f64>()) {
            let line = object([
                ("quantity", quantity.into()), ("unit_price", unit_price.into()), ("total_amount", total.into()),
                ("tax_rate", rate.into()), ("total_tax_amount", total.into()),
            ]);
            let _ = check(&object([("order_amount", total.into()), ("order_lines", Value::Array(vec![line]))]));
        }
    }

    #[test]
    fn tax_one_minor_unit_off_is_rounding_two_are_an_error() {
        let tax = |tax| replaced(line(1, 10_000, 0, 2500), "total_tax_amount", number(tax));
        assert_eq!(check(&object([("order_lines", Value::Array(vec![tax(2001)]))])), Ok(()));
        let off = object([("order_lines", Value::Array(vec![tax(2002)]))]);
        assert_eq!(path_of(&off).as_deref(), Some("order_lines[0].total_tax_amount"));
    }

    #[test]
    fn a_sales_tax_line_is_the_tax_of_an_order_in_the_united_states() {
        let tax = object([
            ("type", "sales_tax".into()),
            ("quantity", number(1)),
            ("unit_price", number(90)),
            ("total_amount", number(90)),
        ]);
        let goods = object([("quantity", number(1)), ("unit_price", number(1000)), ("total_amount", number(1000))]);
        let data = object([
            ("order_amount", number(1090)),
            ("order_tax_amount", number(90)),
            ("order_lines", Value::Array(vec![goods, tax])),
        ]);
        assert_eq!(check(&data), Ok(()));
    }

    #[test]
    fn a_discount_line_lowers_the_total() {
        let discount = object([
            ("type", "discount".into()),
            ("quantity", number(1)),
            ("unit_price", number(-200)),
            ("total_amount", number(-200)),
        ]);
        let goods = object([("quantity", number(2)), ("unit_price", number(500)), ("total_amount", number(1000))]);
        assert_eq!(
            check(&object([("order_amount", number(800)), ("order_lines", Value::Array(vec![goods, discount]))])),
            Ok(())
        );
    }

    #[test]
    fn malformed_members_are_refused_with_their_path() {
        let cases = [
            (object([("purchase_country", "Sweden".into())]), "purchase_country"),
            (object([("purchase_currency", "kr".into())]), "purchase_currency"),
            (object([("locale", "swedish please".into())]), "locale"),
            (object([("locale", Value::Number(1.0))]), "locale"),
            (object([("order_amount", Value::Number(10.5))]), "order_amount"),
            (object([("order_amount", Value::Number(-1.0))]), "order_amount"),
            (object([("order_amount", Value::Number(f64::NAN))]), "order_amount"),
            (object([("order_amount", Value::Number(f64::INFINITY))]), "order_amount"),
            (object([("order_amount", "100".into())]), "order_amount"),
            (object([("order_lines", "none".into())]), "order_lines"),
            (object([("order_lines", Value::Array(vec![Value::Null]))]), "order_lines[0]"),
            (object([("order_lines", Value::Array(vec![line(1, 1, 0, 0); 1001]))]), "order_lines"),
            (order(vec![replaced(line(1, 100, 0, 0), "quantity", number(0))]), "order_lines[0].quantity"),
            (order(vec![replaced(line(1, 100, 0, 0), "tax_rate", number(10_001))]), "order_lines[0].tax_rate"),
        ];
        for (data, path) in cases {
            let error = check(&data).expect_err(path);
            assert_eq!((error.code, error.path.as_deref()), (ErrorCode::OrderInvalid, Some(path)));
        }
    }

    #[test]
    fn an_error_never_repeats_a_string_of_the_order() {
        let error = check(&object([("locale", "secret".into())])).unwrap_err();
        assert!(!error.message.contains("secret"));
    }

    #[test]
    fn language_tags_are_recognised() {
        for tag in ["sv", "sv-SE", "en-gb", "zh-Hant-TW", "es-419", "nob-NO"] {
            assert!(is_locale(tag), "{tag}");
        }
        for tag in ["", "s", "-SE", "sv_SE", "svenska", "sv-SE-", "sv--SE", "1v-SE"] {
            assert!(!is_locale(tag), "{tag}");
        }
    }
}
