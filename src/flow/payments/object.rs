//! What a purchase has in the browser: options, Klarna's SDK, handlers, the widget's place. Its state is the page's.

use super::held::Held;
use super::page::Feed;
use super::watches::{CallWatch, LoadWatch};
use crate::domain::payments::{Number, frame_id, renamed};
use crate::interop::hub::Hub;
use crate::interop::listener::Listener;
use crate::interop::payments::events::SdkEvents;
use crate::interop::payments::place::{Frame, Place};
use crate::options::payments::Settings;
use crate::sys::dom::Element;
use crate::sys::klarna_payments::Payments;
use js_sys::Date;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What a purchase has in the browser.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) feed: Feed,
    pub(crate) settings: Settings,
    pub(super) sdk: Payments,
    pub(crate) hub: Hub,
    /// When the session was begun, in milliseconds of the clock.
    pub(super) began_at: f64,
    /// Which instance id Klarna's SDK knows the widget by; 0: its own.
    pub(super) renamed: Cell<Number>,
    /// Frames of the widget under its earlier names: Klarna may still answer through them.
    pub(super) hidden: RefCell<Vec<Element>>,
    pub(super) place: RefCell<Option<Rc<Place>>>,
    /// The frame that Klarna's SDK heard from last.
    pub(super) heard: RefCell<Option<Frame>>,
    pub(super) messages: RefCell<Option<Listener>>,
    pub(super) call_watch: RefCell<Option<CallWatch>>,
    pub(super) call_started: Cell<f64>,
    pub(super) load_watches: RefCell<Vec<(Number, LoadWatch)>>,
    pub(super) held: RefCell<Option<Held>>,
    pub(super) sdk_events: RefCell<Option<SdkEvents>>,
}

impl Object {
    pub(super) fn new(feed: Feed, settings: Settings, sdk: Payments) -> Self {
        Self {
            feed,
            settings,
            sdk,
            hub: Hub::default(),
            began_at: Date::now(),
            renamed: Cell::default(),
            hidden: RefCell::default(),
            place: RefCell::default(),
            heard: RefCell::default(),
            messages: RefCell::default(),
            call_watch: RefCell::default(),
            call_started: Cell::default(),
            load_watches: RefCell::default(),
            held: RefCell::default(),
            sdk_events: RefCell::default(),
        }
    }

    /// The widget's main frame, wherever it is in the document.
    pub(super) fn frame(&self) -> Option<Frame> {
        Frame::by_id(&frame_id(&renamed(self.settings.widget.name(), self.renamed.get())))
    }

    /// Klarna's SDK knows the widget by another name from now on, under which it makes another frame.
    pub(super) fn rename(&self, number: Number) {
        if let Some(frame) = self.frame() {
            frame.element.hide();
            self.hidden.borrow_mut().push(frame.element);
        }
        self.renamed.set(number);
    }

    /// Whether the frame is where the widget is shown, or is being loaded.
    pub(super) fn holds(&self, frame: &Frame) -> bool {
        let holds = |container: &Element| container.contains(&frame.element);
        self.place().is_some_and(|place| holds(&place.container))
            || self.load_watches.borrow().iter().any(|(_, watch)| holds(&watch.container))
    }

    /// Where the widget is shown.
    pub(super) fn place(&self) -> Option<Rc<Place>> {
        self.place.borrow().clone()
    }
}
