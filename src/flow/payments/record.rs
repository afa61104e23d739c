//! Keeps the record of a purchase in `sessionStorage`.

use crate::domain::payments::Record;
use crate::interop::json;
use crate::sys::browser::{store, stored};

const KEY: &str = "klarna-payments-wasm";

/// What the last page left, if storage is there and readable.
pub(super) fn read() -> Option<Record> {
    Record::read(&json::parse(&stored(KEY)?)?)
}

/// Leaves a record for the next page. Without storage the next page asks Klarna.
pub(super) fn write(record: Record) {
    if let Some(text) = json::stringify(&record.into_value()) {
        store(KEY, &text);
    }
}
