//! Keeps the record of a purchase in `sessionStorage`.

use crate::domain::payments::Record;
use crate::domain::value::Value;
use crate::interop::json;
use crate::sys::browser::{store, stored};

const KEY: &str = "klarna-payments-wasm";

/// What the last page left, if storage is there and readable.
pub(super) fn read() -> Option<Value> {
    json::parse(&stored(KEY)?)
}

/// Leaves a record for the next page. Without storage the next page asks Klarna.
pub(super) fn write(record: Record<'_>) {
    if let Some(text) = json::stringify(&record.to_value()) {
        store(KEY, &text);
    }
}
