//! Mounting parts and buttons, and taking them out again.

use super::click;
use super::initiate::no_saved_option;
use super::mounted::{Mounted, read_part};
use super::options::argument;
use super::presentation::Presentation;
use super::sdk::WebSdk;
use crate::domain::web_sdk::{BUTTON, Choice, FlowOptions, PART, checked};
use crate::interop::container;
use crate::interop::failure::Failure;
use std::rc::Rc;
use wasm_bindgen::JsValue;

impl WebSdk {
    /// Shows a part of a presentation. A part that this release of the SDK does not have is left out.
    pub(crate) fn mount(
        &self,
        presentation: &Rc<Presentation>,
        part: &JsValue,
        container: &JsValue,
        options: &JsValue,
    ) -> Result<Rc<Mounted>, Failure> {
        self.alive()?;
        let part = read_part(part)?;
        let options = checked(argument(options, PART)?, PART)?;
        let container = container::find(container)?;
        self.show(Mounted::part(container, Rc::clone(presentation), part, options))
    }

    /// Shows the payment button. Klarna's events are listened to first: what a redirect left pending comes at once.
    pub(crate) fn mount_button(
        &self,
        presentation: &Rc<Presentation>,
        container: &JsValue,
        options: &JsValue,
    ) -> Result<Rc<Mounted>, Failure> {
        self.alive()?;
        let options = FlowOptions::read(argument(options, BUTTON)?, BUTTON)?;
        let container = container::find(container)?;
        if options.choice == Choice::Saved && !presentation.offer().has_saved() {
            return Err(no_saved_option());
        }
        self.register_purchase()?;
        self.hold();
        self.warn_of_redirect(&options);
        let initiate = click::callback(&self.weak, Some(Rc::clone(presentation)), options.choice, None);
        let mounted = self.show(Mounted::button(container, Rc::clone(presentation), options, initiate))?;
        mounted.show_busy(self.is_busy());
        Ok(mounted)
    }

    fn show(&self, mounted: Rc<Mounted>) -> Result<Rc<Mounted>, Failure> {
        let before = self.mounted.borrow().iter().find(|other| other.collides(&mounted)).cloned();
        if let Some(before) = before {
            self.unmount(&before);
        }
        mounted.show(self)?;
        if mounted.is_shown() {
            self.mounted.borrow_mut().push(Rc::clone(&mounted));
        }
        Ok(mounted)
    }

    /// Takes something out; as often as one likes.
    pub(crate) fn unmount(&self, mounted: &Rc<Mounted>) {
        self.mounted.borrow_mut().retain(|other| !Rc::ptr_eq(other, mounted));
        mounted.hide();
    }

    /// Whether the backend is about to be asked. (A function of its own: no borrow lasts while a button shows it.)
    pub(super) fn is_busy(&self) -> bool {
        self.purchase.get().is_busy()
    }

    /// Lets every button show whether the backend is being asked.
    pub(super) fn show_busy(&self) {
        let busy = self.is_busy();
        let mounted = self.mounted.borrow().clone();
        mounted.iter().for_each(|mounted| mounted.show_busy(busy));
    }

    /// A redirect comes back to the return URL that the server gave to Klarna; this page cannot check it.
    pub(super) fn warn_of_redirect(&self, options: &FlowOptions) {
        if options.redirects() && self.options.return_url.is_none() {
            let message = "REDIRECT needs a return_url in the server's customer_interaction_config";
            self.options.log.write("warning", [("about", "initiationMode".into()), ("message", message.into())]);
        }
    }
}
