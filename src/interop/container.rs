//! The element that a widget or a button goes into.

use super::failure::Failure;
use crate::domain::error::{Error, ErrorCode};
use crate::sys::dom::{Element, query};
use crate::sys::js;
use wasm_bindgen::JsValue;

/// Finds a container: a selector or an element, in this document, connected, and not inside a shadow root
/// (Klarna's SDK finds its frames by id in the document; inside a shadow root it loses them).
pub(crate) fn find(container: &JsValue) -> Result<Element, Failure> {
    let found = if container.is_string() { query(container) } else { Ok(container.clone()) };
    let element = found.map_err(|cause| threw("the container is not a valid selector", cause))?;
    if element.is_null() && container.is_string() {
        return Err(refused("no element matches the container's selector").into());
    }
    let Some(element) = Element::from_html(element) else {
        return Err(refused("the container is neither a selector nor an HTML element of this page").into());
    };
    match place(&element) {
        Ok(None) => Ok(element),
        Ok(Some(message)) => Err(refused(message).into()),
        Err(cause) => Err(threw("the container cannot be read", cause)),
    }
}

/// Whether it is in a dialog that lies above the whole page. (A browser that does not know `:modal` throws.)
pub(crate) fn is_in_modal_dialog(container: &Element) -> bool {
    js::ask(container.as_ref(), "closest", &[&"dialog:modal".into()]).is_object()
}

/// What is wrong with where an element is, if anything.
fn place(element: &Element) -> Result<Option<&'static str>, JsValue> {
    Ok(if !element.try_is_connected()? {
        Some("the container is not in the document")
    } else if !element.is_of_document()? {
        Some("the container is inside a shadow root or another document")
    } else {
        None
    })
}

fn threw(message: &'static str, cause: JsValue) -> Failure {
    Failure::caused(refused(message), cause)
}

fn refused(message: &'static str) -> Error {
    Error::at(ErrorCode::InvalidContainer, "container", message)
}
