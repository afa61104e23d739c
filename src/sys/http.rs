//! `fetch` and what it gives.
//!
//! gloo-net builds the request; its `send` is not used, since it panics when `fetch` rejects with something that is
//! no `Error` (a string given to `abort`, a wrapper of the shop's), and a panic leaves the caller's promise pending.

use js_sys::{Object, Promise, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    pub(crate) fn fetch(request: &web_sys::Request, options: &Object) -> Result<JsValue, JsValue>;

    /// What `fetch` resolved to.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Response;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn status(this: &Response) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = "type")]
    pub(crate) fn kind(this: &Response) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn headers(this: &Response) -> Result<Headers, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn body(this: &Response) -> Result<JsValue, JsValue>;

    /// The headers of an answer.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Headers;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn get(this: &Headers, name: &str) -> Result<JsValue, JsValue>;

    /// The body of an answer.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type ReadableStream;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    pub(crate) fn get_reader(this: &ReadableStream) -> Result<Reader, JsValue>;

    /// Reads a body piece by piece.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Reader;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn read(this: &Reader) -> Result<JsValue, JsValue>;

    /// Cuts a request off.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type AbortController;
    #[wasm_bindgen(constructor, catch)]
    pub(crate) fn new() -> Result<AbortController, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn signal(this: &AbortController) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn abort(this: &AbortController) -> Result<(), JsValue>;

    /// Bytes to text.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type TextDecoder;
    #[wasm_bindgen(constructor, catch)]
    pub(crate) fn new() -> Result<TextDecoder, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn decode(this: &TextDecoder, bytes: &Uint8Array) -> Result<JsValue, JsValue>;
}

/// `Promise.resolve`: whatever was returned, a promise or not, can be awaited.
pub(crate) fn resolved(value: &JsValue) -> Promise {
    Promise::resolve(value)
}
