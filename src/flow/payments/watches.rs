//! What watches while Klarna's answer is awaited: as long as it is held.

use super::page::{Feed, fault};
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::{Input, Number, is_late_failure};
use crate::interop::abort::Signal;
use crate::interop::failure::described;
use crate::interop::listener::{Listener, TreeObserver};
use crate::interop::payments::failure::thrown_by_sdk;
use crate::interop::timer::Timer;
use crate::sys::browser::window;
use crate::sys::dom::Element;
use crate::sys::js;
use wasm_bindgen::JsValue;

/// Watches a call.
#[derive(Debug)]
pub(super) struct CallWatch {
    _rejections: Option<Listener>,
    _abort: Option<Listener>,
    _timer: Option<Timer>,
    pub(super) tree: Option<TreeObserver>,
    pub(super) silence: Option<Silence>,
    /// How long the call waits before it is sent.
    pub(super) limit: Option<Timer>,
}

/// Watches a load or a payment review.
#[derive(Debug)]
pub(super) struct LoadWatch {
    pub(super) container: Element,
    pub(super) _timer: Timer,
    pub(super) _tree: Option<TreeObserver>,
}

/// Looks for signs of life.
#[derive(Debug)]
pub(super) struct Silence {
    pub(super) _timer: Timer,
    pub(super) _signs: [Option<Listener>; 2],
}

impl CallWatch {
    /// Before the call is sent.
    pub(super) fn new(feed: Feed, number: Number, signal: Option<JsValue>, timeout_ms: Option<f64>) -> Self {
        let abort = signal
            .map(Signal::checked)
            .and_then(|signal| signal.watch(move |failure| feed.give(Input::GivenUp(number, fault(failure)))));
        let timer = timeout_ms.map(|ms| {
            Timer::after(ms, move || {
                let error =
                    Error::new(ErrorCode::SdkTimeout, "Klarna did not answer within the time limit of this call");
                feed.give(Input::GivenUp(number, error.retryable(true).into()));
            })
        });
        Self {
            _rejections: late_failure(feed, number),
            _abort: abort,
            _timer: timer,
            tree: None,
            silence: None,
            limit: None,
        }
    }
}

/// Tells when Klarna's SDK rejects a promise that nobody handles. Current builds report "not loaded" in this way, after a
/// callback that looks like a decline. (Browsers tell of it only if the script's tag has `crossorigin`, as a shop's own
/// tag may; what protects every page is that the widget is looked for before the call.)
fn late_failure(feed: Feed, number: Number) -> Option<Listener> {
    Listener::new(&window(), "unhandledrejection", move |event| {
        let reason = js::get(&event, "reason");
        let (name, message) = described(&reason);
        if is_late_failure(&name, &message) {
            feed.give(Input::Failed(number, fault(thrown_by_sdk(reason))));
        }
    })
}
