//! The shop's log: structured entries, off unless asked for. No entry ever holds a token.

use crate::sys::js::{self, record};
use js_sys::Function;
use wasm_bindgen::JsValue;

/// The optional `log` callback.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(Option<Function>);

impl Log {
    pub(crate) fn new(callback: Option<Function>) -> Self {
        Self(callback)
    }

    /// Writes an entry: what happened, and facts that are no secrets (`undefined`: none). A log
    /// that throws is ignored.
    #[inline(never)]
    pub(crate) fn write(&self, event: &str, facts: &JsValue) {
        let Some(callback) = &self.0 else { return };
        let entry = js::joined(&[&record! { at: js_sys::Date::now(), event: event }, facts]);
        let _ = js::invoke(callback, &[&entry]);
    }
}
