//! Listeners that are removed when they are dropped.

use super::callback::{Callback, callback, notice};
use crate::sys::js::{self, record};
use wasm_bindgen::prelude::*;

/// A listener on an event target.
#[must_use = "a listener that is dropped hears nothing"]
#[derive(Debug)]
pub(crate) struct Listener {
    target: JsValue,
    name: &'static str,
    handler: Callback,
}

impl Listener {
    /// Listens; `None` if the target does not let us.
    pub(crate) fn new(target: &JsValue, name: &'static str, handler: impl Fn(JsValue) + 'static) -> Option<Self> {
        Self::add(target, name, callback(handler))
    }

    fn add(target: &JsValue, name: &'static str, handler: Callback) -> Option<Self> {
        js::call(target, "addEventListener", &[&name.into(), handler.as_ref()]).ok()?;
        Some(Self { target: target.clone(), name, handler })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        js::tell(&self.target, "removeEventListener", &[&self.name.into(), self.handler.as_ref()]);
    }
}

/// Hears of every element that comes into or leaves the document.
#[must_use = "an observer that is dropped sees nothing"]
#[derive(Debug)]
pub(crate) struct TreeObserver {
    observer: JsValue,
    _changed: Callback,
}

impl TreeObserver {
    /// Observes; `None` if the browser does not let us.
    pub(crate) fn new(changed: impl Fn() + 'static) -> Option<Self> {
        Self::observe(notice(changed))
    }

    fn observe(changed: Callback) -> Option<Self> {
        let observer = js::construct("MutationObserver", &[changed.as_ref()]).ok()?;
        let options = record! { childList: true, subtree: true };
        js::call(&observer, "observe", &[&crate::sys::dom::document(), &options]).ok()?;
        Some(Self { observer, _changed: changed })
    }
}

impl Drop for TreeObserver {
    fn drop(&mut self) {
        js::tell(&self.observer, "disconnect", &[]);
    }
}
