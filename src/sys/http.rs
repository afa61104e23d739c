//! `fetch` and what it gives.
//!
//! gloo-net builds the request; its `send` is not used, since it panics when `fetch` rejects with something that is
//! no `Error` (a string given to `abort`, a wrapper of the shop's), and a panic leaves the caller's promise pending.

use super::browser::window;
use super::js;
use js_sys::Promise;
use wasm_bindgen::JsValue;

/// Sends a request.
pub(crate) fn fetch(request: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    js::call(&window(), "fetch", &[request, options])
}

/// What `fetch` resolved to.
#[derive(Debug)]
pub(crate) struct Response(pub(crate) JsValue);

impl Response {
    /// The HTTP status; 0 if there is none.
    pub(crate) fn status(&self) -> u16 {
        let status = js::get(&self.0, "status").as_f64().unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped; a float cast saturates")]
        let status = status.clamp(0.0, 999.0) as u16;
        status
    }

    /// Whether it is a redirect that was not followed.
    pub(crate) fn is_redirect(&self) -> bool {
        js::get(&self.0, "type").as_string().as_deref() == Some("opaqueredirect")
    }

    /// A header, if it is there and readable.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        js::call(&js::get(&self.0, "headers"), "get", &[&name.into()]).ok()?.as_string()
    }

    /// Reads the body piece by piece; `None` if there is none.
    pub(crate) fn reader(&self) -> Result<Option<Reader>, JsValue> {
        let body = js::read(&self.0, "body")?;
        if body.is_object() { js::call(&body, "getReader", &[]).map(|reader| Some(Reader(reader))) } else { Ok(None) }
    }
}

/// Reads a body piece by piece.
#[derive(Debug)]
pub(crate) struct Reader(JsValue);

impl Reader {
    /// A promise of the next piece.
    pub(crate) fn read(&self) -> Result<JsValue, JsValue> {
        js::call(&self.0, "read", &[])
    }
}

/// Cuts a request off.
#[derive(Debug, Clone)]
pub(crate) struct AbortController(JsValue);

impl AbortController {
    /// A new one, if the browser lets us.
    pub(crate) fn new() -> Option<Self> {
        js::construct("AbortController", &[]).ok().map(Self)
    }

    /// Its signal.
    pub(crate) fn signal(&self) -> JsValue {
        js::get(&self.0, "signal")
    }

    /// Fires the signal, without a reason: `fetch` then rejects with an `Error`, whatever reads the rejection.
    pub(crate) fn abort(&self) {
        let _ = js::call(&self.0, "abort", &[]);
    }
}

/// Bytes to text.
pub(crate) fn decode(bytes: &JsValue) -> Result<JsValue, JsValue> {
    js::call(&js::construct("TextDecoder", &[])?, "decode", &[bytes])
}

/// `Promise.resolve`: whatever was returned, a promise or not, can be awaited.
pub(crate) fn resolved(value: &JsValue) -> Promise {
    Promise::resolve(value)
}
