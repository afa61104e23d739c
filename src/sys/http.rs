//! `fetch` and what it gives.
//!
//! gloo-net collects the headers; its `send` is not used, since it panics when `fetch` rejects with something that is
//! no `Error` (a string given to `abort`, a wrapper of the shop's), and a panic leaves the caller's promise pending.
//! Nor is its builder, which takes every address apart and puts it together again to add a query, and knows no
//! `keepalive`.

use super::browser::{global, window};
use super::js;
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};

/// Sends a request. It is made first, so that a wrapper of `fetch` that drops its second argument sends the same one.
/// What it is goes there all the same: Firefox loses `keepalive` from a request.
pub(crate) fn fetch(url: &str, members: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    // Without a prototype: a polluted one would say where a token goes, and how.
    let init = js::call(&global("Object"), "create", &[&JsValue::NULL])?;
    js::fill(&init, members);
    let request = web_sys::Request::new_with_str_and_init(url, init.unchecked_ref())?;
    js::call(&window(), "fetch", &[&request, &init])
}

/// What `fetch` resolved to.
#[derive(Debug)]
pub(crate) struct Response(pub(crate) JsValue);

impl Response {
    /// The HTTP status; 0 if there is none.
    pub(crate) fn status(&self) -> u16 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates")]
        let status = js::get(&self.0, "status").as_f64().unwrap_or_default() as u16;
        status
    }

    /// Whether it is a redirect that was not followed.
    pub(crate) fn is_redirect(&self) -> bool {
        js::get(&self.0, "type") == "opaqueredirect"
    }

    /// A header, if it is there and readable.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        js::ask(&js::get(&self.0, "headers"), "get", &[&name.into()]).as_string()
    }

    /// A promise of the whole body, for a `fetch` that has no streams; `None` without `text`.
    pub(crate) fn text(&self) -> Option<Result<JsValue, JsValue>> {
        js::has_method(&self.0, "text").then(|| js::call(&self.0, "text", &[]))
    }

    /// Whether the status says that there is no body.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self.status(), 204 | 205)
    }

    /// Reads the body piece by piece, where there is one, and streams that let themselves be read. What is no response at
    /// all is an error.
    pub(crate) fn reader(&self) -> Result<Option<Reader>, JsValue> {
        let body = js::read(&self.0, "body")?;
        let Ok(pieces) = js::call(&body, "getReader", &[]) else { return Ok(None) };
        Ok(Some(Reader { pieces, decoder: js::construct("TextDecoder", &[])? }))
    }
}

/// Reads a body, which is text, piece by piece.
#[derive(Debug)]
pub(crate) struct Reader {
    pieces: JsValue,
    decoder: JsValue,
}

impl Reader {
    /// A promise of the next piece.
    pub(crate) fn read(&self) -> Result<JsValue, JsValue> {
        js::call(&self.pieces, "read", &[])
    }

    /// The bytes of a piece to text; `None`, at the end, to what is left of a character that was cut off.
    pub(crate) fn decode(&self, bytes: Option<&JsValue>) -> Result<String, JsValue> {
        let text = match bytes {
            Some(bytes) => {
                let options = js::object();
                js::set(&options, "stream", &JsValue::TRUE);
                js::call(&self.decoder, "decode", &[bytes, &options])
            }
            None => js::call(&self.decoder, "decode", &[]),
        };
        Ok(text?.as_string().unwrap_or_default())
    }
}

/// Cuts a request off.
#[derive(Debug)]
pub(crate) struct AbortController(JsValue);

impl AbortController {
    /// A new one. In a browser without, it does nothing.
    pub(crate) fn new() -> Self {
        Self(js::construct("AbortController", &[]).unwrap_or_default())
    }

    /// Its signal; `undefined` in a browser without.
    pub(crate) fn signal(&self) -> JsValue {
        js::get(&self.0, "signal")
    }

    /// Fires the signal, without a reason: `fetch` then rejects with an `Error`, whatever reads the rejection.
    pub(crate) fn abort(&self) {
        js::tell(&self.0, "abort", &[]);
    }
}

/// A promise of the browser's own for whatever was returned, a promise or not. (`race`, since `resolve` gives back a
/// promise that somebody patched, or throws: one that throws, or answers at once, would be the end of us.)
pub(crate) fn resolved(value: &JsValue) -> Promise {
    let race = js::call(&global("Promise"), "race", &[&js::list(&[value])]);
    race.map_or_else(|thrown| Promise::reject(&thrown), JsCast::unchecked_into)
}
