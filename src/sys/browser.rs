//! The window and the browser's services.

use super::js;
pub(crate) use super::js::window;
use wasm_bindgen::JsValue;

/// A member of the window.
pub(crate) fn global(name: &str) -> JsValue {
    js::get(&window(), name)
}

/// A part of `window.location`.
pub(crate) fn location(part: &str) -> String {
    js::text(&global("location"), part).unwrap_or_default()
}

/// Whether the browser says that it is offline.
pub(crate) fn is_offline() -> bool {
    js::get(&global("navigator"), "onLine").as_bool() == Some(false)
}

/// `sessionStorage.getItem`; `None` without storage or entry.
pub(crate) fn stored(key: &str) -> Option<String> {
    js::ask(&global("sessionStorage"), "getItem", &[&key.into()]).as_string()
}

/// `sessionStorage.setItem`; without storage nothing happens. Where it is full, the older entry goes: it is not true
/// any more.
pub(crate) fn store(key: &str, value: &str) {
    let (storage, key) = (global("sessionStorage"), JsValue::from(key));
    if js::call(&storage, "setItem", &[&key, &value.into()]).is_err() {
        js::tell(&storage, "removeItem", &[&key]);
    }
}

/// `setTimeout`; `undefined` if the browser does not let us.
pub(crate) fn set_timeout(done: &JsValue, ms: f64) -> JsValue {
    js::ask(&window(), "setTimeout", &[done, &ms.into()])
}

/// `clearTimeout`.
pub(crate) fn clear_timeout(id: &JsValue) {
    js::tell(&window(), "clearTimeout", &[id]);
}

/// Milliseconds of a clock that never goes back, where the browser has one.
pub(crate) fn now_ms() -> f64 {
    js::ask(&global("performance"), "now", &[]).as_f64().unwrap_or_else(js_sys::Date::now)
}

/// That many bytes of `crypto.getRandomValues`; `undefined` if there is none.
pub(crate) fn random_bytes(length: u32) -> JsValue {
    let bytes = js::construct("Uint8Array", &[&length.into()]).unwrap_or_default();
    js::ask(&global("crypto"), "getRandomValues", &[&bytes])
}

/// How many finished fetches of that address the browser remembers.
pub(crate) fn finished_fetches(url: &str) -> f64 {
    let entries = js::ask(&global("performance"), "getEntriesByName", &[&url.into()]);
    js::get(&entries, "length").as_f64().unwrap_or_default()
}
