//! The text of an answer, read piece by piece up to a limit.

use crate::sys::http::{Reader, Response};
use crate::sys::js;
use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue};

/// A confirmation is short; whatever sends more than a megabyte is not the endpoint we mean.
const LARGEST: f64 = 1024.0 * 1024.0;

/// What has come so far.
#[derive(Debug)]
pub(super) struct Body<'a> {
    response: &'a Response,
    /// `None`: the text comes in one piece, where there are no streams, or none that can be read (WebKit's take a member
    /// `mode` of a polluted prototype for an option).
    reader: Option<Reader>,
    is_over: bool,
    room: f64,
    /// The text; empty if it was too long.
    pub(super) text: String,
}

impl<'a> Body<'a> {
    pub(super) fn of(response: &'a Response) -> Result<Self, JsValue> {
        let (reader, is_over) = (response.reader()?, response.is_empty());
        Ok(Self { response, reader, is_over, room: LARGEST, text: String::new() })
    }

    /// A promise of the next piece; `None` at the end.
    pub(super) fn ask(&self) -> Result<Option<JsValue>, JsValue> {
        if self.is_over {
            return Ok(None);
        }
        self.reader.as_ref().map_or_else(|| self.response.text(), |reader| Some(reader.read())).transpose()
    }

    /// Takes a piece in.
    pub(super) fn take(&mut self, piece: &JsValue) -> Result<(), JsValue> {
        let Some(reader) = &self.reader else {
            self.is_over = true;
            if let Some(text) = piece.dyn_ref::<JsString>().filter(|text| f64::from(text.length()) <= self.room) {
                self.text = text.into();
            }
            return Ok(());
        };
        let bytes = js::get(piece, "value");
        self.room -= js::get(&bytes, "byteLength").as_f64().unwrap_or_default();
        if self.room < 0.0 {
            self.text.clear();
            self.is_over = true;
            return Ok(());
        }
        self.is_over = js::get(piece, "done").is_truthy();
        self.text += &reader.decode((!self.is_over).then_some(&bytes))?;
        Ok(())
    }
}
