//! What the methods of a purchase (v1) are given.

use super::source::signal;
use crate::domain::delivery::Limits;
use crate::domain::error::Error;
use crate::interop::abort::Signal;
use crate::interop::container;
use crate::interop::failure::Failure;
use crate::interop::log::Log;
use crate::interop::options::Options;
use crate::sys::js::{self, record};
use wasm_bindgen::JsValue;

/// What the parameters of a call may hold.
const PARAMETERS: [&str; 4] = ["order", "autoFinalize", "signal", "timeoutMs"];

/// What a call is given.
#[derive(Debug)]
pub(crate) struct Parameters {
    pub(crate) order: JsValue,
    pub(crate) auto_finalize: Option<bool>,
    pub(crate) signal: Option<Signal>,
    pub(crate) timeout_ms: Option<f64>,
}

impl Parameters {
    /// Of `authorize`: options, and the order in them or beside them.
    pub(crate) fn of_authorize(options: &JsValue, order: JsValue) -> Result<Self, Failure> {
        let mut parameters = Self::read(options)?;
        if is_none(&parameters.order) {
            parameters.order = order;
        } else if !is_none(&order) {
            return Err(Error::argument("order", "the order is given twice").into());
        }
        Ok(parameters)
    }

    /// Of `reauthorize` and `finalize`: parameters and the order as `authorize` has them, or the order itself.
    pub(crate) fn of_other(value: JsValue, order: JsValue) -> Result<Self, Failure> {
        if parameter_in(&value).is_some() || !is_none(&order) {
            return Self::of_authorize(&value, order);
        }
        Ok(Self { order: value, auto_finalize: None, signal: None, timeout_ms: None })
    }

    fn read(value: &JsValue) -> Result<Self, Failure> {
        let options = Options::argument(value, "options")?;
        // Klarna's own spelling, or the order in the wrong place, would otherwise authorize what the shop did not mean.
        options.only(&PARAMETERS)?;
        Ok(Self {
            auto_finalize: options.boolean("autoFinalize")?,
            signal: signal(&options)?,
            timeout_ms: options.number("timeoutMs", 1.0, Limits::LONGEST_MS)?,
            order: options.get("order")?.map(|field| field.value).unwrap_or_default(),
        })
    }
}

/// The first parameter of a call that an object has, which is none of an order's members.
#[inline(never)]
pub(super) fn parameter_in(value: &JsValue) -> Option<&'static str> {
    PARAMETERS.into_iter().find(|key| value.is_object() && js::has_own(value, key))
}

pub(super) fn is_none(order: &JsValue) -> bool {
    order.is_undefined() || order.is_null()
}

/// Where the widget goes. What would lie over it is in the log.
pub(crate) fn container(container: &JsValue, log: &Log) -> Result<JsValue, Failure> {
    let container = container::find(container)?;
    if container::is_in_modal_dialog(&container) {
        let message = "Klarna's overlay lies under a modal dialog: open it with show(), or close it before authorize";
        log.write("overlay", &record! { message: message });
    }
    Ok(container.as_ref().clone())
}
