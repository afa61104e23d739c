//! An order, checked before Klarna sees it: so that the shop hears of what is wrong before its customer does.
//!
//! Klarna answers a sum that is off with a bare `BAD_VALUE`, or with a refusal that looks like a decline. But it must
//! never be stricter than Klarna: where sources disagree or are silent, the order goes on, and the log tells the doubt.
//! Each rule and each tolerance stands once, with its source, in `members.rs` (forms and bounds), `line.rs` (the sums of
//! a line) and here (the sums of an order).
//!
//! Amounts are whole numbers in minor units of the currency (cents, öre).

mod figure;
mod finding;
mod form;
mod line;
pub mod members;

use super::error::Error;
use super::value::{Value, decimal, item_path};
use finding::shown;
pub use finding::{Finding, Report, Rounded};
use line::Sums;
use members::{LARGEST, Line, Unit};

/// How many lines an order has. Source: OpenAPI, `order_lines`.
pub const MOST_LINES: usize = 1000;
/// One minor unit between the order and its lines: no source says what Klarna makes of it.
const AMOUNT_DOUBT: f64 = 1.0;

/// Keys that make Klarna's SDK take our options for order data and lose the order (legacy swap).
pub const SWAPPING_KEYS: [&str; 2] = ["payment_method_category", "instance_id"];

/// What becomes of an order that Klarna would refuse.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OrderCheck {
    /// It is refused before Klarna is asked.
    #[default]
    Refuse,
    /// It goes to Klarna, and the log tells what was found.
    Warn,
    /// Nothing is checked.
    Off,
}

impl OrderCheck {
    /// By its name in the options.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "refuse" => Some(Self::Refuse),
            "warn" => Some(Self::Warn),
            "off" => Some(Self::Off),
            _ => None,
        }
    }

    /// Checks an order: what was found, and the refusal if this is one.
    ///
    /// The error is `ORDER_INVALID` with the path within the data and, for a sum, both figures.
    pub fn judge(self, order: &Order) -> (Report, Option<Error>) {
        let report = if self == Self::Off { Report::default() } else { check(order) };
        let refusal = if self == Self::Refuse { report.refusal() } else { None };
        (report, refusal)
    }
}

/// Order data as it is judged.
#[derive(Debug, Default, PartialEq)]
pub struct Order {
    /// The members outside the lines.
    pub head: Value,
    /// The lines, if there are any.
    pub lines: Lines,
    /// Whether a script of the page makes text of lists where they become JSON (Prototype before 1.7), also for Klarna's
    /// script.
    pub lists_become_text: bool,
    /// The paths of numbers that are none (`NaN`, `∞`): JSON has `null` for them.
    pub no_numbers: Vec<String>,
}

/// `order_lines`.
#[derive(Debug, Default, PartialEq)]
pub enum Lines {
    /// Absent, or `null`: a partial update.
    #[default]
    None,
    /// Something else than a list.
    NoList,
    /// A list that is too long to be read.
    Many(usize),
    /// The lines one after the other; `None`: this one is no object.
    Read(Vec<Option<Line>>),
}

/// Checks order data. Every member of the order is optional, since Klarna takes partial updates; what is there has to be
/// right. A line has to be whole.
pub fn check(order: &Order) -> Report {
    let mut report = Report::default();
    for path in &order.no_numbers {
        // A member that is none may be null (see `members.rs`). But an order whose own sum is none was not meant.
        let is_wrong = members::FIGURES.contains(&path.as_str());
        report.add(path.clone(), &[path, " is no number: null in JSON"], None, is_wrong);
    }
    form::check(&mut report, &order.head);
    let [amount, tax] = members::FIGURES.map(|member| {
        let given = figure::given(order.head.get(member));
        figure::read(&mut report, (None, member), given, (Unit::Amount, 0.0, LARGEST))
    });
    if order.lists_become_text && matches!(order.lines, Lines::Read(_) | Lines::Many(_)) {
        let message = "a script of this page gives arrays a toJSON (Prototype before 1.7): Klarna's script would send the \
                       lines as text; delete Array.prototype.toJSON";
        report.wrong("order_lines".to_owned(), &[message]);
    }
    let count = match &order.lines {
        Lines::None => return report,
        Lines::NoList => {
            report.wrong("order_lines".to_owned(), &["order_lines is an array"]);
            return report;
        }
        Lines::Many(count) => *count,
        Lines::Read(lines) => lines.len(),
    };
    if count == 0 || count > MOST_LINES {
        report.wrong(
            "order_lines".to_owned(),
            &[&decimal(count), " lines: Klarna takes 1 to 1000, also where nothing is paid yet"],
        );
        return report;
    }
    let Lines::Read(lines) = &order.lines else { return report };
    let mut sums = Sums::default();
    let mut are_right = true;
    for (index, line) in lines.iter().enumerate() {
        if let Some(line) = line {
            are_right &= line::check(&mut report, index, line, &mut sums).is_some();
        } else {
            report.wrong(item_path("order_lines", index), &["an order line is an object"]);
            are_right = false;
        }
    }
    // Sums of lines that are wrong themselves say nothing.
    if are_right {
        check_sums(&mut report, amount, tax, &sums);
    }
    report
}

fn check_sums(report: &mut Report, amount: Option<f64>, tax: Option<f64>, sums: &Sums) {
    let total = sums.total;
    // Source: krokedil/klarna-payments-for-woocommerce#204 (a gift card that is taken off and not listed).
    if let Some(amount) = amount
        && amount != total
    {
        let message = ["order_amount is ", &shown(amount), ", its lines add up to ", &shown(total)];
        let is_wrong = (amount - total).abs() > AMOUNT_DOUBT;
        report.off("order_amount".to_owned(), &message, (amount, total), is_wrong);
    }
    let Some(tax) = tax else { return };
    // Source: docs.klarna.com, Tax handling: off by the number of items at most; in the United States the total of the
    // lines of type sales_tax.
    let sales_tax = sums.sales_tax;
    let all = sums.tax + sales_tax;
    let expected = if sales_tax != 0.0 && (tax - sales_tax).abs() < (tax - all).abs() { sales_tax } else { all };
    let off = (tax - expected).abs();
    if off > sums.lines {
        let message = [
            "order_tax_amount is ",
            &shown(tax),
            ", the tax of its lines adds up to ",
            &shown(expected),
            "; Klarna tolerates 1 for each item",
        ];
        // Whether items are lines or pieces, no source says.
        let is_wrong = off > sums.pieces && !sums.tax_is_open;
        report.off("order_tax_amount".to_owned(), &message, (tax, expected), is_wrong);
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
