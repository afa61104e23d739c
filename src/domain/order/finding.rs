//! What a check has found, and what becomes of it.

use super::members::Unit;
use crate::domain::amount::ADVICE;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::digits;

/// So many findings are told of one order: the first ones say enough. The one that refuses it is told beyond them.
const MOST: usize = 20;

/// One thing about an order that the shop should know.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Where: `order_lines[2].total_amount`.
    pub path: String,
    /// What, with both figures where there are two.
    pub message: String,
    /// What is there and what was expected, where it is a sum.
    pub figures: Option<(f64, f64)>,
    /// Whether Klarna refuses the order for it, as far as sources say.
    pub is_wrong: bool,
}

/// A figure that is whole but for the noise of floating-point arithmetic, or is written as text, and what it is taken for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rounded {
    /// Of which line, counted from 0; `None` for a figure of the order itself.
    pub line: Option<usize>,
    /// The name of the member.
    pub member: &'static str,
    /// The whole number.
    pub whole: f64,
}

/// Everything that a check has found.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Report {
    /// What is wrong or doubtful, in the order of the data; the first twenty, and the first that is wrong.
    pub findings: Vec<Finding>,
    /// The figures that Klarna gets rounded.
    pub rounded: Vec<Rounded>,
}

impl Report {
    /// The refusal: the first finding for which Klarna would refuse the order.
    pub fn refusal(&self) -> Option<Error> {
        let wrong = self.findings.iter().find(|finding| finding.is_wrong)?;
        Some(Error::at(ErrorCode::OrderInvalid, wrong.path.as_str(), wrong.message.clone()))
    }

    /// Notes what Klarna refuses.
    #[inline(never)]
    pub(super) fn wrong(&mut self, path: String, message: &[&str]) {
        self.add(path, message, None, true);
    }

    /// Notes figures that do not fit: Klarna refuses them, or may.
    #[inline(never)]
    pub(super) fn off(&mut self, path: String, message: &[&str], figures: (f64, f64), is_wrong: bool) {
        self.add(path, message, Some(figures), is_wrong);
    }

    pub(super) fn add(&mut self, path: String, message: &[&str], figures: Option<(f64, f64)>, is_wrong: bool) {
        if self.findings.len() < MOST || is_wrong && !self.findings.iter().any(|told| told.is_wrong) {
            self.findings.push(Finding { path, message: message.concat(), figures, is_wrong });
        }
    }
}

/// How a shop is told to give a figure.
pub(super) const fn advice(unit: Unit) -> &'static str {
    match unit {
        Unit::Amount => ADVICE,
        Unit::Count => "this is a whole number: sell by a smaller unit",
        Unit::Rate => "a rate is a whole number with two implied decimals: 2500 is 25 %",
    }
}

/// A figure in digits, with up to six decimals. (The standard library's would bring its machinery along.)
pub(super) fn shown(number: f64) -> String {
    const MILLION: f64 = 1_000_000.0;
    let absolute = number.abs();
    if absolute > 9e15 {
        return (if number < 0.0 { "less than −9e15" } else { "more than 9e15" }).to_owned();
    }
    let (mut whole, mut millionths) = (absolute.trunc(), (absolute.fract() * MILLION).round());
    if millionths >= MILLION {
        (whole, millionths) = (whole + 1.0, 0.0);
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let whole_digits = digits(whole as i64);
    let sign = if number < 0.0 { "-" } else { "" };
    if millionths == 0.0 {
        return [sign, &whole_digits].concat();
    }
    #[expect(clippy::cast_possible_truncation, reason = "less than a million")]
    let mut decimals = digits(millionths as i64 + 1_000_000);
    while decimals.ends_with('0') {
        decimals.pop();
    }
    [sign, &whole_digits, ".", decimals.get(1..).unwrap_or_default()].concat()
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_as_they_were_written() {
        for (number, text) in [
            (0.0, "0"),
            (-3.0, "-3"),
            (10.5, "10.5"),
            (1_146.911_764_705_882_4, "1146.911765"),
            (-0.05, "-0.05"),
            (1.999_999_9, "2"),
            (1e300, "more than 9e15"),
            (-1e300, "less than −9e15"),
        ] {
            assert_eq!(shown(number), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_whole_number_is_shown_in_its_digits(number in -9_000_000_000_000_000_i64..9_000_000_000_000_000) {
            #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
            let shown = shown(number as f64);
            assert_eq!(shown, number.to_string());
        }
    }
}
