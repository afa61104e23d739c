//! What Klarna's SDK reports, passed on to the shop.
//!
//! Nothing here posts anything: an event never authorizes a payment. Our handlers never throw into Klarna's code.

use super::answered::{from_sdk, incompatible};
use super::initiate::Pending;
use super::instance;
use super::requests::read;
use super::sdk::WebSdk;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::web_sdk::{Event, PaymentRequest, Purchase, Report, Source, Update, Word};
use crate::interop::callback::function;
use crate::interop::failure::Failure;
use crate::interop::hub::report;
use crate::interop::json;
use crate::interop::once::Answer;
use crate::interop::promise::{promise, rejected, settled};
use crate::sys::js;
use crate::sys::web_sdk::Payment;
use js_sys::{Array, Function, Promise};
use std::rc::Weak;
use wasm_bindgen::prelude::*;

/// Our handlers at Klarna's SDK.
#[derive(Debug, Default)]
pub(super) struct Registered(Vec<(Event, Function)>);

impl Registered {
    fn has(&self, event: Event) -> bool {
        self.0.iter().any(|(registered, _)| *registered == event)
    }

    /// Takes the handlers away.
    pub(super) fn remove(self, payment: &Payment) {
        for (event, handler) in self.0 {
            let _ = payment.off(event.as_str(), &handler);
        }
    }
}

/// What the SDK said while the backend was being asked. The backend's answer goes before it: it counts only if the
/// customer still has a journey to go on.
#[derive(Debug)]
pub(super) enum Early {
    Aborted(PaymentRequest),
    Failed(Failure, PaymentRequest),
    /// Its promise of that call of `initiate` settled.
    Settled(Pending, Result<JsValue, JsValue>),
}

impl WebSdk {
    /// Adds a handler of the shop's; gives the function that removes it. Klarna replays what happened before a
    /// redirect to a handler that is registered late, so ours is registered with the shop's first.
    pub(crate) fn on(&self, event: &JsValue, handler: &JsValue) -> Result<Function, Failure> {
        self.purchase.get().alive()?;
        let event = Event::read(&event.as_string().unwrap_or_default())?;
        let remove = self.hub.on(Event::NAMES, &event.as_str().into(), handler)?;
        if event.source() != Source::Ours
            && let Err(failure) = self.register(event)
        {
            let _ = js::invoke(&remove, &[]);
            return Err(failure);
        }
        Ok(if event.source() == Source::OnDemand { self.releasing(event, remove) } else { remove })
    }

    /// Registers what a purchase depends on; before a button is mounted or a journey begins.
    pub(super) fn register_purchase(&self) -> Result<(), Failure> {
        let needed = Event::ALL.iter().map(|(_, event)| *event).filter(|event| event.source() == Source::Purchase);
        needed.into_iter().try_for_each(|event| self.register(event))
    }

    fn register(&self, event: Event) -> Result<(), Failure> {
        if self.registered.borrow().has(event) {
            return Ok(());
        }
        self.hold();
        let handler = handler(self.weak.clone(), event);
        self.registered.borrow_mut().0.push((event, handler.clone()));
        self.instance.payment.on(event.as_str(), &handler).map_err(|thrown| {
            self.registered.borrow_mut().0.retain(|(registered, _)| *registered != event);
            from_sdk(&thrown)
        })?;
        Ok(())
    }

    /// Klarna waits for an answer to some events: once nobody gives one, it must not ask.
    fn releasing(&self, event: Event, remove: Function) -> Function {
        let weak = self.weak.clone();
        function(move |_, _| {
            let _ = js::invoke(&remove, &[]);
            if let Some(sdk) = weak.upgrade().filter(|sdk| !sdk.hub.is_heard(event.as_str())) {
                let (gone, kept) = std::mem::take(&mut sdk.registered.borrow_mut().0)
                    .into_iter()
                    .partition(|(registered, _)| *registered == event);
                sdk.registered.borrow_mut().0 = kept;
                Registered(gone).remove(&sdk.instance.payment);
            }
            JsValue::UNDEFINED
        })
    }

    fn hear(&self, event: Event, first: &JsValue, second: &JsValue) -> JsValue {
        // What Klarna shows may change without anybody's click, and concerns every object with the same instance.
        let concerns = event == Event::PresentationUpdate || instance::concern(self);
        if self.purchase.get().alive().is_err() || !concerns {
            return JsValue::UNDEFINED;
        }
        match event {
            Event::Complete => self.completed(&read(first)).into(),
            Event::Abort => {
                self.aborted(read(first));
                JsValue::UNDEFINED
            }
            Event::Error => {
                self.failed(first, read(second));
                JsValue::UNDEFINED
            }
            Event::PresentationUpdate => {
                self.presentation_changed(first);
                JsValue::UNDEFINED
            }
            Event::ShippingAddressChange | Event::ShippingOptionSelect => {
                self.ask_shop(event, &read(first), second).into()
            }
            Event::Redirect | Event::OverlayOpen | Event::OverlayClose => {
                let answers = self.emit(event, &json::to_js(&json::read_foreign(first)));
                answers.into_iter().next().unwrap_or_default()
            }
            Event::Outcome | Event::StateChange => JsValue::UNDEFINED,
        }
    }

