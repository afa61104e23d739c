//! What stands behind an object of the shop's: one function, however many methods the object has. An exported class would
//! cost a hundred bytes for each of them, on both sides of the border.

use crate::interop::callback::function;
use crate::interop::failure::Failure;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

/// The arguments of a method. One that was not given reads as `undefined`.
#[derive(Debug)]
pub(super) struct Arguments(Array);

impl Arguments {
    /// The argument at a place, from 0.
    pub(super) fn at(&self, place: u32) -> JsValue {
        self.0.get(place)
    }
}

/// The function for JavaScript. It takes a method's name and its arguments, and gives the answer, or the `KlarnaError`
/// that the class is to throw or to reject with. What it holds is freed when JavaScript holds it no more.
pub(super) fn subject(answer: impl Fn(&str, &Arguments) -> Result<JsValue, Failure> + 'static) -> JsValue {
    function(move |method, arguments| {
        let method = method.as_string().unwrap_or_default();
        answer(&method, &Arguments(arguments.unchecked_into())).unwrap_or_else(Failure::into_js)
    })
    .into()
}
