//! What is sent to Klarna's SDK, within the task in which it is ordered.

use super::facts;
use super::object::Object;
use super::page::fault;
use super::watches::CallWatch;
use crate::domain::payments::{Call, Input, Number, Request};
use crate::interop::callback::function;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::payments::failure::thrown_by_sdk;
use crate::interop::payments::kept::hear;
use crate::interop::payments::place::Place;
use crate::interop::timer::now_ms;
use crate::sys::dom::Element;
use crate::sys::js;
use crate::sys::klarna_payments::Payments;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// A call.
pub(super) fn call(object: &Object, number: Number, request: Request<JsValue>) {
    object.call_started.set(now_ms());
    object.call_watch.replace(Some(CallWatch::new(object.feed, number, request.signal, request.timeout_ms)));
    let (widget, renamed, feed) = (&object.settings.widget, object.renamed.get(), object.feed);
    // Before whatever Klarna's SDK does at the end of this task.
    spawn_local(async move { feed.give(Input::TaskEnds(number)) });
    // Fresh: the SDK writes to them.
    let handle = if request.call == Call::Authorize { widget.handle(renamed) } else { widget.short_handle(renamed) };
    let options = json::to_js(&handle);
    if let Some(auto_finalize) = request.auto_finalize {
        js::set(&options, "auto_finalize", &auto_finalize.into());
    }
    let done = callback(object, number);
    returned(object, number, object.sdk.ask(request.call.name(), &options, &request.order, &done));
}

/// A load.
pub(super) fn load(object: &Object, number: Number, container: JsValue, orders: &[JsValue]) {
    // Fresh: the SDK writes to them.
    let options = json::to_js(&object.settings.widget.handle(object.renamed.get()));
    if !object.settings.preferred_payment_method.is_undefined() {
        js::set(&options, "preferred_payment_method", &object.settings.preferred_payment_method);
    }
    js::set(&options, "container", &container);
    let order = js::joined(&orders.iter().collect::<Vec<_>>());
    let sent = object.sdk.ask("load", &options, &order, &callback(object, number));
    let place = Place { container: Element::checked(container), frame: object.frame() };
    if sent.is_ok() && place.holds_frame() {
        object.place.replace(Some(Rc::new(place)));
    }
    returned(object, number, sent);
}

/// A payment review.
pub(super) fn review(object: &Object, number: Number, container: &JsValue) {
    let options = js::object();
    js::set(&options, "container", container);
    let sent = object.sdk.load_payment_review(&options, &callback(object, number));
    returned(object, number, sent);
}

/// The session, once more.
pub(super) fn begin(object: &Object) {
    let begun = init(&object.sdk, &object.settings.client_token);
    object.feed.give(Input::Begun(begun.map_err(fault)));
}

/// Gives Klarna's SDK a session, as the only argument: a second one changes what it does.
pub(super) fn init(sdk: &Payments, client_token: &JsValue) -> Result<(), Failure> {
    let argument = js::object();
    js::set(&argument, "client_token", client_token);
    sdk.init(&argument).map(drop).map_err(thrown_by_sdk)
}

fn returned(object: &Object, number: Number, sent: Result<JsValue, JsValue>) {
    object.feed.give(match sent {
        Ok(_) => {
            let frame_is_gone = object.place().is_some_and(|place| place.lost_frame());
            Input::Returned { number, frame_is_gone }
        }
        Err(thrown) => Input::Threw(number, fault(thrown_by_sdk(thrown))),
    });
}

/// A callback for Klarna's SDK. It may come never, twice or late, and it never throws into Klarna's code.
fn callback(object: &Object, number: Number) -> JsValue {
    let feed = object.feed;
    let done = function(move |answer, _| {
        let answer = json::read_answer(&answer);
        feed.give(Input::Answered { number, answer, owner: facts::owner() });
        JsValue::UNDEFINED
    });
    hear(&object.settings.keeper, done.into())
}
