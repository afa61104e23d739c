//! A click's request: its body, and how it gets to the shop's backend.

use super::object::Object;
use crate::domain::delivery::Arrival;
use crate::domain::value::Value;
use crate::domain::web_sdk::page::{Input, Posted};
use crate::domain::web_sdk::{Authorization, ClickNumber, Event, Word};
use crate::flow::delivery::{Delivered, Delivery, render, send};
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::random;
use crate::options::web_sdk::links;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Asks Klarna's SDK for its session token.
pub(super) fn find_token(object: &Rc<Object>, number: ClickNumber) {
    let object = Rc::clone(object);
    spawn_local(async move {
        let token = object.instance.session_token().await.unwrap_or_default();
        let _ = object.feed.give(Input::Token(number, token.as_string()));
    });
}

/// Renders the body, as the shop wants it.
pub(super) fn render_body(object: &Object, number: ClickNumber, members: &Value, description: &Value) {
    let body = render(&object.options.authorize, &json::to_js(members), &json::to_js(description));
    let _ = object.feed.give(Input::Rendered { number, key: random::uuid(), body });
}

/// Posts it, as often as it takes.
pub(super) fn post(object: &Rc<Object>, number: ClickNumber, key: String, body: String) {
    let object = Rc::clone(object);
    spawn_local(async move {
        let delivery = Delivery::rendered(body, key.clone());
        let sent = send(&object.options.authorize, &delivery, &object.options.log).await;
        let answer = sent.map_or_else(declined, believe);
        let arrival = if answer.is_ok() { Arrival::Possible } else { delivery.arrival.get() };
        let is_outcome_heard = [Event::Outcome, Event::End].iter().any(|event| object.hub.is_heard(event.as_str()));
        let _ = object.feed.give(Input::Posted(number, key, Posted { answer, arrival, is_outcome_heard }));
    });
}

/// The backend may have declined with its refusal.
fn declined(failure: Failure) -> Result<(Authorization, JsValue), Failure> {
    let answer = failure.answered().and_then(|(status, body)| {
        Some((Authorization::declined(status, &json::read_shallow(body), &links())?, body.clone()))
    });
    answer.ok_or(failure)
}

/// Believes the backend's answer, or says why not.
fn believe(delivered: Delivered) -> Result<(Authorization, JsValue), Failure> {
    match Authorization::read(&json::read_shallow(&delivered.body), &links()) {
        Ok(authorization) => Ok((authorization, delivered.body)),
        Err(error) => Err(Failure::from(error.with_status(Some(delivered.status))).with_body(Some(delivered.body))),
    }
}
