//! Errors across the border: a domain error and the value that JavaScript threw, untouched.

use crate::domain::error::{Error, ErrorCode};
use crate::sys::js::{self, record};
use std::borrow::Cow;
use wasm_bindgen::JsValue;

/// An error on its way to the shop. Boxed: it is passed on by nearly every function, and rarely made.
#[derive(Debug, Clone)]
pub(crate) struct Failure(Box<Contents>);

#[derive(Debug, Clone)]
struct Contents {
    error: Error,
    cause: Option<JsValue>,
    body: Option<JsValue>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(Box::new(Contents { error, cause: None, body: None }))
    }
}

impl Failure {
    /// A failure with what was thrown.
    pub(crate) fn caused(error: Error, cause: JsValue) -> Self {
        Self::from(error).or_caused(Some(cause))
    }

    /// The same failure with the JSON that the backend answered.
    pub(crate) fn with_body(mut self, body: Option<JsValue>) -> Self {
        self.0.body = body;
        self
    }

    /// The same failure with what was thrown on the way, if anything.
    pub(crate) fn or_caused(mut self, cause: Option<JsValue>) -> Self {
        if self.0.cause.is_none() {
            self.0.cause = cause;
        }
        self
    }

    /// What went wrong.
    pub(crate) fn code(&self) -> ErrorCode {
        self.0.error.code
    }

    /// The status and the JSON that the backend answered.
    pub(crate) fn answered(&self) -> Option<(u16, &JsValue)> {
        self.0.error.status.zip(self.0.body.as_ref())
    }

    /// A real `Error` with `name: "KlarnaError"`, `code`, and what else is known.
    pub(crate) fn into_js(self) -> JsValue {
        let Contents { error, cause, body } = *self.0;
        let thrown = cause.as_ref().filter(|_| error.code == ErrorCode::SdkError);
        let klarna = thrown.map(klarna_details).unwrap_or_default();
        let members = record! {
            code: error.code.as_str(),
            type: error.code.kind(),
            help: error.code.help(),
            path: error.path.as_ref(),
            status: error.status,
            retryable: error.retryable,
            klarna: klarna,
            body: body,
        };
        let js = js::failure(&message(&error), &members);
        // Also `undefined`, if that was thrown.
        if let Some(cause) = cause {
            js::set(&js, "cause", &cause);
        }
        js
    }
}

/// What the error says; of an argument, with its name, since many a log keeps nothing else.
fn message(error: &Error) -> Cow<'static, str> {
    match &error.path {
        Some(path) if error.code == ErrorCode::InvalidArgument => [path.as_str(), ": ", &error.message].concat().into(),
        _ => error.message.clone(),
    }
}

/// The name and the message of a thrown value; empty where it is no error or refuses to tell.
pub(crate) fn described(thrown: &JsValue) -> (String, String) {
    let text = |key| js::text(thrown, key).unwrap_or_default();
    (text("name"), text("message"))
}

/// What Klarna's Web SDK says of its own error (`common.KlarnaError`; `errorCode` is an open set, `errorId` is for
/// Klarna's support); `undefined` if it says nothing.
fn klarna_details(thrown: &JsValue) -> JsValue {
    let details = ["errorCode", "errorId", "errorType"].map(|key| JsValue::from(js::text(thrown, key)));
    let is_silent = details.iter().all(JsValue::is_undefined);
    if is_silent { JsValue::UNDEFINED } else { js::named("errorCode errorId errorType", &details) }
}
