//! Klarna Payments (v1) over a fake `window.Klarna.Payments`.

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn refuses_options_without_a_client_token() {
    let options = js_sys::Object::new();
    let error = wasm_bindgen_futures::JsFuture::from(crate::load_klarna_payments(options.into())).await.unwrap_err();
    assert_eq!(crate::sys::js::get(&error, "code").as_string().as_deref(), Some("INVALID_ARGUMENT"));
    assert_eq!(crate::sys::js::get(&error, "path").as_string().as_deref(), Some("clientToken"));
}
