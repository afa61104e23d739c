//! What the page, and other copies of this package, say; and what this copy says to them, through the window.

use super::object::Object;
use crate::domain::payments::{Announcement, Facts, Found};
use crate::domain::value::Value;
use crate::interop::json;
use crate::interop::payments::place::Frame;
use crate::sys::browser::{global, store, stored, window};
use crate::sys::js;
use js_sys::Date;
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
pub(crate) fn read(object: &Object) -> Facts {
    let busy = busy_copy();
    let is_ours = COPY.with(|copy| *copy == busy);
    Facts {
        owner: owner(),
        busy_copy: if is_ours { None } else { js::text(&busy, "session") },
        delivered: global(DELIVERED).as_string(),
        record: record(),
        widget: find(object),
        age_ms: Date::now() - object.began_at,
    }
}

/// The session that owns the page.
pub(super) fn owner() -> Option<String> {
    global(OWNER).as_string()
}

/// Where the widget is in the document. Browsers load a frame anew when they find it in another place.
fn find(object: &Object) -> Found {
    let Some(place) = object.place().filter(|place| place.container.is_connected()) else { return Found::Gone };
    let Some(loaded) = &place.frame else { return Found::There };
    match Frame::by_id(&loaded.element.id()) {
        None => Found::Removed,
        Some(frame) if !place.container.contains(&frame.element) => Found::Elsewhere,
        Some(frame) if object.heard.borrow().as_ref().is_some_and(|heard| frame.restarted_since(heard)) => {
            Found::Starting
        }
        Some(frame) if frame.restarted_since(loaded) => Found::Restarted,
        Some(_) => Found::There,
    }
}

/// The copy that is at work, unless it was collected meanwhile.
fn busy_copy() -> JsValue {
    let mark = global(BUSY);
    if js::has_method(&mark, "deref") { js::ask(&mark, "deref", &[]) } else { mark }
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
pub(super) fn publish(announcement: Announcement) {
    match announcement {
        Announcement::Owner(session) => js::set(&window(), OWNER, &session.into()),
        Announcement::Delivered(session) => js::set(&window(), DELIVERED, &session.into()),
        Announcement::Busy(session) => COPY.with(|copy| {
            if let Some(session) = session {
                js::set(copy, "session", &session.into());
                // Nobody takes away the mark of a copy that is collected while it is at work.
                let mark = js::construct("WeakRef", &[copy]).unwrap_or_else(|_| copy.clone());
                js::set(&window(), BUSY, &mark);
            } else if busy_copy() == *copy {
                js::set(&window(), BUSY, &JsValue::UNDEFINED);
            }
        }),
    }
}
