//! Klarna's own events, passed on under our names.

use super::owner;
use super::purchase::Purchase;
use crate::interop::callback::function;
use crate::sys::js;
use crate::sys::klarna_payments::Payments;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// Klarna's documented events, and ours.
const EVENTS: [(&str, &str); 3] = [
    ("heightChanged", HEIGHT_CHANGED),
    ("fullscreenOverlayShown", "overlayshown"),
    ("fullscreenOverlayHidden", "overlayhidden"),
];
const HEIGHT_CHANGED: &str = "heightchanged";

/// Handlers at Klarna's SDK, one for each event, taken away when dropped.
#[derive(Debug)]
pub(super) struct SdkEvents {
    sdk: Payments,
    handlers: [JsValue; 3],
}

impl SdkEvents {
    /// Listens to all of them. Klarna's handlers are page-wide, so each checks that the widget is its own.
    pub(super) fn listen(purchase: &Rc<Purchase>) -> Self {
        let handlers = EVENTS.map(|(theirs, ours)| {
            let handler = handler(Rc::downgrade(purchase), ours);
            purchase.sdk.on(theirs, &handler);
            handler
        });
        Self { sdk: purchase.sdk.clone(), handlers }
    }
}

impl Drop for SdkEvents {
    fn drop(&mut self) {
        for ((name, _), handler) in EVENTS.iter().zip(&self.handlers) {
            self.sdk.off(name, handler);
        }
    }
}

/// A handler that never throws: one that does makes Klarna skip those registered after it.
fn handler(purchase: Weak<Purchase>, event: &'static str) -> JsValue {
    function(move |first, second| {
        let Some(purchase) = purchase.upgrade() else { return JsValue::UNDEFINED };
        let (height, name) =
            if event == HEIGHT_CHANGED { (first.as_f64(), second.as_string()) } else { (None, first.as_string()) };
        // A static widget goes by a name of Klarna's own, so only what is known to be another's is dropped.
        if name.is_none_or(|name| name == purchase.settings.widget.name() || !owner::is_known(&name)) {
            purchase.hub.emit(event, &js::record(&[("height", height.into())]));
        }
        JsValue::UNDEFINED
    })
    .into()
}
