//! The arithmetic of an order, checked before Klarna sees it.
//!
//! Klarna answers a sum that is off with a bare `BAD_VALUE`, or with a refusal that looks like a decline.
//! Amounts are whole numbers in minor units of the currency (cents, öre); a tax rate has two implied decimals
//! (2500 is 25 %). Source: Klarna Payments API, `order_lines` (klarna-payments-v1 reference, sections 2 and 7).
//!
//! All figures, sums included, stay within JavaScript's safe integers, where its numbers calculate exactly.

use super::error::{Error, ErrorCode};
use super::value::{Value, decimal, digits, item_path};

/// The largest number of lines that Klarna takes.
const MAX_LINES: usize = 1000;
/// JavaScript's largest safe integer; above it an amount is no longer exact.
const MAX_AMOUNT: f64 = 9_007_199_254_740_991.0;
/// Klarna accepts a tax amount that is one minor unit off through rounding.
const TAX_ROUNDING: f64 = 1.0;

/// Keys that make Klarna's SDK take our options for order data and lose the order (legacy swap).
pub const SWAPPING_KEYS: [&str; 2] = ["payment_method_category", "instance_id"];

/// Checks order data: the form of country, currency and locale, and that the amounts add up.
///
/// Every key is optional, since Klarna takes partial updates; what is there has to be right.
/// The error is `ORDER_INVALID` with the path within the data and, for a sum, both figures.
pub fn check(data: &Value) -> Result<(), Error> {
    for &(key, is_right, expected) in &FORMS {
        let value = data.get(key);
        if !value.is_null() && !value.as_str().is_some_and(is_right) {
            return Err(invalid(key, [key, " is ", expected].concat()));
        }
    }
    let order_amount = figure(data, "", &("order_amount", 0.0, MAX_AMOUNT))?;
    let order_tax = figure(data, "", &("order_tax_amount", 0.0, MAX_AMOUNT))?;
    let lines = match data.get("order_lines") {
        Value::Null => return Ok(()),
        Value::Array(lines) => lines,
        _ => return Err(invalid("order_lines", "order_lines is an array")),
    };
    if lines.len() > MAX_LINES {
        return Err(invalid("order_lines", [&decimal(lines.len()), " lines, Klarna takes at most 1000"].concat()));
    }
    let mut sum = Contribution::default();
    for (index, line) in lines.iter().enumerate() {
        let line = contribution(line, &item_path("order_lines", index))?;
        sum.total += line.total;
        sum.tax += line.tax;
        sum.is_taxed |= line.is_taxed;
        if sum.total.abs().max(sum.tax.abs()) > MAX_AMOUNT {
            return Err(invalid("order_lines", "the lines add up to too large a figure"));
        }
    }
    if let Some(amount) = order_amount
        && amount != sum.total
    {
        return Err(off("", "order_amount", amount, "its lines add up to ", sum.total));
    }
    if let Some(tax) = order_tax
        && tax != sum.tax
        && (sum.is_taxed || tax != 0.0)
    {
        return Err(off("", "order_tax_amount", tax, "the tax of its lines adds up to ", sum.tax));
    }
    Ok(())
}

/// The members that are texts: which form they have, and what to say otherwise.
const FORMS: [Form; 3] = [
    ("purchase_country", is_country, "two letters, as in ISO 3166"),
    ("purchase_currency", is_currency, "three letters, as in ISO 4217"),
    ("locale", is_locale, "a language tag such as en-GB"),
];

/// The figures of an order line, with the least and the most that each may be.
const FIGURES: [Bounds; 6] = [
    ("quantity", 0.0, MAX_AMOUNT),
    ("unit_price", -MAX_AMOUNT, MAX_AMOUNT),
    ("total_amount", -MAX_AMOUNT, MAX_AMOUNT),
    ("total_discount_amount", 0.0, MAX_AMOUNT),
    ("total_tax_amount", -MAX_AMOUNT, MAX_AMOUNT),
    ("tax_rate", 0.0, 10_000.0),
];

