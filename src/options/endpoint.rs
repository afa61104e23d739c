//! The option `backend`: the shop's endpoint and how to talk to it.

use crate::domain::backend::{CREDENTIALS, METHODS, Word, Words, check_endpoint, check_header};
use crate::domain::delivery::Limits;
use crate::domain::error::Error;
use crate::interop::address;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::options::{Field, Options};
use crate::sys::js;
use gloo_net::http::Headers;
use js_sys::Function;
use std::ops::Deref;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The header that tells a repeated request from a new one (IETF draft `Idempotency-Key`).
const IDEMPOTENCY_HEADER: &str = "Idempotency-Key";

/// The shop's endpoint. A clone is the same one.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint(Rc<Contents>);

/// What an [`Endpoint`] holds.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) url: String,
    pub(crate) method: Word,
    pub(crate) credentials: Word,
    pub(crate) limits: Limits,
    /// What the shop adds to the body, as JSON.
    pub(crate) context: String,
    pub(crate) body: Option<Function>,
    /// `None`: no such header, for an endpoint of somebody else's that does not allow it across origins.
    pub(crate) idempotency_header: Option<String>,
    pub(crate) path: String,
    /// The shop's headers, where they are always the same.
    headers: Vec<(String, String)>,
    /// The shop's function for them, where they are not.
    pub(crate) ask_headers: Option<Function>,
}

impl Deref for Endpoint {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.0
    }
}

impl Endpoint {
    /// Reads an endpoint: an address, or an object with the options of a `Backend`.
    pub(crate) fn read(field: &Field) -> Result<Self, Failure> {
        let contents = if field.value.is_string() {
            at(field, &field.path)?
        } else {
            let options = field.options()?;
            let mut contents = at(&options.required("url")?, &field.path)?;
            read_options(&mut contents, &options)?;
            contents
        };
        Ok(Self(Rc::new(contents)))
    }

    /// Whether asking for the headers again may bring a fresh access token.
    pub(crate) fn can_renew(&self) -> bool {
        self.ask_headers.is_some()
    }

    /// Adds the shop's headers, and those that its function gave.
    pub(crate) fn add_headers(&self, headers: &Headers, given: JsValue) -> Result<(), Failure> {
        add(headers, &self.headers);
        if self.can_renew() {
            add(headers, &read_headers(&Field { value: given, path: [&self.path, ".headers"].concat() })?);
        }
        Ok(())
    }
}

fn add(headers: &Headers, given: &[(String, String)]) {
    for (name, value) in given {
        headers.set(name, value);
    }
}

/// The endpoint at an address, with all that goes without options.
fn at(url: &Field, path: &str) -> Result<Contents, Failure> {
    let resolved = address::resolve(&url.text()?, &url.path)?;
    check_endpoint(&resolved.address, &address::page_origin(), &url.path)?;
    Ok(Contents {
        url: resolved.href,
        method: METHODS.default,
        credentials: CREDENTIALS.default,
        limits: Limits::DEFAULT,
        context: "{}".to_owned(),
        body: None,
        idempotency_header: Some(IDEMPOTENCY_HEADER.to_owned()),
        path: path.to_owned(),
        headers: Vec::new(),
        ask_headers: None,
    })
}

fn read_options(contents: &mut Contents, options: &Options) -> Result<(), Failure> {
    contents.method = read_word(options, "method", &METHODS)?;
    contents.credentials = read_word(options, "credentials", &CREDENTIALS)?;
    if let Some(field) = options.get("headers")? {
        if field.value.is_function() {
            contents.ask_headers = Some(field.function()?);
        } else {
            contents.headers = read_headers(&field)?;
        }
    }
    if let Some(field) = options.get("context")? {
        contents.context = json::text(&field.json_object()?.0).unwrap_or_default();
    }
    if let Some(field) = options.get("idempotencyHeader")? {
        contents.idempotency_header = read_header_name(&field)?;
    }
    contents.body = options.function("body")?;
    read_limits(&mut contents.limits, options)
}

fn read_word(options: &Options, key: &str, words: &Words) -> Result<Word, Failure> {
    match options.get(key)? {
        Some(field) => Ok(words.read(&field.text()?, &field.path)?),
        None => Ok(words.default),
    }
}

/// The name of the header for the key; `false` is none.
fn read_header_name(field: &Field) -> Result<Option<String>, Failure> {
    if field.value.as_bool() == Some(false) {
        return Ok(None);
    }
    let name = field.text()?;
    check_header(&name, "", &field.path)?;
    Ok(Some(name))
}

fn read_headers(field: &Field) -> Result<Vec<(String, String)>, Failure> {
    // A `Headers` object shows none of its entries as members: it would send nothing, in silence.
    if js::has_method(&field.value, "forEach") {
        return Err(Error::argument(field.path.clone(), "a plain object is expected here").into());
    }
    let options = field.options()?;
    let names = js::keys(&field.value)
        .map_err(|cause| Failure::caused(Error::argument(field.path.clone(), "the headers cannot be read"), cause))?;
    let mut headers = Vec::new();
    for name in names {
        if let Some(value) = options.get(&name)? {
            // An empty one is a header, too: a guest's access token, say.
            let text = value.any_text()?;
            check_header(&name, &text, &value.path)?;
            headers.push((name, text));
        }
    }
    Ok(headers)
}

fn read_limits(limits: &mut Limits, options: &Options) -> Result<(), Failure> {
    let Limits { attempt_timeout_ms, deadline_ms, max_attempts } = limits;
    for (key, limit) in [("attemptTimeoutMs", attempt_timeout_ms), ("deadlineMs", deadline_ms)] {
        if let Some(ms) = options.number(key, 1.0, Limits::LONGEST_MS)? {
            *limit = ms;
        }
    }
    if let Some(attempts) = options.number("maxAttempts", 1.0, 100.0)? {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 1 and 100")]
        let attempts = attempts as u32;
        *max_attempts = attempts;
    }
    Ok(())
}
