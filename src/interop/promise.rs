//! Promises that come from outside and promises that we give.

use super::failure::Failure;
use crate::sys::http::resolved;
use js_sys::Promise;
use std::future::Future;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Awaits whatever a foreign function returned: a promise, another thenable, or a plain value.
pub(crate) async fn settled(value: &JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(resolved(value)).await
}

/// A promise for the shop. It rejects with a `KlarnaError`.
pub(crate) fn promise<F>(future: F) -> Promise
where
    F: Future<Output = Result<JsValue, Failure>> + 'static,
{
    wasm_bindgen_futures::future_to_promise(async move { future.await.map_err(Failure::into_js) })
}

/// A promise that rejects at once: bad input is told in the same way as everything else.
pub(crate) fn rejected(failure: Failure) -> Promise {
    Promise::reject(&failure.into_js()).unchecked_into()
}
