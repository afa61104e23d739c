//! An approved token: to the backend.

use super::owner;
use super::purchase::Purchase;
use crate::domain::delivery::Arrival;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::{Machine, Undelivered};
use crate::flow::delivery::{Delivered, Delivery, send};
use crate::interop::failure::Failure;
use crate::sys::js;
use std::rc::Rc;
use wasm_bindgen::JsValue;

impl Purchase {
    /// Sends an undelivered token again, under the same idempotency key.
    pub(crate) fn begin_delivery(&self) -> Result<Option<Rc<Delivery>>, Failure> {
        // Taken before the shop hears of it: a handler that disposes of the object does not stop what is on its way.
        let delivery = self.delivery.borrow().clone();
        self.change(Machine::begin_delivery)?;
        Ok(delivery)
    }

    /// Sends a token. It is held until the backend has it, so that nothing that happens meanwhile can lose it.
    pub(crate) async fn deliver(self: Rc<Self>, delivery: Option<Rc<Delivery>>) -> Result<JsValue, Failure> {
        let (Some(backend), Some(delivery)) = (&self.settings.backend, delivery) else {
            return Err(Error::new(ErrorCode::InvalidState, "there is no undelivered token").into());
        };
        let result: Result<Delivered, Failure> = send(backend, &delivery, &self.settings.log).await;
        let ended = match &result {
            Ok(_) => {
                self.delivery.take();
                owner::delivered(&self);
                Ok(())
            }
            Err(_) => Err(Undelivered::after(delivery.arrival.get() == Arrival::Possible)),
        };
        self.change(|machine| machine.delivered(ended));
        result.map(|delivered| delivered.to_js())
    }

    /// Makes a delivery of a token, and holds it until it is delivered.
    pub(super) fn pack(&self, token: String) -> Rc<Delivery> {
        let token = JsValue::from(token);
        let session_id = JsValue::from(self.settings.session.id.as_ref());
        let category = self.settings.widget.name().into();
        // The shape that Klarna itself posts to the authorization callback: one handler on the server serves both.
        let members = js::record(&[("authorization_token", token.clone()), ("session_id", session_id.clone())]);
        let description = js::record(&[
            ("authorizationToken", token),
            ("sessionId", session_id),
            ("paymentMethodCategory", category),
        ]);
        let delivery = Rc::new(Delivery::new(members, description));
        self.delivery.replace(Some(Rc::clone(&delivery)));
        delivery
    }
}
