//! What was mounted: parts of a presentation, and buttons.

use super::answered::from_sdk;
use super::presentation::Presentation;
use crate::domain::value::{Value, decimal};
use crate::domain::web_sdk::{Choice, FlowOptions, Part, Place, PresentationId};
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::sys::dom::Element;
use crate::sys::js::{self, record};
use crate::sys::web_sdk::{Payment, UiElement};
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The two states that `toggleState` knows.
const DISABLED: &str = "disabled";
const LOADING: &str = "loading";

/// Where a presentation has its button.
const PAYMENT_BUTTON: &[Place] = &[&["paymentButton"]];

/// Something of Klarna's in a container of the shop's.
#[derive(Debug)]
pub(crate) struct Mounted {
    container: Element,
    presentation: Rc<Presentation>,
    /// The part; `None` for a button.
    part: Option<Part>,
    choice: Choice,
    /// The options of the part, or what Klarna gets of those of the button.
    options: Value,
    /// What Klarna calls when the button is clicked.
    initiate: JsValue,
    /// What the shop wants the button to look like now.
    disabled: Cell<bool>,
    loading: Cell<bool>,
    busy: Cell<bool>,
    element: RefCell<Option<UiElement>>,
    height: RefCell<Option<KeptHeight>>,
}

impl Mounted {
    pub(crate) fn part(container: Element, presentation: Rc<Presentation>, part: Part, options: Value) -> Rc<Self> {
        let options = FlowOptions { choice: Choice::of(&options), purchase: None, value: options };
        Self::new(container, presentation, Some(part), options, JsValue::UNDEFINED)
    }

    pub(crate) fn button(
        container: Element,
        presentation: Rc<Presentation>,
        options: FlowOptions,
        initiate: Function,
    ) -> Rc<Self> {
        Self::new(container, presentation, None, options, initiate.into())
    }

    #[inline(never)]
    fn new(
        container: Element,
        presentation: Rc<Presentation>,
        part: Option<Part>,
        options: FlowOptions,
        initiate: JsValue,
    ) -> Rc<Self> {
        Rc::new(Self {
            container,
            presentation,
            part,
            choice: options.choice,
            initiate,
            disabled: Cell::new(options.is_on(DISABLED)),
            loading: Cell::new(options.is_on(LOADING)),
            busy: Cell::default(),
            element: RefCell::default(),
            height: RefCell::default(),
            options: options.value,
        })
    }

    /// Whether anything of Klarna's is shown: a part that the release does not have is not.
    pub(crate) fn is_shown(&self) -> bool {
        self.element.borrow().is_some()
    }

    pub(crate) fn is_of(&self, presentation: PresentationId) -> bool {
        self.presentation.id == presentation
    }

    /// Whether it is the same thing in the same container: it would show twice.
    pub(crate) fn collides(&self, other: &Self) -> bool {
        self.part == other.part && self.container.as_ref() == other.container.as_ref()
    }

    /// Makes the element and puts it into the container. A part that this release does not have is left out, and so is
    /// the button of a saved option that is gone; a release whose presentation has no button has `Payment.button`.
    pub(crate) fn show(&self, payment: &Payment) -> Result<(), Failure> {
        let places = self.part.map_or(PAYMENT_BUTTON, |part| part.places(&self.options));
        let found = self.presentation.find(self.choice, places);
        let made = match (self.part, found) {
            (Some(part), Some((component, place))) => {
                let shape = part.shape(place, &self.options);
                let shape = shape.map(|shape| record! { shape: shape });
                component.component(shape.as_ref())
            }
            (None, Some((component, _))) => component.component(Some(&self.button_configuration())),
            (None, None) if self.choice == Choice::Default => payment.button(&self.button_configuration()),
            _ => return Ok(()),
        };
        let shown = made.and_then(|element| {
            let element = UiElement(element);
            element.mount(self.container.as_ref())?;
            self.element.replace(Some(element));
            Ok(())
        });
        shown.map_err(|thrown| from_sdk(&thrown))
    }

    fn button_configuration(&self) -> JsValue {
        let configuration = json::to_js(&self.options);
        js::set(&configuration, "initiate", &self.initiate);
        for (key, wanted) in [(DISABLED, &self.disabled), (LOADING, &self.loading)] {
            // Klarna shows as text what it is given needlessly.
            if js::get(&configuration, key).is_truthy() != wanted.get() {
                js::set(&configuration, key, &wanted.get().into());
            }
        }
        self.busy.set(false);
        configuration
    }

    /// Takes it out. If the shop has emptied the container already there is nothing left to take out, and Klarna
    /// would warn of it.
    pub(crate) fn hide(&self) {
        let Some(element) = self.element.take() else { return };
        let html = element.html_element();
        if !html.is_object() || js::get(&html, "isConnected").as_bool() == Some(true) {
            let _ = element.unmount();
        }
        self.show_busy(false);
        self.height.take();
    }

    /// Shows it anew in its place, which keeps its height meanwhile.
    pub(crate) fn again(&self, payment: &Payment, busy: bool) -> Result<(), Failure> {
        let _height = KeptHeight::of(&self.container);
        self.hide();
        if self.container.is_connected() {
            self.show(payment)?;
            self.show_busy(busy);
        }
        Ok(())
    }

    /// While the backend is asked, a button says so.
    pub(crate) fn show_busy(&self, busy: bool) {
        if self.part.is_some() || self.busy.replace(busy) == busy {
            return;
        }
        let height = busy.then(|| KeptHeight::of(&self.container)).flatten();
        self.height.replace(height);
        self.container.set_attribute("aria-busy", if busy { "true" } else { "false" });
        self.toggle(LOADING, busy || self.loading.get());
    }

    /// Disables or enables the button.
    pub(crate) fn set_disabled(&self, disabled: bool) {
        self.disabled.set(disabled);
        self.toggle(DISABLED, disabled);
    }

    /// Lets the button show that the shop is busy.
    pub(crate) fn set_loading(&self, loading: bool) {
        self.loading.set(loading);
        self.toggle(LOADING, loading || self.busy.get());
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
