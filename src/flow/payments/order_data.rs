//! Order data as Klarna's SDK gets it.

use super::options::Settings;
use crate::domain::order::{Finding, Rounded, SWAPPING_KEYS};
use crate::interop::failure::Failure;
use crate::interop::log::Log;
use crate::interop::order;
use crate::sys::js;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

/// A plain copy of our own, checked as the shop wants it; what the check has found is in the log.
pub(super) fn order_data(settings: &Settings, data: &JsValue) -> Result<JsValue, Failure> {
    if data.is_undefined() || data.is_null() {
        return Ok(js::object());
    }
    let (copy, order) = order::read(data)?;
    let (report, refusal) = settings.order_check.judge(&order);
    for finding in &report.findings {
        tell(&settings.log, finding);
    }
    if let Some(error) = refusal {
        return Err(error.into());
    }
    for rounded in &report.rounded {
        write(&copy, rounded);
    }
    for key in &SWAPPING_KEYS {
        js::delete(&copy, key);
    }
    Ok(copy)
}

fn tell(log: &Log, Finding { path, message, figures, is_wrong }: &Finding) {
    let (found, expected) = figures.unzip();
    log.write(
        "order",
        &[
            ("path", path.into()),
            ("message", message.into()),
            ("found", found.into()),
            ("expected", expected.into()),
            ("klarnaRefuses", (*is_wrong).into()),
        ],
    );
}

fn write(copy: &JsValue, Rounded { line, member, whole }: &Rounded) {
    let target = match line {
        None => copy.clone(),
        #[expect(clippy::cast_possible_truncation, reason = "a thousand lines at most")]
        Some(line) => {
            js::get(copy, "order_lines").dyn_ref().map_or(JsValue::UNDEFINED, |lines: &Array| lines.get(*line as u32))
        }
    };
    js::set(&target, member, &(*whole).into());
}
