//! Errors across the border: a domain error and the value that JavaScript threw, untouched.

use super::json;
use crate::domain::error::{Error, ErrorCode, KlarnaDetails};
use crate::domain::value::{Value, object};
use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// An error on its way to the shop.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    cause: Option<JsValue>,
    body: Option<JsValue>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, cause: None, body: None }
    }
}

impl Failure {
    /// A failure with what was thrown.
    pub(crate) fn caused(error: Error, cause: JsValue) -> Self {
        Self { error, cause: Some(cause), body: None }
    }

    /// The same failure with the JSON that the backend answered.
    pub(crate) fn with_body(mut self, body: Option<JsValue>) -> Self {
        self.body = body;
        self
    }

    /// The same failure with what was thrown on the way, if anything.
    pub(crate) fn or_caused(mut self, cause: Option<JsValue>) -> Self {
        self.cause = self.cause.or(cause);
        self
    }

    /// Something of ours or of the browser's went wrong that has no better name.
    pub(crate) fn internal(cause: JsValue) -> Self {
        Self::caused(
            Error::new(ErrorCode::Internal, "the browser refused something this package relies on; see cause"),
            cause,
        )
    }

    /// A real `Error` with `name: "KlarnaError"`, `code`, and what else is known.
    pub(crate) fn into_js(self) -> JsValue {
        let js = js_sys::Error::new(&self.error.message);
        js.set_name("KlarnaError");
        let Error { code, path, status, retryable, klarna, .. } = self.error;
        let klarna = klarna.map_or(Value::Null, |details| {
            object([
                ("errorCode", details.error_code.into()),
                ("errorId", details.error_id.into()),
                ("errorType", details.error_type.into()),
            ])
        });
        let known = [
            ("code", Value::from(code.as_str())),
            ("path", path.into()),
            ("status", status.map(f64::from).into()),
            ("retryable", retryable.into()),
            ("klarna", klarna),
        ];
        for (key, value) in known.iter().filter(|(_, value)| !value.is_null()) {
            // A fresh Error is extensible, so this cannot fail.
            let _ = Reflect::set(&js, &(*key).into(), &json::to_js(value));
        }
        for (key, value) in [("cause", self.cause), ("body", self.body)] {
            if let Some(value) = value {
                let _ = Reflect::set(&js, &key.into(), &value);
            }
        }
        js.into()
    }
}

/// The name and the message of a thrown value; empty where it is no error or refuses to tell.
pub(crate) fn described(thrown: &JsValue) -> (String, String) {
    let text =
        |key: &str| Reflect::get(thrown, &key.into()).ok().and_then(|value| value.as_string()).unwrap_or_default();
    if thrown.is_object() { (text("name"), text("message")) } else { Default::default() }
}

/// What Klarna's Web SDK says of its own error.
pub(crate) fn klarna_details(thrown: &JsValue) -> Option<KlarnaDetails> {
    let text = |key: &str| Reflect::get(thrown, &key.into()).ok().and_then(|value| value.as_string());
    let details =
        KlarnaDetails { error_code: text("errorCode"), error_id: text("errorId"), error_type: text("errorType") };
    (thrown.is_object() && details != KlarnaDetails::default()).then_some(details)
}
