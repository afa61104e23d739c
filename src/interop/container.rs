//! The element that a widget or a button goes into.

use super::failure::Failure;
use crate::domain::error::{Error, ErrorCode};
use crate::sys::browser::window;
use crate::sys::dom::{Document, Element, HtmlElement};
use wasm_bindgen::{JsCast, JsValue};

/// Finds a container: a selector or an element, in this document, connected, and not inside a shadow root
/// (Klarna's SDK finds its frames by id in the document; inside a shadow root it loses them).
pub(crate) fn find(container: &JsValue) -> Result<Element, Failure> {
    let document = document()?;
    let element = match container.as_string() {
        Some(selector) => {
            let found = document
                .query_selector(&selector)
                .map_err(|cause| Failure::caused(refused("the container is not a valid selector"), cause))?;
            if found.is_null() {
                return Err(refused("no element matches the container's selector").into());
            }
            found
        }
        None => container.clone(),
    };
    if !element.is_instance_of::<HtmlElement>() {
        return Err(refused("the container is neither a selector nor an HTML element of this page").into());
    }
    let element: Element = element.unchecked_into();
    let unreadable = |cause| Failure::caused(refused("the container cannot be read"), cause);
    if element.is_connected().map_err(unreadable)?.as_bool() != Some(true) {
        return Err(refused("the container is not in the document").into());
    }
    let root = element.get_root_node().map_err(unreadable)?;
    if !js_sys::Object::is(&root, &document) {
        return Err(refused("the container is inside a shadow root or another document").into());
    }
    Ok(element)
}

/// Whether an element is still in the document.
pub(crate) fn is_connected(element: &Element) -> bool {
    element.is_connected().is_ok_and(|connected| connected.as_bool() == Some(true))
}

/// The element with that id.
pub(crate) fn by_id(id: &str) -> Option<Element> {
    let found = document().ok()?.get_element_by_id(id).ok()?;
    found.is_object().then(|| found.unchecked_into())
}

/// The page's document.
pub(crate) fn document() -> Result<Document, Failure> {
    match window().document() {
        Ok(document) if document.is_object() => Ok(document.unchecked_into()),
        _ => {
            Err(Error::new(ErrorCode::InvalidState, "there is no document: this runs in a page, not on a server")
                .into())
        }
    }
}

fn refused(message: &'static str) -> Error {
    Error::at(ErrorCode::InvalidContainer, "container", message)
}
