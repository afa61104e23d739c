//! Listeners that are removed when they are dropped.

use crate::sys::dom::{EventTarget, MutationObserver};
use js_sys::Object;
use wasm_bindgen::prelude::*;

/// A listener on an event target.
#[must_use = "a listener that is dropped hears nothing"]
#[derive(Debug)]
pub(crate) struct Listener {
    target: EventTarget,
    name: &'static str,
    handler: Closure<dyn FnMut(JsValue)>,
}

impl Listener {
    /// Listens; `None` if the target does not let us.
    pub(crate) fn new(target: &JsValue, name: &'static str, handler: impl FnMut(JsValue) + 'static) -> Option<Self> {
        let target: EventTarget = target.clone().unchecked_into();
        let handler = Closure::<dyn FnMut(JsValue)>::new(handler);
        target.add_event_listener(name, handler.as_ref().unchecked_ref()).ok()?;
        Some(Self { target, name, handler })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener(self.name, self.handler.as_ref().unchecked_ref());
    }
}

/// Hears of every element that comes into or leaves a document.
#[must_use = "an observer that is dropped sees nothing"]
#[derive(Debug)]
pub(crate) struct TreeObserver {
    observer: MutationObserver,
    _changed: Closure<dyn FnMut()>,
}

impl TreeObserver {
    /// Observes; `None` if the browser does not let us.
    pub(crate) fn new(root: &JsValue, changed: impl FnMut() + 'static) -> Option<Self> {
        let changed = Closure::<dyn FnMut()>::new(changed);
        let observer = MutationObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        let options = Object::new();
        for key in ["childList", "subtree"] {
            js_sys::Reflect::set(&options, &key.into(), &true.into()).ok()?;
        }
        observer.observe(root, &options).ok()?;
        Some(Self { observer, _changed: changed })
    }
}

impl Drop for TreeObserver {
    fn drop(&mut self) {
        let _ = self.observer.disconnect();
    }
}
