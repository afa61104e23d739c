//! `load`: the widget, shown and refreshed.

use super::loads::Request;
use super::order_data::order_data;
use super::owner;
use super::purchase::{Place, Purchase};
use super::start::thrown_by_sdk;
use super::watch::{self, Frame};
use crate::domain::payments::{End, Load, frame_id};
use crate::interop::callback::function;
use crate::interop::container;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::listener::TreeObserver;
use crate::interop::once::Answer;
use crate::interop::promise::spawn;
use crate::interop::timer::Timer;
use crate::sys::dom::Element;
use crate::sys::js;
use js_sys::Array;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

impl Purchase {
    /// Shows the widget, or refreshes it. While one load runs, later ones are put together into a single one with the
    /// newest data: Klarna's SDK forgets the first of two.
    pub(crate) fn load(self: &Rc<Self>, container: &JsValue, data: &JsValue) -> Result<Answer, Failure> {
        let data = order_data(&self.settings, data)?;
        let container = self.free_container(container)?;
        let waiting = Answer::new();
        self.loads.borrow_mut().add(Request { container, data, waiting: vec![waiting.clone()] });
        self.start_load();
        Ok(waiting)
    }

    /// Loads the widget where it was before, if it can be: after Klarna's SDK took its frame away. The order stays as
    /// Klarna has it: what an earlier load said of it may have changed since.
    pub(super) fn load_again(self: &Rc<Self>) {
        if let Some(place) = self.place()
            && place.container.is_connected()
        {
            let _ = self.load(place.container.as_ref(), &JsValue::UNDEFINED);
        }
    }

    /// The container, if something may be loaded into it now.
    fn free_container(&self, container: &JsValue) -> Result<Element, Failure> {
        let container = container::find(container)?;
        if container::is_in_modal_dialog(&container) {
            let message =
                "Klarna's overlay lies under a modal dialog: open it with show(), or close it before authorize";
            self.settings.log.write("overlay", &[("message", message.into())]);
        }
        self.machine.get().may_load()?;
        owner::check(self)?;
        Ok(container)
    }

    /// Starts the next load, if there is one and none runs.
    fn start_load(self: &Rc<Self>) {
        let Some((container, data, answer)) = self.loads.borrow_mut().begin() else { return };
        let sent = self.send_load(&container, &data, &answer);
        self.tell();
        let purchase = Rc::clone(self);
        spawn(async move {
            let answered = match sent {
                Ok(_watches) => answer.await,
                Err(failure) => Err(failure),
            };
            purchase.end_load(container, answered);
        });
    }

    fn send_load(
        &self,
        container: &Element,
        data: &JsValue,
        answer: &Answer,
    ) -> Result<(Timer, Option<TreeObserver>), Failure> {
        // A load that had to wait finds a page that may have changed hands.
        owner::check_widget(self)?;
        self.update(|machine| machine.begin_load())?;
        let settings = &self.settings;
        // Fresh: the SDK writes to them.
        let options = json::to_js(settings.widget.handle());
        if !settings.preferred_payment_method.is_undefined() {
            js::set(&options, "preferred_payment_method", &settings.preferred_payment_method);
        }
        js::set(&options, "container", container.as_ref());
        self.sdk.ask("load", &options, data, &callback(answer)).map_err(thrown_by_sdk)?;
        self.settle_in(container.clone(), false);
        let timer = watch::time_limit(settings.load_timeout_ms, answer);
        // The frame comes and goes while it loads; only the container tells.
        Ok((timer, watch::widget(Some(container.clone()), None, answer)))
    }

    fn end_load(self: &Rc<Self>, container: Element, answered: Result<JsValue, Failure>) {
        let result = read(answered);
        self.settle_in(container, result.is_ok());
        self.change(|machine| machine.loaded(result.as_ref().ok()));
        self.log_outcome("load", result.as_ref().map(Load::status), JsValue::UNDEFINED);
        let waiting = self.loads.borrow_mut().end();
        for load in waiting {
            load.settle(result.as_ref().map(shown).map_err(Failure::clone));
        }
        self.start_load();
    }

    /// Keeps where the widget is: where its frame is, or where Klarna says that it is shown.
    fn settle_in(&self, container: Element, is_shown: bool) {
        let place = Rc::new(Place { container, frame: self.frame() });
        if self.machine.get().end() == Some(End::Disposed) {
            owner::take_out(self, &place);
        } else if is_shown || place.holds_frame() {
            self.place.replace(Some(place));
        }
    }

    /// The widget's main frame, wherever it is in the document.
    pub(super) fn frame(&self) -> Option<Frame> {
        Frame::by_id(&frame_id(self.settings.widget.name()))
    }

    /// Shows Klarna's summary of the chosen method on a review page (Klarna: United States and Great Britain).
    pub(crate) fn load_payment_review(&self, container: &JsValue) -> Result<PendingReview, Failure> {
        let container = self.free_container(container)?;
        let answer = self.loads.borrow_mut().begin_review();
        let options = js::object();
        js::set(&options, "container", container.as_ref());
        self.sdk.load_payment_review(&options, &callback(&answer)).map_err(thrown_by_sdk)?;
        Ok(PendingReview { timer: watch::time_limit(self.settings.load_timeout_ms, &answer), answer })
    }
}

/// A payment review that Klarna's SDK works on.
#[derive(Debug)]
pub(crate) struct PendingReview {
    answer: Answer,
    timer: Timer,
}

impl PendingReview {
    /// Klarna's answer, or why there is none.
    pub(crate) async fn shown(self) -> Result<JsValue, Failure> {
        let answered = self.answer.await;
        drop(self.timer);
        read(answered).map(|load| shown(&load))
    }
}

#[inline(never)]
fn read(answered: Result<JsValue, Failure>) -> Result<Load, Failure> {
    Ok(Load::read(&json::read_answer(&answered?))?)
}

fn shown(load: &Load) -> JsValue {
    described(load.status(), load.invalid_fields())
}

/// An outcome as the shop gets it, still without token or delivery.
#[inline(never)]
pub(super) fn described(status: &str, invalid_fields: &[String]) -> JsValue {
    let fields = invalid_fields.iter().map(JsValue::from).collect::<Array>();
    let fields = if invalid_fields.is_empty() { JsValue::UNDEFINED } else { fields.into() };
    js::record(&[("status", status.into()), ("invalidFields", fields)])
}

/// A callback for Klarna's SDK. It may come never, twice or late, and it never throws into Klarna's code.
fn callback(answer: &Answer) -> JsValue {
    let answer = answer.clone();
    function(move |result, _| {
        answer.settle(Ok(result));
        JsValue::UNDEFINED
    })
    .into()
}
