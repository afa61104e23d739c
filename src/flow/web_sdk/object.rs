//! What an object of the shop's has in the browser: Klarna's SDK, options, handlers, what is mounted. Its state is the page's.

use super::instance::Instance;
use super::page::Feed;
use crate::domain::web_sdk::page::Input;
use crate::domain::web_sdk::{Event, PaymentRequest, PresentationId, Word};
use crate::interop::failure::Failure;
use crate::interop::hub::Hub;
use crate::interop::json;
use crate::interop::listener::Listener;
use crate::interop::once::Answer;
use crate::interop::web_sdk::mounted::Mounted;
use crate::options::web_sdk::WebSdkOptions;
use crate::sys::browser::window;
use crate::sys::js;
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// What an object has.
pub(crate) struct Object {
    pub(crate) feed: Feed,
    pub(crate) instance: Instance,
    pub(crate) options: WebSdkOptions,
    pub(super) hub: Hub,
    /// Our handlers at Klarna's SDK.
    pub(crate) registered: RefCell<Vec<(Event, Function)>>,
    pub(super) mounted: RefCell<Vec<Rc<Mounted>>>,
    /// Presentations that are another by now, each with who waits until what is mounted of it is shown anew.
    pub(super) outdated: RefCell<Vec<(PresentationId, JsValue)>>,
    /// Calls of the shop's that wait for somebody else.
    calls: RefCell<Vec<Answer>>,
    page_shown: Cell<Option<Listener>>,
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object").field("feed", &self.feed).finish_non_exhaustive()
    }
}

impl Object {
    pub(super) fn new(feed: Feed, options: WebSdkOptions, instance: Instance) -> Self {
        let shown = Listener::new(&window(), "pageshow", move |event| {
            if js::get(&event, "persisted").as_bool() == Some(true) {
                let _ = feed.give(Input::CameBack);
            }
        });
        Self {
            feed,
            instance,
            options,
            hub: Hub::default(),
            registered: RefCell::default(),
            mounted: RefCell::default(),
            outdated: RefCell::default(),
            calls: RefCell::default(),
            page_shown: Cell::new(shown),
        }
    }

    /// How long the SDK may take for what needs no customer, in milliseconds.
    pub(crate) fn limit_ms(&self) -> f64 {
        self.options.source.loading.timeout_ms
    }

    /// A payment request of the SDK's. Its members are read one by one, since they may be getters of a class, which a copy
    /// by way of JSON would leave out, or stand beside something that is no JSON.
    pub(crate) fn read(&self, raw: &JsValue) -> PaymentRequest {
        if !raw.is_object() {
            return PaymentRequest::default();
        }
        PaymentRequest::read(&|name| json::read_foreign(&js::get(raw, name)), &self.options.exposed)
    }

    /// Waits for somebody else, but no longer than the object lives.
    pub(crate) async fn unless_disposed(&self, answer: Answer) -> Result<JsValue, Failure> {
        self.feed.alive()?;
        {
            let mut calls = self.calls.borrow_mut();
            calls.retain(|call| !call.is_settled());
            calls.push(answer.clone());
        }
        answer.await
    }

    /// Shows something in its container, in place of what is like it there.
    pub(crate) fn show(&self, mounted: Rc<Mounted>) -> Result<Rc<Mounted>, Failure> {
        let before = self.mounted.borrow().iter().find(|other| other.collides(&mounted)).cloned();
        if let Some(before) = before {
            self.unmount(&before);
        }
        // What Klarna reports meanwhile may have made the shop dispose of us.
        let shown = mounted.show(&self.instance.payment).and_then(|()| self.feed.alive());
        shown.inspect_err(|_| mounted.hide())?;
        if mounted.is_shown() {
            self.mounted.borrow_mut().push(Rc::clone(&mounted));
        }
        Ok(mounted)
    }

    /// Takes something out; as often as one likes.
    pub(crate) fn unmount(&self, mounted: &Rc<Mounted>) {
        self.mounted.borrow_mut().retain(|other| !Rc::ptr_eq(other, mounted));
        mounted.hide();
    }

    /// Our handler of an event is one no longer.
    pub(super) fn forget(&self, event: Event) -> Option<Function> {
        let mut registered = self.registered.borrow_mut();
        let index = registered.iter().position(|(other, _)| *other == event)?;
        Some(registered.swap_remove(index).1)
    }

    /// Takes our handlers away from Klarna's SDK, that for errors only with the `errors`.
    pub(super) fn unregister(&self, errors: bool) {
        for (event, handler) in self.registered.take() {
            if event == Event::Error && !errors {
                self.registered.borrow_mut().push((event, handler));
            } else {
                let _ = self.instance.payment.off(event.as_str(), &handler);
            }
        }
    }

    /// The object is over: nobody waits any longer, nothing is mounted, and nothing of it listens.
    pub(super) fn close(&self, errors: bool) {
        for call in self.calls.take() {
            call.settle(self.feed.alive().map(|()| JsValue::UNDEFINED));
        }
        let mounted = self.mounted.take();
        mounted.iter().for_each(|mounted| mounted.hide());
        self.page_shown.set(None);
        self.unregister(errors);
    }
}
