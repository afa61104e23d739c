//! One request to the backend, with a time limit that nothing can hold up.

use super::endpoint::{Endpoint, NoHeaders};
use crate::domain::backend::{Credentials, Method};
use crate::domain::delivery::{Attempt, retry_after_ms};
use crate::interop::failure::Failure;
use crate::interop::once::Once;
use crate::interop::promise::{settled, spawn};
use crate::interop::timer::Timer;
use crate::sys::http::{AbortController, Response, decode, fetch};
use crate::sys::js;
use gloo_net::http::RequestBuilder;
use js_sys::{JSON, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// A confirmation is short; whatever sends more than a megabyte is not the endpoint we mean.
const LARGEST_ANSWER: u32 = 1024 * 1024;
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
pub(crate) struct Letter {
    pub(crate) endpoint: Endpoint,
    /// The endpoint's address, or one made from it.
    pub(crate) url: String,
    pub(crate) content: Content,
}

/// What a request carries.
#[derive(Debug)]
pub(crate) enum Content {
    /// A token, in JSON, by the endpoint's method.
    Parcel {
        /// The body.
        body: String,
        /// One for all attempts.
        idempotency_key: String,
    },
    /// Nothing: a `GET`.
    Question,
}

impl Content {
    fn length(&self) -> usize {
        match self {
            Self::Parcel { body, .. } => body.len(),
            Self::Question => 0,
        }
    }
}

/// Sends once. The request runs in a task of its own and the limit outside of it: even a request that never ends,
/// or traps, leaves an outcome.
pub(crate) async fn attempt(letter: &Rc<Letter>, keepalive: bool, limit_ms: f64) -> Outcome {
    let outcome: Once<Outcome> = Once::new();
    let controller = AbortController::new();
    let (done, letter, aborting) = (outcome.clone(), Rc::clone(letter), controller.clone());
    spawn(async move {
        done.settle(request(&letter, keepalive, aborting).await);
    });
    let late = outcome.clone();
    let _timer = Timer::after(limit_ms, move || {
        late.settle(Outcome::of(Attempt::TimedOut));
        if let Some(controller) = &controller {
            controller.abort();
        }
    });
    outcome.await
}

async fn request(letter: &Letter, keepalive: bool, controller: Option<AbortController>) -> Outcome {
    let headers = match letter.endpoint.headers().await {
        Ok(headers) => headers,
        Err(NoHeaders::Refused(failure)) => {
            return Outcome { refused: Some(failure), ..Outcome::of(Attempt::Unreachable) };
        }
        Err(NoHeaders::Failed(cause)) => return Outcome { cause: Some(cause), ..Outcome::of(Attempt::Unreachable) },
    };
    let answered = async {
        let response = Response(settled(&sent(letter, &headers, keepalive, controller)?).await?);
        let status = response.status();
        if response.is_redirect() {
            return Ok(Outcome::of(Attempt::Redirected));
        }
        let is_empty = status == 204 || status == 205;
        let json = if is_empty { None } else { text(&response).await?.and_then(|text| JSON::parse(&text).ok()) };
        let is_json = is_empty || json.is_some();
        let retry_after_ms = response.header("Retry-After").and_then(|text| wait(&text));
        Ok(Outcome { json, ..Outcome::of(Attempt::Answered { status, is_json, retry_after_ms }) })
    };
    answered.await.unwrap_or_else(|cause| Outcome { cause: Some(cause), ..Outcome::of(Attempt::Unreachable) })
}

/// Puts the request on its way.
fn sent(
    letter: &Letter,
    headers: &[(String, String)],
    keepalive: bool,
    controller: Option<AbortController>,
) -> Result<JsValue, JsValue> {
    let request = build(letter, headers)?;
    let options = js::object();
    js::set(&options, "keepalive", &(keepalive && letter.content.length() <= LARGEST_KEEPALIVE).into());
    if let Some(controller) = controller {
        js::set(&options, "signal", &controller.signal());
    }
    fetch(&request, &options)
}

fn build(letter: &Letter, headers: &[(String, String)]) -> Result<JsValue, JsValue> {
    let endpoint = &letter.endpoint;
    let mut builder = RequestBuilder::new(&letter.url)
        .credentials(match endpoint.credentials {
            Credentials::Omit => web_sys::RequestCredentials::Omit,
            Credentials::SameOrigin => web_sys::RequestCredentials::SameOrigin,
            Credentials::Include => web_sys::RequestCredentials::Include,
        })
        .redirect(web_sys::RequestRedirect::Manual)
        .cache(web_sys::RequestCache::NoStore)
        .header("Accept", "application/json");
    if let Content::Parcel { idempotency_key, .. } = &letter.content {
        builder = builder
            .method(match endpoint.method {
                Method::Post => gloo_net::http::Method::POST,
                Method::Put => gloo_net::http::Method::PUT,
                Method::Patch => gloo_net::http::Method::PATCH,
            })
            .header("Content-Type", "application/json");
        if let Some(name) = &endpoint.idempotency_header {
            builder = builder.header(name, idempotency_key);
        }
    }
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    let request = match &letter.content {
        Content::Parcel { body, .. } => builder.body(body.as_str()),
        Content::Question => builder.build(),
    };
    request.map(|request| web_sys::Request::from(request).into()).map_err(|error| match error {
        gloo_net::Error::JsError(error) => js_sys::Error::new(&error.message).into(),
        _ => JsValue::UNDEFINED,
    })
}

/// Reads a body up to the limit; `None` if it is longer.
async fn text(response: &Response) -> Result<Option<String>, JsValue> {
    let Some(reader) = response.reader()? else { return Ok(Some(String::new())) };
    let mut bytes: Vec<u8> = Vec::new();
    loop {
        let piece = settled(&reader.read()?).await?;
        let Ok(piece) = js::get(&piece, "value").dyn_into::<Uint8Array>() else { break };
        if piece.length() > LARGEST_ANSWER || bytes.len() > (LARGEST_ANSWER - piece.length()) as usize {
            return Ok(None);
        }
        bytes.extend(piece.to_vec());
    }
    Ok(decode(&Uint8Array::from(bytes.as_slice()))?.as_string())
}

/// `Retry-After`: seconds, or a date.
fn wait(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return retry_after_ms(f64::from(seconds));
    }
    retry_after_ms(((js_sys::Date::parse(text) - js_sys::Date::now()) / 1000.0).max(0.0))
}
