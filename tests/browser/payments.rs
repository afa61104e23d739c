//! Klarna Payments (v1) in a real browser. The scenarios are JavaScript, as the shop's code and Klarna's are
//! (`tests/browser/payments_*.js`); each is a test of its own here.

use crate::load_klarna_payments;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/browser/payments_play.js")]
extern "C" {
    fn names() -> Array;
    #[wasm_bindgen(catch)]
    fn play(
        name: &str,
        load: &Closure<dyn FnMut(JsValue, JsValue) -> Promise>,
        memory: &Closure<dyn FnMut() -> JsValue>,
    ) -> Result<Promise, JsValue>;
}

served! {
    "/src/export/klarna-error.js" klarnaError,
    "/src/export/rust-object.js" call,
    "/src/export/klarna-payments.js" KlarnaPayments,
    "/tests/browser/claims.js" equal,
    "/tests/browser/fake_payments.js" FakePayments,
    "/tests/browser/payments_stage.js" Stage,
}

async fn run(name: &str) {
    let load = Closure::<dyn FnMut(JsValue, JsValue) -> Promise>::new(load_klarna_payments);
    let memory = Closure::<dyn FnMut() -> JsValue>::new(wasm_bindgen::memory);
    let played = match play(name, &load, &memory) {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    if let Err(error) = played {
        wasm_bindgen::throw_val(error);
    }
}

#[wasm_bindgen_test]
fn every_scenario_is_played() {
    let mut written: Vec<String> = names().iter().filter_map(|name| name.as_string()).collect();
    written.sort();
    let mut played = SCENARIOS.to_vec();
    played.sort();
    assert_eq!(written, played);
}

include!(concat!(env!("OUT_DIR"), "/payments_scenarios.rs"));
