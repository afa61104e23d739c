//! Order data: see `order.js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/sys/order.js")]
extern "C" {
    /// A plain copy of order data, and what the rules want to know of it; `undefined` if it is no object.
    #[wasm_bindgen(catch, js_name = readOrder)]
    pub(crate) fn read_order(
        data: &JsValue,
        head: &str,
        line: &str,
        missed: &str,
        longest: u32,
        deepest: u32,
        most: u32,
    ) -> Result<JsValue, JsValue>;
}
