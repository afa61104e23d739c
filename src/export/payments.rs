//! Klarna Payments (v1). The types that a shop programs against are in `index.d.ts`.

use super::subject::{Arguments, subject};
use crate::domain::payments::Call;
use crate::flow::payments::{Parameters, PaymentsOptions, Purchase, post_left, start};
use crate::interop::failure::Failure;
use crate::interop::promise::{promise, rejected};
use js_sys::Promise;
use wasm_bindgen::prelude::*;

/// Loads Klarna's SDK and starts the session; resolves with what stands behind a `KlarnaPayments`.
///
/// `edge` is told of tokens that are under way; with `left` such a token is posted, and nothing started (`trap.js`).
#[wasm_bindgen(js_name = loadKlarnaPayments)]
pub fn load_klarna_payments(options: JsValue, edge: JsValue, left: JsValue) -> Promise {
    match PaymentsOptions::read(&options, edge) {
        Ok(options) if left.is_object() => promise(post_left(options, left)),
        Ok(options) => promise(async move {
            let purchase = start(options).await?;
            Ok(subject(move |method, arguments| answer(&purchase, method, arguments)))
        }),
        Err(failure) => rejected(failure),
    }
}

/// Each method reaches Klarna's SDK before it returns.
fn answer(purchase: &Purchase, method: &str, arguments: &Arguments) -> Result<JsValue, Failure> {
    let call = |call, parameters| Ok(purchase.call(call, parameters)?.into());
    Ok(match method {
        "state" => purchase.state().into(),
        "load" => purchase.load(&arguments.at(0), &arguments.at(1))?.into(),
        "loadPaymentReview" => purchase.load_payment_review(&arguments.at(0))?.into(),
        "authorize" => return call(Call::Authorize, Parameters::of_authorize(&arguments.at(0), arguments.at(1))?),
        "reauthorize" => return call(Call::Reauthorize, Parameters::of_other(arguments.at(0))?),
        "finalize" => return call(Call::Finalize, Parameters::of_other(arguments.at(0))?),
        "deliver" => purchase.deliver().into(),
        "on" => purchase.on(&arguments.at(0), &arguments.at(1))?.into(),
        "settle" => {
            purchase.settle(&arguments.at(0))?;
            JsValue::UNDEFINED
        }
        "dispose" => {
            purchase.dispose();
            JsValue::UNDEFINED
        }
        _ => JsValue::UNDEFINED,
    })
}
