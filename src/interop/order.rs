//! Order data: a plain copy for Klarna, and the order as the rules read it.
//!
//! A thousand lines cross the border as one list of figures. Member by member they took 20 ms. For each line there are a
//! figure of flags (1: it is an object; 2, 4, …: its first, second, … member is a figure that is written as text), and one
//! for each member, `NaN` where there is none: the figure itself, `∞` if it is a text that is none, `−∞` if it is something
//! else; how many characters a text has; the place of a word among those that are asked for, −1 for another one; 1 for an
//! object.

use super::failure::Failure;
use super::json::{self, LONGEST};
use super::options::Field;
use crate::domain::error::Error;
use crate::domain::order::members::{Given, HEAD, Kind, Line, MEMBERS, MISSED};
use crate::domain::order::{Lines, MOST_LINES, Order};
use crate::domain::value::{MAX_DEPTH, decimal};
use crate::sys::js;
use crate::sys::order::read_order;
use js_sys::Float64Array;
use wasm_bindgen::{JsCast, JsValue};

/// Reads order data, each getter once. What JSON would lose is an error that names it.
pub(crate) fn read(data: &JsValue) -> Result<(JsValue, Order), Failure> {
    let field = Field { value: data.clone(), path: "data".to_owned() };
    field.object()?;
    #[expect(clippy::cast_possible_truncation, reason = "small constants")]
    let reading = read_order(data, HEAD, &rows(), MISSED, LONGEST, MAX_DEPTH as u32, MOST_LINES as u32)
        .map_err(|cause| field.threw("this is no JSON (a cycle, a BigInt?), or too long", cause))?;
    if reading.is_undefined() {
        return field.wrong("a plain object is expected here");
    }
    let part = |name| js::get(&reading, name);
    let head = if part("isDeep").is_truthy() { Err(()) } else { json::read(&part("head")) };
    let Ok(head) = head else { return field.wrong("the data is nested too deeply") };
    if let Some(path) = part("lost").as_string() {
        return Err(Error::argument(path, json::LOST).into());
    }
    let order = Order {
        head,
        lines: lines(&part("lines")),
        lists_become_text: part("isSpoilt").is_truthy(),
        no_numbers: js::keys(&part("noNumbers")).unwrap_or_default(),
    };
    Ok((part("copy"), order))
}

fn lines(lines: &JsValue) -> Lines {
    if let Some(figures) = lines.dyn_ref::<Float64Array>() {
        return Lines::Read(lines_of(figures.to_vec()));
    }
    match lines.as_f64() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length")]
        Some(count) => Lines::Many(count as usize),
        None if lines.is_undefined() => Lines::None,
        None => Lines::NoList,
    }
}

/// What is looked for in a line, in the words that `sys/order.js` reads: a row for each member, with its path and what it should
/// be.
fn rows() -> String {
    let mut rows = String::new();
    for (member, _) in &empty().members() {
        let most;
        let (sign, more) = match member.kind {
            Kind::Figure(..) => ("#", ""),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small constants")]
            Kind::Text(_, longest) => {
                most = decimal(longest as usize);
                ("$", most.as_str())
            }
            Kind::Object => ("{", ""),
            Kind::Word(words) | Kind::OpenWord(words) => ("=", words),
        };
        rows.push_str(&[member.path, " ", sign, more, "\n"].concat());
    }
    rows
}

/// A line in which there is nothing. (A function of its own, since it is nineteen assignments.)
#[inline(never)]
fn empty() -> Line {
    Line::default()
}

/// Reads the figures of lines, one line after the other.
fn lines_of(figures: Vec<f64>) -> Vec<Option<Line>> {
    let mut lines = Vec::with_capacity(figures.len() / (1 + MEMBERS));
    let mut figures = figures.into_iter();
    while let Some(flags) = figures.next() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "twenty bits")]
        let mut flags = flags as u32;
        let is_object = flags & 1 == 1;
        let mut line = empty();
        for (member, given) in &mut line.members() {
            let Some(figure) = figures.next() else { break };
            flags >>= 1;
            **given = given_by(figure, &member.kind, flags & 1 == 1);
        }
        lines.push(is_object.then_some(line));
    }
    lines
}

