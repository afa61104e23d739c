//! Performs what the page decides, and gives it what happened. It decides nothing.
//!
//! A handler of the shop's, the log, a `Proxy` or Klarna's SDK may call back from inside of anything that is performed, and
//! each such input is thought through and performed at once. The shop's handlers and the log come last, from the outermost input only.

use super::instance::{self, Instance};
use super::object::Object;
use super::page::{Feed, page};
use super::{callbacks, posting};
use crate::domain::value::Value;
use crate::domain::web_sdk::page::{Effect, Effects, Id, Input, Note, Setting};
use crate::domain::web_sdk::{ClickNumber, Event, FlowOptions, PaymentRequest, PresentationId, QuestionNumber, Word};
use crate::interop::failure::Failure;
use crate::interop::hub::report;
use crate::interop::json;
use crate::interop::promise::{settle, settled};
use crate::interop::timer::sleep;
use crate::interop::web_sdk::answered::{from_sdk, incompatible, within};
use crate::interop::web_sdk::{presentation, refusals};
use crate::options::web_sdk::WebSdkOptions;
use crate::sys::js::{self, record};
use js_sys::Array;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// How long Klarna's SDK may take to report back what it was refused with.
const REPORT_MS: f64 = 1_000.0;

thread_local! {
    static OBJECTS: RefCell<Vec<Rc<Object>>> = const { RefCell::new(Vec::new()) };
    static IS_PERFORMING: Cell<bool> = const { Cell::new(false) };
}

/// Loads the SDK and makes, or joins, the instance of the configuration: the shop has another object.
pub(crate) async fn start(options: WebSdkOptions) -> Result<Rc<Object>, Failure> {
    let instance = instance::get(&options).await?;
    Ok(open(options, instance))
}

fn open(options: WebSdkOptions, instance: Instance) -> Rc<Object> {
    let setting = Setting {
        client_id: options.configuration.value().get("clientId").as_str().unwrap_or_default().to_owned(),
        instance: instance.id,
        endpoint: options.authorize.url.clone(),
        purchase: options.purchase.clone(),
        return_url: options.return_url.clone(),
        decline_url: options.decline_url.clone(),
    };
    let id = page(|page| page.open(setting));
    let object = Rc::new(Object::new(Feed { id, feed }, options, instance));
    OBJECTS.with_borrow_mut(|objects| objects.push(Rc::clone(&object)));
    object
}

/// Something happened.
fn feed(id: Id, input: Input<JsValue, Failure>) -> Result<JsValue, Failure> {
    let mut effects = Vec::new();
    let done = page(|page| page.handle(id, input, &mut effects));
    let is_outermost = !IS_PERFORMING.replace(true);
    let given = perform_all(effects);
    if is_outermost {
        let mut effects = Vec::new();
        while page(|page| page.next(&mut effects)) {
            perform_all(std::mem::take(&mut effects));
        }
        IS_PERFORMING.set(false);
    }
    done?;
    Ok(given)
}

fn perform_all(effects: Effects<JsValue, Failure>) -> JsValue {
    let mut given = JsValue::UNDEFINED;
    for (id, effect) in effects {
        let object = OBJECTS.with_borrow(|objects| objects.iter().find(|object| object.feed.id == id).cloned());
        match (object, effect) {
            (_, Effect::Give(promise)) => given = promise,
            (_, Effect::Settle(caller, result)) => settle(&caller, to_js(result)),
            (_, Effect::Reply(asker, reply)) => {
                let reply = to_js(reply);
                if let Err(refusal) = &reply {
                    refusals::remember(refusal);
                }
                settle(&asker, reply);
            }
            (Some(object), effect) => perform(&object, effect),
            (None, _) => {}
        }
    }
    given
}

fn to_js(result: Result<Value, Failure>) -> Result<JsValue, JsValue> {
    result.map(|value| json::to_js(&value)).map_err(Failure::into_js)
}

fn perform(object: &Rc<Object>, effect: Effect<JsValue, Failure>) {
    match effect {
        Effect::Initiate(number, options) => initiate(object, number, &options),
        Effect::FindToken(number) => posting::find_token(object, number),
        Effect::Render { number, members, description } => {
            posting::render_body(object, number, &members, &description);
        }
        Effect::Post { number, key, body } => posting::post(object, number, key, body),
        Effect::Present(number, request) => present(object, number, &request),
        Effect::Remount(presentation, caller) => object.outdated.borrow_mut().push((presentation, caller)),
        Effect::Busy(busy) => {
            let mounted = object.mounted.borrow().clone();
            mounted.iter().for_each(|mounted| mounted.show_busy(busy));
        }
        Effect::Close { errors } => object.close(errors),
        Effect::AwaitReport => {
            let feed = object.feed;
            spawn_local(async move {
                sleep(REPORT_MS).await;
                let _ = feed.give(Input::Reported);
            });
        }
        Effect::Silence => object.hub.clear(),
        Effect::Forget => {
            object.unregister(true);
            object.hub.clear();
            OBJECTS.with_borrow_mut(|objects| objects.retain(|other| other.feed.id != object.feed.id));
        }
        Effect::Tell(note) => tell(object, note),
        Effect::Give(_) | Effect::Settle(..) | Effect::Reply(..) => {}
    }
}

