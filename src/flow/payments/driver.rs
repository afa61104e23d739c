//! Performs what the page decides, and gives it what happened. It decides nothing.
//!
//! A handler of the shop's, the log, a `Proxy` or Klarna's SDK may call back from inside of anything that is performed, and
//! each such input is thought through and performed at once. The shop's handlers and the log come last, from the outermost input only.

use super::object::Object;
use super::page::page;
use super::{asking, facts, posting, watch};
use crate::domain::error::ErrorCode;
use crate::domain::payments::{APPROVED, Change, Effect, Fault, Id, Input, Note, Opening, Settled};
use crate::interop::failure::Failure;
use crate::interop::log::Log;
use crate::interop::payments::events::SdkEvent;
use crate::interop::payments::place::Place;
use crate::interop::promise::settle;
use crate::interop::timer::{now_ms, sleep};
use crate::sys::dom::{Element, roots};
use crate::sys::js::{self, record};
use js_sys::Array;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// How long after a refusal the SDK may still say that the call never ran; waited for twice. A long task of the page's
/// lets every timer that fell due in it fire at once: the failure's own news then come before the end of the second wait.
const LATE_FAILURE_MS: f64 = 25.0;

thread_local! {
    static OBJECTS: RefCell<Vec<Rc<Object>>> = const { RefCell::new(Vec::new()) };
    static NOTES: RefCell<Vec<(Id, Note)>> = const { RefCell::new(Vec::new()) };
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static IS_TELLING: Cell<bool> = const { Cell::new(false) };
}

/// Klarna's SDK has the session.
pub(super) fn open(object: &Rc<Object>) {
    let settings = &object.settings;
    let mut effects = Vec::new();
    OBJECTS.with_borrow_mut(|objects| objects.push(Rc::clone(object)));
    let opening = Opening {
        session: settings.session.name.clone(),
        widget: Rc::clone(&settings.widget),
        has_backend: settings.backend.is_some(),
        has_cancel: settings.cancel.is_some(),
        drops_second: settings.session.drops_second,
    };
    page(|page| page.open(object.feed.id, opening, &mut effects));
    perform_all(effects);
}

/// The shop says what became of a delivery in doubt.
pub(crate) fn settle_delivery(id: Id, is_placed: bool) -> Result<(), Failure> {
    let mut effects = Vec::new();
    let result = page(|page| page.settle_delivery(id, is_placed, &mut effects));
    perform_all(effects);
    Ok(result?)
}

/// Klarna's SDK reports something of a widget.
pub(super) fn hear(id: Id, event: SdkEvent, name: Option<&str>) {
    if !page(|page| page.concerns(id, name)) {
        return;
    }
    let Some(object) = find(id) else { return };
    match event {
        SdkEvent::Height(height) => drop(object.hub.emit("heightchanged", &record! { height: height })),
        SdkEvent::OverlayShown => overlay(&object, true, "overlayshown"),
        SdkEvent::OverlayHidden => overlay(&object, false, "overlayhidden"),
    }
}

fn overlay(object: &Object, is_shown: bool, event: &str) {
    object.feed.give(Input::Overlay(is_shown));
    object.hub.emit(event, &js::object());
}

/// A message came from a window: from the widget's frame it is a sign of life, and the first one after it began anew says that
/// it hears again.
pub(super) fn came(id: Id, window: &JsValue) {
    let Some(object) = find(id) else { return };
    let Some(frame) = object.frame().filter(|frame| frame.shows(window)) else { return };
    let heard = object.heard.replace(Some(frame.clone()));
    if heard.is_some_and(|heard| frame.restarted_since(&heard)) && object.holds(&frame) {
        feed(id, Input::Restarted);
    }
    feed(id, Input::Alive);
}

/// Something happened.
pub(super) fn feed(id: Id, input: Input<JsValue>) {
    let mut effects = Vec::new();
    page(|page| page.handle(id, input, &mut effects));
    perform_all(effects);
}

fn perform_all(effects: Vec<Effect<JsValue>>) {
    DEPTH.set(DEPTH.get() + 1);
    for effect in effects {
        perform(effect);
    }
    DEPTH.set(DEPTH.get() - 1);
    if DEPTH.get() == 0 && !IS_TELLING.replace(true) {
        while tell_next() {}
        IS_TELLING.set(false);
    }
}

