//! A figure of an order: there or not, whole or not, within its bounds or not.

use super::finding::{Report, Rounded, advice, shown};
use super::members::{Given, LARGEST, Unit};
use crate::domain::amount;
use crate::domain::value::{Value, item_path};

/// The path of a member of a line, or of the order itself. Only made when there is something to say.
pub(super) fn path_of((line, member): (Option<usize>, &str)) -> String {
    match line {
        Some(index) => [&item_path("order_lines", index), ".", member].concat(),
        None => member.to_owned(),
    }
}

/// The figure that a value is.
pub(super) fn given(value: &Value) -> Given {
    match value {
        Value::Null => Given::Absent,
        Value::Number(number) if number.is_finite() => Given::Number(*number),
        Value::String(text) if text.is_empty() => Given::Absent,
        Value::String(text) => text.bytes().try_fold(0.0, next_digit).map_or(Given::NoDigits, Given::Digits),
        _ => Given::Other,
    }
}

fn next_digit(number: f64, byte: u8) -> Option<f64> {
    byte.is_ascii_digit().then(|| number * 10.0 + f64::from(byte - b'0'))
}

/// The whole number that a figure is; `None` if there is none, or if it is wrong, which is noted.
pub(super) fn read(
    report: &mut Report,
    place: (Option<usize>, &'static str),
    given: Given,
    (unit, least, most): (Unit, f64, f64),
) -> Option<f64> {
    let (line, member) = place;
    let (number, is_text) = match given {
        Given::Absent => return None,
        Given::Number(number) => (number, false),
        Given::Digits(number) => (number, true),
        _ => {
            let message = if given == Given::NoDigits { " is no whole number: " } else { " is no number: " };
            report.wrong(path_of(place), &[member, message, advice(unit)]);
            return None;
        }
    };
    let Some(whole) = amount::whole(number) else {
        report.wrong(path_of(place), &[member, " is ", &shown(number), ": ", advice(unit)]);
        return None;
    };
    let bound = if whole < least { Some(("the least is ", least)) } else { None };
    let bound = bound.or(if whole > most { Some(("the most is ", most)) } else { None });
    if let Some((rule, bound)) = bound {
        let bound = bound.clamp(-LARGEST, LARGEST);
        report.off(path_of(place), &[member, " is ", &shown(whole), ", ", rule, &shown(bound)], (whole, bound), true);
        return None;
    }
    if number != whole || is_text {
        let reason = if is_text { " is text, " } else { " is not whole by the noise of floating-point arithmetic, " };
        let message = [member, reason, &shown(whole), " is sent"];
        report.off(path_of(place), &message, (number, whole), false);
        report.rounded.push(Rounded { line, member, whole });
    }
    Some(whole)
}
