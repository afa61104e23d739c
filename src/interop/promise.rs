//! Promises that come from outside and promises that we give.

use super::callback::{Callback, answering, callback};
use super::failure::Failure;
use super::once::Once;
use crate::sys::http::resolved;
use crate::sys::js;
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

/// Awaits whatever a foreign function returned: a promise, another thenable, or a plain value.
pub(crate) fn settled(value: &JsValue) -> Once<Result<JsValue, JsValue>> {
    let once = Once::new();
    // They live until one of them is called, whoever waits still.
    let callbacks: Rc<RefCell<Option<[Callback; 2]>>> = Rc::default();
    let settling = |settle: fn(JsValue) -> Result<JsValue, JsValue>| {
        let (once, callbacks) = (once.clone(), Rc::clone(&callbacks));
        callback(move |value| {
            once.settle(settle(value));
            drop(callbacks.take());
        })
    };
    let both = [settling(Ok), settling(Err)];
    let [fulfilled, rejected] = both.each_ref().map(Callback::as_ref);
    if let Err(thrown) = js::call(&resolved(value), "then", &[fulfilled, rejected]) {
        once.settle(Err(thrown));
    }
    callbacks.replace(Some(both));
    once
}

/// A promise for the shop. It rejects with a `KlarnaError`.
pub(crate) fn promise(future: impl Future<Output = Result<JsValue, Failure>> + 'static) -> Promise {
    boxed(Box::pin(future))
}

/// One copy of the machinery around a promise, whatever the future. (`future_to_promise` brings a kind of closure and
/// a way to call functions of its own, on both sides of the border.)
fn boxed(future: Pin<Box<dyn Future<Output = Result<JsValue, Failure>>>>) -> Promise {
    let future = Cell::new(Some(future));
    let executor = answering(move |resolve, reject| {
        if let Some(future) = future.take() {
            spawn_local(async move {
                let (settle, value) = match future.await {
                    Ok(value) => (resolve, value),
                    Err(failure) => (reject, failure.into_js()),
                };
                let _ = js::invoke(settle.unchecked_ref(), &[&value]);
            });
        }
        JsValue::UNDEFINED
    });
    let promise = js::construct("Promise", &[executor.as_ref()]);
    promise.map_or_else(|thrown| Promise::reject(&thrown), JsCast::unchecked_into)
}

/// A promise for the shop, and what settles it.
pub(crate) fn deferred() -> (Promise, JsValue) {
    let settlers = Rc::new(RefCell::new(JsValue::UNDEFINED));
    let taken = Rc::clone(&settlers);
    let executor = answering(move |resolve, reject| {
        taken.replace(js::list(&[&resolve, &reject]).into());
        JsValue::UNDEFINED
    });
    let promise = js::construct("Promise", &[executor.as_ref()]);
    (promise.map_or_else(|thrown| Promise::reject(&thrown), JsCast::unchecked_into), settlers.take())
}

/// Settles such a promise.
#[inline(never)]
pub(crate) fn settle(settlers: &JsValue, result: Result<JsValue, JsValue>) {
    let (place, value) = match result {
        Ok(value) => ("0", value),
        Err(error) => ("1", error),
    };
    let _ = js::invoke(js::get(settlers, place).unchecked_ref(), &[&value]);
}

/// A promise that rejects at once: bad input is told in the same way as everything else.
pub(crate) fn rejected(failure: Failure) -> Promise {
    Promise::reject(&failure.into_js()).unchecked_into()
}
