//! Where the widget is in the document.

use crate::sys::dom::Element;
use wasm_bindgen::JsValue;

/// A frame of Klarna's, and the page in it: browsers load that anew when they find the frame in another place of the
/// document, and Klarna's SDK does not hear from it again.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) element: Element,
    page: JsValue,
}

impl Frame {
    /// The frame with that id, wherever it is in the document.
    pub(crate) fn by_id(id: &str) -> Option<Self> {
        let element = Element::by_id(id)?;
        let page = element.page();
        Some(Self { element, page })
    }

    /// Whether it is the same frame as before, with another page in it.
    pub(crate) fn restarted_since(&self, before: &Self) -> bool {
        self.element == before.element && self.page != before.page
    }

    /// Whether its page is that one.
    pub(crate) fn shows(&self, page: &JsValue) -> bool {
        self.page == *page
    }

    /// Whether Klarna's SDK still hears from it. One that the SDK made anew under the same id is no loss.
    pub(crate) fn lives_on(&self) -> bool {
        Element::by_id(&self.element.id()).is_some_and(|now| now != self.element || now.page() == self.page)
    }
}

/// Where the widget is shown, or about to be.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) container: Element,
    pub(crate) frame: Option<Frame>,
}

impl Place {
    /// Whether the frame is in the container, and not somewhere else by now.
    pub(crate) fn holds_frame(&self) -> bool {
        self.frame.as_ref().is_some_and(|frame| self.container.contains(&frame.element))
    }

    /// Whether the frame was in the container, and is somewhere else by now.
    pub(crate) fn lost_frame(&self) -> bool {
        self.frame.is_some() && !self.holds_frame()
    }

    /// Whether that frame is the widget.
    pub(crate) fn shows(&self, frame: &Frame) -> bool {
        self.frame.as_ref().is_some_and(|shown| shown.element == frame.element)
    }
}
