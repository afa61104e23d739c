//! The option `backend`: the shop's endpoint and how to talk to it.

use crate::domain::backend::{Credentials, Method, check_endpoint, check_header};
use crate::domain::delivery::Limits;
use crate::domain::error::Error;
use crate::domain::value::Value;
use crate::interop::address;
use crate::interop::failure::Failure;
use crate::interop::options::{Field, Options};
use crate::interop::promise::settled;
use crate::sys::js;
use js_sys::{Function, Object};
use std::ops::Deref;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// The header that tells a repeated request from a new one (IETF draft `Idempotency-Key`).
const IDEMPOTENCY_HEADER: &str = "Idempotency-Key";

/// The shop's endpoint. A clone is the same one.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint(Rc<Contents>);

/// What an [`Endpoint`] holds.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) url: String,
    pub(crate) method: Method,
    pub(crate) credentials: Credentials,
    pub(crate) limits: Limits,
    pub(crate) context: Value,
    pub(crate) body: Option<Function>,
    /// `None`: no such header, for an endpoint of somebody else's that does not allow it across origins.
    pub(crate) idempotency_header: Option<String>,
    pub(crate) path: String,
    headers: Headers,
}

impl Deref for Endpoint {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.0
    }
}

#[derive(Debug)]
enum Headers {
    Fixed(Vec<(String, String)>),
    Asked(Function),
}

impl Endpoint {
    /// Reads an endpoint: an address, or an object with the options of a `Backend`.
    pub(crate) fn read(field: &Field) -> Result<Self, Failure> {
        if field.value.is_string() {
            return Self::at(&field.text()?, &field.path, &field.path).map(Self::new);
        }
        let options = field.options()?;
        let url = options.required("url")?;
        let mut endpoint = Self::at(&url.text()?, &url.path, &field.path)?;
        if let Some(field) = options.get("method")? {
            endpoint.method = Method::parse(&field.text()?, &field.path)?;
        }
        if let Some(field) = options.get("credentials")? {
            endpoint.credentials = Credentials::parse(&field.text()?, &field.path)?;
        }
        if let Some(field) = options.get("headers")? {
            endpoint.headers = if field.value.is_function() {
                Headers::Asked(field.function()?)
            } else {
                Headers::Fixed(read_headers(&field)?)
            };
        }
        if let Some(field) = options.get("context")? {
            endpoint.context = field.json_object()?.1;
        }
        if let Some(field) = options.get("idempotencyHeader")? {
            endpoint.idempotency_header = match field.value.as_bool() {
                Some(false) => None,
                _ => {
                    let name = field.text()?;
                    check_header(&name, "", &field.path)?;
                    Some(name)
                }
            };
        }
        endpoint.body = options.function("body")?;
        endpoint.limits = read_limits(&options)?;
        Ok(Self::new(endpoint))
    }

    fn new(contents: Contents) -> Self {
        Self(Rc::new(contents))
    }

    fn at(url: &str, url_path: &str, path: &str) -> Result<Contents, Failure> {
        let resolved = address::resolve(url, url_path)?;
        check_endpoint(&resolved.address, &address::page_origin(), url_path)?;
        Ok(Contents {
            url: resolved.href,
            method: Method::default(),
            credentials: Credentials::default(),
            limits: Limits::DEFAULT,
            context: Value::Object(Vec::new()),
            body: None,
            idempotency_header: Some(IDEMPOTENCY_HEADER.to_owned()),
            path: path.to_owned(),
            headers: Headers::Fixed(Vec::new()),
        })
    }

    /// Whether asking for the headers again may bring a fresh access token.
    pub(crate) fn can_renew(&self) -> bool {
        matches!(self.headers, Headers::Asked(_))
    }

    /// The shop's headers for one attempt; a function is asked anew each time.
    pub(crate) async fn headers(&self) -> Result<Vec<(String, String)>, NoHeaders> {
        match &self.headers {
            Headers::Fixed(headers) => Ok(headers.clone()),
            Headers::Asked(ask) => {
                let answer = js::invoke(ask, &[]).map_err(NoHeaders::Failed)?;
                let value = settled(&answer).await.map_err(NoHeaders::Failed)?;
                let field = Field { value, path: [&self.path, ".headers"].concat() };
                read_headers(&field).map_err(NoHeaders::Refused)
            }
        }
    }
}

/// Why an attempt has no headers.
#[derive(Debug)]
pub(crate) enum NoHeaders {
    /// The shop's function failed, which may pass: the server of its access tokens was down, say.
    Failed(JsValue),
    /// What it gave is no set of headers, and will not be next time.
    Refused(Failure),
}

fn read_headers(field: &Field) -> Result<Vec<(String, String)>, Failure> {
    let unreadable = |cause| Failure::caused(Error::argument(field.path.clone(), "the headers cannot be read"), cause);
    // A `Headers` object shows none of its entries as members: it would send nothing, in silence.
    if js::get(&field.value, "forEach").is_function() {
        return Err(Error::argument(field.path.clone(), "a plain object is expected here").into());
    }
    let options = field.options()?;
    // `Reflect.ownKeys` and not `Object.keys`: it is the one that reports what a Proxy throws.
    let names = js_sys::Reflect::own_keys(field.value.unchecked_ref::<Object>()).map_err(unreadable)?;
    let mut headers = Vec::new();
    for name in names.iter().filter_map(|name| name.as_string()) {
        if let Some(value) = options.get(&name)? {
            let text = value.text()?;
            check_header(&name, &text, &value.path)?;
            headers.push((name, text));
        }
    }
    Ok(headers)
}

fn read_limits(options: &Options) -> Result<Limits, Failure> {
    let mut limits = Limits::DEFAULT;
    if let Some(ms) = options.number("attemptTimeoutMs", 1.0, Limits::LONGEST_MS)? {
        limits.attempt_timeout_ms = ms;
    }
    if let Some(ms) = options.number("deadlineMs", 1.0, Limits::LONGEST_MS)? {
        limits.deadline_ms = ms;
    }
    if let Some(attempts) = options.number("maxAttempts", 1.0, 100.0)? {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 1 and 100")]
        let attempts = attempts as u32;
        limits.max_attempts = attempts;
    }
    Ok(limits)
}
