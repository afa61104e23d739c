//! What Klarna's SDK calls: our `initiate` callback, and our handlers of its events. None of them throws into Klarna's code.

use super::object::Object;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::web_sdk::page::{Callback, Input};
use crate::domain::web_sdk::{Choice, ClickNumber, Event, Passed, Source, Word};
use crate::interop::callback::function;
use crate::interop::failure::Failure;
use crate::interop::hub::report;
use crate::interop::json;
use crate::interop::promise::{deferred, promise, rejected, settle, settled};
use crate::interop::web_sdk::answered::{from_sdk, incompatible};
use crate::interop::web_sdk::presentation::{self, Presentation};
use crate::interop::web_sdk::refusals;
use crate::sys::js;
use js_sys::{Array, Function, Promise};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The callback of a button in a presentation, or of the click of that number on a button of the shop's own.
///
/// It always gives a promise, which resolves with one of the documented objects or rejects with an error.
pub(crate) fn initiate(
    object: &Rc<Object>,
    presentation: Option<Rc<Presentation>>,
    choice: Choice,
    number: Option<ClickNumber>,
) -> Function {
    let object = Rc::clone(object);
    function(move |first, second| {
        let passed = Passed::read(&json::read_foreign(&first), &json::read_foreign(&second));
        let presentation = presentation.as_ref().map(|presentation| presentation.id);
        let (promise, asker) = deferred();
        let callback = Callback { number, presentation, choice, passed };
        if let Err(failure) = object.feed.give(Input::Called(asker.clone(), callback)) {
            let refusal = failure.into_js();
            refusals::remember(&refusal);
            settle(&asker, Err(refusal));
        }
        promise.into()
    })
}

/// Adds a handler of the shop's; gives the function that removes it. Klarna replays what happened before a redirect to a
/// handler that is registered late, so ours is registered with the shop's first.
pub(crate) fn listen(object: &Rc<Object>, event: &JsValue, handler: &JsValue) -> Result<Function, Failure> {
    object.feed.alive()?;
    let remove = object.hub.on(Event::NAMES, event, handler)?;
    let event = event.as_string().as_deref().and_then(Event::parse);
    let Some(event) = event.filter(|event| event.source() != Source::Ours) else { return Ok(remove) };
    if let Err(failure) = register(object, event) {
        let _ = js::invoke(&remove, &[]);
        return Err(failure);
    }
    Ok(if event.source() == Source::OnDemand { releasing(object, event, remove) } else { remove })
}

/// Registers our handler of an event with Klarna's SDK, once.
fn register(object: &Rc<Object>, event: Event) -> Result<(), Failure> {
    if object.registered.borrow().iter().any(|(registered, _)| *registered == event) {
        return Ok(());
    }
    let heard = Rc::clone(object);
    let handler = function(move |first, second| hear(&heard, event, &first, &second));
    object.registered.borrow_mut().push((event, handler.clone()));
    object.instance.payment.on(event.as_str(), &handler).map(drop).map_err(|thrown| {
        object.forget(event);
        from_sdk(&thrown)
    })
}

/// Registers what a purchase depends on; before a button is mounted or a journey begins.
pub(crate) fn register_purchase(object: &Rc<Object>) -> Result<(), Failure> {
    for event in Event::OF_PURCHASE {
        register(object, event)?;
        // What Klarna replays may have made the shop dispose of us.
        object.feed.alive()?;
    }
    Ok(())
}

/// Klarna waits for an answer to some events: once nobody gives one, it must not ask.
fn releasing(object: &Rc<Object>, event: Event, remove: Function) -> Function {
    let object = Rc::clone(object);
    function(move |_, _| {
        let _ = js::invoke(&remove, &[]);
        if !object.hub.is_heard(event.as_str())
            && let Some(handler) = object.forget(event)
        {
            let _ = object.instance.payment.off(event.as_str(), &handler);
        }
        JsValue::UNDEFINED
    })
}

fn hear(object: &Object, event: Event, first: &JsValue, second: &JsValue) -> JsValue {
    let input = match event {
        Event::Complete => {
            let (handled, caller) = deferred();
            let answer = promise(may_leave(handled));
            Input::Complete(caller, answer.into(), object.read(first))
        }
        Event::Abort => Input::Abort(object.read(first)),
        Event::Error => {
            let is_refusal = refusals::is_known(first) || refusals::is_known(&js::get(first, "originalError"));
            Input::Error { failure: from_sdk(first), is_refusal, request: object.read(second) }
        }
        Event::PresentationUpdate => {
            let offer = js::get(first, "instruction").is_string().then(|| presentation::read(first));
            Input::Updated(first.clone(), offer)
        }
        _ if !object.feed.hears(&object.read(first)) => return JsValue::UNDEFINED,
        Event::ShippingAddressChange => return ask_shop(object, event, "address", first, second).into(),
        Event::ShippingOptionSelect => return ask_shop(object, event, "shippingOption", first, second).into(),
        _ => {
            let payload = json::to_js(&json::read_foreign(first));
            return object.hub.emit(event.as_str(), &payload).into_iter().next().unwrap_or_default();
        }
    };
    object.feed.give(input).unwrap_or_default()
}

/// `false` if one handler wants the customer to stay. One that fails is reported and has no say.
async fn may_leave(handled: Promise) -> Result<JsValue, Failure> {
    let mut stays = false;
    let answers = settled(&handled).await.unwrap_or_default();
    if js::is_list(&answers) {
        for answer in Array::from(&answers).iter() {
            match settled(&answer).await {
                Ok(answer) => stays |= answer.as_bool() == Some(false),
                Err(thrown) => report(&thrown),
            }
        }
    }
    Ok((!stays).into())
}

/// The shop's answer to a question of Klarna's about shipping: that of the first handler that has one.
fn ask_shop(object: &Object, event: Event, key: &str, request: &JsValue, detail: &JsValue) -> Promise {
    let payload = js::object();
    js::set(&payload, "paymentRequest", &json::to_js(object.read(request).value()));
    js::set(&payload, key, &json::to_js(&json::read_foreign(detail)));
    let answers = object.hub.emit(event.as_str(), &payload);
    let Some(answer) = answers.into_iter().find(|answer| !answer.is_undefined()) else {
        return rejected(Error::new(ErrorCode::InvalidState, "no handler of the shop answered").into());
    };
    promise(async move {
        let answer = settled(&answer).await.map_err(|thrown| {
            report(&thrown);
            Failure::caused(Error::new(ErrorCode::InvalidState, "the shop's handler failed; see cause"), thrown)
        })?;
        json::plain(&answer).map_err(|_| incompatible("the shop's handler answered with what is no JSON"))
    })
}
