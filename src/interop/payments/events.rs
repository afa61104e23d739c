//! What Klarna's SDK reports of the widget and its overlay.

use crate::domain::payments::Id;
use crate::interop::callback::function;
use crate::sys::klarna_payments::Payments;
use wasm_bindgen::prelude::*;

/// An event of Klarna's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum SdkEvent {
    /// The widget has that height now, in pixels.
    Height(f64),
    /// Klarna's overlay covers the page.
    OverlayShown,
    /// It is gone.
    OverlayHidden,
}

/// Reads what a handler is given: the event, and the widget's name if Klarna says it. `None`: nothing of a known form.
type Read = fn(JsValue, JsValue) -> Option<(SdkEvent, JsValue)>;

/// Klarna's documented events.
const EVENTS: [(&str, Read); 3] = [
    ("heightChanged", |height, name| {
        let height = height.as_f64().filter(|height| height.is_finite())?;
        Some((SdkEvent::Height(height), name))
    }),
    ("fullscreenOverlayShown", |name, _| Some((SdkEvent::OverlayShown, name))),
    ("fullscreenOverlayHidden", |name, _| Some((SdkEvent::OverlayHidden, name))),
];

/// Hears of an event, with the widget's name if it was told.
pub(crate) type Hear = fn(Id, SdkEvent, Option<&str>);

/// Handlers at Klarna's SDK, one for each event, taken away when dropped.
#[derive(Debug)]
pub(crate) struct SdkEvents {
    sdk: Payments,
    handlers: [JsValue; 3],
}

impl SdkEvents {
    /// Listens to all of them. Klarna's handlers are page-wide.
    pub(crate) fn listen(sdk: Payments, id: Id, hear: Hear) -> Self {
        let handlers = EVENTS.map(|(name, read)| {
            // It never throws: one that does makes Klarna skip those registered after it.
            let handler = function(move |first, second| {
                if let Some((event, name)) = read(first, second) {
                    hear(id, event, name.as_string().as_deref());
                }
                JsValue::UNDEFINED
            });
            sdk.on(name, &handler);
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
