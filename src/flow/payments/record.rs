//! Keeps the record of a purchase in `sessionStorage`.

use crate::domain::payments::Record;
use crate::interop::json;
use crate::sys::browser::window;
use js_sys::JSON;

const KEY: &str = "klarna-payments-wasm";

/// What the last page left, if storage is there and readable.
pub(super) fn read() -> Option<Record> {
    let text = window().session_storage().ok()?.get_item(KEY).ok()?.as_string()?;
    Record::read(&json::read(&JSON::parse(&text).ok()?).ok()?)
}

/// Leaves a record for the next page. Without storage the next page asks Klarna.
pub(super) fn write(record: &Record) {
    let Ok(text) = JSON::stringify(&json::to_js(&record.to_value())) else { return };
    if let Ok(storage) = window().session_storage() {
        let _ = storage.set_item(KEY, &String::from(text));
    }
}
