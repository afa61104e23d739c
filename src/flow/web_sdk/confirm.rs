//! `confirm`: asking the shop's server what became of a payment, until it knows.

use super::object::Object;
use crate::domain::delivery::{Attempt, Limits};
use crate::domain::error::Error;
use crate::domain::web_sdk::page::Input;
use crate::domain::web_sdk::{Confirmation, DEFAULT_TIMEOUT_MS, Poll, Polling, status_address};
use crate::flow::delivery::{Content, Request, attempt};
use crate::interop::abort::Signal;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::once::Answer;
use crate::interop::options::Options;
use crate::interop::timer::{now_ms, sleep};
use crate::options::source::signal;
use crate::sys::js::record;
use js_sys::encode_uri_component;
use std::ops::ControlFlow;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// A series of questions.
#[derive(Debug)]
pub(crate) struct Questions {
    payment_request_id: String,
    request: Rc<Request>,
    polling: Polling,
    timeout_ms: f64,
    started: f64,
    /// The server's last answer.
    last: JsValue,
    signal: Option<Signal>,
}

/// Checks the arguments of `confirm`.
pub(crate) fn questions(
    object: &Object,
    payment_request_id: String,
    options: &JsValue,
) -> Result<Box<Questions>, Failure> {
    let options = Options::argument(options, "options")?;
    let timeout_ms = options.number("timeoutMs", 1.0, Limits::LONGEST_MS)?.unwrap_or(DEFAULT_TIMEOUT_MS);
    let signal = signal(&options)?;
    let Some(endpoint) = object.options.status.clone() else {
        return Err(Error::argument("backend.status", "confirm needs the endpoint backend.status").into());
    };
    let polling = Polling::new(timeout_ms, endpoint.can_renew());
    let url = status_address(&endpoint.url, &String::from(encode_uri_component(&payment_request_id)));
    let request = Rc::new(Request { endpoint, url, content: Content::Nothing });
    let (started, last) = (now_ms(), JsValue::NULL);
    Ok(Box::new(Questions { payment_request_id, request, polling, timeout_ms, started, last, signal }))
}

/// Asks until the server has decided, the time is up, the signal fires, or the object is disposed of.
pub(crate) async fn confirm(object: Rc<Object>, questions: Box<Questions>) -> Result<JsValue, Failure> {
    let answer = Answer::new();
    let _abort = questions.signal.as_ref().and_then(|signal| signal.settles(&answer));
    spawn_local(Rc::clone(&object).ask_until_decided(questions, answer.clone()));
    object.unless_disposed(answer).await
}

impl Object {
    async fn ask_until_decided(self: Rc<Self>, mut questions: Box<Questions>, answer: Answer) {
        let result = loop {
            let limit_ms = match self.time_for(&questions) {
                Ok(limit_ms) => limit_ms,
                Err(failure) => break Err(failure),
            };
            let outcome = attempt(&questions.request, false, limit_ms).await;
            let next = match outcome.refused {
                Some(failure) => ControlFlow::Break(Err(failure)),
                None => self.weigh(&mut questions, &outcome.attempt, outcome.json, outcome.cause),
            };
            match next {
                ControlFlow::Continue(wait_ms) => sleep(wait_ms).await,
                ControlFlow::Break(result) => break result,
            }
        };
        answer.settle(result);
    }

    /// How long the next question may take, in milliseconds, if it is still wanted.
    fn time_for(&self, questions: &Questions) -> Result<f64, Failure> {
        if let Some(failure) = questions.signal.as_ref().and_then(Signal::fired) {
            return Err(failure);
        }
        self.feed.alive()?;
        let left_ms = questions.timeout_ms - (now_ms() - questions.started);
        Ok(left_ms.clamp(1.0, questions.request.endpoint.limits.attempt_timeout_ms))
    }

    /// Decides after a question: the wait for the next one, in milliseconds, or how the series ends.
    fn weigh(
        &self,
        questions: &mut Questions,
        attempt: &Attempt,
        body: Option<JsValue>,
        cause: Option<JsValue>,
    ) -> ControlFlow<Result<JsValue, Failure>, f64> {
        let elapsed_ms = now_ms() - questions.started;
        let random = js_sys::Math::random();
        let poll = if attempt.has_usable_answer() {
            questions.last = body.clone().unwrap_or(JsValue::NULL);
            let answer = json::read_shallow(&questions.last);
            questions.polling.answered(Confirmation::read(&answer), elapsed_ms, random)
        } else {
            questions.polling.unanswered(attempt, elapsed_ms, random)
        };
        let result = match &poll {
            Poll::Again(_) => "again",
            Poll::Settled(confirmation) => confirmation.status(),
            Poll::Failed(_) => "failed",
        };
        self.options.log.write("confirm", &record! { result: result, ms: elapsed_ms.round() });
        match poll {
            Poll::Again(wait_ms) => ControlFlow::Continue(wait_ms),
            Poll::Settled(confirmation) => {
                ControlFlow::Break(Ok(self.confirmed(&questions.payment_request_id, confirmation, &questions.last)))
            }
            Poll::Failed(error) => ControlFlow::Break(Err(Failure::from(error).or_caused(cause).with_body(body))),
        }
    }

    /// What the server decided.
    fn confirmed(&self, payment_request_id: &str, confirmation: Confirmation, body: &JsValue) -> JsValue {
        let _ = self.feed.give(Input::Confirmed(payment_request_id.to_owned(), confirmation));
        record! { status: confirmation.status(), body: body.clone() }
    }
}
