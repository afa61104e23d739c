//! Sending a token: attempts, waits, and the verdict.

use super::attempt::{Content, Request, attempt};
use crate::domain::delivery::{Arrival, Attempt, Attempts, Verdict};
use crate::domain::error::Error;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::listener::Listener;
use crate::interop::log::Log;
use crate::interop::once::Answer;
use crate::interop::options::Field;
use crate::interop::timer::{Timer, now_ms, sleep};
use crate::options::endpoint::Endpoint;
use crate::sys::browser::{is_offline, window};
use crate::sys::js::{self, record};
use js_sys::JSON;
use std::cell::{Cell, OnceCell};
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A token on its way, and all that is needed to send it again under the same key.
#[derive(Debug)]
pub(crate) struct Delivery {
    /// What the default body holds beside the endpoint's context, under the names that go over the wire.
    members: JsValue,
    /// The argument of the endpoint's `body` function.
    description: JsValue,
    pub(crate) idempotency_key: String,
    /// The body, rendered once: under one key the same request goes out, however often it is sent.
    body: OnceCell<String>,
    /// Whether the backend may have acted on it, in whichever attempt.
    pub(crate) arrival: Cell<Arrival>,
}

impl Delivery {
    /// A delivery of a body that is there already, under a key that was dealt.
    pub(crate) fn rendered(body: String, idempotency_key: String) -> Self {
        let (members, description) = (JsValue::UNDEFINED, JsValue::UNDEFINED);
        Self { members, description, idempotency_key, body: OnceCell::from(body), arrival: Cell::default() }
    }

    /// A delivery under a key of its own.
    pub(crate) fn new(members: JsValue, description: JsValue, idempotency_key: String) -> Self {
        Self { members, description, idempotency_key, body: OnceCell::new(), arrival: Cell::default() }
    }
}

/// The backend has it.
#[derive(Debug, Clone)]
pub(crate) struct Delivered {
    pub(crate) status: u16,
    /// The backend's JSON; `null` for an empty answer.
    pub(crate) body: JsValue,
    pub(crate) attempts: u32,
    pub(crate) idempotency_key: String,
}

impl Delivered {
    /// The `DeliveryResult` that the shop gets.
    pub(crate) fn to_js(&self) -> JsValue {
        record! {
            status: self.status,
            attempts: self.attempts,
            idempotencyKey: self.idempotency_key.as_str(),
            body: &self.body,
        }
    }
}

type Sending<'a> = Pin<Box<dyn Future<Output = Result<Delivered, Failure>> + 'a>>;

/// Sends a token until the backend has it, refuses it, or the limits are reached. (Boxed: a future is copied into each
/// that awaits it.)
pub(crate) fn send<'a>(endpoint: &'a Endpoint, delivery: &'a Delivery, log: &'a Log) -> Sending<'a> {
    Box::pin(attempts(endpoint, delivery, log))
}

