//! `confirm`: asking the shop's server what became of a payment, until it knows.

use super::requests;
use super::sdk::WebSdk;
use crate::domain::delivery::{Attempt, Limits};
use crate::domain::error::{Error, ErrorCode};
use crate::domain::web_sdk::{Confirmation, DEFAULT_TIMEOUT_MS, Poll, Polling, Purchase, status_address};
use crate::flow::delivery::{Content, Letter, attempt};
use crate::interop::abort::Signal;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::once::Answer;
use crate::interop::options::Options;
use crate::interop::promise::spawn;
use crate::interop::timer::{now_ms, sleep};
use crate::sys::js;
use js_sys::encode_uri_component;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A series of questions, about to begin.
#[derive(Debug)]
pub(crate) struct Questions {
    payment_request_id: String,
    letter: Rc<Letter>,
    polling: Polling,
    limit_ms: f64,
    timeout_ms: f64,
    signal: Option<Signal>,
}

impl WebSdk {
    /// Checks the arguments of `confirm`.
    pub(crate) fn questions(&self, payment_request_id: &JsValue, options: &JsValue) -> Result<Questions, Failure> {
        self.purchase.get().alive()?;
        let id = requests::id(payment_request_id)?;
        let options = Options::argument(options, "options")?;
        let timeout_ms = options.number("timeoutMs", 1.0, Limits::LONGEST_MS)?.unwrap_or(DEFAULT_TIMEOUT_MS);
        let signal = options.get("signal")?.map(|field| Signal::read(&field)).transpose()?;
        let Some(status) = &self.status else {
            return Err(Error::argument("backend.status", "confirm needs the endpoint backend.status").into());
        };
        let url = status_address(&status.url, &String::from(encode_uri_component(&id)));
        let letter = Letter { endpoint: status.clone(), url, content: Content::Question };
        Ok(Questions {
            payment_request_id: id,
            letter: Rc::new(letter),
            polling: Polling::new(timeout_ms),
            limit_ms: status.limits.attempt_timeout_ms,
            timeout_ms,
            signal,
        })
    }

    /// Asks until the server has decided, the time is up, the signal fires, or the object is disposed of.
    pub(crate) async fn confirm(self: Rc<Self>, questions: Questions) -> Result<JsValue, Failure> {
        if let Some(failure) = questions.signal.as_ref().and_then(|signal| signal.fired()) {
            return Err(failure);
        }
        let answer = Answer::new();
        let _abort = questions.signal.as_ref().and_then(|signal| signal.settles(&answer));
        let is_over = Rc::new(Cell::new(false));
        let (asked, stop, sdk) = (answer.clone(), Rc::clone(&is_over), Rc::clone(&self));
        spawn(async move {
            asked.settle(sdk.ask_until_decided(questions, &stop).await);
        });
        let result = answer.clone().await;
        is_over.set(true);
        result
    }

    async fn ask_until_decided(&self, mut questions: Questions, is_over: &Cell<bool>) -> Result<JsValue, Failure> {
        let started = now_ms();
        let elapsed = || now_ms() - started;
        let mut last = JsValue::NULL;
        loop {
            self.purchase.get().alive()?;
            let limit_ms = (questions.timeout_ms - elapsed()).clamp(1.0, questions.limit_ms);
            let outcome = attempt(&questions.letter, false, limit_ms).await;
            if let Some(failure) = outcome.refused {
                return Err(failure);
            }
            let random = js_sys::Math::random();
            let answered = matches!(outcome.attempt, Attempt::Answered { status: 200..=299, is_json: true, .. });
            let poll = if answered {
                last = outcome.json.clone().unwrap_or(JsValue::NULL);
                let confirmation = Confirmation::read(&json::read(&last).unwrap_or_default());
                questions.polling.answered(confirmation, elapsed(), random)
            } else {
                questions.polling.unanswered(&outcome.attempt, elapsed(), random)
            };
            let result = match &poll {
                Poll::Again(_) => "again",
                Poll::Settled(confirmation) => confirmation.status(),
                Poll::Failed(_) => "failed",
            };
            self.log.write("confirm", [("result", result.into()), ("ms", elapsed().round().into())]);
            match poll {
                Poll::Again(wait_ms) => sleep(wait_ms).await,
                Poll::Settled(confirmation) => {
                    return Ok(self.confirmed(&questions.payment_request_id, confirmation, &last));
                }
                Poll::Failed(error) => {
                    return Err(Failure::from(error).or_caused(outcome.cause).with_body(outcome.json));
                }
            }
            if is_over.get() {
                return Err(Error::new(ErrorCode::Aborted, "the caller aborted").into());
            }
        }
    }

    /// What the server decided. If nothing came of the current payment request, the customer may try again; what became
    /// of another one says nothing about it.
    fn confirmed(&self, payment_request_id: &str, confirmation: Confirmation, body: &JsValue) -> JsValue {
        let is_current = self.updates.borrow().is_current(payment_request_id);
        if is_current && matches!(confirmation, Confirmation::Declined | Confirmation::Expired) {
            self.change(Purchase::reopen);
        }
        let result = json::to_js(&confirmation.to_value());
        js::set(&result, "body", body);
        result
    }
}
