//! Tests that need a real browser (`npm run test:browser:chromium` and its like).
//!
//! They are part of the crate, since a crate that is compiled for two uses at once cannot be optimised as a whole.

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod payments;
mod web_sdk;
