//! `load`: the widget, shown and refreshed.

use super::loads::Request;
use super::owner;
use super::purchase::{Place, Purchase};
use super::start::thrown_by_sdk;
use super::watch;
use crate::domain::order;
use crate::domain::payments::{End, Load, Widget};
use crate::domain::value::{Value, present};
use crate::interop::callback::function;
use crate::interop::container;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::listener::TreeObserver;
use crate::interop::once::Answer;
use crate::interop::options::Field;
use crate::interop::promise::spawn;
use crate::interop::timer::Timer;
use crate::sys::dom::Element;
use crate::sys::js;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Order data as Klarna's SDK gets it: a plain copy of our own, checked.
pub(super) fn order_data(data: &JsValue) -> Result<JsValue, Failure> {
    if data.is_undefined() || data.is_null() {
        return Ok(js::object());
    }
    let (copy, value) = Field { value: data.clone(), path: "data".to_owned() }.json_object()?;
    order::check(&value)?;
    for key in order::SWAPPING_KEYS {
        js::delete(&copy, key);
    }
    Ok(copy)
}

impl Purchase {
    /// Shows the widget, or refreshes it. While one load runs, later ones are put together into a single one with the
    /// newest data: Klarna's SDK forgets the first of two.
    pub(crate) fn load(self: &Rc<Self>, container: &JsValue, data: &JsValue) -> Result<Answer, Failure> {
        let data = order_data(data)?;
        let container = container::find(container)?;
        self.machine.get().may_load()?;
        owner::check(self)?;
        let waiting = Answer::new();
        let request = Request { container, data, waiting: vec![waiting.clone()] };
        let request = self.loads.borrow_mut().take(request);
        if let Some(request) = request {
            self.start_load(request);
        }
        Ok(waiting)
    }

    /// Loads the widget where it was before, if it can be: after Klarna's SDK took its frame away.
    pub(super) fn load_again(self: &Rc<Self>) {
        let place = self.place.borrow().clone();
        if let Some(place) = place.filter(|place| place.container.is_connected()) {
            let _ = self.load(place.container.as_ref(), &place.data);
        }
    }

    fn start_load(self: &Rc<Self>, Request { container, data, waiting }: Request) {
        let purchase = Rc::clone(self);
        let answer = self.loads.borrow_mut().begin(container.clone(), waiting);
        let begun = self.update(|machine| machine.begin_load());
        let pending = begun.map_err(Failure::from).and_then(|()| self.send_load(&container, &data, answer));
        self.tell();
        spawn(async move {
            let result = match pending {
                Ok(pending) => pending.wait().await,
                Err(failure) => Err(failure),
            };
            purchase.end_load(result, container, data);
        });
    }

    fn send_load(&self, container: &Element, data: &JsValue, answer: Answer) -> Result<PendingLoad, Failure> {
        let options = self.widget_options(container);
        self.sdk.ask("load", &options, data, &callback(&answer)).map_err(|thrown| thrown_by_sdk(&thrown))?;
        let timer = watch::time_limit(self.load_timeout_ms, "load", &answer);
        // The frame comes and goes while it loads; only the container tells.
        let (watched, gone) = (container.clone(), answer.clone());
        let observer = TreeObserver::new(move || {
            if !watched.is_connected() {
                gone.settle(Err(watch::removed()));
            }
        });
        Ok(PendingLoad { answer, _timer: timer, _observer: observer })
    }

    fn end_load(self: &Rc<Self>, result: Result<Load, Failure>, container: Element, data: JsValue) {
        let place = Place { container, data, frame: watch::frame(self) };
        if self.machine.get().end() == Some(End::Disposed) {
            owner::take_out(self, &place);
        } else if result.is_ok() {
            self.place.replace(Some(place));
        }
        self.change(|machine| machine.loaded(result.as_ref().ok()));
        self.log.write(
            "outcome",
            [
                ("call", "load".into()),
                ("status", result.as_ref().ok().map(Load::status).into()),
                ("code", result.as_ref().err().map(|failure| failure.code().as_str()).into()),
            ],
        );
        let (waiting, next) = self.loads.borrow_mut().end();
        for load in waiting {
            load.settle(result.as_ref().map(|load| json::to_js(&load.to_value())).map_err(Failure::clone));
        }
        if let Some(next) = next {
            self.start_load(next);
        }
    }

    /// The options of `load`, fresh: the SDK writes to them.
    fn widget_options(&self, container: &Element) -> JsValue {
        let mut members = handle(&self.widget, false);
        members.push(("preferred_payment_method", self.preferred_payment_method.clone().into()));
        let options = json::to_js(&present(members));
        js::set(&options, "container", container.as_ref());
        options
    }

    /// Shows Klarna's summary of the chosen method on a review page (Klarna: United States and Great Britain).
    pub(crate) fn load_payment_review(self: &Rc<Self>, container: &JsValue) -> Result<PendingLoad, Failure> {
        let container = container::find(container)?;
        self.machine.get().may_load()?;
        owner::check(self)?;
        let answer = self.loads.borrow_mut().begin_review();
        let options = js::object();
        js::set(&options, "container", container.as_ref());
        self.sdk.load_payment_review(&options, &callback(&answer)).map_err(|thrown| thrown_by_sdk(&thrown))?;
        let timer = watch::time_limit(self.load_timeout_ms, "loadPaymentReview", &answer);
        Ok(PendingLoad { answer, _timer: timer, _observer: None })
    }
}

/// A load that Klarna's SDK works on.
#[derive(Debug)]
pub(crate) struct PendingLoad {
    answer: Answer,
    _timer: Timer,
    _observer: Option<TreeObserver>,
}

impl PendingLoad {
    /// Klarna's answer, or why there is none.
    pub(crate) async fn wait(self) -> Result<Load, Failure> {
        let answer = self.answer.clone().await?;
        Ok(Load::read(&json::read_answer(&answer))?)
    }
}

/// How `load` (and with `one_only` every other call) names the widget.
pub(super) fn handle(widget: &Widget, one_only: bool) -> Vec<(&'static str, Value)> {
    match widget {
        Widget::Category { category, instance } => {
            vec![("payment_method_category", category.as_str().into()), ("instance_id", instance.clone().into())]
        }
        Widget::Categories { instance, .. } if one_only => vec![("instance_id", instance.as_str().into())],
        Widget::Categories { categories, instance } => {
            vec![("payment_method_categories", categories.clone().into()), ("instance_id", instance.as_str().into())]
        }
    }
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
