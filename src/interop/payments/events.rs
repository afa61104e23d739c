//! Klarna's own events, passed on under our names.

use crate::domain::payments::Id;
use crate::interop::callback::function;
use crate::sys::klarna_payments::Payments;
use wasm_bindgen::prelude::*;

/// Klarna's documented events, and ours.
const EVENTS: [(&str, &str); 3] = [
    ("heightChanged", HEIGHT_CHANGED),
    ("fullscreenOverlayShown", "overlayshown"),
    ("fullscreenOverlayHidden", "overlayhidden"),
];
const HEIGHT_CHANGED: &str = "heightchanged";

/// An event of Klarna's: our name for it, the widget's name if it was told, the height if there is one.
pub(crate) type Hear = fn(Id, &'static str, Option<&str>, Option<f64>);

/// Handlers at Klarna's SDK, one for each event, taken away when dropped.
#[derive(Debug)]
pub(crate) struct SdkEvents {
    sdk: Payments,
    handlers: [JsValue; 3],
}

impl SdkEvents {
    /// Listens to all of them. Klarna's handlers are page-wide.
    pub(crate) fn listen(sdk: Payments, id: Id, hear: Hear) -> Self {
        let handlers = EVENTS.map(|(theirs, ours)| {
            // It never throws: one that does makes Klarna skip those registered after it.
            let handler = function(move |first, second| {
                let (height, name) = if ours == HEIGHT_CHANGED { (first.as_f64(), second) } else { (None, first) };
                hear(id, ours, name.as_string().as_deref(), height);
                JsValue::UNDEFINED
            });
            sdk.on(theirs, &handler);
            handler.into()
        });
        Self { sdk, handlers }
    }
}

impl Drop for SdkEvents {
    fn drop(&mut self) {
        for ((name, _), handler) in EVENTS.iter().zip(&self.handlers) {
            self.sdk.off(name, handler);
        }
    }
}