    /// The customer accepted. The answer says whether Klarna may go on to the return URL: an async handler is
    /// awaited, and one that gives `false` keeps the customer here.
    fn completed(&self, request: &PaymentRequest) -> Promise {
        match self.judge(Event::Complete, Report::Complete, request) {
            Update::Stale => Promise::resolve(&JsValue::FALSE).unchecked_into(),
            Update::Repeated(answer) => answer,
            Update::News => {
                let handled = Answer::new();
                let answer = promise(may_leave(handled.clone()));
                self.updates.borrow_mut().told(Report::Complete, request, answer.clone());
                // While the backend is being asked, it is not this click that was completed.
                let is_asking = self.purchase.get().is_asking();
                if !is_asking {
                    self.change(Purchase::completed);
                    self.settle(Ok(self.described(request)));
                }
                let answers = self.emit(Event::Complete, &self.described(request));
                handled.settle(Ok(answers.into_iter().collect::<Array>().into()));
                answer
            }
        }
    }

    fn aborted(&self, request: PaymentRequest) {
        if let Update::News = self.judge(Event::Abort, Report::Abort, &request) {
            let nothing = Promise::resolve(&JsValue::UNDEFINED).unchecked_into();
            self.updates.borrow_mut().told(Report::Abort, &request, nothing);
            self.say(Early::Aborted(request));
        }
    }

    fn failed(&self, thrown: &JsValue, request: PaymentRequest) {
        let refusal = self.refusal.borrow().clone();
        if refusal.is_object() && (refusal == *thrown || refusal == js::get(thrown, "originalError")) {
            return;
        }
        let failure = from_sdk(thrown);
        let earlier = request.id.as_ref().is_some_and(|id| self.updates.borrow().is_earlier(id));
        if earlier {
            self.emit_error(&failure, &request);
        } else {
            self.say(Early::Failed(failure, request));
        }
    }

    /// Says it to the shop, at once or, while the backend is being asked, after the answer.
    pub(super) fn say(&self, early: Early) {
        let is_asking = self.purchase.get().is_asking();
        if is_asking {
            return self.early.borrow_mut().push(early);
        }
        match early {
            Early::Aborted(request) => {
                self.change(Purchase::aborted);
                self.settle(Ok(self.described(&request)));
                self.emit(Event::Abort, &self.described(&request));
            }
            Early::Failed(failure, request) => {
                self.change(Purchase::failed);
                self.settle(Err(failure.clone()));
                self.emit_error(&failure, &request);
            }
            Early::Settled(pending, settled) => self.initiated(pending, settled),
        }
    }

    fn judge(&self, event: Event, report: Report, request: &PaymentRequest) -> Update<Promise> {
        let under_way = self.purchase.get().is_under_way();
        let update = self.updates.borrow_mut().judge(report, request, under_way);
        self.note(event, request, &update);
        update
    }

    fn presentation_changed(&self, raw: &JsValue) {
        let presentation = self.presentation.borrow().clone();
        if let Some(presentation) = presentation {
            if raw.is_object() {
                presentation.replace(raw);
            }
            self.emit(Event::PresentationUpdate, &json::to_js(&presentation.described()));
        }
    }

    /// The shop's answer to a question of Klarna's about shipping: that of the first handler that has one.
    fn ask_shop(&self, event: Event, request: &PaymentRequest, detail: &JsValue) -> Promise {
        let payload = js::object();
        let key = if event == Event::ShippingAddressChange { "address" } else { "shippingOption" };
        let detail = json::to_js(&json::read_foreign(detail));
        js::set(&payload, "paymentRequest", &self.described(request));
        js::set(&payload, key, &detail);
        let answers = self.emit(event, &payload);
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

    fn note(&self, event: Event, request: &PaymentRequest, update: &Update<Promise>) {
        let update = match update {
            Update::News => "news",
            Update::Repeated(_) => "repeated",
            Update::Stale => "stale",
        };
        self.log.write(
            "event",
            [
                ("name", event.as_str().into()),
                ("paymentRequestId", request.id.clone().into()),
                ("state", request.state.clone().into()),
                ("update", update.into()),
            ],
        );
    }
}

/// `false` if one handler wants the customer to stay. One that fails is reported and has no say.
async fn may_leave(handled: Answer) -> Result<JsValue, Failure> {
    let mut stays = false;
    for answer in Array::from(&handled.await?).iter() {
        match settled(&answer).await {
            Ok(answer) => stays |= answer.as_bool() == Some(false),
            Err(thrown) => report(&thrown),
        }
    }
    Ok((!stays).into())
}

fn handler(sdk: Weak<WebSdk>, event: Event) -> Function {
    function(move |first, second| sdk.upgrade().map_or(JsValue::UNDEFINED, |sdk| sdk.hear(event, &first, &second)))
}
