//! Errors across the border: a domain error and the value that JavaScript threw, untouched.

use super::json;
use crate::domain::error::{Error, ErrorCode, KlarnaDetails};
use crate::domain::value::{Value, object};
use crate::sys::js;
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

    /// Something of ours or of the browser's went wrong that has no better name.
    pub(crate) fn internal(cause: JsValue) -> Self {
        Self::caused(
            Error::new(ErrorCode::Internal, "the browser refused something this package relies on; see cause"),
            cause,
        )
    }

    /// What went wrong, in full.
    pub(crate) fn error(&self) -> &Error {
        &self.0.error
    }

    /// What went wrong.
    pub(crate) fn code(&self) -> ErrorCode {
        self.0.error.code
    }

    /// Whether trying again can help, where the question makes sense.
    pub(crate) fn is_retryable(&self) -> Option<bool> {
        self.0.error.retryable
    }

    /// A real `Error` with `name: "KlarnaError"`, `code`, and what else is known.
    pub(crate) fn into_js(self) -> JsValue {
        let Contents { error, cause, body } = *self.0;
        let js: JsValue = js_sys::Error::new(&error.message).into();
        let klarna = error.klarna.as_ref().map_or(Value::Null, |details| {
            object([
                ("errorCode", details.error_code.clone().into()),
                ("errorId", details.error_id.clone().into()),
                ("errorType", details.error_type.clone().into()),
            ])
        });
        let set = |key: &str, value: &JsValue| {
            js::set(&js, key, value);
        };
        let known = [
            ("name", "KlarnaError".into()),
            ("code", Value::from(error.code.as_str())),
            ("path", error.path.clone().into()),
            ("status", error.status.map(f64::from).into()),
            ("retryable", error.retryable.into()),
            ("klarna", klarna),
        ];
        for (key, value) in known.iter().filter(|(_, value)| !value.is_null()) {
            set(key, &json::to_js(value));
        }
        for (key, value) in [("cause", cause), ("body", body)] {
            if let Some(value) = value {
                set(key, &value);
            }
        }
        js
    }
}

/// The name and the message of a thrown value; empty where it is no error or refuses to tell.
pub(crate) fn described(thrown: &JsValue) -> (String, String) {
    let text = |key| js::get(thrown, key).as_string().unwrap_or_default();
    if thrown.is_object() { (text("name"), text("message")) } else { Default::default() }
}

/// What Klarna's Web SDK says of its own error.
pub(crate) fn klarna_details(thrown: &JsValue) -> Option<Box<KlarnaDetails>> {
    let text = |key| js::get(thrown, key).as_string();
    let details =
        KlarnaDetails { error_code: text("errorCode"), error_id: text("errorId"), error_type: text("errorType") };
    (thrown.is_object() && details != KlarnaDetails::default()).then(|| Box::new(details))
}
