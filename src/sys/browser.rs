//! The window and the browser's services.

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The global object, `window` in a page.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Window;

    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn document(this: &Window) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn location(this: &Window) -> Result<Location, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = Klarna)]
    pub(crate) fn klarna(this: &Window) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn navigator(this: &Window) -> Result<Navigator, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn crypto(this: &Window) -> Result<Crypto, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = sessionStorage)]
    pub(crate) fn session_storage(this: &Window) -> Result<Storage, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn performance(this: &Window) -> Result<Performance, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = trustedTypes)]
    pub(crate) fn trusted_types(this: &Window) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setTimeout)]
    pub(crate) fn set_timeout(this: &Window, done: &Function, ms: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = clearTimeout)]
    pub(crate) fn clear_timeout(this: &Window, id: &JsValue) -> Result<(), JsValue>;

    /// `window.location`.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Location;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn href(this: &Location) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn origin(this: &Location) -> Result<JsValue, JsValue>;

    /// `window.navigator`.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Navigator;
    #[wasm_bindgen(method, getter, catch, js_name = onLine)]
    pub(crate) fn on_line(this: &Navigator) -> Result<JsValue, JsValue>;

    /// `window.crypto`.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Crypto;
    #[wasm_bindgen(method, catch, js_name = getRandomValues)]
    pub(crate) fn get_random_values(this: &Crypto, array: &js_sys::Uint8Array) -> Result<JsValue, JsValue>;

    /// `window.sessionStorage`.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Storage;
    #[wasm_bindgen(method, catch, js_name = getItem)]
    pub(crate) fn get_item(this: &Storage, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setItem)]
    pub(crate) fn set_item(this: &Storage, key: &str, value: &str) -> Result<(), JsValue>;

    /// `window.performance`.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Performance;
    #[wasm_bindgen(method, catch, js_name = getEntriesByName)]
    pub(crate) fn get_entries_by_name(this: &Performance, name: &str) -> Result<JsValue, JsValue>;

    /// `window.trustedTypes`.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type TrustedTypePolicyFactory;
    #[wasm_bindgen(method, catch, js_name = createPolicy)]
    pub(crate) fn create_policy(
        this: &TrustedTypePolicyFactory,
        name: &str,
        rules: &Object,
    ) -> Result<TrustedTypePolicy, JsValue>;

    /// A policy of the shop's or ours.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type TrustedTypePolicy;
    #[wasm_bindgen(method, catch, js_name = createScriptURL)]
    pub(crate) fn create_script_url(this: &TrustedTypePolicy, url: &str) -> Result<JsValue, JsValue>;

    /// The `URL` class, to take an address apart as the browser does.
    #[wasm_bindgen(extends = Object, js_name = URL)]
    #[derive(Debug, Clone)]
    pub(crate) type Url;
    #[wasm_bindgen(constructor, catch, js_class = "URL")]
    pub(crate) fn new(url: &str, base: &str) -> Result<Url, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn href(this: &Url) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn protocol(this: &Url) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn host(this: &Url) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn hostname(this: &Url) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn origin(this: &Url) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn username(this: &Url) -> Result<String, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn password(this: &Url) -> Result<String, JsValue>;
}

/// The window. (`js_sys::global` cannot throw; its members can.)
pub(crate) fn window() -> Window {
    js_sys::global().unchecked_into()
}
