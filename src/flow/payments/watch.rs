//! Begins to watch.

use super::feed::Feed;
use super::object::Object;
use super::place::Frame;
use super::watches::{LoadWatch, Silence};
use crate::domain::payments::{Input, Number};
use crate::interop::listener::{Listener, TreeObserver};
use crate::interop::timer::Timer;
use crate::sys::browser::window;
use crate::sys::dom::{Element, document, is_hidden};
use crate::sys::js;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// How long Klarna may be silent before the shop is told, in milliseconds.
const SILENCE_MS: f64 = 15_000.0;

/// Once the call was sent: watches the frame, and the container if that matters.
pub(super) fn widget(object: &Object, number: Number, by_container: bool) {
    let container = object.place().filter(|_| by_container).map(|place| place.container.clone());
    let look = look(object.feed, number, container, object.frame());
    if let Some(watch) = &mut *object.call_watch.borrow_mut() {
        let look = Rc::clone(&look);
        watch.tree = TreeObserver::new(move || look());
    }
    // It may have left within the call, before anybody watched.
    look();
}

/// Looks for signs of life from now on: a message of the widget's frame, or that the customer is in a window of Klarna's.
pub(super) fn listen(object: &Object, number: Number) {
    let (feed, frame) = (object.feed, object.frame());
    let alive = move || feed.give(Input::Alive(number));
    let signs = [
        Listener::new(&window(), "message", move |event| {
            if frame.as_ref().is_some_and(|frame| frame.element.page() == js::get(&event, "source")) {
                alive();
            }
        }),
        Listener::new(&window(), "blur", move |_| alive()),
        Listener::new(&document(), "visibilitychange", move |_| {
            if is_hidden() {
                alive();
            }
        }),
    ];
    let timer = Timer::after(SILENCE_MS, move || feed.give(Input::Silent(number)));
    if let Some(watch) = &mut *object.call_watch.borrow_mut() {
        watch.silence = Some(Silence { _timer: timer, _signs: signs });
    }
}

/// Once a load was sent: limits its time, and watches its container. (The frame comes and goes while it loads.)
pub(super) fn load(object: &Object, number: Number, container: JsValue) {
    let feed = object.feed;
    let timer = Timer::after(object.settings.load_timeout_ms, move || feed.give(Input::TimedOut(number)));
    let look = look(feed, number, Some(Element::checked(container)), None);
    let looking = Rc::clone(&look);
    let tree = TreeObserver::new(move || looking());
    object.load_watches.borrow_mut().push((number, LoadWatch { _timer: timer, _tree: tree }));
    look();
}

/// Tells when the container or the frame has left the document or was moved within it: Klarna's SDK would never answer.
fn look(feed: Feed, number: Number, container: Option<Element>, frame: Option<Frame>) -> Rc<dyn Fn()> {
    Rc::new(move || {
        let is_there =
            container.as_ref().is_none_or(Element::is_connected) && frame.as_ref().is_none_or(Frame::lives_on);
        if !is_there {
            feed.give(Input::WidgetLeft(number));
        }
    })
}
