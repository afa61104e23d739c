//! What the page, and other copies of this package, say; and what this copy says to them, through the window.

use super::object::Object;
use crate::domain::payments::{Fact, Facts};
use crate::domain::value::Value;
use crate::interop::json;
use crate::sys::browser::{global, store, stored, window};
use crate::sys::js;
use wasm_bindgen::JsValue;

/// The member of `window` that names the session which owns the page.
const OWNER: &str = "__klarnaPaymentsWasmSession";

/// The member of `window` with the signature of the copy that waits for Klarna, or for the backend, and its session.
const BUSY: &str = "__klarnaPaymentsWasmBusy";

/// The member of `window` that names the session whose token the backend got last.
const DELIVERED: &str = "__klarnaPaymentsWasmDelivered";

/// The entry of `sessionStorage` that one page leaves for the next.
const RECORD: &str = "klarna-payments-wasm";

thread_local! {
    /// What this copy of the package signs with.
    static COPY: JsValue = js::object();
}

/// Reads the facts for a call. Getters of the page may call back into the purchase: nothing of ours is borrowed.
pub(super) fn read(object: &Object) -> Facts {
    let busy = global(BUSY);
    let is_ours = COPY.with(|copy| *copy == busy);
    Facts {
        owner: global(OWNER).as_string(),
        busy_copy: if is_ours { None } else { js::text(&busy, "session") },
        delivered: global(DELIVERED).as_string(),
        record: record(),
        widget_is_there: object.place().is_some_and(|place| place.lives_on()),
        frame_is_elsewhere: object.place().is_some_and(|place| place.lost_frame() && place.container.is_connected()),
    }
}

/// What the last page left, if storage is there and readable.
pub(super) fn record() -> Value {
    stored(RECORD).and_then(|text| json::parse(&text)).unwrap_or_default()
}

/// Leaves a record for the next page. Without storage the next page asks Klarna.
pub(super) fn remember(record: &Value) {
    if let Some(text) = json::stringify(record) {
        store(RECORD, &text);
    }
}

/// Tells the other copies of this package.
pub(super) fn publish(fact: Fact) {
    match fact {
        Fact::Owner(session) => js::set(&window(), OWNER, &session.into()),
        Fact::Delivered(session) => js::set(&window(), DELIVERED, &session.into()),
        Fact::Busy(session) => COPY.with(|copy| {
            if let Some(session) = session {
                js::set(copy, "session", &session.into());
                js::set(&window(), BUSY, copy);
            } else if global(BUSY) == *copy {
                js::set(&window(), BUSY, &JsValue::UNDEFINED);
            }
        }),
    }
}
