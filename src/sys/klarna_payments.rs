//! `window.Klarna.Payments` (v1). Present only after Klarna's script ran.

use super::browser::global;
use super::js;
use wasm_bindgen::JsValue;

/// The API object. Its methods return at once; answers come through the callback.
#[derive(Debug, Clone)]
pub(crate) struct Payments(JsValue);

impl Payments {
    /// The API object, if it is there and has what is needed. Other scripts of Klarna's create `window.Klarna` without it.
    pub(crate) fn present(members: &[&str]) -> Option<Self> {
        let payments = js::get(&global("Klarna"), "Payments");
        let is_usable = payments.is_object() && members.iter().all(|member| js::get(&payments, member).is_function());
        is_usable.then_some(Self(payments))
    }

    /// Takes exactly one argument; a second one changes what it does.
    pub(crate) fn init(&self, options: &JsValue) -> Result<JsValue, JsValue> {
        js::call(&self.0, "init", &[options])
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
        js::call(&self.0, method, &[options, data, done])
    }

    /// `loadPaymentReview`.
    pub(crate) fn load_payment_review(&self, options: &JsValue, done: &JsValue) -> Result<JsValue, JsValue> {
        js::call(&self.0, "loadPaymentReview", &[options, done])
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
