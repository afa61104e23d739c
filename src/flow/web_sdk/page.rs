//! The page, and the way to it for whoever hears of something.

use crate::domain::web_sdk::page::{Id, Input, Page};
use crate::domain::web_sdk::{Offer, PaymentRequest, PresentationId};
use crate::interop::failure::Failure;
use crate::interop::web_sdk::presentation::Presentation;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

thread_local! {
    static PAGE: RefCell<Page<JsValue, Failure>> = const { RefCell::new(Page::new()) };
}

/// Asks the page. It is borrowed only while it thinks, never while JavaScript runs.
pub(crate) fn page<R>(ask: impl FnOnce(&mut Page<JsValue, Failure>) -> R) -> R {
    PAGE.with_borrow_mut(ask)
}

/// The shop holds a presentation.
pub(crate) fn hold(id: PresentationId) -> Rc<Presentation> {
    let look =
        |id| page(|page| page.presentation(id).map(|(raw, offer): (&JsValue, &Offer)| (raw.clone(), offer.clone())));
    Rc::new(Presentation { id, look, release: |id| page(|page| page.release(id)) })
}

/// Gives the page what happened to an object, and asks it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Feed {
    pub(crate) id: Id,
    pub(super) feed: fn(Id, Input<JsValue, Failure>) -> Result<JsValue, Failure>,
}

impl Feed {
    /// Gives it; the answer is what Klarna's SDK gets, if that is who told us.
    pub(crate) fn give(self, input: Input<JsValue, Failure>) -> Result<JsValue, Failure> {
        (self.feed)(self.id, input)
    }

    /// Refuses every call once the object is over.
    pub(crate) fn alive(self) -> Result<(), Failure> {
        Ok(page(|page| page.alive(self.id))?)
    }

    /// Whether an event of Klarna's SDK concerns the object.
    pub(super) fn hears(self, request: &PaymentRequest) -> bool {
        page(|page| page.alive(self.id).is_ok() && page.concerns(self.id, request))
    }
}
