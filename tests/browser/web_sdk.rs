//! The Web SDK (v2) in a real browser. The scenarios are JavaScript, as the shop's code and Klarna's are
//! (`tests/browser/web_sdk_*.js`); each is a test of its own here.

use crate::load_klarna_web_sdk;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/browser/web_sdk_play.js")]
extern "C" {
    fn names() -> Array;
    #[wasm_bindgen(catch)]
    fn play(name: &str, load: &Closure<dyn FnMut(JsValue) -> Promise>) -> Result<Promise, JsValue>;
}

served! {
    "/src/export/klarna-web-sdk.js" KlarnaWebSdk,
    "/tests/browser/fake_klarna.js" KlarnaSDK,
    "/tests/browser/fake_web_sdk.js" FakeWebSdk,
    "/tests/browser/web_sdk_stage.js" Stage,
}

async fn run(name: &str) {
    let load = Closure::<dyn FnMut(JsValue) -> Promise>::new(load_klarna_web_sdk);
    let played = match play(name, &load) {
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

include!(concat!(env!("OUT_DIR"), "/web_sdk_scenarios.rs"));
