//! `klarna.mjs`, the Web SDK (v2): what its module, its instance, and the instance's parts offer.
//!
//! An argument that is not given is left out, since Klarna tells it from `undefined`.

use super::js;
use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/sys/import.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = importModule)]
    pub(crate) fn import_module(url: &JsValue) -> Result<JsValue, JsValue>;
}

/// Whatever a method gave, or what it threw.
type Returned = Result<JsValue, JsValue>;

/// The module's namespace.
#[derive(Debug, Clone)]
pub(crate) struct Module(pub(crate) JsValue);

impl Module {
    pub(crate) fn klarna_sdk(&self, configuration: &JsValue) -> Returned {
        js::call(&self.0, "KlarnaSDK", &[configuration])
    }
}

/// `instance.Payment`.
#[derive(Debug, Clone)]
pub(crate) struct Payment(pub(crate) JsValue);

impl Payment {
    pub(crate) fn presentation(&self, request: &JsValue) -> Returned {
        js::call(&self.0, "presentation", &[request])
    }

    pub(crate) fn button(&self, configuration: &JsValue) -> Returned {
        js::call(&self.0, "button", &[configuration])
    }

    pub(crate) fn initiate(&self, callback: &Function, options: Option<&JsValue>) -> Returned {
        match options {
            Some(options) => js::call(&self.0, "initiate", &[callback, options]),
            None => js::call(&self.0, "initiate", &[callback]),
        }
    }

    pub(crate) fn fetch(&self, payment_request_id: &str) -> Returned {
        js::call(&self.0, "fetch", &[&payment_request_id.into()])
    }

    pub(crate) fn cancel(&self, payment_request_id: &str) -> Returned {
        js::call(&self.0, "cancel", &[&payment_request_id.into()])
    }

    pub(crate) fn on(&self, event: &str, handler: &Function) -> Returned {
        js::call(&self.0, "on", &[&event.into(), handler])
    }

    pub(crate) fn off(&self, event: &str, handler: &Function) -> Returned {
        js::call(&self.0, "off", &[&event.into(), handler])
    }
}

/// A part of a presentation that can make an element.
#[derive(Debug, Clone)]
pub(crate) struct Component(pub(crate) JsValue);

impl Component {
    pub(crate) fn component(&self, configuration: Option<&JsValue>) -> Returned {
        match configuration {
            Some(configuration) => js::call(&self.0, "component", &[configuration]),
            None => js::call(&self.0, "component", &[]),
        }
    }
}

/// An element of Klarna's.
#[derive(Debug, Clone)]
pub(crate) struct UiElement(pub(crate) JsValue);

impl UiElement {
    pub(crate) fn mount(&self, container: &JsValue) -> Returned {
        js::call(&self.0, "mount", &[container])
    }

    pub(crate) fn unmount(&self) -> Returned {
        js::call(&self.0, "unmount", &[])
    }

    pub(crate) fn toggle_state(&self, state: &str, value: bool) -> Returned {
        js::call(&self.0, "toggleState", &[&state.into(), &value.into()])
    }

    /// The custom element in the document, where the release says which it is.
    pub(crate) fn html_element(&self) -> JsValue {
        js::get(&self.0, "htmlElement")
    }
}

/// `instance.Network.Session` or the older `instance.Interoperability`.
#[derive(Debug, Clone)]
pub(crate) struct Session(pub(crate) JsValue);

impl Session {
    pub(crate) fn token(&self) -> Returned {
        js::call(&self.0, "token", &[])
    }
}
