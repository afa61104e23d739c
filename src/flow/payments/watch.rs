//! What can go wrong beside Klarna's answer while a call waits for it.

use super::start::thrown_by_sdk;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::is_late_failure;
use crate::interop::failure::{Failure, described};
use crate::interop::listener::{Listener, TreeObserver};
use crate::interop::once::Answer;
use crate::interop::timer::Timer;
use crate::sys::browser::window;
use crate::sys::dom::Element;
use crate::sys::js;
use wasm_bindgen::JsValue;

/// The failure of a call whose widget is gone.
#[inline(never)]
pub(super) fn removed() -> Failure {
    Error::new(ErrorCode::WidgetRemoved, "the widget left the document before Klarna answered; load it again").into()
}

/// A frame of Klarna's, and the page in it: browsers load that anew when they find the frame in another place of the
/// document, and Klarna's SDK does not hear from it again.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) element: Element,
    page: JsValue,
}

impl Frame {
    /// The frame with that id, wherever it is in the document.
    pub(super) fn by_id(id: &str) -> Option<Self> {
        let element = Element::by_id(id)?;
        let page = element.page();
        Some(Self { element, page })
    }

    /// Whether Klarna's SDK still hears from it. One that the SDK made anew under the same id is no loss.
    pub(super) fn lives_on(&self) -> bool {
        Element::by_id(&self.element.id()).is_some_and(|now| now != self.element || now.page() == self.page)
    }
}

/// Settles `failed` when the container or the frame leaves the document or is moved within it: Klarna's SDK would never
/// answer.
pub(super) fn widget(container: Option<Element>, frame: Option<Frame>, failed: &Answer) -> Option<TreeObserver> {
    let failed = failed.clone();
    let look = move || {
        let is_there =
            container.as_ref().is_none_or(Element::is_connected) && frame.as_ref().is_none_or(Frame::lives_on);
        if !is_there {
            failed.settle(Err(removed()));
        }
    };
    // It may have left within the call, before anybody watched.
    look();
    TreeObserver::new(look)
}

/// Settles `failed` when Klarna's SDK rejects a promise that nobody handles. Current builds report "not loaded" in
/// this way, after a callback that looks like a decline. (Browsers tell of it only if the script's tag has
/// `crossorigin`, as a shop's own tag may; what protects every page is that the widget is looked for before the call.)
pub(super) fn late_failure(failed: &Answer) -> Option<Listener> {
    let failed = failed.clone();
    Listener::new(&window(), "unhandledrejection", move |event| {
        let reason = js::get(&event, "reason");
        let (name, message) = described(&reason);
        if is_late_failure(&name, &message) {
            failed.settle(Err(thrown_by_sdk(reason)));
        }
    })
}

/// Settles `failed` when the SDK takes longer than `ms` to answer.
pub(super) fn time_limit(ms: f64, failed: &Answer) -> Timer {
    after(ms, failed, || {
        let error = Error::new(ErrorCode::SdkTimeout, "Klarna's SDK did not answer within the time limit");
        Err(error.retryable(true).into())
    })
}

/// Settles a race after `ms` milliseconds.
#[inline(never)]
pub(super) fn after(ms: f64, race: &Answer, value: fn() -> Result<JsValue, Failure>) -> Timer {
    Timer::settle(ms, race, value)
}
