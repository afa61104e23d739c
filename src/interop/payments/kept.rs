//! What JavaScript keeps of tokens, should this module trap while they are under way (`src/export/held-tokens.js`).

use crate::sys::js;
use wasm_bindgen::JsValue;

/// A token that the keeper has, under its idempotency key, until this is dropped.
#[derive(Debug)]
pub(crate) struct Kept {
    keeper: JsValue,
    key: JsValue,
}

impl Kept {
    /// Hands a token over.
    pub(crate) fn new(keeper: &JsValue, key: &str, token: &JsValue) -> Self {
        let kept = Self { keeper: keeper.clone(), key: key.into() };
        js::tell(&kept.keeper, "keep", &[&kept.key, token]);
        kept
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        js::tell(&self.keeper, "release", &[&self.key]);
    }
}

/// What goes out under a key, to the letter: from now on the keeper would post the same.
pub(crate) fn rendered(keeper: &JsValue, key: &str, body: &str) {
    js::tell(keeper, "rendered", &[&key.into(), &body.into()]);
}

/// The same callback for Klarna's SDK, whose answers the keeper has until they have been heard.
pub(crate) fn hear(keeper: &JsValue, done: JsValue) -> JsValue {
    let heard = js::ask(keeper, "hear", &[&done]);
    if heard.is_function() { heard } else { done }
}
