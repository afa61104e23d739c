//! Documents, elements and what can be listened to.

use super::browser::global;
use super::js;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// The page's document; `undefined` on a server.
pub(crate) fn document() -> JsValue {
    global("document")
}

/// The document's root and its body.
pub(crate) fn roots() -> [Element; 2] {
    ["documentElement", "body"].map(|name| Element(js::get(&document(), name)))
}

/// Whether the page is hidden: in another tab, or behind a window.
pub(crate) fn is_hidden() -> bool {
    js::get(&document(), "hidden").as_bool() == Some(true)
}

/// Whether the page and everything that its markup names has loaded.
pub(crate) fn is_page_loaded() -> bool {
    js::get(&document(), "readyState") == "complete"
}

/// `document.querySelector`; an error for a malformed selector.
pub(crate) fn query(selector: &JsValue) -> Result<JsValue, JsValue> {
    js::call(&document(), "querySelector", &[selector])
}

/// An element of the page. Its members may still throw: it may be a Proxy of one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Element(JsValue);

impl Element {
    /// The value, if it is an `HTMLElement` of this window.
    pub(crate) fn from_html(value: JsValue) -> Option<Self> {
        value.is_instance_of::<HtmlElement>().then_some(Self(value))
    }

    /// An element that was checked before.
    pub(crate) fn checked(value: JsValue) -> Self {
        Self(value)
    }

    /// The element with that id.
    pub(crate) fn by_id(id: &str) -> Option<Self> {
        let element = js::ask(&document(), "getElementById", &[&id.into()]);
        element.is_object().then_some(Self(element))
    }

    /// The script tag of that number in the page, from 0.
    pub(crate) fn script(number: u32) -> Option<Self> {
        let scripts = js::get(&document(), "scripts");
        let script = js::ask(&scripts, "item", &[&number.into()]);
        script.is_object().then_some(Self(script))
    }

    /// A new element.
    pub(crate) fn new(name: &str) -> Result<Self, JsValue> {
        js::call(&document(), "createElement", &[&name.into()]).map(Self)
    }

    /// Whether it is in the document, or what its getter threw.
    pub(crate) fn try_is_connected(&self) -> Result<bool, JsValue> {
        Ok(js::read(&self.0, "isConnected")?.as_bool() == Some(true))
    }

    /// Whether it is in the document.
    pub(crate) fn is_connected(&self) -> bool {
        self.try_is_connected().unwrap_or(false)
    }

    /// Whether its root is the page's document, and not a shadow root or another document.
    pub(crate) fn is_of_document(&self) -> Result<bool, JsValue> {
        Ok(js::call(&self.0, "getRootNode", &[])? == document())
    }

    /// Whether another element is inside.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        js::ask(&self.0, "contains", &[&other.0]).as_bool() == Some(true)
    }

    /// What is loaded in it, if it is a frame: another object whenever it begins anew.
    pub(crate) fn page(&self) -> JsValue {
        js::get(&self.0, "contentWindow")
    }

    /// Shows it no more, and leaves it where it is.
    pub(crate) fn hide(&self) {
        js::set(&js::get(&self.0, "style"), "display", &"none".into());
    }

    /// Takes a class off it.
    pub(crate) fn remove_class(&self, class: &str) {
        js::tell(&js::get(&self.0, "classList"), "remove", &[&class.into()]);
    }

    /// Its id.
    pub(crate) fn id(&self) -> String {
        js::text(&self.0, "id").unwrap_or_default()
    }

    /// Its `src`, resolved.
    pub(crate) fn src(&self) -> String {
        js::text(&self.0, "src").unwrap_or_default()
    }

    /// Writes a property; a page with Trusted Types may throw.
    pub(crate) fn set(&self, key: &str, value: &JsValue) -> Result<(), JsValue> {
        js::write(&self.0, key, value)
    }

    /// Writes an attribute.
    pub(crate) fn set_attribute(&self, name: &str, value: &str) {
        js::tell(&self.0, "setAttribute", &[&name.into(), &value.into()]);
    }

    /// Puts it at the end of the document's head.
    pub(crate) fn append_to_head(&self) -> Result<(), JsValue> {
        js::call(&js::get(&document(), "head"), "append", &[&self.0]).map(drop)
    }

    /// Takes it out of the document.
    pub(crate) fn remove(&self) {
        js::tell(&self.0, "remove", &[]);
    }
}

impl AsRef<JsValue> for Element {
    fn as_ref(&self) -> &JsValue {
        &self.0
    }
}
