//! What Klarna's SDK reports, passed on to the shop.
//!
//! Nothing here posts anything: an event never authorizes a payment. Our handlers never throw into Klarna's code.

use super::answered::{from_sdk, incompatible};
use super::click::is_refusal;
use super::initiate::Pending;
use super::instance;
use super::requests::described;
use super::sdk::WebSdk;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::web_sdk::{Event, PaymentRequest, Purchase, Report, Source, State, Update, Word};
use crate::interop::callback::function;
use crate::interop::failure::Failure;
use crate::interop::hub::report;
use crate::interop::json;
use crate::interop::once::Answer;
use crate::interop::promise::{promise, rejected, settled};
use crate::sys::js;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;

/// Our handlers at Klarna's SDK.
pub(super) type Registered = Vec<(Event, Function)>;

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
        self.alive()?;
        let remove = self.hub.on(Event::NAMES, event, handler)?;
        let event = event.as_string().as_deref().and_then(Event::parse);
        let Some(event) = event.filter(|event| event.source() != Source::Ours) else { return Ok(remove) };
        if let Err(failure) = self.register(event) {
            let _ = js::invoke(&remove, &[]);
            return Err(failure);
        }
        Ok(if event.source() == Source::OnDemand { self.releasing(event, remove) } else { remove })
    }

    /// Registers what a purchase depends on; before a button is mounted or a journey begins.
    pub(super) fn register_purchase(&self) -> Result<(), Failure> {
        for event in Event::ALL {
            if event.source() == Source::Purchase {
                self.register(*event)?;
                // What Klarna replays may have made the shop dispose of us.
                self.alive()?;
            }
        }
        Ok(())
    }

    fn register(&self, event: Event) -> Result<(), Failure> {
        if self.registered.borrow().iter().any(|(registered, _)| *registered == event) {
            return Ok(());
        }
        self.hold();
        let weak = self.weak.clone();
        let handler = function(move |first, second| match weak.upgrade() {
            Some(sdk) => sdk.hear(event, &first, &second),
            None => JsValue::UNDEFINED,
        });
        self.registered.borrow_mut().push((event, handler.clone()));
        if let Err(thrown) = self.instance.payment.on(event.as_str(), &handler) {
            self.forget(event);
            return Err(from_sdk(&thrown));
        }
        Ok(())
    }

    /// Klarna waits for an answer to some events: once nobody gives one, it must not ask.
    fn releasing(&self, event: Event, remove: Function) -> Function {
        let weak = self.weak.clone();
        function(move |_, _| {
            let _ = js::invoke(&remove, &[]);
            if let Some(sdk) = weak.upgrade()
                && !sdk.hub.is_heard(event.as_str())
                && let Some(handler) = sdk.forget(event)
            {
                let _ = sdk.instance.payment.off(event.as_str(), &handler);
            }
            JsValue::UNDEFINED
        })
    }

    /// Our handler of an event is one no longer.
    fn forget(&self, event: Event) -> Option<Function> {
        let mut registered = self.registered.borrow_mut();
        let index = registered.iter().position(|(other, _)| *other == event)?;
        Some(registered.swap_remove(index).1)
    }

    fn hear(&self, event: Event, first: &JsValue, second: &JsValue) -> JsValue {
        // What Klarna shows may change without anybody's click, and concerns every object with the same instance.
        let concerns = event == Event::PresentationUpdate || instance::concern(self);
        if self.state() == State::Disposed || !concerns {
            return JsValue::UNDEFINED;
        }
        match event {
            Event::Complete => return self.completed(&self.read(first)).into(),
            Event::Abort => self.aborted(self.read(first)),
            Event::Error => self.failed(first, self.read(second)),
            Event::PresentationUpdate => self.presentation_changed(first),
            Event::ShippingAddressChange | Event::ShippingOptionSelect => {
                return self.ask_shop(event, &self.read(first), second).into();
            }
            Event::Redirect | Event::OverlayOpen | Event::OverlayClose => {
                let answers = self.emit(event, &json::to_js(&json::read_foreign(first)));
                return answers.into_iter().next().unwrap_or_default();
            }
            Event::Outcome | Event::StateChange => {}
        }
        JsValue::UNDEFINED
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
                    self.settle(Ok(described(request)));
                    self.change(Purchase::completed);
                }
                let answers = self.emit(Event::Complete, &described(request));
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
        if is_refusal(thrown) || is_refusal(&js::get(thrown, "originalError")) {
            return;
        }
        let failure = from_sdk(thrown);
        let earlier = request.id().is_some_and(|id| self.updates.borrow().is_earlier(id));
        if earlier {
            self.emit_error(&failure, &request, false);
        } else {
            self.say(Early::Failed(failure, request));
        }
    }

    /// Says it to the shop, at once or, while the backend is being asked, after the answer.
    pub(super) fn say(&self, early: Early) {
        let is_asking = self.purchase.get().is_asking();
        if is_asking {
            return self.later(early);
        }
        match early {
            Early::Aborted(_) if self.purchase.get().is_paid() => {}
            Early::Aborted(request) => {
                let is_declined = request.state() == Some("DECLINED");
                self.settle(Ok(described(&request)));
                self.change(if is_declined { Purchase::declined } else { Purchase::aborted });
                self.emit(Event::Abort, &described(&request));
            }
            Early::Failed(failure, request) => {
                self.update(Purchase::failed);
                self.fail(&failure, &request);
            }
            Early::Settled(pending, settled) => self.initiated(pending, settled),
        }
    }

    /// Keeps it until the backend has answered.
    #[inline(never)]
    pub(super) fn later(&self, early: Early) {
        self.early.borrow_mut().push(early);
    }

    fn judge(&self, event: Event, report: Report, request: &PaymentRequest) -> Update<Promise> {
        let under_way = self.purchase.get().is_under_way();
        let update = self.updates.borrow_mut().judge(report, request, under_way);
        let name = match update {
            Update::News => "news",
            Update::Repeated(_) => "repeated",
            Update::Stale => "stale",
        };
        self.options.log.write(
            "event",
            &[
                ("name", event.as_str().into()),
                ("paymentRequestId", request.id().into()),
                ("state", request.state().into()),
                ("update", name.into()),
            ],
        );
        update
    }

    fn presentation_changed(&self, raw: &JsValue) {
        let presentation = self.presentation.borrow().clone();
        if let Some(presentation) = presentation {
            if js::get(raw, "instruction").is_string() {
                presentation.replace(raw);
            }
            self.emit(Event::PresentationUpdate, &presentation.described());
        }
    }

    /// The shop's answer to a question of Klarna's about shipping: that of the first handler that has one.
    fn ask_shop(&self, event: Event, request: &PaymentRequest, detail: &JsValue) -> Promise {
        let payload = js::object();
        let key = if event == Event::ShippingAddressChange { "address" } else { "shippingOption" };
        let detail = json::to_js(&json::read_foreign(detail));
        js::set(&payload, "paymentRequest", &described(request));
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