fn find(id: Id) -> Option<Rc<Object>> {
    OBJECTS.with_borrow(|objects| objects.iter().find(|object| object.feed.id == id).cloned())
}

/// Performs one effect. What belongs to an object that is gone is not performed: nobody waits for it.
fn perform(effect: Effect<JsValue>) {
    let object = effect.who().and_then(find);
    match (effect, object.as_ref()) {
        (Effect::Settle(caller, result), _) => settle(&caller, result.map(to_js).map_err(error)),
        (Effect::Publish(fact), _) => facts::publish(fact),
        (Effect::Remember(record), _) => facts::remember(&record),
        (Effect::Tell(id, note), _) => NOTES.with_borrow_mut(|notes| notes.push((id, note))),
        (Effect::Doubt(id, number), _) => spawn_local(async move {
            sleep(LATE_FAILURE_MS).await;
            sleep(LATE_FAILURE_MS).await;
            feed(id, Input::Believed(number, facts::record()));
        }),
        (_, None) => {}
        (Effect::Send(_, number, request), Some(object)) => asking::call(object, number, request),
        (Effect::Load(_, number, container, orders), Some(object)) => asking::load(object, number, container, &orders),
        (Effect::Review(_, number, container), Some(object)) => asking::review(object, number, &container),
        (Effect::Watch { number, by_container, .. }, Some(object)) => watch::widget(object, number, by_container),
        (Effect::Listen(_, number), Some(object)) => watch::listen(object, number),
        (Effect::Await(_, number, signal, timeout_ms), Some(object)) => {
            watch::restart(object, number, signal, timeout_ms);
        }
        (Effect::FreePage(_), Some(object)) => free_page(object),
        (Effect::Begin(_), Some(object)) => asking::begin(object),
        (Effect::Rename(_, number), Some(object)) => object.rename(number),
        (Effect::GiveBack(_, token, reason), Some(object)) => posting::give_back(object, token, reason.as_str()),
        (Effect::Unwatch(_), Some(object)) => drop(object.call_watch.take()),
        (Effect::WatchLoad(_, number, container), Some(object)) => watch::load(object, number, container),
        (Effect::UnwatchLoad(_, number), Some(object)) => {
            object.load_watches.borrow_mut().retain(|(other, _)| *other != number);
        }
        (Effect::LoadNext(id), Some(object)) => feed(id, Input::LoadNext(facts::read(object))),
        (Effect::LoadAgain(_), Some(object)) => load_again(object),
        (Effect::SendQueued { id, has_begun }, Some(object)) => {
            feed(id, Input::SendQueued { has_begun, facts: facts::read(object) });
        }
        (Effect::Placed(_, container), Some(object)) => {
            let place = Place { container: Element::checked(container), frame: object.frame() };
            object.heard.replace(place.frame.clone());
            object.place.replace(Some(Rc::new(place)));
        }
        (Effect::TakeOut(_, others), Some(object)) => take_out(object, &others),
        (Effect::Post(_, token), Some(object)) => posting::post(object, token),
        (Effect::HandOver(_, heir), Some(object)) => {
            if let Some(heir) = find(heir) {
                heir.held.replace(object.held.take());
            }
        }
        (Effect::Shelve(_), Some(object)) => {
            if let Some(held) = &mut *object.held.borrow_mut() {
                held.shelve();
            }
        }
        (Effect::Discard(_), Some(object)) => drop(object.held.take()),
        (Effect::Unsubscribe(_), Some(object)) => {
            drop((object.sdk_events.take(), object.messages.take()));
        }
    }
}

/// Loads the widget where it was before, if that is in the document. The order stays as Klarna has it: what an earlier load
/// said of it may have changed since.
fn load_again(object: &Object) {
    if let Some(place) = object.place().filter(|place| place.container.is_connected()) {
        let (container, order) = (JsValue::from(place.container.as_ref()), js::object());
        object.feed.give(Input::Load { container, order, caller: None, facts: facts::read(object) });
    }
}

