//! `authorize`, `reauthorize` and `finalize`: into the SDK within the caller's task, then the answer.

use super::load::{handle, order_data};
use super::purchase::{Purchase, RunningCall};
use super::start::thrown_by_sdk;
use super::{owner, record, watch};
use crate::domain::error::ErrorCode;
use crate::domain::payments::{Authorization, Call, Machine, Record};
use crate::domain::value::present;
use crate::interop::abort::Signal;
use crate::interop::callback::function;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::listener::{Listener, TreeObserver};
use crate::interop::once::Answer;
use crate::interop::options::Options;
use crate::interop::timer::{Timer, now_ms};
use crate::sys::js;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// How long after a refusal the SDK may still say that the call never ran.
const LATE_FAILURE_MS: f64 = 50.0;

/// What the caller of `authorize` may choose.
#[derive(Debug, Default)]
pub(crate) struct CallOptions {
    auto_finalize: Option<bool>,
    signal: Option<Signal>,
}

impl CallOptions {
    pub(crate) fn read(value: &JsValue) -> Result<Self, Failure> {
        let options = Options::argument(value, "options")?;
        Ok(Self {
            auto_finalize: options.boolean("autoFinalize")?,
            signal: options.get("signal")?.map(|field| Signal::read(&field)).transpose()?,
        })
    }
}

/// A call that Klarna works on. What it holds watches until it is dropped.
#[derive(Debug)]
pub(crate) struct PendingCall {
    call: Call,
    running: RunningCall,
    started: f64,
    took_widget: bool,
    late_failure: Answer,
    _watches: (Option<Listener>, Option<Listener>, Option<TreeObserver>),
}

impl Purchase {
    /// Checks everything and calls Klarna's SDK before it returns.
    pub(crate) fn call(
        self: &Rc<Self>,
        call: Call,
        options: &CallOptions,
        data: &JsValue,
    ) -> Result<PendingCall, Failure> {
        let data = order_data(data)?;
        if let Some(failure) = options.signal.as_ref().and_then(|signal| signal.fired()) {
            return Err(failure);
        }
        self.may_call(call)?;
        let number = self.calls.get().wrapping_add(1);
        self.calls.set(number);
        let running = RunningCall { number, answer: Answer::new() };
        let late_failure = Answer::new();
        let rejections = watch::late_failure(&late_failure);
        self.update(|machine| machine.begin(call))?;
        self.call.replace(Some(running.clone()));
        if let Err(thrown) = self.send(call, options.auto_finalize, &data, &running) {
            // The SDK may have called back before it threw; the throw wins.
            let failure = thrown_by_sdk(&thrown);
            self.call.borrow_mut().take();
            self.change(|machine| machine.call_failed(failure.code()));
            return Err(failure);
        }
        let took_widget = self.widget_was_taken();
        let place = self.place.borrow().clone();
        let container = place.filter(|_| call == Call::Authorize).map(|place| place.container);
        let observer = watch::widget(self, container, &running.answer);
        let abort = options.signal.as_ref().and_then(|signal| signal.settles(&running.answer));
        self.log.write("call", [("call", call.name().into()), ("autoFinalize", options.auto_finalize.into())]);
        self.tell();
        if took_widget {
            self.hub.emit("widgetremoved", &js::object());
        }
        Ok(PendingCall {
            call,
            running,
            started: now_ms(),
            took_widget,
            late_failure,
            _watches: (abort, rejections, observer),
        })
    }

    fn may_call(&self, call: Call) -> Result<(), Failure> {
        // A call that could not even begin must not send anybody looking for the widget: the machine speaks first.
        self.machine.get().begin(call)?;
        owner::check(self)?;
        owner::check_lane(self)?;
        match call {
            Call::Finalize => {
                Record::permits_finalize(record::read().as_ref(), &self.session.name, self.widget.name())?;
            }
            Call::Reauthorize => {}
            Call::Authorize if self.widget_is_there() => {}
            Call::Authorize => {
                self.change(Machine::widget_lost);
                return Err(watch::removed());
            }
        }
        Ok(())
    }

    fn send(
        &self,
        call: Call,
        auto_finalize: Option<bool>,
        data: &JsValue,
        running: &RunningCall,
    ) -> Result<JsValue, JsValue> {
        let mut members = handle(&self.widget, call != Call::Authorize);
        members.push(("auto_finalize", auto_finalize.into()));
        let options = json::to_js(&present(members));
        self.sdk.ask(call.name(), &options, data, &self.callback(running))
    }

