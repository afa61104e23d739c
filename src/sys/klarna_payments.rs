//! `window.Klarna.Payments` (v1). Present only after Klarna's script ran.

use super::browser::{global, window};
use super::js;
use wasm_bindgen::JsValue;

/// On the window, for all copies of this package: one of them reads a method at this moment.
const READING: &str = "__klarnaPaymentsWasmReading";

/// Whether it is this package that reads a method at this moment, in whatever copy, and not another script of the page.
pub(crate) fn is_ours() -> bool {
    global(READING).is_truthy()
}

/// Takes the mark away: at the beginning of a task no copy reads, whatever one has left behind that trapped.
pub(crate) fn clear_reading() {
    js::delete(&window(), READING);
}

/// Reads a method, so that nobody takes it for another script's doing.
fn read(payments: &JsValue, method: &str) -> Result<JsValue, JsValue> {
    let before = global(READING);
    js::set(&window(), READING, &JsValue::TRUE);
    let method = js::read(payments, method);
    js::set(&window(), READING, &before);
    method
}

/// The API object. Its methods return at once; answers come through the callback.
#[derive(Debug, Clone)]
pub(crate) struct Payments(JsValue);

impl Payments {
    /// The API object, if it is there and has what is needed. Other scripts of Klarna's create `window.Klarna` without it.
    pub(crate) fn present(members: &[&str]) -> Option<Self> {
        let payments = Self::here();
        let is_usable =
            payments.is_object() && members.iter().all(|member| read(&payments, member).is_ok_and(|m| m.is_function()));
        is_usable.then_some(Self(payments))
    }

    /// Whether something is in its place, usable or not.
    pub(crate) fn exists() -> bool {
        !Self::here().is_undefined()
    }

    fn here() -> JsValue {
        js::get(&global("Klarna"), "Payments")
    }

    /// A method, to be kept.
    pub(crate) fn method(&self, name: &str) -> JsValue {
        read(&self.0, name).unwrap_or_default()
    }

    /// Takes exactly one argument; a second one changes what it does.
    pub(crate) fn init(&self, options: &JsValue) -> Result<JsValue, JsValue> {
        js::apply(&read(&self.0, "init")?, &self.0, &[options])
    }

    /// `load`, `authorize`, `reauthorize` or `finalize`, always with three arguments: with fewer, or with the wrong
    /// keys in `data`, Klarna's SDK takes one argument for another.
    pub(crate) fn ask(
        &self,
        method: &str,
        options: &JsValue,
        data: &JsValue,
        done: &JsValue,
    ) -> Result<JsValue, JsValue> {
        js::apply(&read(&self.0, method)?, &self.0, &[options, data, done])
    }

    /// `loadPaymentReview`.
    pub(crate) fn load_payment_review(&self, options: &JsValue, done: &JsValue) -> Result<JsValue, JsValue> {
        js::call(&self.0, "loadPaymentReview", &[options, done])
    }

    /// Whether it is the same one.
    pub(crate) fn is_same(&self, other: &JsValue) -> bool {
        self.0 == *other
    }

    /// Adds a page-wide handler, if the SDK knows the event.
    pub(crate) fn on(&self, event: &str, handler: &JsValue) {
        let _ = js::call(&self.0, "on", &[&event.into(), handler]);
    }

    /// Removes it.
    pub(crate) fn off(&self, event: &str, handler: &JsValue) {
        let _ = js::call(&self.0, "off", &[&event.into(), handler]);
    }
}

impl AsRef<JsValue> for Payments {
    fn as_ref(&self) -> &JsValue {
        &self.0
    }
}
