//! One object of the shop's over an instance of the SDK: what its purchase, buttons and events share.

use super::events::{Early, Registered};
use super::instance::{self, Instance};
use super::mounted::Mounted;
use super::options::WebSdkOptions;
use super::presentation::Presentation;
use super::requests::described;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::web_sdk::{Event, PaymentRequest, Purchase, State, Updates, Word};
use crate::interop::failure::Failure;
use crate::interop::hub::{Hub, report};
use crate::interop::listener::Listener;
use crate::interop::once::Answer;
use crate::sys::browser::window;
use crate::sys::js;
use js_sys::Promise;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;

/// The shop's object.
pub(crate) struct WebSdk {
    pub(super) instance: Instance,
    pub(super) options: WebSdkOptions,
    pub(super) purchase: Cell<Purchase>,
    pub(super) updates: RefCell<Updates<Promise>>,
    pub(super) hub: Hub,
    pub(super) registered: RefCell<Registered>,
    pub(super) mounted: RefCell<Vec<Rc<Mounted>>>,
    /// The newest presentation: a button of the shop's own pays with its option.
    pub(super) presentation: RefCell<Option<Rc<Presentation>>>,
    /// The answer to the newest click; a second one while the backend is being asked shares it.
    pub(super) answer: RefCell<Option<Promise>>,
    /// The shop's own call of `initiate`, as long as it waits.
    pub(super) waiting: Cell<Option<Answer>>,
    /// What the SDK reported while the backend is being asked.
    pub(super) early: RefCell<Vec<Early>>,
    /// Counts the presentations that the shop asked for, and which of them is the newest that came.
    pub(super) asked: Cell<u32>,
    pub(super) shown: Cell<u32>,
    pub(super) weak: Weak<Self>,
    told: Cell<State>,
    /// The changes of the state that the shop is still to be told of, and whether it is being told.
    changes: RefCell<Vec<JsValue>>,
    is_telling: Cell<bool>,
    /// Calls of the shop's that wait for somebody else.
    calls: RefCell<Vec<Weak<Answer>>>,
    /// Keeps us alive while Klarna's SDK may call us, even if the shop holds nothing but a handler.
    anchor: Cell<Option<Rc<Self>>>,
    page_shown: Cell<Option<Listener>>,
}

impl fmt::Debug for WebSdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSdk").field("state", &self.state()).finish_non_exhaustive()
    }
}

/// Loads the SDK and makes, or joins, the instance of the configuration.
pub(crate) async fn start(options: WebSdkOptions) -> Result<Rc<WebSdk>, Failure> {
    let instance = instance::get(&options).await?;
    Ok(WebSdk::new(options, instance))
}

impl WebSdk {
    fn new(options: WebSdkOptions, instance: Instance) -> Rc<Self> {
        let sdk = Rc::new_cyclic(|weak| Self {
            weak: weak.clone(),
            instance,
            options,
            purchase: Cell::default(),
            updates: RefCell::default(),
            hub: Hub::default(),
            registered: RefCell::default(),
            mounted: RefCell::default(),
            presentation: RefCell::default(),
            answer: RefCell::default(),
            waiting: Cell::default(),
            early: RefCell::default(),
            asked: Cell::default(),
            shown: Cell::default(),
            told: Cell::new(State::Ready),
            changes: RefCell::default(),
            is_telling: Cell::default(),
            calls: RefCell::default(),
            anchor: Cell::default(),
            page_shown: Cell::default(),
        });
        let weak = Rc::downgrade(&sdk);
        let shown = Listener::new(&window(), "pageshow", move |event| {
            let came_back = js::get(&event, "persisted").as_bool() == Some(true);
            if let Some(sdk) = weak.upgrade().filter(|_| came_back) {
                let is_in_journey = sdk.purchase.get().is_in_journey();
                if is_in_journey {
                    let message = "the customer came back to this page from the journey";
                    sdk.settle(Err(Error::new(ErrorCode::Aborted, message).into()));
                }
                sdk.change(Purchase::come_back);
            }
        });
        sdk.page_shown.set(shown);
        sdk
    }

    /// The state as the shop sees it.
    pub(crate) fn state(&self) -> State {
        self.purchase.get().state()
    }

    /// Refuses every call once the object is over.
    #[inline(never)]
    pub(super) fn alive(&self) -> Result<(), Failure> {
        Ok(self.purchase.get().alive()?)
    }

    /// How long the SDK may take for what needs no customer, in milliseconds.
    pub(super) fn limit_ms(&self) -> f64 {
        self.options.source.loading.timeout_ms
    }

    /// Changes the state and tells the shop and its buttons, with none of our borrows held.
    #[inline(never)]
    pub(super) fn change(&self, change: fn(&mut Purchase)) {
        self.update(change);
        self.tell();
    }

