//! The text of an answer, read piece by piece up to a limit.

use crate::sys::http::{Reader, Response};
use crate::sys::js;
use wasm_bindgen::JsValue;

/// A confirmation is short; whatever sends more than a megabyte is not the endpoint we mean.
const LARGEST: f64 = 1024.0 * 1024.0;

/// What has come so far.
#[derive(Debug)]
pub(super) struct Body {
    reader: Option<Reader>,
    room: f64,
    /// The text; empty if it was too long.
    pub(super) text: String,
}

impl Body {
    pub(super) fn of(response: &Response) -> Result<Self, JsValue> {
        Ok(Self { reader: response.reader()?, room: LARGEST, text: String::new() })
    }

    /// A promise of the next piece; `None` at the end.
    pub(super) fn ask(&self) -> Result<Option<JsValue>, JsValue> {
        self.reader.as_ref().map(Reader::read).transpose()
    }

    /// Takes a piece in.
    pub(super) fn take(&mut self, piece: &JsValue) -> Result<(), JsValue> {
        let Some(reader) = &self.reader else { return Ok(()) };
        let bytes = js::get(piece, "value");
        let length = js::get(&bytes, "byteLength").as_f64();
        self.room -= length.unwrap_or_default();
        if self.room < 0.0 {
            self.text.clear();
            self.reader = None;
            return Ok(());
        }
        self.text += &reader.decode(length.map(|_| &bytes))?;
        if length.is_none() {
            self.reader = None;
        }
        Ok(())
    }
}
