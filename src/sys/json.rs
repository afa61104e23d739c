//! `JSON` on any page, and order data: see `json.js`.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/sys/json.js")]
extern "C" {
    /// The JSON text of a value; `undefined` for what has none.
    #[wasm_bindgen(catch)]
    pub(crate) fn stringify(value: &JsValue) -> Result<JsValue, JsValue>;

    /// A plain copy of order data, and what the rules want to know of it.
    #[wasm_bindgen(catch, js_name = readOrder)]
    pub(crate) fn read_order(
        data: &JsValue,
        members: &str,
        head: &str,
        longest: u32,
        deepest: u32,
        most: u32,
    ) -> Result<Array, JsValue>;
}
