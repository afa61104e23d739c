//! The rules of one order line.

use super::figure::{self, Place};
use super::finding::{Report, shown};
use super::members::{Kind, LINE, Line, Member, Needed};
use crate::domain::value::item_path;

/// A line's tax may be off by one minor unit from the exact figure. Source: OpenAPI, `total_tax_amount`.
const TAX_TOLERANCE: f64 = 1.0;

/// What the lines of an order add up to.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) total: f64,
    /// The tax that they contain.
    pub(super) tax: f64,
    /// The tax that they are: in the United States a line of its own (docs.klarna.com, Tax handling).
    pub(super) sales_tax: f64,
    /// How many they are.
    pub(super) lines: f64,
    /// How many pieces they stand for, at least one each.
    pub(super) pieces: f64,
    /// Whether one names a rate and leaves its tax open.
    pub(super) tax_is_open: bool,
}

/// Checks a line and adds it to the sums; `None` if something in it is wrong. `flags`: see [`super::Lines::Read`].
pub(super) fn check(report: &mut Report, index: usize, line: &Line, mut flags: u32, sums: &mut Sums) -> Option<()> {
    let path = || [&item_path("order_lines", index), "."].concat();
    let place = |member| Place { prefix: &path, line: Some(index), member, is_text: false };
    let mut is_right = true;
    let mut figures = [None; LINE.len()];
    let has_subscription = line.get(7).is_some_and(|there| *there == 1.0);
    for ((Member { path, kind, needed }, slot), &given) in LINE.iter().zip(&mut figures).zip(line) {
        flags >>= 1;
        let place = Place { is_text: flags & 1 == 1, ..place(path) };
        let is_needed = *needed == Needed::Always || *needed == Needed::InSubscription && has_subscription;
        if given.is_nan() {
            if is_needed {
                report.wrong(place.path(), &[path, " is missing"]);
                is_right = false;
            }
            continue;
        }
        match *kind {
            Kind::Figure(unit, least, most) => {
                *slot = figure::read(report, &place, given, (unit, least, most));
                is_right &= slot.is_some();
            }
            Kind::Text(least, most) if given < least || given > most => {
                let bounds =
                    [path, " has ", &shown(given), " characters, ", &shown(least), " to ", &shown(most), " are right"];
                report.off(place.path(), &bounds, (given, if given < least { least } else { most }), true);
                is_right = false;
            }
            Kind::Word(words) if given < 0.0 => {
                report.wrong(place.path(), &[path, " is one of ", words]);
                is_right = false;
            }
            Kind::Text(..) | Kind::Word(_) | Kind::OpenWord(_) | Kind::Object => {}
        }
    }
    if !is_right {
        return None;
    }
    let [quantity, unit_price, total, discount, tax, rate, ..] = figures;
    let (quantity, unit_price, total) = (quantity?, unit_price?, total?);
    let expected = quantity * unit_price - discount.unwrap_or(0.0);
    // Plus or minus the quantity: a unit price was rounded. Source: Klarna's API reference, `total_amount`, as quoted by
    // Solidus, VirtueMart, Optimizely and the .NET SDK.
    if (expected - total).abs() > quantity {
        let message = [
            "total_amount is ",
            &shown(total),
            ", quantity × unit_price − total_discount_amount makes ",
            &shown(expected),
        ];
        report.off(place("total_amount").path(), &message, (total, expected), true);
        is_right = false;
    }
    if let (Some(rate), Some(tax)) = (rate, tax) {
        // The tax contained in the total: total − total × 10000 / (10000 + rate), not rounded. Source: OpenAPI and
        // klarna/kco_rest_dotnet#24. Multiplied out, so that whole numbers are compared.
        let divisor = 10_000.0 + rate;
        if (tax * divisor - total * rate).abs() > TAX_TOLERANCE * divisor {
            let expected = total * rate / divisor;
            let message =
                ["total_tax_amount is ", &shown(tax), ", total_amount and tax_rate make ", &shown(expected.round())];
            report.off(place("total_tax_amount").path(), &message, (tax, expected), true);
            is_right = false;
        }
    }
    if !is_right {
        return None;
    }
    let is_sales_tax = line.get(6).is_some_and(|word| *word == 0.0);
    sums.total += total;
    if is_sales_tax {
        sums.sales_tax += total;
    } else {
        sums.tax += tax.unwrap_or(0.0);
        sums.tax_is_open |= tax.is_none() && rate.is_some_and(|rate| rate > 0.0);
    }
    sums.lines += 1.0;
    sums.pieces += quantity.max(1.0);
    Some(())
}