    /// Waits for the answer and gives the outcome; an approved token is delivered first.
    pub(crate) async fn outcome(self: Rc<Self>, pending: PendingCall) -> Result<JsValue, Failure> {
        let answer = pending.running.answer.clone().await;
        let result = match answer {
            Ok(answer) => self.read(&pending, &answer).await,
            Err(failure) => Err(failure),
        };
        let result = self.settle(&pending, result);
        self.log.write(
            "outcome",
            [
                ("call", pending.call.name().into()),
                ("status", result.as_ref().ok().map(Authorization::status).into()),
                ("code", result.as_ref().err().map(|failure| failure.code().as_str()).into()),
                ("ms", (now_ms() - pending.started).round().into()),
            ],
        );
        let took_widget = pending.took_widget;
        drop(pending);
        match result? {
            Authorization::Approved { token } => self.approved(token).await,
            outcome => {
                if took_widget && !matches!(outcome, Authorization::Declined | Authorization::FinalizeRequired) {
                    self.load_again();
                }
                Ok(json::to_js(&outcome.to_value()))
            }
        }
    }

    async fn read(&self, pending: &PendingCall, answer: &JsValue) -> Result<Authorization, Failure> {
        let outcome = Authorization::read(&json::read_answer(answer))?;
        if matches!(outcome, Authorization::Declined | Authorization::Dismissed) {
            let failed = pending.late_failure.clone();
            let _timer = Timer::settle(LATE_FAILURE_MS, &failed, || Ok(JsValue::UNDEFINED));
            failed.await?;
        }
        Ok(outcome)
    }

    /// The state after a call. If the purchase ended meanwhile, the end is the result; but a token that is here is
    /// delivered all the same.
    fn settle(&self, pending: &PendingCall, result: Result<Authorization, Failure>) -> Result<Authorization, Failure> {
        if let Some(end) = self.machine.get().end() {
            return if matches!(result, Ok(Authorization::Approved { .. })) { result } else { Err(end.error().into()) };
        }
        if self.call.borrow().as_ref().is_none_or(|running| running.number != pending.running.number) {
            return result;
        }
        if result.as_ref().is_err_and(|failure| failure.code() == ErrorCode::Aborted) {
            self.change(Machine::abandon);
            return result;
        }
        self.call.borrow_mut().take();
        match &result {
            Ok(outcome) => {
                self.remember(outcome);
                self.change(|machine| {
                    machine.answered(outcome);
                    // In one step: no handler of the shop's may call anything between approval and delivery.
                    if self.backend.is_some() && matches!(outcome, Authorization::Approved { .. }) {
                        machine.delivering();
                    }
                });
            }
            Err(failure) => self.change(|machine| machine.call_failed(failure.code())),
        }
        result
    }

    /// Leaves for the next page what it has to know.
    fn remember(&self, outcome: &Authorization) {
        let finalize_required = match outcome {
            Authorization::FinalizeRequired => true,
            Authorization::Approved { .. } | Authorization::Declined => false,
            Authorization::CorrectionRequired { .. } | Authorization::Dismissed => return,
        };
        record::write(&Record {
            session: self.session.name.clone(),
            widget: self.widget.name().to_owned(),
            finalize_required,
        });
    }

    /// The callback of one call. An answer after the caller gave up frees the way for the next call. If that one runs
    /// already, a token is its answer: some sessions drop a second call in silence, and no token may be lost.
    fn callback(&self, running: &RunningCall) -> JsValue {
        let running = running.clone();
        let purchase = self.weak.clone();
        let is_answered = Cell::new(false);
        function(move |result, _| {
            let is_repeated = is_answered.replace(true);
            if running.answer.settle(Ok(result.clone())) || is_repeated {
                return JsValue::UNDEFINED;
            }
            let Some(purchase) = purchase.upgrade() else { return JsValue::UNDEFINED };
            purchase.log.write("late_answer", []);
            let current = purchase.call.borrow().clone();
            let Some(current) = current else { return JsValue::UNDEFINED };
            if current.number != running.number {
                if matches!(Authorization::read(&json::read_answer(&result)), Ok(Authorization::Approved { .. })) {
                    current.answer.settle(Ok(result));
                }
            } else if purchase.machine.get().is_abandoned() {
                purchase.call.borrow_mut().take();
                purchase.change(Machine::failed);
            }
            JsValue::UNDEFINED
        })
        .into()
    }

    /// Whether the widget that `load` showed is still in the document, frame and container.
    fn widget_is_there(&self) -> bool {
        let place = self.place.borrow();
        place.as_ref().is_some_and(|place| {
            let frame_is_there = place.frame.is_none() || watch::frame(self).is_some();
            place.container.is_connected() && frame_is_there
        })
    }

    /// Whether the SDK took the frame out of its container (it does for `finalize` and `reauthorize`).
    fn widget_was_taken(&self) -> bool {
        let place = self.place.borrow().clone();
        let Some(frame) = place.as_ref().and_then(|place| place.frame.as_ref()) else { return false };
        let Some(container) = place.as_ref().map(|place| &place.container) else { return false };
        let taken = self.machine.get().has_widget() && !container.contains(frame);
        if taken {
            self.update(Machine::widget_lost);
        }
        taken
    }
}
