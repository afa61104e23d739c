//! One purchase: what all its calls share.

use super::events::SdkEvents;
use super::loads::Loads;
use super::options::Settings;
use super::owner::{self, Turn};
use super::watch::Frame;
use crate::domain::payments::{End, Machine, State};
use crate::flow::delivery::Delivery;
use crate::interop::failure::Failure;
use crate::interop::hub::Hub;
use crate::interop::once::Answer;
use crate::sys::dom::Element;
use crate::sys::js;
use crate::sys::klarna_payments::Payments;
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The events that a shop can listen to.
const EVENTS: &[&str] = &["statechange", "heightchanged", "overlayshown", "overlayhidden", "widgetremoved"];

/// One purchase of one session.
#[derive(Debug)]
pub(crate) struct Purchase {
    pub(super) settings: Settings,
    pub(super) sdk: Payments,
    pub(super) turn: Turn,
    pub(super) machine: Cell<Machine>,
    pub(super) hub: Hub,
    pub(super) loads: RefCell<Loads>,
    pub(super) place: RefCell<Option<Rc<Place>>>,
    pub(super) call: RefCell<Option<RunningCall>>,
    pub(super) calls: Cell<u32>,
    pub(super) delivery: RefCell<Option<Rc<Delivery>>>,
    pub(super) sdk_events: RefCell<Option<SdkEvents>>,
    pub(super) told: Cell<State>,
    is_telling: Cell<bool>,
}

/// Where the widget is shown, or about to be.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) container: Element,
    pub(super) frame: Option<Frame>,
}

impl Place {
    /// Whether the frame is in the container, and not somewhere else by now.
    pub(super) fn holds_frame(&self) -> bool {
        self.frame.as_ref().is_some_and(|frame| self.container.contains(&frame.element))
    }
}

/// The call that Klarna works on.
#[derive(Debug, Clone)]
pub(super) struct RunningCall {
    pub(super) number: u32,
    pub(super) answer: Answer,
}

impl Purchase {
    pub(super) fn new(settings: Settings, sdk: Payments, turn: Turn) -> Self {
        Self {
            settings,
            sdk,
            turn,
            machine: Cell::default(),
            hub: Hub::default(),
            loads: RefCell::default(),
            place: RefCell::default(),
            call: RefCell::default(),
            calls: Cell::default(),
            delivery: RefCell::default(),
            sdk_events: RefCell::default(),
            told: Cell::new(State::Ready),
            is_telling: Cell::default(),
        }
    }

    /// The state as the shop sees it.
    pub(crate) fn state(&self) -> State {
        self.machine.get().state()
    }

    /// Adds a handler of the shop's; gives the function that removes it.
    pub(crate) fn on(&self, event: &JsValue, handler: &JsValue) -> Result<Function, Failure> {
        if self.machine.get().end() == Some(End::Disposed) {
            return Err(End::Disposed.error().into());
        }
        self.hub.on(EVENTS, event, handler)
    }

    /// Changes the state and tells the shop, with none of our borrows held.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Machine) -> T) -> T {
        let result = self.update(change);
        self.tell();
        result
    }

    /// Changes the state; the shop is told later.
    pub(super) fn update<T>(&self, change: impl FnOnce(&mut Machine) -> T) -> T {
        let mut machine = self.machine.get();
        let result = change(&mut machine);
        self.machine.set(machine);
        owner::tell_copies();
        result
    }

    /// Tells the shop's handlers of a new state, once. What a handler changes is told when all have heard of the state
    /// before. After the disposal nobody hears of anything more.
    #[inline(never)]
    pub(super) fn tell(&self) {
        if self.is_telling.replace(true) {
            return;
        }
        loop {
            let state = self.state();
            let previous = self.told.replace(state);
            if state == previous {
                break;
            }
            let change = [("state", state.as_str().into()), ("previous", previous.as_str().into())];
            self.settings.log.write("state", &change);
            self.hub.emit("statechange", &js::record(&change));
        }
        self.is_telling.set(false);
        if self.state() == State::Disposed {
            self.hub.clear();
        }
    }

    /// Writes to the log how a call of Klarna's SDK ended.
    #[inline(never)]
    pub(super) fn log_outcome(&self, call: &'static str, result: Result<&'static str, &Failure>, ms: JsValue) {
        let code = result.err().map(|failure| failure.code().as_str());
        let status = result.ok();
        self.settings
            .log
            .write("outcome", &[("call", call.into()), ("status", status.into()), ("code", code.into()), ("ms", ms)]);
    }

    /// Where the widget is shown.
    pub(super) fn place(&self) -> Option<Rc<Place>> {
        self.place.borrow().clone()
    }

    /// Whether that frame is its widget, or is about to be.
    pub(super) fn shows(&self, frame: &Frame) -> bool {
        self.machine.get().end().is_none()
            && self.place().and_then(|place| place.frame.clone()).is_some_and(|shown| shown.element == frame.element)
    }

    /// Ends the purchase: whatever waits for Klarna is told why.
    pub(super) fn finish(&self, end: End) {
        self.change(|machine| machine.finish(end));
        // The first reason stands.
        let failure = Failure::from(self.machine.get().end().unwrap_or(end).error());
        let mut waiting = self.loads.borrow_mut().abandon();
        if let Some(call) = self.call.take() {
            waiting.push(call.answer);
        }
        for answer in waiting {
            answer.settle(Err(failure.clone()));
        }
        self.sdk_events.take();
    }

    /// The shop is done with it. What it showed is taken out, nothing of it listens any more.
    pub(crate) fn dispose(&self) {
        if self.machine.get().end() == Some(End::Disposed) {
            return;
        }
        owner::free(self);
        self.finish(End::Disposed);
        if let Some(place) = self.place.take() {
            owner::take_out(self, &place);
        }
        self.delivery.take();
    }
}
