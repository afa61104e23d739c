//! `fetch`, what it gives, and promises: see `http.js`.

use super::browser::global;
use super::js;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/sys/http.js")]
extern "C" {
    /// A promise of how one request ended; it never rejects.
    #[wasm_bindgen(catch, js_name = attempt)]
    pub(crate) fn attempt(
        url: &str,
        members: &JsValue,
        limit_ms: f64,
        longest: f64,
        ask: &JsValue,
        make_headers: &JsValue,
    ) -> Result<JsValue, JsValue>;
}

/// A promise of the browser's own for whatever was returned, a promise or not. (`race`, since `resolve` gives back a
/// promise that somebody patched, or throws: one that throws, or answers at once, would be the end of us.)
pub(crate) fn resolved(value: &JsValue) -> Promise {
    let race = js::call(&global("Promise"), "race", &[&js::list(&[value])]);
    race.map_or_else(|thrown| Promise::reject(&thrown), JsCast::unchecked_into)
}
