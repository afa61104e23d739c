//! What can go wrong beside Klarna's answer while a call waits for it.

use super::purchase::Purchase;
use super::start::thrown_by_sdk;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::{frame_id, is_late_failure};
use crate::interop::failure::{Failure, described};
use crate::interop::listener::{Listener, TreeObserver};
use crate::interop::once::Answer;
use crate::interop::timer::Timer;
use crate::sys::browser::window;
use crate::sys::dom::Element;
use crate::sys::js;

/// The failure of a call whose widget is gone.
pub(super) fn removed() -> Failure {
    Error::new(ErrorCode::WidgetRemoved, "the widget left the document before Klarna answered; load it again").into()
}

/// The widget's main frame, wherever it is in the document.
pub(super) fn frame(purchase: &Purchase) -> Option<Element> {
    Element::by_id(&frame_id(purchase.widget.name()))
}

/// Settles `failed` when the container or the widget's frame leaves the document: Klarna's SDK would never answer.
/// (A frame that the SDK makes anew under the same id is no loss.)
pub(super) fn widget(purchase: &Purchase, container: Option<Element>, failed: &Answer) -> Option<TreeObserver> {
    let id = frame_id(purchase.widget.name());
    let had_frame = Element::by_id(&id).is_some();
    let failed = failed.clone();
    TreeObserver::new(move || {
        let container_is_gone = container.as_ref().is_some_and(|container| !container.is_connected());
        if container_is_gone || had_frame && Element::by_id(&id).is_none() {
            failed.settle(Err(removed()));
        }
    })
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
            failed.settle(Err(thrown_by_sdk(&reason)));
        }
    })
}

/// Settles `failed` when the SDK takes longer than `ms` over `what`.
pub(super) fn time_limit(ms: f64, what: &'static str, failed: &Answer) -> Timer {
    Timer::settle(ms, failed, move || {
        let message = ["Klarna's SDK did not answer ", what, " within the time limit"].concat();
        Err(Error::new(ErrorCode::SdkTimeout, message).retryable(true).into())
    })
}
