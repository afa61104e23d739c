//! A presentation of Klarna's, and asking for it again when the order changes.

use super::answered::{incompatible, within};
use super::options::argument;
use super::sdk::WebSdk;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::web_sdk::{Choice, Offer, PRESENTATION, Place, PresentationRequest, Purchase, Word};
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::once::Answer;
use crate::sys::js;
use crate::sys::web_sdk::Component;
use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// How Klarna wants to be shown.
#[derive(Debug)]
pub(crate) struct Presentation {
    shown: RefCell<Shown>,
    /// What Klarna was asked last: the next refresh changes that, whether it has been answered or not.
    asked: RefCell<PresentationRequest>,
    /// In which turn that was.
    newest: Cell<u32>,
    /// Counts the refreshes: of several at once the newest that succeeds counts.
    turn: Cell<u32>,
}

/// What Klarna answered to a request.
#[derive(Debug)]
struct Shown {
    raw: JsValue,
    offer: Offer,
    request: PresentationRequest,
    turn: u32,
}

/// A question that Klarna's SDK was asked.
#[derive(Debug)]
pub(crate) struct Asked {
    /// How many purchases were done when it was asked.
    done: u32,
    request: PresentationRequest,
    answer: Answer,
    turn: u32,
}

impl Presentation {
    /// The presentation as it is now.
    pub(crate) fn offer(&self) -> Ref<'_, Offer> {
        Ref::map(self.shown.borrow(), |shown| &shown.offer)
    }

    /// What the shop hears of a change.
    pub(super) fn described(&self) -> JsValue {
        let offer = self.offer();
        js::record(&[
            ("instruction", offer.instruction.as_str().into()),
            ("degraded", offer.degraded.into()),
            ("hasSavedOption", offer.has_saved().into()),
        ])
    }

    pub(super) fn option_id(&self, choice: Choice) -> Option<String> {
        self.offer().option_id(choice).map(str::to_owned)
    }

    /// Klarna has another one now.
    pub(super) fn replace(&self, raw: &JsValue) {
        let offer = read(raw);
        let mut shown = self.shown.borrow_mut();
        shown.offer = offer;
        shown.raw = raw.clone();
    }

    /// The first of the places that has a component.
    pub(super) fn find(&self, choice: Choice, places: &[Place]) -> Option<(Component, Place)> {
        let root = self.offer().root(choice)?;
        let raw = self.shown.borrow().raw.clone();
        let root = root.map_or_else(|| raw.clone(), |key| js::get(&raw, key));
        for place in places {
            let mut found = root.clone();
            for key in *place {
                found = js::get(&found, key);
            }
            if js::get(&found, "component").is_function() {
                return Some((Component(found), place));
            }
        }
        None
    }
}

impl WebSdk {
    /// Asks Klarna how it wants to be shown. A click on a button of the shop's own that Klarna has not answered is over.
    pub(crate) fn ask_presentation(&self, options: &JsValue) -> Result<Box<Asked>, Failure> {
        self.alive()?;
        let request = PresentationRequest::read(argument(options, PRESENTATION)?)?;
        let is_initiating = self.purchase.get().is_initiating();
        if is_initiating {
            let message = "another presentation was asked for before Klarna's SDK called back";
            self.settle(Err(Error::new(ErrorCode::Aborted, message).into()));
            self.change(Purchase::give_up);
        }
        let turn = self.asked.get().wrapping_add(1);
        self.asked.set(turn);
        Ok(self.ask(request, turn))
    }

    /// Waits for it. Another purchase may begin then, if the last one was over when the presentation was asked for.
    pub(crate) async fn present(&self, asked: Box<Asked>) -> Result<Rc<Presentation>, Failure> {
        let answered = self.unless_disposed(asked.answer.clone()).await;
        let shown = RefCell::new(self.presented(&asked, answered)?);
        let request = RefCell::new(asked.request.clone());
        let [newest, turn] = [asked.turn; 2].map(Cell::new);
        let presentation = Rc::new(Presentation { shown, asked: request, newest, turn });
        if asked.turn > self.shown.get() {
            self.shown.set(asked.turn);
            self.presentation.replace(Some(Rc::clone(&presentation)));
        }
        self.update(|purchase| purchase.renew(asked.done));
        self.tell();
        Ok(presentation)
    }

    /// Asks again for what has changed, such as the amount.
    pub(crate) fn ask_again(&self, presentation: &Presentation, options: &JsValue) -> Result<Box<Asked>, Failure> {
        self.alive()?;
        let changes = argument(options, PRESENTATION)?;
        let request = presentation.asked.borrow().changed(changes)?;
        presentation.asked.replace(request.clone());
        let turn = presentation.turn.get().wrapping_add(1);
        presentation.turn.set(turn);
        presentation.newest.set(turn);
        Ok(self.ask(request, turn))
    }

    /// Waits for it, then shows what is mounted anew in its place.
    pub(crate) async fn refresh(&self, presentation: &Rc<Presentation>, asked: Box<Asked>) -> Result<(), Failure> {
        let answered = self.unless_disposed(asked.answer.clone()).await;
        let shown = self.presented(&asked, answered);
        if asked.turn < presentation.shown.borrow().turn {
            return shown.map(drop);
        }
        let done = shown.map(|shown| drop(presentation.shown.replace(shown)));
        // What is asked next changes what is shown, unless a newer question is under way.
        if asked.turn >= presentation.newest.get() {
            let shown = presentation.shown.borrow();
            presentation.asked.replace(shown.request.clone());
            presentation.newest.set(shown.turn);
        }
        done?;
        self.change(Purchase::retry);
        let mounted = self.mounted.borrow().clone();
        // One that cannot be shown leaves no other with what was before.
        let mut done = Ok(());
        for mounted in mounted.iter().filter(|mounted| mounted.is_of(presentation)) {
            done = done.and(mounted.again(self));
        }
        done
    }

    #[inline(never)]
    fn ask(&self, request: PresentationRequest, turn: u32) -> Box<Asked> {
        let done = self.purchase.get().done();
        let returned = self.instance.payment.presentation(&json::to_js(request.value()));
        Box::new(Asked { done, request, answer: within(self.limit_ms(), returned), turn })
    }

    /// What the SDK answered, if it is a presentation and still wanted.
    #[inline(never)]
    fn presented(&self, asked: &Asked, answered: Result<JsValue, Failure>) -> Result<Shown, Failure> {
        let raw = answered?;
        self.alive()?;
        if !raw.is_object() {
            return Err(incompatible("the SDK gave no presentation"));
        }
        let offer = read(&raw);
        self.options.log.write(
            "presentation",
            &[("instruction", offer.instruction.as_str().into()), ("degraded", offer.degraded.into())],
        );
        Ok(Shown { raw, offer, request: asked.request.clone(), turn: asked.turn })
    }
}

/// The data of a presentation. Its components are functions, and its getters are Klarna's.
#[inline(never)]
fn read(raw: &JsValue) -> Offer {
    let text = |object: &JsValue, key: &str| js::get(object, key).as_string();
    Offer::read(text(raw, "instruction").as_deref(), &|name| {
        let option = js::get(raw, name);
        option.is_object().then(|| text(&option, "paymentOptionId").unwrap_or_default())
    })
}
