//! A figure of an order: there or not, whole or not, within its bounds or not.

use super::finding::{Report, Rounded, advice, shown};
use super::members::{LARGEST, Unit};
use crate::domain::amount;

/// Where a figure stands.
pub(super) struct Place<'a> {
    /// The path of what it is a member of, with a dot, or nothing.
    pub(super) prefix: &'a dyn Fn() -> String,
    pub(super) line: Option<usize>,
    pub(super) member: &'static str,
    /// Whether it is written as text. No source says that Klarna refuses that.
    pub(super) is_text: bool,
}

impl Place<'_> {
    /// The whole path. Only made when there is something to say.
    pub(super) fn path(&self) -> String {
        [&(self.prefix)(), self.member].concat()
    }
}

/// The whole number that a figure is; `None` if there is none, or if it is wrong, which is noted.
pub(super) fn read(report: &mut Report, place: &Place<'_>, number: f64, bounds: (Unit, f64, f64)) -> Option<f64> {
    let (unit, least, most) = bounds;
    if number.is_nan() {
        return None;
    }
    if number.is_infinite() {
        let message = if number > 0.0 { " is no whole number: " } else { " is no number: " };
        report.wrong(place.path(), &[place.member, message, advice(unit)]);
        return None;
    }
    let Some(whole) = amount::whole(number) else {
        report.wrong(place.path(), &[place.member, " is ", &shown(number), ": ", advice(unit)]);
        return None;
    };
    let bound = if whole < least { Some(("the least is ", least)) } else { None };
    let bound = bound.or(if whole > most { Some(("the most is ", most)) } else { None });
    if let Some((rule, bound)) = bound {
        let bound = bound.clamp(-LARGEST, LARGEST);
        report.off(
            place.path(),
            &[place.member, " is ", &shown(whole), ", ", rule, &shown(bound)],
            (whole, bound),
            true,
        );
        return None;
    }
    if number != whole || place.is_text {
        let reason =
            if place.is_text { " is text, " } else { " is not whole by the noise of floating-point arithmetic, " };
        let whole_shown = shown(whole);
        let message = [place.member, reason, &whole_shown, " is sent"];
        report.off(place.path(), &message, (number, whole), false);
        report.rounded.push(Rounded { line: place.line, member: place.member, whole });
    }
    Some(whole)
}