    /// Changes the state; the shop is told later.
    pub(super) fn update<T>(&self, change: impl FnOnce(&mut Purchase) -> T) -> T {
        let mut purchase = self.purchase.get();
        let result = change(&mut purchase);
        self.purchase.set(purchase);
        result
    }

    /// Tells the shop and its buttons of the state, if it has changed. What a handler, the log or a button changes
    /// meanwhile is told afterwards, so that every handler hears the changes in their order.
    pub(super) fn tell(&self) {
        let state = self.state();
        let previous = self.told.replace(state);
        if state == previous {
            return;
        }
        let change = [("state", state.as_str().into()), ("previous", previous.as_str().into())];
        let payload = js::record(&change);
        self.changes.borrow_mut().push(payload);
        self.options.log.write("state", &change);
        self.show_busy();
        if self.is_telling.replace(true) {
            return;
        }
        loop {
            let changes = self.changes.take();
            if changes.is_empty() {
                break;
            }
            for payload in &changes {
                self.emit(Event::StateChange, payload);
            }
        }
        self.is_telling.set(false);
        if self.state() == State::Disposed {
            self.hub.clear();
        }
    }

    /// Waits for somebody else, but no longer than the object lives.
    pub(super) async fn unless_disposed(&self, answer: Answer) -> Result<JsValue, Failure> {
        self.alive()?;
        let call = Rc::new(answer);
        let mut calls = self.calls.take();
        calls.retain(|call| call.strong_count() > 0);
        calls.push(Rc::downgrade(&call));
        self.calls.replace(calls);
        Answer::clone(&call).await
    }

    /// Calls the shop's handlers and gives what they returned.
    pub(super) fn emit(&self, event: Event, payload: &JsValue) -> Vec<JsValue> {
        self.hub.emit(event.as_str(), payload)
    }

    /// A click failed, and the state says so: the shop's own call of `initiate` and its handlers hear of it.
    pub(super) fn fail(&self, failure: &Failure, request: &PaymentRequest) {
        let is_told = self.settle(Err(failure.clone()));
        self.tell();
        self.emit_error(failure, request, is_told);
    }

    /// Tells the shop's handlers of a failure, or else the page, unless a call of the shop's has told of it.
    pub(super) fn emit_error(&self, failure: &Failure, request: &PaymentRequest, is_told: bool) {
        if !is_told && !self.hub.is_heard(Event::Error.as_str()) && self.state() != State::Disposed {
            report(&failure.clone().into_js());
        }
        self.options.log.write("error", &[("code", failure.code().as_str().into())]);
        let payload = js::object();
        js::set(&payload, "error", &failure.clone().into_js());
        if request.is_known() {
            js::set(&payload, "paymentRequest", &described(request));
        }
        self.emit(Event::Error, &payload);
    }

    /// Answers the shop's own call of `initiate`, if one waits. Always before anybody is told of the end: a handler may
    /// begin another click, whose answer this is not, or dispose of us.
    pub(super) fn settle(&self, result: Result<JsValue, Failure>) -> bool {
        self.waiting.take().is_some_and(|waiting| waiting.settle(result))
    }

    /// Klarna's SDK may call us from now on.
    pub(super) fn hold(&self) {
        self.anchor.set(self.weak.upgrade());
    }

    /// A click begins: Klarna's events are about it, and what they told of earlier ones is over.
    pub(super) fn begin(&self) {
        self.hold();
        instance::own(self);
        self.updates.borrow_mut().begun(&instance::launched(""));
    }

    /// A newer click takes the place of the shop's own call of `initiate`, if one waits.
    pub(super) fn supersede(&self) {
        self.settle(Err(Error::new(ErrorCode::Aborted, "a newer click took the place of this one").into()));
    }

    /// The shop is done with it. What it mounted is taken out, and nothing of it listens any more. A backend that is
    /// being asked is still heard, so that an approved customer gets to the confirmation page.
    pub(crate) fn dispose(&self) {
        if self.state() == State::Disposed {
            return;
        }
        self.change(Purchase::dispose);
        let over = || self.alive().map(|()| JsValue::UNDEFINED);
        self.settle(over());
        for call in self.calls.take() {
            if let Some(call) = call.upgrade() {
                call.settle(over());
            }
        }
        let mounted = self.mounted.take();
        mounted.iter().for_each(|mounted| mounted.hide());
        let is_asking = self.purchase.get().is_asking();
        for (event, handler) in self.registered.take() {
            // The SDK reports to nobody else how a click ended that the backend is being asked about; an error that
            // nobody hears it throws into the page.
            if event != Event::Error || !is_asking {
                let _ = self.instance.payment.off(event.as_str(), &handler);
            }
        }
        self.page_shown.set(None);
        self.presentation.take();
        instance::leave(self);
        self.anchor.set(None);
    }
}
