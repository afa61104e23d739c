//! What Klarna's SDK threw.

use crate::domain::payments::classify;
use crate::interop::failure::{Failure, described};
use wasm_bindgen::JsValue;

/// The failure for what Klarna's SDK threw.
#[inline(never)]
pub(crate) fn thrown_by_sdk(thrown: JsValue) -> Failure {
    let (name, message) = described(&thrown);
    Failure::caused(classify(&name, &message), thrown)
}
