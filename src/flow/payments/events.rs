//! Klarna's own events, passed on under our names.

use super::owner;
use super::purchase::Purchase;
use crate::domain::value::{Value, object};
use crate::interop::callback::function;
use crate::interop::json;
use crate::sys::klarna_payments::Payments;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// Handlers at Klarna's SDK, taken away when dropped.
#[derive(Debug)]
pub(super) struct SdkEvents {
    sdk: Payments,
    handlers: Vec<(&'static str, JsValue)>,
}

impl SdkEvents {
    /// Listens to all of Klarna's documented events. Klarna's handlers are page-wide, so each checks that the
    /// widget is its own.
    pub(super) fn listen(purchase: &Rc<Purchase>) -> Self {
        let names = [
            ("heightChanged", "heightchanged"),
            ("fullscreenOverlayShown", "overlayshown"),
            ("fullscreenOverlayHidden", "overlayhidden"),
        ];
        let handlers = names.into_iter().filter_map(|(theirs, ours)| {
            let handler = handler(Rc::downgrade(purchase), ours);
            purchase.sdk.on(theirs, &handler).ok().map(|_| (theirs, handler))
        });
        Self { sdk: purchase.sdk.clone(), handlers: handlers.collect() }
    }
}

impl Drop for SdkEvents {
    fn drop(&mut self) {
        for (name, handler) in &self.handlers {
            self.sdk.off(name, handler);
        }
    }
}

/// A handler that never throws: one that does makes Klarna skip those registered after it.
fn handler(purchase: Weak<Purchase>, event: &'static str) -> JsValue {
    function(move |first, second| {
        let Some(purchase) = purchase.upgrade() else { return JsValue::UNDEFINED };
        let (height, name) = match event {
            "heightchanged" => (first.as_f64(), second.as_string()),
            _ => (None, first.as_string()),
        };
        // A static widget goes by a name of Klarna's own, so only what is known to be another's is dropped.
        if name.is_some_and(|name| name != purchase.widget.name() && owner::is_known(&name)) {
            return JsValue::UNDEFINED;
        }
        purchase.hub.emit(event, &json::to_js(&object([("height", Value::from(height))])));
        JsValue::UNDEFINED
    })
    .into()
}