/// Calls `Payment.initiate` within the click, so that a pop-up opens in every engine.
fn initiate(object: &Rc<Object>, number: ClickNumber, options: &FlowOptions) {
    let callback = callbacks::initiate(object, None, options.choice, Some(number));
    let flow = (!options.is_empty()).then(|| json::to_js(&options.value));
    match object.instance.payment.initiate(&callback, flow.as_ref()) {
        Ok(returned) => {
            let object = Rc::clone(object);
            spawn_local(async move {
                let result = settled(&returned).await;
                let result = result.map(|raw| object.read(&raw)).map_err(|thrown| from_sdk(&thrown));
                let _ = object.feed.give(Input::Settled(number, result));
            });
        }
        Err(thrown) => drop(object.feed.give(Input::Settled(number, Err(from_sdk(&thrown))))),
    }
}

/// Asks Klarna how it wants to be shown.
fn present(object: &Rc<Object>, number: QuestionNumber, request: &Value) {
    let answer = within(object.limit_ms(), object.instance.payment.presentation(&json::to_js(request)));
    let object = Rc::clone(object);
    spawn_local(async move {
        let presented = answer.await.and_then(|raw| {
            if !raw.is_object() {
                return Err(incompatible("the SDK gave no presentation"));
            }
            let offer = presentation::read(&raw);
            let instruction = offer.instruction.as_str();
            object.options.log.write("presentation", &record! { instruction: instruction, degraded: offer.degraded });
            Ok((raw, offer))
        });
        let _ = object.feed.give(Input::Presented(number, presented));
        // When all have heard: what Klarna reports while it shows something is heard at once, and may be the end of us.
        for (presentation, caller) in object.outdated.take() {
            settle(&caller, remount(&object, presentation).map_err(Failure::into_js));
        }
    });
}

/// Shows what is mounted of a presentation anew. One that cannot be shown leaves no other with what was before.
fn remount(object: &Object, presentation: PresentationId) -> Result<JsValue, Failure> {
    let mounted = object.mounted.borrow().clone();
    let mut done = Ok(JsValue::UNDEFINED);
    for mounted in mounted.iter().filter(|mounted| mounted.is_of(presentation)) {
        let shown = mounted.again(&object.instance.payment, page(|page| page.is_busy(object.feed.id)));
        // What Klarna reports meanwhile may have made the shop dispose of us.
        let shown = shown.and_then(|()| object.feed.alive()).inspect_err(|_| mounted.hide());
        done = done.and_then(|done| shown.map(|()| done));
    }
    done
}

/// Tells the shop, by its handlers and its log.
fn tell(object: &Object, note: Note<JsValue, Failure>) {
    let emit = |event: Event, payload: &JsValue| object.hub.emit(event.as_str(), payload);
    let request_to_js = |request: &PaymentRequest| json::to_js(request.value());
    let log = &object.options.log;
    match note {
        Note::State(previous, state) => {
            let change = record! { state: state.as_str(), previous: previous.as_str() };
            log.write("state", &change);
            emit(Event::StateChange, &change);
        }
        Note::Outcome(outcome, body) => {
            let outcome = json::to_js(&outcome);
            js::set(&outcome, "body", &body);
            log.write("outcome", &record! { result: js::get(&outcome, "result") });
            emit(Event::Outcome, &outcome);
        }
        Note::Complete(caller, request) => {
            let answers = emit(Event::Complete, &request_to_js(&request));
            if let Some(caller) = caller {
                settle(&caller, Ok(answers.into_iter().collect::<Array>().into()));
            }
        }
        Note::Abort(request) => drop(emit(Event::Abort, &request_to_js(&request))),
        Note::Error { failure, request, is_loud } => {
            let error = failure.clone().into_js();
            if is_loud && !object.hub.is_heard(Event::Error.as_str()) {
                report(&error);
            }
            log.write("error", &record! { code: failure.code().as_str() });
            let request = if request.is_known() { request_to_js(&request) } else { JsValue::UNDEFINED };
            emit(Event::Error, &record! { error: error, paymentRequest: request });
        }
        Note::Updated(described) => drop(emit(Event::PresentationUpdate, &json::to_js(&described))),
        Note::End(end) => {
            let error = end.error.map_or(JsValue::UNDEFINED, Failure::into_js);
            let payload = record! {
                status: end.status.as_str(),
                paymentRequestId: end.payment_request_id,
                reason: end.reason,
                error: error,
            };
            emit(Event::End, &payload);
        }
        Note::Uncaught(failure) => report(&failure.into_js()),
        Note::Judged(event, request, update) => log.write(
            "event",
            &record! {
                name: event.as_str(),
                paymentRequestId: request.id(),
                state: request.state(),
                update: update,
            },
        ),
        Note::Unnamed => {
            let message = "an earlier request may have been carried out; give the purchase a name, so that it is known \
                           whether this is the same one";
            log.write("warning", &record! { about: "purchase", message: message });
        }
    }
}
