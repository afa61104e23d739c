//! `JSON` on any page: see `json.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/sys/json.js")]
extern "C" {
    /// The JSON text of a value; `undefined` for what has none.
    #[wasm_bindgen(catch)]
    pub(crate) fn stringify(value: &JsValue) -> Result<JsValue, JsValue>;
}
