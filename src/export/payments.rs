//! Klarna Payments (v1). The types that a shop programs against are in `index.d.ts`.

use super::subject::{Arguments, subject};
use crate::domain::payments::Call;
use crate::flow::payments::{CallOptions, PaymentsOptions, Purchase, start};
use crate::interop::failure::Failure;
use crate::interop::promise::{promise, rejected};
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Loads Klarna's SDK and starts the session; resolves with what stands behind a `KlarnaPayments`.
#[wasm_bindgen(js_name = loadKlarnaPayments)]
pub fn load_klarna_payments(options: JsValue) -> Promise {
    match PaymentsOptions::read(&options) {
        Ok(options) => promise(async move {
            let purchase = start(options).await?;
            Ok(subject(move |method, arguments| answer(&purchase, method, arguments)))
        }),
        Err(failure) => rejected(failure),
    }
}

/// Each method reaches Klarna's SDK before it returns.
fn answer(purchase: &Rc<Purchase>, method: &str, arguments: &Arguments) -> Result<JsValue, Failure> {
    let call = |call, options: &CallOptions, data| {
        let pending = purchase.call(call, options, &data)?;
        Ok(promise(Rc::clone(purchase).outcome(pending)).into())
    };
    Ok(match method {
        "state" => purchase.state().as_str().into(),
        "load" => promise(purchase.load(&arguments.at(0), &arguments.at(1))?).into(),
        "loadPaymentReview" => promise(purchase.load_payment_review(&arguments.at(0))?.shown()).into(),
        "authorize" => return call(Call::Authorize, &CallOptions::read(&arguments.at(0))?, arguments.at(1)),
        "reauthorize" => return call(Call::Reauthorize, &CallOptions::default(), arguments.at(0)),
        "finalize" => return call(Call::Finalize, &CallOptions::default(), arguments.at(0)),
        "deliver" => promise(Rc::clone(purchase).deliver(purchase.begin_delivery()?)).into(),
        "on" => purchase.on(&arguments.at(0), &arguments.at(1))?.into(),
        "dispose" => {
            purchase.dispose();
            JsValue::UNDEFINED
        }
        _ => JsValue::UNDEFINED,
    })
}
