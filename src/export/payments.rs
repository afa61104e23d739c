//! Klarna Payments (v1). The types that a shop programs against are in `index.d.ts`.

use super::subject::{Arguments, subject};
use crate::domain::payments::{Call, Input, Request};
use crate::flow::payments::{Object, facts, page, post_left, settle_delivery, start};
use crate::interop::abort::Signal;
use crate::interop::failure::Failure;
use crate::interop::promise::{deferred, promise, rejected};
use crate::options::calls::{Parameters, container};
use crate::options::order_data::order_data;
use crate::options::payments::PaymentsOptions;
use crate::options::settling::placed;
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The events that a shop can listen to.
const EVENTS: &[&str] = &["statechange", "heightchanged", "overlayshown", "overlayhidden", "widgetremoved", "stalled"];

/// Loads Klarna's SDK and starts the session; resolves with what stands behind a `KlarnaPayments`.
///
/// `keeper` has the tokens that are under way, should this module trap (`held-tokens.js`).
#[wasm_bindgen(js_name = loadKlarnaPayments)]
pub fn load_klarna_payments(options: JsValue, keeper: JsValue) -> Promise {
    match PaymentsOptions::read(&options, keeper) {
        Ok(options) => promise(async move {
            let purchase = Purchase(start(options).await?);
            Ok(subject(move |method, arguments| purchase.answer(method, arguments)))
        }),
        Err(failure) => rejected(failure),
    }
}

/// Posts a token that an instance left behind when it trapped, and starts nothing; resolves with the `DeliveryResult`.
///
/// `key`: the idempotency key that it was posted under; `undefined` if it never was. `body`: what was posted, if that is known.
#[wasm_bindgen(js_name = postLeftToken)]
pub fn post_left_token(options: JsValue, token: JsValue, key: JsValue, body: JsValue) -> Promise {
    match PaymentsOptions::read(&options, JsValue::UNDEFINED) {
        Ok(options) => promise(post_left(options.settings, token, key.as_string(), body.as_string())),
        Err(failure) => rejected(failure),
    }
}

/// One purchase of one session. When JavaScript lets go of it, the page hears of that.
struct Purchase(Rc<Object>);

impl Drop for Purchase {
    fn drop(&mut self) {
        self.0.feed.give(Input::Dropped);
    }
}

impl Purchase {
    /// Each method reaches Klarna's SDK before it returns.
    fn answer(&self, method: &str, arguments: &Arguments) -> Result<JsValue, Failure> {
        let (feed, first) = (self.0.feed, arguments.at(0));
        let mut answer = JsValue::UNDEFINED;
        match method {
            "state" => answer = page(|page| page.state(feed.id)).as_str().into(),
            "load" => answer = self.load(&first, &arguments.at(1))?.into(),
            "loadPaymentReview" => answer = self.load_payment_review(&first)?.into(),
            "authorize" => {
                let parameters = Parameters::of_authorize(&first, arguments.at(1))?;
                answer = self.call(Call::Authorize, parameters)?.into();
            }
            "reauthorize" => {
                answer = self.call(Call::Reauthorize, Parameters::of_other(first, arguments.at(1))?)?.into()
            }
            "finalize" => answer = self.call(Call::Finalize, Parameters::of_other(first, arguments.at(1))?)?.into(),
            // Sends an undelivered token again, under the same idempotency key.
            "deliver" => answer = self.asked(|caller| Input::Deliver { caller, facts: facts(&self.0) }).into(),
            "on" => {
                page(|page| page.may_listen(feed.id))?;
                answer = self.0.hub.on(EVENTS, &first, &arguments.at(1))?.into();
            }
            // What the shop has learnt from its server about a delivery in doubt.
            "settle" => settle_delivery(feed.id, placed(&first)?)?,
            // What it showed is taken out, nothing of it listens any more.
            "dispose" => feed.give(Input::Dispose),
            _ => {}
        }
        Ok(answer)
    }

    /// Shows the widget, or refreshes it.
    fn load(&self, given: &JsValue, data: &JsValue) -> Result<Promise, Failure> {
        let order = order_data(&self.0.settings, data)?;
        let container = container(given, &self.0.settings.log)?;
        Ok(self.asked(|caller| Input::Load { container, order, caller: Some(caller), facts: facts(&self.0) }))
    }

    /// Shows Klarna's summary of the chosen method on a review page (Klarna: United States and Great Britain).
    fn load_payment_review(&self, given: &JsValue) -> Result<Promise, Failure> {
        let container = container(given, &self.0.settings.log)?;
        Ok(self.asked(|caller| Input::Review { container, caller, facts: facts(&self.0) }))
    }

    /// `authorize`, `reauthorize` or `finalize`.
    fn call(&self, call: Call, given: Parameters) -> Result<Promise, Failure> {
        let order = order_data(&self.0.settings, &given.order)?;
        if let Some(failure) = given.signal.as_ref().and_then(Signal::fired) {
            return Err(failure);
        }
        let signal = given.signal.map(Signal::into_js);
        let (auto_finalize, timeout_ms) = (given.auto_finalize, given.timeout_ms);
        let request = Request { call, auto_finalize, order, signal, timeout_ms };
        Ok(self.asked(|caller| Input::Call { request, caller, facts: facts(&self.0) }))
    }

    fn asked(&self, input: impl FnOnce(JsValue) -> Input<JsValue>) -> Promise {
        let (promise, caller) = deferred();
        self.0.feed.give(input(caller));
        promise
    }
}