async fn attempts(endpoint: &Endpoint, delivery: &Delivery, log: &Log) -> Result<Delivered, Failure> {
    let request = Rc::new(Request {
        endpoint: endpoint.clone(),
        url: endpoint.url.clone(),
        content: Content::Token { body: body(endpoint, delivery)?, idempotency_key: delivery.idempotency_key.clone() },
    });
    let started = now_ms();
    let elapsed = || now_ms() - started;
    let mut attempts = Attempts::new(endpoint.limits, endpoint.can_renew());
    let mut keepalive = true;
    loop {
        let limit_ms = attempts.begin(elapsed());
        let outcome = attempt(&request, keepalive, limit_ms).await;
        delivery.arrival.set(delivery.arrival.get().after(&outcome.attempt));
        let verdict = attempts.decide(&outcome.attempt, elapsed(), js_sys::Math::random());
        let retry_in_ms = if let Verdict::Again(wait_ms) = verdict { Some(wait_ms.round()) } else { None };
        let facts = record! {
            attempt: attempts.made(),
            result: name(&outcome.attempt),
            status: status(&outcome.attempt),
            ms: elapsed().round(),
            retryInMs: retry_in_ms,
        };
        log.write("delivery", &facts);
        if let Some(failure) = outcome.refused {
            return Err(failure);
        }
        let mut error = match verdict {
            Verdict::Accepted => {
                return Ok(Delivered {
                    status: status(&outcome.attempt).unwrap_or_default(),
                    body: outcome.json.unwrap_or(JsValue::NULL),
                    attempts: attempts.made(),
                    idempotency_key: delivery.idempotency_key.clone(),
                });
            }
            Verdict::Failed(error) => error,
            Verdict::Renew => continue,
            Verdict::Again(wait_ms) => {
                sleep(wait_ms).await;
                if outcome.attempt == Attempt::Unreachable {
                    // The browser's quota for keepalive may be what failed, or the page may be left: each in turn. And there is no
                    // point in knocking while offline.
                    keepalive = !keepalive;
                    online(endpoint.limits.deadline_ms - elapsed()).await;
                }
                if !attempts.is_over(elapsed()) {
                    continue;
                }
                outcome.attempt.error()
            }
        };
        if matches!(outcome.attempt, Attempt::Unsent { .. }) {
            error.path = Some([&endpoint.path, ".headers"].concat());
        }
        return Err(Failure::from(error).or_caused(outcome.cause).with_body(outcome.json));
    }
}

/// What goes out.
pub(crate) fn body(endpoint: &Endpoint, delivery: &Delivery) -> Result<String, Failure> {
    if delivery.body.get().is_none() {
        let _ = delivery.body.set(render(endpoint, &delivery.members, &delivery.description)?);
    }
    Ok(delivery.body.get().cloned().unwrap_or_default())
}

/// The body of a request: the members that are sent by default, or what the shop's function makes of the description.
pub(crate) fn render(endpoint: &Endpoint, members: &JsValue, description: &JsValue) -> Result<String, Failure> {
    let path = [&endpoint.path, ".body"].concat();
    let failed = |message, cause| Failure::from(Error::argument(path.as_str(), message)).or_caused(cause);
    let context = JSON::parse(&endpoint.context).unwrap_or_default();
    let content = match &endpoint.body {
        Some(make) => {
            // A copy each time: the function may change what it is given, and fail.
            let description = js::joined(&[description]);
            js::set(&description, "context", &context);
            let content = js::invoke(make, &[&description])
                .map_err(|cause| failed("the function for the body failed; see cause", Some(cause)))?;
            if js::has_method(&content, "then") {
                return Err(failed("the function for the body gave a promise", None));
            }
            Field { value: content, path: path.clone() }.json()?.0
        }
        // The shop's context cannot replace what we send.
        None => js::joined(&[members, &context, members]),
    };
    json::text(&content).ok_or_else(|| failed("the body is no JSON", None))
}

/// Waits until the browser says that it is online, at most `limit_ms`.
async fn online(limit_ms: f64) {
    if !is_offline() || limit_ms <= 0.0 {
        return;
    }
    let over = Answer::new();
    let back = over.clone();
    let _listener = Listener::new(&window(), "online", move |_| {
        back.settle(Ok(JsValue::UNDEFINED));
    });
    let _timer = Timer::settle(limit_ms, &over, || Ok(JsValue::UNDEFINED));
    let _ = over.await;
}

fn status(attempt: &Attempt) -> Option<u16> {
    match attempt {
        Attempt::Answered { status, .. } => Some(*status),
        _ => None,
    }
}

fn name(attempt: &Attempt) -> &'static str {
    match attempt {
        Attempt::Answered { .. } => "answered",
        Attempt::Redirected => "redirected",
        Attempt::Unsent { .. } => "unsent",
        Attempt::Unreachable => "unreachable",
        Attempt::TimedOut => "timed_out",
    }
}
