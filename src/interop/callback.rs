//! Functions of ours that JavaScript calls.
//!
//! All have one type, whatever they do: two arguments, of which they may ignore any, and an answer. Each further type
//! would bring its own machinery on both sides of the border. Behind it, what a function does is an object of a trait
//! with one method: a `dyn Fn` would bring code to be called once as well.

use js_sys::Function;
use wasm_bindgen::prelude::*;

/// A function that lives until it is dropped; called later, it throws.
///
/// `Fn`, since JavaScript may call a function anew from within it.
pub(crate) type Callback = Closure<dyn Fn(JsValue, JsValue) -> JsValue>;

/// What is done when JavaScript calls, and answered.
trait Answers {
    fn answer(&self, first: JsValue, second: JsValue) -> JsValue;
}

impl<F: Fn(JsValue, JsValue) -> JsValue> Answers for F {
    fn answer(&self, first: JsValue, second: JsValue) -> JsValue {
        self(first, second)
    }
}

/// What is done with an event.
trait Hears {
    fn hear(&self, event: JsValue);
}

impl<F: Fn(JsValue)> Hears for F {
    fn hear(&self, event: JsValue) {
        self(event);
    }
}

/// What is done when something happens.
trait Notices {
    fn notice(&self);
}

impl<F: Fn()> Notices for F {
    fn notice(&self) {
        self();
    }
}

/// A function that lives until it is dropped.
pub(crate) fn callback(handler: impl Fn(JsValue) + 'static) -> Callback {
    hearing(Box::new(handler))
}

/// A function without arguments that lives until it is dropped.
pub(crate) fn notice(handler: impl Fn() + 'static) -> Callback {
    noticing(Box::new(handler))
}

/// A function with an answer that lives until it is dropped.
pub(crate) fn answering(handler: impl Fn(JsValue, JsValue) -> JsValue + 'static) -> Callback {
    answered(Box::new(handler))
}

/// A function with an answer that lives as long as JavaScript holds it.
pub(crate) fn function(handler: impl Fn(JsValue, JsValue) -> JsValue + 'static) -> Function {
    answered(Box::new(handler)).into_js_value().unchecked_into()
}

#[inline(never)]
fn hearing(handler: Box<dyn Hears>) -> Callback {
    boxed(Box::new(move |event, _| {
        handler.hear(event);
        JsValue::UNDEFINED
    }))
}

#[inline(never)]
fn noticing(handler: Box<dyn Notices>) -> Callback {
    boxed(Box::new(move |_, _| {
        handler.notice();
        JsValue::UNDEFINED
    }))
}

#[inline(never)]
fn answered(handler: Box<dyn Answers>) -> Callback {
    boxed(Box::new(move |first, second| handler.answer(first, second)))
}

#[inline(never)]
fn boxed(handler: Box<dyn Fn(JsValue, JsValue) -> JsValue>) -> Callback {
    Closure::wrap(handler)
}
