//! A click that reached our `initiate` callback: the backend is asked, the shop told, Klarna answered.

use super::events::Early;
use super::options::with_links;
use super::presentation::Presentation;
use super::sdk::WebSdk;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::{Value, object};
use crate::domain::web_sdk::{Answered, Ask, Authorization, Choice, Click, Event, Known, Reply, Verdict, leaves_open};
use crate::flow::delivery::{Parcel, send};
use crate::interop::callback::function;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::promise::{promise, rejected};
use crate::sys::js;
use js_sys::{Function, Promise};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;

/// The callback for Klarna: of a button in a presentation, or of the click of that number on a button of the shop's own.
///
/// It always gives a promise, which resolves with one of the documented objects or rejects with an error.
pub(super) fn callback(
    sdk: &Weak<WebSdk>,
    presentation: Option<Rc<Presentation>>,
    choice: Choice,
    number: Option<u32>,
) -> Function {
    let sdk = sdk.clone();
    function(move |first, second| {
        let Some(sdk) = sdk.upgrade() else {
            return rejected(Error::new(ErrorCode::Disposed, "this object was disposed of").into()).into();
        };
        // What is not there reads as null, so that both arguments can be taken whatever the SDK's release passes.
        let arguments = [json::read_foreign(&first), json::read_foreign(&second)];
        let presentation = presentation.clone().or_else(|| sdk.presentation.borrow().clone());
        let payment_option_id = presentation.and_then(|presentation| presentation.option_id(choice));
        let click = Click::read(&arguments, Known { session_token: None, payment_option_id });
        sdk.clicked(click, number).into()
    })
}

impl WebSdk {
    /// One post per click, however often the SDK calls while the backend is being asked.
    fn clicked(self: &Rc<Self>, click: Click, number: Option<u32>) -> Promise {
        let ask = self.update(|purchase| purchase.ask(number));
        match ask {
            Ask::Refuse(error) => rejected(error.into()),
            Ask::Share => {
                let answer = self.answer.borrow().clone();
                answer
                    .unwrap_or_else(|| rejected(Error::new(ErrorCode::InProgress, "the backend is being asked").into()))
            }
            Ask::Backend => {
                self.begin();
                self.change(|_| ());
                // A handler of the shop's may have disposed of us.
                let alive = self.purchase.get().alive();
                if let Err(error) = alive {
                    return rejected(error.into());
                }
                let answer = promise(Rc::clone(self).answer(click));
                self.answer.replace(Some(answer.clone()));
                answer
            }
        }
    }

    async fn answer(self: Rc<Self>, click: Click) -> Result<JsValue, Failure> {
        let result = self.ask_backend(click).await;
        self.answer.borrow_mut().take();
        let early = self.early.take();
        let told = match result {
            Ok((authorization, body)) => self.conclude(&authorization, &body, early),
            Err(failure) => {
                self.change(|purchase| purchase.answered(Answered::Failed, false));
                self.settle(Err(failure.clone()));
                self.emit_error(&failure, &Default::default());
                Err(failure)
            }
        };
        told.or_else(|failure| {
            // Klarna's SDK will report it back to us: it has to be the very same error then.
            let refusal = failure.into_js();
            self.refusal.replace(refusal.clone());
            Ok(Promise::reject(&refusal).into())
        })
    }

    /// Posts the click. One whose answer was lost is posted again under its own key, so that nothing is paid twice.
    async fn ask_backend(&self, mut click: Click) -> Result<(Authorization, JsValue), Failure> {
        if click.session_token.is_none() {
            click.session_token = self.instance.session_token().await;
        }
        let open = self.open.take().filter(|(before, _)| before.pays_like(&click));
        let (click, parcel) = match open {
            Some(open) => open,
            None => {
                let Value::Object(members) = click.body() else { return Err(Failure::internal(JsValue::UNDEFINED)) };
                let parcel = Parcel::new(members, click.delivery());
                (click, parcel)
            }
        };
        let sent = send(&self.authorize, &parcel, &self.log).await;
        let read = sent.and_then(|delivered| {
            let answer = json::read(&delivered.body).unwrap_or_default();
            match with_links(|links| Authorization::read(&answer, links)) {
                Ok(authorization) => Ok((authorization, delivered.body)),
                Err(error) => {
                    Err(Failure::from(error.with_status(Some(delivered.status))).with_body(Some(delivered.body)))
                }
            }
        });
        if read.as_ref().is_err_and(|failure| leaves_open(failure.error())) {
            self.open.replace(Some((click, parcel)));
        }
        read
    }

    /// The shop hears of the outcome first, then Klarna is answered. `early` is what Klarna's SDK said meanwhile.
    fn conclude(&self, authorization: &Authorization, body: &JsValue, early: Vec<Early>) -> Result<JsValue, Failure> {
        let reply = authorization.reply(self.return_url.as_deref(), self.decline_url.as_deref());
        let leaves = matches!(reply, Reply::Return(_));
        let (answered, state) = match authorization.verdict {
            Verdict::Approved => (Answered::Approved, Some("APPROVED")),
            Verdict::StepUpRequired(_) => (Answered::StepUpRequired, None),
            Verdict::Declined => (Answered::Declined, Some("DECLINED")),
        };
        if answered == Answered::StepUpRequired {
            self.updates.borrow_mut().launched(authorization.payment_request_id.as_deref());
        }
        let outcome = json::to_js(&authorization.to_outcome());
        js::set(&outcome, "body", body);
        self.log.write("outcome", [("result", authorization.result().into())]);
        self.change(|purchase| purchase.answered(answered, leaves));
        self.emit(Event::Outcome, &outcome);
        let Some(state) = state else {
            // No journey starts behind the back of a shop that is told of another end.
            early.into_iter().for_each(|early| self.say(early));
            self.purchase.get().may_launch()?;
            return Ok(json::to_js(&reply.to_value()?));
        };
        let reply = reply.to_value();
        match &reply {
            Err(error) if error.code != ErrorCode::Declined => {
                let failure = Failure::from(error.clone());
                self.settle(Err(failure.clone()));
                self.emit_error(&failure, &Default::default());
            }
            _ => {
                let id = authorization.payment_request_id.clone();
                self.settle(Ok(json::to_js(&object([("paymentRequestId", id.into()), ("state", state.into())]))));
            }
        }
        Ok(json::to_js(&reply?))
    }
}
