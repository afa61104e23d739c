//! What was mounted: parts of a presentation, and buttons.

use super::answered::from_sdk;
use super::presentation::Presentation;
use super::sdk::WebSdk;
use crate::domain::error::Error;
use crate::domain::value::{Value, decimal, object};
use crate::domain::web_sdk::{Choice, FlowOptions, Part, Word};
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::sys::dom::Element;
use crate::sys::js;
use crate::sys::web_sdk::UiElement;
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The two states that `toggleState` knows.
const DISABLED: &str = "disabled";
const LOADING: &str = "loading";

/// Something of Klarna's in a container of the shop's.
#[derive(Debug)]
pub(crate) struct Mounted {
    container: Element,
    presentation: Rc<Presentation>,
    what: What,
    element: RefCell<Option<UiElement>>,
    height: RefCell<Option<KeptHeight>>,
}

#[derive(Debug)]
enum What {
    /// A part and its options.
    Part(Part, Value),
    Button(ButtonState),
}

/// A button's options and callback, and what the shop wants it to look like now.
#[derive(Debug)]
struct ButtonState {
    options: FlowOptions,
    initiate: Function,
    disabled: Cell<bool>,
    loading: Cell<bool>,
    busy: Cell<bool>,
}

impl Mounted {
    pub(super) fn part(container: Element, presentation: Rc<Presentation>, part: Part, options: Value) -> Rc<Self> {
        Self::new(container, presentation, What::Part(part, options))
    }

    pub(super) fn button(
        container: Element,
        presentation: Rc<Presentation>,
        options: FlowOptions,
        initiate: Function,
    ) -> Rc<Self> {
        let (disabled, loading) = (Cell::new(options.is_on(DISABLED)), Cell::new(options.is_on(LOADING)));
        let state = ButtonState { options, initiate, disabled, loading, busy: Cell::new(false) };
        Self::new(container, presentation, What::Button(state))
    }

    fn new(container: Element, presentation: Rc<Presentation>, what: What) -> Rc<Self> {
        Rc::new(Self { container, presentation, what, element: RefCell::default(), height: RefCell::default() })
    }

    /// Whether anything of Klarna's is shown: a part that the release does not have is not.
    pub(crate) fn is_shown(&self) -> bool {
        self.element.borrow().is_some()
    }

    pub(super) fn is_of(&self, presentation: &Rc<Presentation>) -> bool {
        Rc::ptr_eq(&self.presentation, presentation)
    }

    /// Whether it is the same thing in the same container: it would show twice.
    pub(super) fn collides(&self, other: &Self) -> bool {
        let same = match (&self.what, &other.what) {
            (What::Part(part, _), What::Part(other, _)) => part == other,
            (What::Button(_), What::Button(_)) => true,
            _ => false,
        };
        same && self.container.as_ref() == other.container.as_ref()
    }

    /// Makes the element and puts it into the container.
    pub(super) fn show(&self, sdk: &WebSdk) -> Result<(), Failure> {
        let made = match &self.what {
            What::Part(part, options) => self.make_part(*part, options),
            What::Button(button) => self.make_button(button, sdk).map(Some),
        };
        let Some(element) = made.map_err(|thrown| from_sdk(&thrown))? else { return Ok(()) };
        let element = UiElement(element);
        element.mount(self.container.as_ref()).map_err(|thrown| from_sdk(&thrown))?;
        self.element.replace(Some(element));
        Ok(())
    }

    fn make_part(&self, part: Part, options: &Value) -> Result<Option<JsValue>, JsValue> {
        let Some((component, place)) = self.presentation.find(Choice::of(options), part.places(options)) else {
            return Ok(None);
        };
        let shape = part.shape(place, options).map(|shape| json::to_js(&object([("shape", shape.into())])));
        component.component(shape.as_ref()).map(Some)
    }

    /// The button of the presentation; a release without one has `Payment.button`.
    fn make_button(&self, button: &ButtonState, sdk: &WebSdk) -> Result<JsValue, JsValue> {
        let configuration = json::to_js(&button.options.value);
        js::set(&configuration, "initiate", &button.initiate);
        for (key, wanted) in [(DISABLED, &button.disabled), (LOADING, &button.loading)] {
            if wanted.get() {
                js::set(&configuration, key, &true.into());
            }
        }
        button.busy.set(false);
        match self.presentation.find(button.options.choice, &[&["paymentButton"]]) {
            Some((component, _)) => component.component(Some(&configuration)),
            None => sdk.instance.payment.button(&configuration),
        }
    }

    /// Takes it out. If the shop has emptied the container already there is nothing left to take out, and Klarna
    /// would warn of it.
    pub(super) fn hide(&self) {
        let element = self.element.borrow_mut().take();
        let Some(element) = element else { return };
        let html = element.html_element();
        if !html.is_object() || js::get(&html, "isConnected").as_bool() == Some(true) {
            let _ = element.unmount();
        }
        self.show_busy(false);
        let height = self.height.borrow_mut().take();
        drop(height);
    }

    /// Shows it anew in its place, which keeps its height meanwhile.
    pub(super) fn again(&self, sdk: &WebSdk) -> Result<(), Failure> {
        let _height = KeptHeight::of(&self.container);
        self.hide();
        if self.container.is_connected() {
            self.show(sdk)?;
            self.show_busy(sdk.is_busy());
        }
        Ok(())
    }

    /// While the backend is asked, a button says so.
    pub(super) fn show_busy(&self, busy: bool) {
        let What::Button(button) = &self.what else { return };
        if button.busy.replace(busy) == busy {
            return;
        }
        let height = busy.then(|| KeptHeight::of(&self.container)).flatten();
        self.height.replace(height);
        self.container.set_attribute("aria-busy", if busy { "true" } else { "false" });
        self.toggle(LOADING, busy || button.loading.get());
    }

    /// Disables or enables the button.
    pub(crate) fn set_disabled(&self, disabled: bool) {
        if let What::Button(button) = &self.what {
            button.disabled.set(disabled);
            self.toggle(DISABLED, disabled);
        }
    }

    /// Lets the button show that the shop is busy.
    pub(crate) fn set_loading(&self, loading: bool) {
        if let What::Button(button) = &self.what {
            button.loading.set(loading);
            self.toggle(LOADING, loading || button.busy.get());
        }
    }

    fn toggle(&self, state: &str, value: bool) {
        let element = self.element.borrow().clone();
        if let Some(element) = element {
            // A release without it shows the state by itself.
            let _ = element.toggle_state(state, value);
        }
    }
}

/// Keeps a container from collapsing while what is in it changes.
#[derive(Debug)]
struct KeptHeight {
    style: JsValue,
    before: JsValue,
}

const MIN_HEIGHT: &str = "minHeight";

impl KeptHeight {
    fn of(container: &Element) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole pixels; the cast saturates")]
        let height = js::get(container.as_ref(), "offsetHeight").as_f64()? as usize;
        let style = js::get(container.as_ref(), "style");
        let before = js::get(&style, MIN_HEIGHT);
        js::write(&style, MIN_HEIGHT, &[&decimal(height), "px"].concat().into()).ok()?;
        Some(Self { style, before })
    }
}

impl Drop for KeptHeight {
    fn drop(&mut self) {
        js::set(&self.style, MIN_HEIGHT, &self.before);
    }
}

/// The part of that name.
pub(super) fn read_part(name: &JsValue) -> Result<Part, Failure> {
    let part = name.as_string().as_deref().and_then(Part::parse);
    part.ok_or_else(|| Error::argument("part", ["the parts are ", &Part::NAMES.join(", ")].concat()).into())
}
