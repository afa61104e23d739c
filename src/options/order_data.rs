//! Order data as Klarna's SDK gets it.

use super::calls::{is_none, parameter_in};
use super::payments::Settings;
use crate::domain::error::Error;
use crate::domain::order::{Finding, OrderCheck, Rounded, SWAPPING_KEYS};
use crate::interop::failure::Failure;
use crate::interop::log::Log;
use crate::interop::order;
use crate::sys::js::{self, record};
use js_sys::{Array, JSON};
use wasm_bindgen::{JsCast, JsValue};

/// A plain copy of our own, checked as the shop wants it; what the check has found is in the log.
pub(crate) fn order_data(settings: &Settings, data: &JsValue) -> Result<JsValue, Failure> {
    if is_none(data) {
        return Ok(js::object());
    }
    let (copy, order) = order::read(data)?;
    // An order that stands too deep would be lost.
    if let Some(key) = parameter_in(&copy) {
        return Err(Error::argument(key, "write load(container, order), authorize(options, order)").into());
    }
    let (report, refusal) = settings.order_check.judge(&order);
    for finding in &report.findings {
        tell(&settings.log, finding);
    }
    if let Some(error) = refusal {
        return Err(error.into());
    }
    for rounded in &report.rounded {
        write(&copy, *rounded);
    }
    for key in &SWAPPING_KEYS {
        js::delete(&copy, key);
    }
    Ok(copy)
}

/// A line with all that is usual.
const LINE: &str = r#"{"type":"physical","reference":"a","name":"a","quantity":1,"unit_price":1,"tax_rate":0,"total_amount":1,"total_discount_amount":0,"total_tax_amount":0}"#;

/// Checks an order of nobody's. Browsers compile what runs for the first time, and read it slowly until it has run for a
/// while: with this that is no time of the customer's click.
pub(crate) fn rehearse() {
    let order = [r#"{"order_amount":200,"order_tax_amount":0,"order_lines":["#, &[LINE; 200].join(","), "]}"].concat();
    if let Some(Ok((_, order))) = JSON::parse(&order).ok().map(|order| order::read(&order)) {
        drop(OrderCheck::Refuse.judge(&order));
    }
}

fn tell(log: &Log, Finding { path, message, figures, is_wrong }: &Finding) {
    let (found, expected) = figures.unzip();
    log.write(
        "order",
        &record! {
            path: path,
            message: message,
            found: found,
            expected: expected,
            klarnaRefuses: *is_wrong,
        },
    );
}

fn write(copy: &JsValue, Rounded { line, mut member, whole }: Rounded) {
    let mut target = match line {
        None => copy.clone(),
        #[expect(clippy::cast_possible_truncation, reason = "a thousand lines at most")]
        Some(line) => {
            js::get(copy, "order_lines").dyn_ref().map_or(JsValue::UNDEFINED, |lines: &Array| lines.get(line as u32))
        }
    };
    if let Some(inner) = member.strip_prefix("subscription.") {
        (target, member) = (js::get(&target, "subscription"), inner);
    }
    js::set(&target, member, &whole.into());
}
