//! Documents, elements and what can be listened to.

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The document.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Document;
    #[wasm_bindgen(method, catch, js_name = querySelector)]
    pub(crate) fn query_selector(this: &Document, selector: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getElementById)]
    pub(crate) fn get_element_by_id(this: &Document, id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createElement)]
    pub(crate) fn create_element(this: &Document, name: &str) -> Result<Element, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn scripts(this: &Document) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn head(this: &Document) -> Result<Element, JsValue>;

    /// An element; whether it really is one has been asked before.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type Element;
    #[wasm_bindgen(method, getter, catch, js_name = isConnected)]
    pub(crate) fn is_connected(this: &Element) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getRootNode)]
    pub(crate) fn get_root_node(this: &Element) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn contains(this: &Element, other: &Element) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setAttribute)]
    pub(crate) fn set_attribute(this: &Element, name: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn append(this: &Element, child: &Element) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn remove(this: &Element) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(crate) fn src(this: &Element) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, setter, catch)]
    pub(crate) fn set_src(this: &Element, src: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, setter, catch, js_name = async)]
    pub(crate) fn set_async(this: &Element, is_async: bool) -> Result<(), JsValue>;

    /// `HTMLElement` of this realm, for `instanceof`.
    #[wasm_bindgen(extends = Object, js_name = HTMLElement)]
    #[derive(Debug, Clone)]
    pub(crate) type HtmlElement;

    /// Anything that dispatches events.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type EventTarget;
    #[wasm_bindgen(method, catch, js_name = addEventListener)]
    pub(crate) fn add_event_listener(this: &EventTarget, name: &str, handler: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeEventListener)]
    pub(crate) fn remove_event_listener(this: &EventTarget, name: &str, handler: &Function) -> Result<(), JsValue>;

    /// Tells of changes in the document.
    #[wasm_bindgen(extends = Object)]
    #[derive(Debug, Clone)]
    pub(crate) type MutationObserver;
    #[wasm_bindgen(constructor, catch)]
    pub(crate) fn new(changed: &Function) -> Result<MutationObserver, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn observe(this: &MutationObserver, root: &JsValue, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(crate) fn disconnect(this: &MutationObserver) -> Result<(), JsValue>;
}
