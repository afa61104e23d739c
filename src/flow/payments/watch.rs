//! Begins to watch.

use super::object::Object;
use super::page::Feed;
use super::watches::{CallWatch, LoadWatch, Silence};
use crate::domain::payments::{Id, Input, Number};
use crate::interop::listener::{Listener, TreeObserver};
use crate::interop::payments::place::Frame;
use crate::interop::timer::Timer;
use crate::sys::browser::window;
use crate::sys::dom::{Element, document, is_hidden};
use crate::sys::js;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// How long Klarna may be silent before the shop is told, in milliseconds.
const SILENCE_MS: f64 = 15_000.0;

/// How long a frame that was moved may take until it speaks, in milliseconds: two seconds on a busy machine.
const RESTART_MS: f64 = 10_000.0;

/// Once the call was sent: watches the frame, and the container if that matters. Where it does not, a frame that is still in
/// it is not what Klarna answers through.
pub(super) fn widget(object: &Object, number: Number, by_container: bool) {
    let place = object.place();
    let is_used = by_container || !place.as_ref().is_some_and(|place| place.holds_frame());
    let container = place.filter(|_| by_container).map(|place| place.container.clone());
    let look = look(object.feed, number, container, object.frame().filter(|_| is_used));
    if let Some(watch) = &mut *object.call_watch.borrow_mut() {
        let look = Rc::clone(&look);
        watch.tree = TreeObserver::new(move || look());
    }
    // It may have left within the call, before anybody watched.
    look();
}

/// While a call waits for the widget's frame: watches its signal and time limit, the container, and how long the frame takes.
pub(super) fn restart(object: &Object, number: Number, signal: Option<JsValue>, timeout_ms: Option<f64>) {
    let feed = object.feed;
    let mut watch = CallWatch::new(feed, number, signal, timeout_ms);
    watch.limit = Some(Timer::after(RESTART_MS, move || feed.give(Input::WidgetLeft(number))));
    let look = look(feed, number, object.place().map(|place| place.container.clone()), None);
    watch.tree = TreeObserver::new(move || look());
    object.call_watch.replace(Some(watch));
}

/// Hears whoever sends the page messages: the window they come from.
pub(super) fn messages(id: Id, came: fn(Id, &JsValue)) -> Option<Listener> {
    Listener::new(&window(), "message", move |event| came(id, &js::get(&event, "source")))
}

/// Looks for signs of life from now on, beside messages of the widget's frame: the customer is in a window of Klarna's.
pub(super) fn listen(object: &Object, number: Number) {
    let feed = object.feed;
    let signs = [
        Listener::new(&window(), "blur", move |_| feed.give(Input::Alive)),
        Listener::new(&document(), "visibilitychange", move |_| {
            if is_hidden() {
                feed.give(Input::Alive);
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
    let container = Element::checked(container);
    let look = look(feed, number, Some(container.clone()), None);
    let looking = Rc::clone(&look);
    let tree = TreeObserver::new(move || looking());
    object.load_watches.borrow_mut().push((number, LoadWatch { container, _timer: timer, _tree: tree }));
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
