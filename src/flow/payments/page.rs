//! The page, and the way to it for whoever hears of something.

use crate::domain::payments::{Fault, Id, Input, Page};
use crate::interop::failure::Failure;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

thread_local! {
    static PAGE: RefCell<Page<JsValue>> = const { RefCell::new(Page::new()) };
}

/// Asks the page. It is borrowed only while it thinks, never while JavaScript runs.
pub(crate) fn page<R>(ask: impl FnOnce(&mut Page<JsValue>) -> R) -> R {
    PAGE.with_borrow_mut(ask)
}

/// Gives the page what happened to a purchase.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Feed {
    pub(crate) id: Id,
    pub(super) feed: fn(Id, Input<JsValue>),
}

impl Feed {
    /// Gives it.
    pub(crate) fn give(self, input: Input<JsValue>) {
        (self.feed)(self.id, input);
    }
}

/// An error on its way to the page.
pub(super) fn fault(failure: Failure) -> Fault<JsValue> {
    Fault::Theirs(failure.code(), failure.into_js())
}
