//! Functions of ours that JavaScript calls.
//!
//! All have one type, whatever they do: two arguments, of which they may ignore any, and an answer. Each further type
//! would bring its own machinery on both sides of the border.

use js_sys::Function;
use wasm_bindgen::prelude::*;

/// A function that lives until it is dropped; called later, it throws.
pub(crate) type Callback = Closure<Handler>;

/// `Fn`, since JavaScript may call a function anew from within it.
type Handler = dyn Fn(JsValue, JsValue) -> JsValue;

/// A function that lives until it is dropped.
pub(crate) fn callback(handler: impl Fn(JsValue) + 'static) -> Callback {
    boxed(Box::new(move |argument, _| {
        handler(argument);
        JsValue::UNDEFINED
    }))
}

/// A function that lives as long as JavaScript holds it.
pub(crate) fn function(handler: impl Fn(JsValue, JsValue) -> JsValue + 'static) -> Function {
    given_away(Box::new(handler))
}

#[inline(never)]
fn boxed(handler: Box<Handler>) -> Callback {
    Closure::wrap(handler)
}

#[inline(never)]
fn given_away(handler: Box<Handler>) -> Function {
    boxed(handler).into_js_value().unchecked_into()
}