/// What a figure of a line stands for.
fn given_by(figure: f64, kind: &Kind, is_text: bool) -> Given {
    if figure.is_nan() {
        return Given::Absent;
    }
    match kind {
        Kind::Figure(..) if figure == f64::INFINITY => Given::NoDigits,
        Kind::Figure(..) if figure == f64::NEG_INFINITY => Given::Other,
        Kind::Figure(..) if is_text => Given::Digits(figure),
        Kind::Figure(..) => Given::Number(figure),
        Kind::Text(..) => Given::Text(figure),
        Kind::Word(_) | Kind::OpenWord(_) if figure < 0.0 => Given::Other,
        Kind::Word(_) | Kind::OpenWord(_) => Given::Listed,
        Kind::Object => Given::Object,
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::order::check;
    use crate::domain::value::object;
    use proptest::prelude::*;

    /// A line of which nothing is there but what these rows say.
    fn crossed(flags: f64, given: &[(&str, f64)]) -> Vec<f64> {
        let member = |row: &str| {
            let path = row.split(' ').next();
            given.iter().find(|(name, _)| Some(*name) == path).map_or(f64::NAN, |(_, figure)| *figure)
        };
        std::iter::once(flags).chain(rows().lines().map(member)).collect()
    }

    #[test]
    fn the_members_of_a_line_are_described_for_the_border() {
        let rows = rows();
        assert_eq!(rows.lines().count(), MEMBERS);
        assert!(rows.starts_with("quantity #\nunit_price #\n") && rows.contains("\nname $255\n"));
        assert!(rows.contains("\nsubscription {\n") && rows.contains("\nsubscription.interval =DAY|WEEK|MONTH|YEAR\n"));
        assert!(
            rows.contains("\nsubscription.interval_count #\n") && rows.contains("\nproduct_identifiers.brand $70\n")
        );
    }

    #[test]
    fn a_line_is_what_was_read_of_it() {
        let given = [
            ("quantity", 2.0),
            ("unit_price", 1999.0),
            ("total_amount", f64::INFINITY),
            ("tax_rate", f64::NEG_INFINITY),
            ("type", 0.0),
            ("name", 4.0),
            ("subscription", 1.0),
            ("subscription.interval", 1.0),
            ("product_identifiers.brand", 70.0),
        ];
        // The second member is a text.
        let figures = [crossed(5.0, &given), crossed(0.0, &[]), crossed(1.0, &[("type", -1.0)])].concat();
        let other = Line { kind: Given::Other, ..Line::default() };
        let line = Line {
            quantity: Given::Number(2.0),
            unit_price: Given::Digits(1999.0),
            total_amount: Given::NoDigits,
            tax_rate: Given::Other,
            kind: Given::Listed,
            name: Given::Text(4.0),
            subscription: Given::Object,
            subscription_interval: Given::Listed,
            product_identifiers_brand: Given::Text(70.0),
            ..Line::default()
        };
        assert_eq!(lines_of(figures), [Some(line), None, Some(other)]);
    }

    fn any_figure() -> impl Strategy<Value = f64> {
        prop_oneof![any::<f64>(), (-3000..3000_i32).prop_map(f64::from), Just(f64::NAN), Just(f64::INFINITY)]
    }

    proptest! {
        #[test]
        fn no_figure_makes_the_check_panic_or_tell_more_than_it_may(
            figures in prop::collection::vec(any_figure(), 0..60), amount in any_figure(), tax in any_figure(),
        ) {
            let head = object([("order_amount", amount.into()), ("order_tax_amount", tax.into())]);
            let report = check(&Order { head, lines: Lines::Read(lines_of(figures)), ..Order::default() });
            prop_assert!(report.findings.len() <= 21);
            for finding in &report.findings {
                prop_assert!(finding.path.starts_with("order_"));
            }
        }
    }
}
