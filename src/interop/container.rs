//! The element that a widget or a button goes into.

use super::failure::Failure;
use crate::domain::error::{Error, ErrorCode};
use crate::sys::dom::{Element, query};
use wasm_bindgen::JsValue;

/// Finds a container: a selector or an element, in this document, connected, and not inside a shadow root
/// (Klarna's SDK finds its frames by id in the document; inside a shadow root it loses them).
pub(crate) fn find(container: &JsValue) -> Result<Element, Failure> {
    let is_selector = container.is_string();
    let element = if is_selector {
        query(container).map_err(|cause| threw("the container is not a valid selector", cause))?
    } else {
        container.clone()
    };
    if element.is_null() && is_selector {
        return Err(refused("no element matches the container's selector").into());
    }
    let element = Element::from_html(element)
        .ok_or_else(|| refused("the container is neither a selector nor an HTML element of this page"))?;
    let unreadable = |cause| threw("the container cannot be read", cause);
    if !element.try_is_connected().map_err(unreadable)? {
        return Err(refused("the container is not in the document").into());
    }
    if !element.is_of_document().map_err(unreadable)? {
        return Err(refused("the container is inside a shadow root or another document").into());
    }
    Ok(element)
}

fn threw(message: &'static str, cause: JsValue) -> Failure {
    Failure::caused(refused(message), cause)
}

fn refused(message: &'static str) -> Error {
    Error::at(ErrorCode::InvalidContainer, "container", message)
}