/// While Klarna's overlay is shown, the page is not scrolled, and it stays so where the widget left or moved meanwhile; the next
/// `load` would make it count again. The overlay of a frame that was moved stays as well: Klarna's SDK takes it away once it
/// misses the frame, which cannot answer any more.
fn free_page(object: &Object) {
    for root in roots() {
        root.remove_class("klarna-payments-fso-open");
    }
    let loaded = object.place().and_then(|place| place.frame.clone());
    if let (Some(loaded), Some(frame)) = (loaded, object.frame())
        && frame.restarted_since(&loaded)
    {
        frame.element.remove();
    }
}

fn take_out(object: &Object, others: &[Id]) {
    drop(object.heard.take());
    for frame in object.hidden.take() {
        frame.remove();
    }
    let Some(place) = object.place.take().filter(|place| place.holds_frame()) else { return };
    let is_shown = |frame| others.iter().filter_map(|id| find(*id)?.place()).any(|other| other.shows(frame));
    if let Some(frame) = place.frame.as_ref().filter(|frame| !is_shown(frame)) {
        frame.element.remove();
    }
}

/// Tells the shop's handlers and log of the next news: of each state once, and of what a handler changes when all have
/// heard of the state before. `false`: there are no more.
fn tell_next() -> bool {
    if let Some(change) = page(|page| page.next_change()) {
        if let Some(object) = find(change.who) {
            tell_change(&object, change);
        }
    } else if let Some((id, note)) = NOTES.with_borrow_mut(|notes| (!notes.is_empty()).then(|| notes.remove(0))) {
        if let Some(object) = find(id) {
            tell(&object, note);
        }
    } else if let Some(id) = page(|page| page.release()) {
        let gone = OBJECTS.with_borrow_mut(|objects| {
            let at = objects.iter().position(|object| object.feed.id == id)?;
            Some(objects.swap_remove(at))
        });
        drop(gone);
    } else {
        return false;
    }
    true
}

fn tell_change(object: &Object, change: Change) {
    let facts = record! { state: change.state.as_str(), previous: change.previous.as_str() };
    object.settings.log.write("state", &facts);
    object.hub.emit("statechange", &facts);
    if change.is_last {
        object.hub.clear();
    }
}

fn tell(object: &Object, note: Note) {
    let log = &object.settings.log;
    match note {
        Note::Called(call, auto_finalize) => {
            log.write("call", &record! { call: call.name(), autoFinalize: auto_finalize });
        }
        Note::Ended(call, result) => {
            let ms = (now_ms() - object.call_started.get()).round();
            write_outcome(log, call.name(), result, Some(ms));
        }
        Note::Loaded(result) => write_outcome(log, "load", result, None),
        Note::LateAnswer => log.write("late_answer", &JsValue::UNDEFINED),
        Note::Stalled(call) => {
            let facts = record! { call: call.name() };
            log.write("stalled", &facts);
            object.hub.emit("stalled", &facts);
        }
        Note::LeftOpen(reason) => log.write("authorization_left_open", &record! { reason: reason.as_str() }),
        Note::WidgetRemoved => drop(object.hub.emit("widgetremoved", &js::object())),
    }
}

/// Tells the log how a call, or a load, ended; of a call how long it took, in milliseconds.
fn write_outcome(log: &Log, call: &str, result: Result<&'static str, ErrorCode>, ms: Option<f64>) {
    let (status, code) = (result.ok(), result.err().map(ErrorCode::as_str));
    log.write("outcome", &record! { call: call, status: status, code: code, ms: ms });
}

/// What a caller gets.
fn to_js(settled: Settled<JsValue>) -> JsValue {
    match settled {
        Settled::Delivered(answer) => answer,
        Settled::Load(load) => record! { status: load.status(), invalidFields: fields(load.invalid_fields()) },
        Settled::Approved(delivery) => record! { status: APPROVED, delivery: delivery },
        Settled::Outcome(outcome) => record! {
            status: outcome.status(),
            invalidFields: fields(outcome.invalid_fields()),
            authorizationToken: outcome.token(),
        },
    }
}

fn fields(invalid: &[String]) -> JsValue {
    if invalid.is_empty() { JsValue::UNDEFINED } else { invalid.iter().map(JsValue::from).collect::<Array>().into() }
}

fn error(fault: Fault<JsValue>) -> JsValue {
    match fault {
        Fault::Ours(error) => Failure::from(error).into_js(),
        Fault::Theirs(_, error) => error,
    }
}
