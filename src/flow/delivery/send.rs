//! A delivery: attempts, waits, and the verdict.

use super::attempt::{Content, Letter, attempt};
use super::endpoint::Endpoint;
use crate::domain::delivery::{Attempt, Attempts, Verdict};
use crate::domain::error::Error;
use crate::domain::value::{Value, object};
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::listener::Listener;
use crate::interop::log::Log;
use crate::interop::once::Answer;
use crate::interop::random;
use crate::interop::timer::{Timer, now_ms, sleep};
use crate::sys::browser::{is_offline, window};
use crate::sys::js;
use js_sys::JSON;
use std::cell::OnceCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A token on its way, and all that is needed to send it again under the same key.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    /// What the default body holds beside the endpoint's context, under the names that go over the wire.
    pub(crate) members: Vec<(String, Value)>,
    /// The argument of the endpoint's `body` function.
    pub(crate) description: Value,
    pub(crate) idempotency_key: String,
    /// The body, rendered once: under one key the same request goes out, however often it is sent.
    pub(crate) body: OnceCell<String>,
}

impl Parcel {
    /// A parcel with a key of its own.
    pub(crate) fn new(members: Vec<(String, Value)>, description: Value) -> Self {
        Self { members, description, idempotency_key: random::uuid(), body: OnceCell::new() }
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
        let result = json::to_js(&object([
            ("status", f64::from(self.status).into()),
            ("attempts", f64::from(self.attempts).into()),
            ("idempotencyKey", self.idempotency_key.as_str().into()),
        ]));
        js::set(&result, "body", &self.body);
        result
    }
}

/// Sends a parcel until the backend has it, refuses it, or the limits are reached.
pub(crate) async fn send(endpoint: &Endpoint, parcel: &Parcel, log: &Log) -> Result<Delivered, Failure> {
    let letter = Rc::new(Letter {
        endpoint: endpoint.clone(),
        url: endpoint.url.clone(),
        content: Content::Parcel { body: body(endpoint, parcel)?, idempotency_key: parcel.idempotency_key.clone() },
    });
    let started = now_ms();
    let elapsed = || now_ms() - started;
    let mut attempts = Attempts::new(endpoint.limits, endpoint.can_renew());
    let mut keepalive = true;
    loop {
        let limit_ms = attempts.begin(elapsed());
        let outcome = attempt(&letter, keepalive, limit_ms).await;
        let verdict = attempts.decide(&outcome.attempt, elapsed(), js_sys::Math::random());
        log.write(
            "delivery",
            [
                ("attempt", f64::from(attempts.made()).into()),
                ("result", name(&outcome.attempt).into()),
                ("status", status(&outcome.attempt).map(f64::from).into()),
                ("ms", elapsed().round().into()),
                ("retryInMs", if let Verdict::Again(wait_ms) = verdict { wait_ms.round().into() } else { Value::Null }),
            ],
        );
        if let Some(failure) = outcome.refused {
            return Err(failure);
        }
        match verdict {
            Verdict::Accepted => {
                return Ok(Delivered {
                    status: status(&outcome.attempt).unwrap_or_default(),
                    body: outcome.json.unwrap_or(JsValue::NULL),
                    attempts: attempts.made(),
                    idempotency_key: parcel.idempotency_key.clone(),
                });
            }
            Verdict::Failed(error) => {
                return Err(Failure::from(error).or_caused(outcome.cause).with_body(outcome.json));
            }
            Verdict::Renew => {}
            Verdict::Again(wait_ms) => {
                sleep(wait_ms).await;
                if outcome.attempt == Attempt::Unreachable {
                    // The browser's quota for keepalive may be what failed; and there is no point in knocking while offline.
                    keepalive = false;
                    online(endpoint.limits.deadline_ms - elapsed()).await;
                }
            }
        }
    }
}

fn body(endpoint: &Endpoint, parcel: &Parcel) -> Result<String, Failure> {
    if let Some(body) = parcel.body.get() {
        return Ok(body.clone());
    }
    let body = render(endpoint, parcel)?;
    Ok(parcel.body.get_or_init(|| body).clone())
}

fn render(endpoint: &Endpoint, parcel: &Parcel) -> Result<String, Failure> {
    let path = || [&endpoint.path, ".body"].concat();
    let content = match &endpoint.body {
        Some(make) => {
            let failed =
                |cause| Failure::caused(Error::argument(path(), "the function for the body failed; see cause"), cause);
            let description = json::to_js(&parcel.description);
            let context = json::to_js(&endpoint.context);
            js::set(&description, "context", &context);
            let content = js::invoke(make, &[&description]).map_err(failed)?;
            if js::get(&content, "then").is_function() {
                return Err(Error::argument(
                    path(),
                    "the function for the body has to answer at once, without a promise",
                )
                .into());
            }
            content
        }
        None => {
            // The shop's context cannot replace what we send.
            let mut members = parcel.members.clone();
            if let Value::Object(context) = &endpoint.context {
                members.extend(
                    context.iter().filter(|(key, _)| parcel.members.iter().all(|(own, _)| own != key)).cloned(),
                );
            }
            json::to_js(&Value::Object(members))
        }
    };
    let text = JSON::stringify(&content)
        .map_err(|cause| Failure::caused(Error::argument(path(), "the body is no JSON"), cause))?;
    JsValue::from(text).as_string().ok_or_else(|| Error::argument(path(), "the body is no JSON").into())
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
        Attempt::Unreachable => "unreachable",
        Attempt::TimedOut => "timed_out",
    }
}
