//! Tests that need a real browser.
#![cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test::wasm_bindgen_test]
fn runs_in_a_window() {
    assert!(js_sys::global().is_object());
}
