//! The window and the browser's services.

use super::js;
use wasm_bindgen::JsValue;

/// The window. (`js_sys::global` cannot throw; its members can.)
pub(crate) fn window() -> JsValue {
    js_sys::global().into()
}

/// A member of the window.
pub(crate) fn global(name: &str) -> JsValue {
    js::get(&window(), name)
}

/// A part of `window.location`.
pub(crate) fn location(part: &str) -> String {
    js::get(&global("location"), part).as_string().unwrap_or_default()
}

/// Whether the browser says that it is offline.
pub(crate) fn is_offline() -> bool {
    js::get(&global("navigator"), "onLine").as_bool() == Some(false)
}

/// `sessionStorage.getItem`; `None` without storage or entry.
pub(crate) fn stored(key: &str) -> Option<String> {
    js::call(&global("sessionStorage"), "getItem", &[&key.into()]).ok()?.as_string()
}

/// `sessionStorage.setItem`; without storage nothing happens.
pub(crate) fn store(key: &str, value: &str) {
    let _ = js::call(&global("sessionStorage"), "setItem", &[&key.into(), &value.into()]);
}

/// `setTimeout`.
pub(crate) fn set_timeout(done: &JsValue, ms: f64) -> Option<JsValue> {
    js::call(&window(), "setTimeout", &[done, &ms.into()]).ok()
}

/// `clearTimeout`.
pub(crate) fn clear_timeout(id: &JsValue) {
    let _ = js::call(&window(), "clearTimeout", &[id]);
}

/// Milliseconds of a clock that never goes back, where the browser has one.
pub(crate) fn now_ms() -> f64 {
    let now = js::call(&global("performance"), "now", &[]).ok().and_then(|now| now.as_f64());
    now.unwrap_or_else(js_sys::Date::now)
}

/// Fills bytes with `crypto.getRandomValues`; `false` if there is none.
pub(crate) fn fill_random(bytes: &JsValue) -> bool {
    js::call(&global("crypto"), "getRandomValues", &[bytes]).is_ok()
}

/// How many finished fetches of that address the browser remembers.
pub(crate) fn finished_fetches(url: &str) -> f64 {
    let entries = js::call(&global("performance"), "getEntriesByName", &[&url.into()]);
    entries.ok().and_then(|entries| js::get(&entries, "length").as_f64()).unwrap_or_default()
}
