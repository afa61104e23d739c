//! An approved token goes to the backend.

use super::facts::publish;
use super::held::Held;
use super::object::Object;
use super::page::fault;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::{Announcement, Input};
use crate::flow::delivery::{Delivery, body, send};
use crate::interop::failure::Failure;
use crate::interop::payments::kept::rendered;
use crate::interop::random;
use crate::options::payments::Settings;
use crate::sys::js::record;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Posts a token, or the one that is held once more, under its own idempotency key. It is held until it is discarded.
pub(super) fn post(object: &Rc<Object>, token: Option<String>) {
    if let Some(token) = token {
        let (key, token) = (random::uuid(), JsValue::from(token));
        let delivery = packed(&object.settings, token.clone(), key.clone());
        object.held.replace(Some(Held::new(token, key, delivery)));
    }
    let delivery = object.held.borrow_mut().as_mut().map(|held| held.post(&object.settings.keeper));
    let object = Rc::clone(object);
    spawn_local(async move {
        let result = match (&object.settings.backend, &delivery) {
            (Some(backend), Some(delivery)) => match body(backend, delivery) {
                Ok(body) => {
                    rendered(&object.settings.keeper, &delivery.idempotency_key, &body);
                    send(backend, delivery, &object.settings.log).await
                }
                Err(failure) => Err(failure),
            },
            _ => Err(Failure::from(Error::new(ErrorCode::InvalidState, "there is no undelivered token"))),
        };
        let arrival = delivery.map(|delivery| delivery.arrival.get()).unwrap_or_default();
        let posted = result.map(|delivered| delivered.to_js()).map_err(|failure| (fault(failure), arrival));
        object.feed.give(Input::Posted(posted));
    });
}

/// Posts a token that an instance of this module left behind when it trapped, under the key and with the body that it had if it
/// was posted.
pub(crate) async fn post_left(
    settings: Settings,
    token: JsValue,
    key: Option<String>,
    body: Option<String>,
) -> Result<JsValue, Failure> {
    let Some(backend) = &settings.backend else {
        return Err(Error::new(ErrorCode::InvalidState, "there is no backend for the token").into());
    };
    let key = key.unwrap_or_else(random::uuid);
    let delivery = match body {
        Some(body) => Delivery::rendered(body, key),
        None => packed(&settings, token, key),
    };
    let delivered = send(backend, &delivery, &settings.log).await?;
    publish(Announcement::Delivered(Some(settings.session.name.clone())));
    Ok(delivered.to_js())
}

/// Posts a token to the address for those that no object is left for.
pub(super) fn give_back(object: &Rc<Object>, token: String, reason: &'static str) {
    let token = JsValue::from(token);
    let session_id = JsValue::from(object.settings.session.id.as_ref());
    let members = record! { authorization_token: &token, session_id: &session_id, reason: reason };
    let description = record! { authorizationToken: token, sessionId: session_id, reason: reason };
    let (object, delivery) = (Rc::clone(object), Delivery::new(members, description, random::uuid()));
    spawn_local(async move {
        let log = &object.settings.log;
        if let Some(cancel) = &object.settings.cancel
            && send(cancel, &delivery, log).await.is_err()
        {
            log.write("authorization_left_open", &record! { reason: reason });
        }
    });
}

/// The shape that Klarna itself posts to the authorization callback: one handler on the server serves both.
fn packed(settings: &Settings, token: JsValue, key: String) -> Delivery {
    let session_id = JsValue::from(settings.session.id.as_ref());
    let members = record! { authorization_token: &token, session_id: &session_id };
    let description = record! {
        authorizationToken: token,
        sessionId: session_id,
        paymentMethodCategory: settings.widget.name(),
    };
    Delivery::new(members, description, key)
}
