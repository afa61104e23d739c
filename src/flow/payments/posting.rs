//! An approved token goes to the backend.

use super::feed::fault;
use super::object::Object;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::Input;
use crate::flow::delivery::{Delivery, send};
use crate::interop::failure::Failure;
use crate::sys::js::record;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Posts a token, or the one that is held once more, under its own idempotency key. It is held until it is discarded.
pub(super) fn post(object: &Rc<Object>, token: Option<String>) {
    if let Some(token) = token {
        object.delivery.replace(Some(Rc::new(packed(object, token))));
    }
    let (object, delivery) = (Rc::clone(object), object.delivery.borrow().clone());
    spawn_local(async move {
        let result = match (&object.settings.backend, &delivery) {
            (Some(backend), Some(delivery)) => send(backend, delivery, &object.settings.log).await,
            _ => Err(Failure::from(Error::new(ErrorCode::InvalidState, "there is no undelivered token"))),
        };
        let arrival = delivery.map(|delivery| delivery.arrival.get()).unwrap_or_default();
        let posted = result.map(|delivered| delivered.to_js()).map_err(|failure| (fault(failure), arrival));
        object.feed.give(Input::Posted(posted));
    });
}

/// Posts a token to the address for those that no object is left for.
pub(super) fn give_back(object: &Rc<Object>, token: String, reason: &str) {
    let token = JsValue::from(token);
    let session_id = JsValue::from(object.settings.session.id.as_ref());
    let members = record! { authorization_token: &token, session_id: &session_id, reason: reason };
    let description = record! { authorizationToken: token, sessionId: session_id, reason: reason };
    let (object, delivery) = (Rc::clone(object), Delivery::new(members, description));
    spawn_local(async move {
        if let Some(cancel) = &object.settings.cancel {
            drop(send(cancel, &delivery, &object.settings.log).await);
        }
    });
}

/// The shape that Klarna itself posts to the authorization callback: one handler on the server serves both.
fn packed(object: &Object, token: String) -> Delivery {
    let token = JsValue::from(token);
    let session_id = JsValue::from(object.settings.session.id.as_ref());
    let members = record! { authorization_token: &token, session_id: &session_id };
    let description = record! {
        authorizationToken: token,
        sessionId: session_id,
        paymentMethodCategory: object.settings.widget.name(),
    };
    Delivery::new(members, description)
}
