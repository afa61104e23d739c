//! What JavaScript keeps of tokens, should this module trap while they are under way (`src/export/trap.js`).

use crate::sys::js;
use wasm_bindgen::JsValue;

/// A token that JavaScript keeps, under its idempotency key, until this is dropped.
#[derive(Debug)]
pub(crate) struct Kept {
    edge: JsValue,
    key: JsValue,
}

impl Kept {
    /// Hands a token over.
    pub(crate) fn new(edge: &JsValue, key: &str, token: &JsValue) -> Self {
        let kept = Self { edge: edge.clone(), key: key.into() };
        kept.say(token);
        kept
    }

    fn say(&self, token: &JsValue) {
        js::tell(&self.edge, "keep", &[&self.key, token]);
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.say(&JsValue::UNDEFINED);
    }
}

/// The same callback for Klarna's SDK, whose answers JavaScript keeps until they have been heard.
pub(crate) fn hear(edge: &JsValue, done: JsValue) -> JsValue {
    let heard = js::ask(edge, "hear", &[&done]);
    if heard.is_function() { heard } else { done }
}
