//! One request to the backend, with a time limit that nothing can hold up.

use super::body::Body;
use super::endpoint::Endpoint;
use crate::domain::delivery::{Attempt, retry_after_ms};
use crate::interop::failure::Failure;
use crate::interop::once::Once;
use crate::interop::promise::{settled, spawn};
use crate::interop::timer::Timer;
use crate::sys::browser::{parse_date, parse_number};
use crate::sys::http::{AbortController, Response, fetch};
use crate::sys::js;
use gloo_net::http::Headers;
use js_sys::JSON;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Browsers refuse `keepalive` for larger bodies.
const LARGEST_KEEPALIVE: usize = 60_000;

/// How an attempt ended, with the backend's JSON or what the browser threw.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) attempt: Attempt,
    pub(crate) json: Option<JsValue>,
    pub(crate) cause: Option<JsValue>,
    /// Bad headers of the shop's: no further attempt makes sense.
    pub(crate) refused: Option<Failure>,
}

impl Outcome {
    fn of(attempt: Attempt) -> Self {
        Self { attempt, json: None, cause: None, refused: None }
    }
}

/// What is sent, the same in every attempt.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) endpoint: Endpoint,
    /// The endpoint's address, or one made from it.
    pub(crate) url: String,
    pub(crate) content: Content,
}

/// What a request carries.
#[derive(Debug)]
pub(crate) enum Content {
    /// A token, in JSON, by the endpoint's method.
    Token {
        /// The body.
        body: String,
        /// One for all attempts.
        idempotency_key: String,
    },
    /// Nothing: a `GET`.
    Nothing,
}

impl Content {
    /// Whether `keepalive` is possible.
    fn is_small(&self) -> bool {
        match self {
            Self::Token { body, .. } => body.len() <= LARGEST_KEEPALIVE,
            Self::Nothing => true,
        }
    }
}

/// Why an attempt has no answer.
#[derive(Debug)]
enum NoAnswer {
    /// The connection failed, or something else that may pass.
    Failed(JsValue),
    /// The shop's function for its headers failed, which may pass as well.
    Unsent(JsValue),
    /// What the shop gave is no set of headers, and will not be next time.
    Refused(Failure),
}

impl From<JsValue> for NoAnswer {
    fn from(cause: JsValue) -> Self {
        Self::Failed(cause)
    }
}

impl From<NoAnswer> for Outcome {
    fn from(reason: NoAnswer) -> Self {
        let (attempt, cause, refused) = match reason {
            NoAnswer::Failed(cause) => (Attempt::Unreachable, Some(cause), None),
            NoAnswer::Unsent(cause) => (Attempt::Unsent { timed_out: false }, Some(cause), None),
            NoAnswer::Refused(failure) => (Attempt::Unsent { timed_out: false }, None, Some(failure)),
        };
        Self { attempt, json: None, cause, refused }
    }
}

/// Sends once. The request runs in a task of its own and the limit outside of it: even a request that never ends,
/// or traps, leaves an outcome.
pub(crate) async fn attempt(request: &Rc<Request>, keepalive: bool, limit_ms: f64) -> Outcome {
    let outcome: Once<Outcome> = Once::new();
    let controller = AbortController::new();
    let (done, request, signal) = (outcome.clone(), Rc::clone(request), controller.signal());
    let is_sent = Rc::new(Cell::new(false));
    let sending = Rc::clone(&is_sent);
    spawn(async move {
        done.settle(answer(&request, keepalive, signal, &sending).await.unwrap_or_else(Outcome::from));
    });
    let late = outcome.clone();
    let _timer = Timer::after(limit_ms, move || {
        late.settle(Outcome::of(if is_sent.get() { Attempt::TimedOut } else { Attempt::Unsent { timed_out: true } }));
        controller.abort();
    });
    outcome.await
}

async fn answer(
    request: &Request,
    keepalive: bool,
    signal: JsValue,
    is_sent: &Cell<bool>,
) -> Result<Outcome, NoAnswer> {
    let given = match request.endpoint.ask_headers().map_err(NoAnswer::Unsent)? {
        Some(answer) => Some(settled(&answer).await.map_err(NoAnswer::Unsent)?),
        None => None,
    };
    let headers = headers(request, given).map_err(NoAnswer::Refused)?;
    is_sent.set(true);
    let response = Response(settled(&sent(request, headers, keepalive, signal)?).await?);
    let mut body = Body::of(&response)?;
    while let Some(piece) = body.ask()? {
        body.take(&settled(&piece).await?)?;
    }
    Ok(answered(&response, &body.text))
}

fn answered(response: &Response, text: &str) -> Outcome {
    if response.is_redirect() {
        return Outcome::of(Attempt::Redirected);
    }
    let json = JSON::parse(text).ok();
    let is_json = response.is_empty() || json.is_some();
    let retry_after_ms = response.header("Retry-After").and_then(|text| wait(&text));
    let status = response.status();
    let denies_order = json.as_ref().is_some_and(|json| js::get(json, "placed").as_bool() == Some(false));
    Outcome { json, ..Outcome::of(Attempt::Answered { status, is_json, denies_order, retry_after_ms }) }
}

/// Our own headers; the shop's, which a function of its may have `given`, replace them.
fn headers(request: &Request, given: Option<JsValue>) -> Result<Headers, Failure> {
    let headers = Headers::new();
    headers.set("Accept", "application/json");
    if let Content::Token { idempotency_key, .. } = &request.content {
        headers.set("Content-Type", "application/json");
        if let Some(name) = &request.endpoint.idempotency_header {
            headers.set(name, idempotency_key);
        }
    }
    request.endpoint.add_headers(&headers, given)?;
    Ok(headers)
}

/// Puts the request on its way.
fn sent(request: &Request, headers: Headers, keepalive: bool, signal: JsValue) -> Result<JsValue, JsValue> {
    let (method, body) = match &request.content {
        Content::Token { body, .. } => (request.endpoint.method, Some(body.as_str())),
        Content::Nothing => ("GET", None),
    };
    let members = [
        ("method", method.into()),
        ("mode", "cors".into()),
        ("credentials", request.endpoint.credentials.into()),
        ("redirect", "manual".into()),
        ("cache", "no-store".into()),
        ("keepalive", (keepalive && request.content.is_small()).into()),
        ("signal", signal),
        ("headers", headers.into_raw().into()),
        ("body", body.into()),
    ];
    fetch(&request.url, &members)
}

/// `Retry-After`: seconds, or a date.
fn wait(text: &str) -> Option<f64> {
    let seconds =
        parse_number(text).or_else(|| parse_date(text).map(|ms| ((ms - js_sys::Date::now()) / 1000.0).max(0.0)));
    seconds.and_then(retry_after_ms)
}
