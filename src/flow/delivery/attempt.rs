//! One request to the backend, with a time limit that nothing can hold up.

use crate::domain::delivery::{Attempt, retry_after_ms};
use crate::interop::callback::answering;
use crate::interop::failure::Failure;
use crate::interop::promise::settled;
use crate::options::endpoint::Endpoint;
use crate::sys::http;
use crate::sys::js::{self, record};
use gloo_net::http::Headers;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A confirmation is short; whatever sends more than a megabyte is not the endpoint we mean.
const LARGEST: f64 = 1024.0 * 1024.0;

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

/// Sends once. The request and its limit are JavaScript's: even one that never ends, or traps, leaves an outcome.
pub(crate) async fn attempt(request: &Rc<Request>, keepalive: bool, limit_ms: f64) -> Outcome {
    let (url, endpoint, members) = (&request.url, &request.endpoint, members(request, keepalive));
    let refused = Rc::new(RefCell::new(None));
    let (request, refusing) = (Rc::clone(request), Rc::clone(&refused));
    let make_headers = answering(move |given, _| match headers(&request, given) {
        Ok(headers) => headers.into_raw().into(),
        Err(failure) => {
            refusing.replace(Some(failure));
            JsValue::UNDEFINED
        }
    });
    let ask = JsValue::from(endpoint.ask_headers.clone());
    let ended = match http::attempt(url, &members, limit_ms, LARGEST, &ask, make_headers.as_ref()) {
        Ok(ended) => settled(&ended).await.unwrap_or_default(),
        Err(_) => JsValue::UNDEFINED,
    };
    Outcome { refused: refused.take(), ..outcome(&ended) }
}

/// How it ended, as `http.js` says.
fn outcome(ended: &JsValue) -> Outcome {
    let value = js::get(ended, "1");
    let (attempt, cause) = match js::text(ended, "0").as_deref() {
        Some("answered") => {
            let json = Some(value).filter(|json| !json.is_undefined());
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates")]
            let status = js::get(ended, "2").as_f64().unwrap_or_default() as u16;
            let is_json = json.is_some() || matches!(status, 204 | 205);
            let denies_order = json.as_ref().is_some_and(|json| js::get(json, "placed").as_bool() == Some(false));
            let retry_after_ms = js::get(ended, "3").as_f64().and_then(retry_after_ms);
            let attempt = Attempt::Answered { status, is_json, denies_order, retry_after_ms };
            return Outcome { attempt, json, cause: None, refused: None };
        }
        Some("redirected") => (Attempt::Redirected, None),
        Some("late") => (Attempt::TimedOut, None),
        Some("late headers") => (Attempt::Unsent { timed_out: true }, None),
        Some("unsent") => (Attempt::Unsent { timed_out: false }, Some(value)),
        Some("refused") => (Attempt::Unsent { timed_out: false }, None),
        _ => (Attempt::Unreachable, Some(value)),
    };
    Outcome { attempt, json: None, cause, refused: None }
}

/// Our own headers; the shop's, which a function of its may have `given`, replace them.
fn headers(request: &Request, given: JsValue) -> Result<Headers, Failure> {
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

/// What is the same in every request is said in `http.js`.
fn members(request: &Request, keepalive: bool) -> JsValue {
    let (method, body) = match &request.content {
        Content::Token { body, .. } => (request.endpoint.method, Some(body.as_str())),
        Content::Nothing => ("GET", None),
    };
    record! {
        method: method,
        credentials: request.endpoint.credentials,
        keepalive: keepalive && request.content.is_small(),
        body: body,
    }
}
