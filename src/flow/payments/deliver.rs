//! An approved token: to the backend, or to the shop.

use super::purchase::Purchase;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::{Machine, Undelivered};
use crate::domain::value::{Value, object};
use crate::flow::delivery::{Delivered, Endpoint, Parcel, send};
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::sys::js;
use std::rc::Rc;
use wasm_bindgen::JsValue;

impl Purchase {
    /// The outcome of an approval. With a backend the token goes there and is not given to anybody else.
    pub(super) async fn approved(self: Rc<Self>, token: String) -> Result<JsValue, Failure> {
        let Some(backend) = self.backend.clone() else {
            return Ok(json::to_js(&object([("status", "approved".into()), ("authorizationToken", token.into())])));
        };
        let parcel = Rc::new(self.parcel(token));
        self.parcel.replace(Some(Rc::clone(&parcel)));
        self.change(Machine::delivering);
        let delivered = self.send_parcel(&backend, &parcel).await?;
        let outcome = json::to_js(&object([("status", "approved".into())]));
        js::set(&outcome, "delivery", &delivered.to_js());
        Ok(outcome)
    }

    /// Sends an undelivered token again, under the same idempotency key.
    pub(crate) fn begin_delivery(&self) -> Result<(Endpoint, Rc<Parcel>), Failure> {
        self.change(Machine::begin_delivery)?;
        let parcel = self.parcel.borrow().clone();
        self.backend
            .clone()
            .zip(parcel)
            .ok_or_else(|| Error::new(ErrorCode::InvalidState, "there is no undelivered token").into())
    }

    /// Sends a token. It is held until the backend has it, so that nothing that happens meanwhile can lose it.
    pub(crate) async fn send_parcel(&self, backend: &Endpoint, parcel: &Parcel) -> Result<Delivered, Failure> {
        let result = send(backend, parcel, &self.log).await;
        match &result {
            Ok(_) => {
                self.parcel.borrow_mut().take();
                self.change(|machine| machine.delivered(Ok(())));
            }
            Err(failure) => {
                let refused = failure.code() == ErrorCode::BackendRejected && failure.is_retryable() == Some(false);
                let left = if refused { Undelivered::Refused } else { Undelivered::Uncertain };
                self.change(|machine| machine.delivered(Err(left)));
            }
        }
        result
    }

    fn parcel(&self, token: String) -> Parcel {
        let session_id: Value = self.session.id.clone().into();
        let description = object([
            ("authorizationToken", token.as_str().into()),
            ("sessionId", session_id.clone()),
            ("paymentMethodCategory", self.widget.name().into()),
        ]);
        // The shape that Klarna itself posts to the authorization callback: one handler on the server serves both.
        let members = vec![("authorization_token".to_owned(), token.into()), ("session_id".to_owned(), session_id)];
        let members = members.into_iter().filter(|(_, value)| !value.is_null()).collect();
        Parcel::new(members, description)
    }
}
