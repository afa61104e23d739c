//! The rules of one order line.

use super::figure::{self, path_of};
use super::finding::{Report, shown};
use super::members::{Given, Kind, Line, Member, Needed};

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

/// Checks a line and adds it to the sums; `None` if something in it is wrong.
pub(super) fn check(report: &mut Report, index: usize, line: &Line, sums: &mut Sums) -> Option<()> {
    // Its figures become the whole numbers that they are taken for.
    let mut line = *line;
    let has_subscription = line.subscription == Given::Object;
    let mut is_right = true;
    for (Member { path, kind, needed }, given) in &mut line.members() {
        let place = (Some(index), *path);
        let is_needed = *needed == Needed::Always || *needed == Needed::InSubscription && has_subscription;
        match (kind, **given) {
            (_, Given::Absent) if is_needed => {
                report.wrong(path_of(place), &[path, " is missing"]);
                is_right = false;
            }
            (_, Given::Absent) => {}
            (Kind::Figure(unit, least, most), _) => {
                match figure::read(report, place, **given, (*unit, *least, *most)) {
                    Some(whole) => **given = Given::Number(whole),
                    None => is_right = false,
                }
            }
            (&Kind::Text(least, most), Given::Text(length)) if length < least || length > most => {
                let bounds =
                    [path, " has ", &shown(length), " characters, ", &shown(least), " to ", &shown(most), " are right"];
                report.off(path_of(place), &bounds, (length, if length < least { least } else { most }), true);
                is_right = false;
            }
            (Kind::Word(words), Given::Other) => {
                report.wrong(path_of(place), &[path, " is one of ", words]);
                is_right = false;
            }
            _ => {}
        }
    }
    if !is_right {
        return None;
    }
    let (quantity, unit_price, total) =
        (line.quantity.number()?, line.unit_price.number()?, line.total_amount.number()?);
    let (discount, tax) = (line.total_discount_amount.number(), line.total_tax_amount.number());
    let rate = line.tax_rate.number();
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
        report.off(path_of((Some(index), "total_amount")), &message, (total, expected), true);
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
            report.off(path_of((Some(index), "total_tax_amount")), &message, (tax, expected), true);
            is_right = false;
        }
    }
    if !is_right {
        return None;
    }
    sums.total += total;
    if line.kind == Given::Listed {
        sums.sales_tax += total;
    } else {
        sums.tax += tax.unwrap_or(0.0);
        sums.tax_is_open |= tax.is_none() && rate.is_some_and(|rate| rate > 0.0);
    }
    sums.lines += 1.0;
    sums.pieces += quantity.max(1.0);
    Some(())
}
