//! The way to the page, for whoever hears of something.

use crate::domain::payments::{Fault, Id, Input};
use crate::interop::failure::Failure;
use wasm_bindgen::JsValue;

/// Gives the page what happened to a purchase.
#[derive(Debug, Clone, Copy)]
pub(super) struct Feed {
    pub(super) id: Id,
    pub(super) feed: fn(Id, Input<JsValue>),
}

impl Feed {
    /// Gives it.
    pub(super) fn give(self, input: Input<JsValue>) {
        (self.feed)(self.id, input);
    }
}

/// An error on its way to the page.
pub(super) fn fault(failure: Failure) -> Fault<JsValue> {
    Fault::Theirs(failure.code(), failure.into_js())
}