type Form = (&'static str, fn(&str) -> bool, &'static str);
type Bounds = (&'static str, f64, f64);

/// What order lines contribute to the sums of the order.
#[derive(Default)]
struct Contribution {
    total: f64,
    tax: f64,
    /// Whether anything was said about tax.
    is_taxed: bool,
}

/// Checks a line and gives what it contributes.
fn contribution(line: &Value, path: &str) -> Result<Contribution, Error> {
    if !line.is_object() {
        return Err(invalid(path, "an order line is an object"));
    }
    let prefix = [path, "."].concat();
    let mut figures = [None; FIGURES.len()];
    for (slot, bounds) in figures.iter_mut().zip(&FIGURES) {
        *slot = figure(line, &prefix, bounds)?;
    }
    let [quantity, unit_price, total, discount, tax, rate] = figures;
    if let (Some(quantity), Some(unit_price), Some(total)) = (quantity, unit_price, total) {
        let gross = quantity * unit_price;
        let expected = gross - discount.unwrap_or(0.0);
        // A unit price that is no whole number was rounded, so each unit may be off by less than one.
        if (expected - total).abs() >= quantity.max(1.0) || gross.abs() > MAX_AMOUNT {
            let rule = "quantity × unit_price − total_discount_amount makes ";
            return Err(off(&prefix, "total_amount", total, rule, expected));
        }
    }
    if let (Some(total), Some(rate), Some(tax)) = (total, rate, tax) {
        let expected = included_tax(total, rate);
        if (tax - expected).abs() > TAX_ROUNDING {
            return Err(off(&prefix, "total_tax_amount", tax, "total_amount and tax_rate make ", expected));
        }
    }
    let total = total.unwrap_or(0.0);
    // In the United States the tax is a line of its own, elsewhere it is part of each line.
    let is_sales_tax = line.get("type").as_str() == Some("sales_tax");
    Ok(Contribution {
        total,
        tax: if is_sales_tax { total } else { tax.unwrap_or(0.0) },
        is_taxed: is_sales_tax || tax.is_some(),
    })
}

/// The tax contained in a gross amount, rounded to a whole minor unit.
fn included_tax(total: f64, rate: f64) -> f64 {
    (total * rate / (10_000.0 + rate)).round()
}

/// A whole number within its bounds, if it is there.
#[inline(never)]
fn figure(value: &Value, prefix: &str, &(key, least, most): &Bounds) -> Result<Option<f64>, Error> {
    match *value.get(key) {
        Value::Null => Ok(None),
        Value::Number(number) if number.fract() == 0.0 && number.abs() <= MAX_AMOUNT => {
            if number < least {
                return Err(off(prefix, key, number, "the least is ", least));
            }
            if number > most {
                return Err(off(prefix, key, number, "the most is ", most));
            }
            Ok(Some(number))
        }
        _ => Err(invalid([prefix, key].concat(), [key, " has to be a whole number (minor units)"].concat())),
    }
}

/// The error for a figure that does not fit another one: both are told.
#[inline(never)]
fn off(prefix: &str, key: &str, is: f64, rule: &str, expected: f64) -> Error {
    #[expect(clippy::cast_possible_truncation, reason = "whole numbers; one that is too large shows as the largest")]
    let digits = |number: f64| digits(number as i64);
    invalid([prefix, key].concat(), [key, " is ", &digits(is), ", ", rule, &digits(expected)].concat())
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && is_alphabetic(text.as_bytes())
}

fn is_currency(text: &str) -> bool {
    text.len() == 3 && is_alphabetic(text.as_bytes())
}

fn is_alphabetic(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_alphabetic)
}

/// A language, and optionally a script and a region: `sv`, `en-GB`, `zh-Hant-TW`.
pub fn is_locale(text: &str) -> bool {
    let mut parts = text.as_bytes().split(|byte| *byte == b'-').enumerate();
    text.len() <= 11
        && parts.all(|(index, part)| match part.len() {
            2 => is_alphabetic(part),
            3 => is_alphabetic(part) || index > 0 && part.iter().all(u8::is_ascii_digit),
            4 => is_alphabetic(part) && index > 0,
            _ => false,
        })
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
        let exact = |amount| number(amount).as_f64().unwrap_or_default();
        object([
            ("name", "Mug".into()),
            ("quantity", number(quantity)),
            ("unit_price", number(unit_price)),
            ("total_discount_amount", number(discount)),
            ("total_amount", number(total)),
            ("tax_rate", number(rate)),
            ("total_tax_amount", included_tax(exact(total), exact(rate)).into()),
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
            lines in prop::collection::vec(any_line(), 1..10), pick in any::<prop::sample::Index>(), off in 0..1000_i64,
        ) {
            let mut lines = lines;
            let index = pick.index(lines.len());
            let figure = |key| lines[index].get(key).as_f64().unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "small test figures")]
            let wrong = Value::Number(figure("total_amount") + figure("quantity") + off as f64);
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
            (order(vec![replaced(line(1, 100, 0, 0), "quantity", number(-1))]), "order_lines[0].quantity"),
            (order(vec![replaced(line(1, 100, 0, 0), "tax_rate", number(10_001))]), "order_lines[0].tax_rate"),
        ];
        for (data, path) in cases {
            let error = check(&data).expect_err(path);
            assert_eq!((error.code, error.path.as_deref()), (ErrorCode::OrderInvalid, Some(path)));
        }
    }

    #[test]
    fn a_unit_price_that_was_rounded_is_no_mistake() {
        // Ten crowns for three, as a shop's own prices make them: rounded, cut off, and with a discount shared out.
        for (quantity, unit_price, discount, total) in [(3, 333, 0, 1000), (12, 83, 0, 1000), (3, 334, 1, 1000)] {
            let line = object([
                ("quantity", number(quantity)),
                ("unit_price", number(unit_price)),
                ("total_discount_amount", number(discount)),
                ("total_amount", number(total)),
            ]);
            let data =
                |total| object([("order_amount", number(total)), ("order_lines", Value::Array(vec![line.clone()]))]);
            assert_eq!(check(&data(total)), Ok(()), "{quantity} × {unit_price}");
            assert_eq!(path_of(&data(total + 1)).as_deref(), Some("order_amount"), "the sum is exact");
        }
        let single = replaced(line(1, 100, 0, 0), "total_amount", number(101));
        assert_eq!(path_of(&order(vec![single])).as_deref(), Some("order_lines[0].total_amount"));
        assert_eq!(check(&order(vec![line(0, 100, 0, 2500)])), Ok(()), "nothing of something");
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
