//! What `settle` is given, by the objects of either SDK.

use crate::interop::failure::Failure;
use crate::interop::options::Options;
use wasm_bindgen::JsValue;

/// Whether the shop says that the order was placed.
pub(crate) fn placed(options: &JsValue) -> Result<bool, Failure> {
    let options = Options::argument(options, "options")?;
    // A misspelt option beside it may be meant to say which order.
    options.only(&["placed"])?;
    options.required("placed")?.boolean()
}
