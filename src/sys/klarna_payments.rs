//! `window.Klarna.Payments` (v1). Present only after Klarna's script ran.

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The API object. Its methods return at once; answers come through the callback.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Payments;

    /// Takes exactly one argument; a second one changes what it does.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn init(this: &Payments, options: &Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn load(this: &Payments, options: &Object, data: &JsValue, done: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = loadPaymentReview)]
    pub(crate) fn load_payment_review(this: &Payments, options: &Object, done: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn authorize(
        this: &Payments,
        options: &Object,
        data: &JsValue,
        done: &Function,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn reauthorize(
        this: &Payments,
        options: &Object,
        data: &JsValue,
        done: &Function,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn finalize(
        this: &Payments,
        options: &Object,
        data: &JsValue,
        done: &Function,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn on(this: &Payments, event: &str, handler: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn off(this: &Payments, event: &str, handler: &Function) -> Result<JsValue, JsValue>;
}
