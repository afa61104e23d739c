//! `authorize`, `reauthorize` and `finalize`: into the SDK within the caller's task, then the answer.

use super::load::described;
use super::order_data::order_data;
use super::purchase::{Purchase, RunningCall};
use super::start::thrown_by_sdk;
use super::watch::Frame;
use super::{owner, record, watch};
use crate::domain::error::ErrorCode;
use crate::domain::payments::{Authorization, Call, Machine, Record};
use crate::flow::loading::source::signal;
use crate::interop::abort::Signal;
use crate::interop::callback::function;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::listener::{Listener, TreeObserver};
use crate::interop::once::Answer;
use crate::interop::options::Options;
use crate::interop::timer::{now_ms, sleep};
use crate::sys::js;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// How long after a refusal the SDK may still say that the call never ran; waited for twice. A long task of the page's
/// lets every timer that fell due in it fire at once: the failure's own news then come before the end of the second wait.
const LATE_FAILURE_MS: f64 = 25.0;

/// What the caller of `authorize` may choose.
#[derive(Debug, Default)]
pub(crate) struct CallOptions {
    auto_finalize: Option<bool>,
    signal: Option<Signal>,
}

impl CallOptions {
    pub(crate) fn read(value: &JsValue) -> Result<Self, Failure> {
        let options = Options::argument(value, "options")?;
        // Klarna's own spelling, or the order in the wrong place, would otherwise authorize what the shop did not mean.
        options.only(&["autoFinalize", "signal"])?;
        Ok(Self { auto_finalize: options.boolean("autoFinalize")?, signal: signal(&options)? })
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
    _rejections: Option<Listener>,
    abort: Option<Listener>,
    observer: Option<TreeObserver>,
}

impl Purchase {
    /// Checks everything and calls Klarna's SDK before it returns.
    pub(crate) fn call(
        self: &Rc<Self>,
        call: Call,
        options: &CallOptions,
        data: &JsValue,
    ) -> Result<PendingCall, Failure> {
        let data = order_data(&self.settings, data)?;
        if let Some(failure) = options.signal.as_ref().and_then(Signal::fired) {
            return Err(failure);
        }
        self.begin_call(call)?;
        let mut pending = self.pending(call);
        let running = &pending.running;
        pending.abort = options.signal.as_ref().and_then(|signal| self.gives_up(signal, &running.answer));
        if let Err(thrown) = self.send(call, options.auto_finalize, &data, running) {
            // The SDK may have called back before it threw; the throw wins. A token that comes later is a late answer.
            let failure = thrown_by_sdk(thrown);
            running.answer.settle(Err(failure.clone()));
            self.call.take();
            self.change(|machine| machine.call_failed(failure.code()));
            return Err(failure);
        }
        self.watch(&mut pending);
        self.settings
            .log
            .write("call", &[("call", call.name().into()), ("autoFinalize", options.auto_finalize.into())]);
        self.tell();
        if pending.took_widget {
            self.hub.emit("widgetremoved", &js::object());
        }
        Ok(pending)
    }

    fn begin_call(&self, call: Call) -> Result<(), Failure> {
        // A call that could not even begin must not send anybody looking for the widget: the machine speaks first.
        self.machine.get().begin(call)?;
        owner::check(self)?;
        owner::check_lane(self, call)?;
        match call {
            Call::Finalize => {
                let stored = record::read().unwrap_or_default();
                let settings = &self.settings;
                let record = Record::read(&stored);
                Record::permits_finalize(record.as_ref(), &settings.session.name, settings.widget.name())?;
            }
            Call::Reauthorize => {}
            Call::Authorize if self.widget_is_there() => {}
            Call::Authorize => {
                self.change(Machine::widget_lost);
                return Err(watch::removed());
            }
        }
        Ok(self.update(|machine| machine.begin(call))?)
    }

    fn send(
        self: &Rc<Self>,
        call: Call,
        auto_finalize: Option<bool>,
        data: &JsValue,
        running: &RunningCall,
    ) -> Result<JsValue, JsValue> {
        let widget = &self.settings.widget;
        // Fresh: the SDK writes to them.
        let options = json::to_js(if call == Call::Authorize { widget.handle() } else { widget.short_handle() });
        if let Some(auto_finalize) = auto_finalize {
            js::set(&options, "auto_finalize", &auto_finalize.into());
        }
        self.sdk.ask(call.name(), &options, data, &self.callback(running))
    }

    /// The call that is about to be sent.
    fn pending(&self, call: Call) -> PendingCall {
        let number = self.calls.get().wrapping_add(1);
        self.calls.set(number);
        let running = RunningCall { number, answer: Answer::new() };
        self.call.replace(Some(running.clone()));
        let late_failure = Answer::new();
        PendingCall {
            call,
            running,
            started: now_ms(),
            took_widget: false,
            _rejections: watch::late_failure(&late_failure),
            late_failure,
            abort: None,
            observer: None,
        }
    }

    /// Ends the wait, and the state of waiting, within the task in which the signal fires: the widget may be loaded again
    /// at once, and Klarna may answer at once.
    fn gives_up(self: &Rc<Self>, signal: &Signal, answer: &Answer) -> Option<Listener> {
        let (purchase, answer) = (Rc::downgrade(self), answer.clone());
        signal.watch(move |failure| {
            if answer.settle(Err(failure))
                && let Some(purchase) = purchase.upgrade()
            {
                purchase.change(Machine::abandon);
            }
        })
    }

    /// Looks whether the SDK took the widget's frame out of its container (it does for `finalize` and `reauthorize`, also
    /// while it is being loaded), and watches what is left of it.
    fn watch(&self, pending: &mut PendingCall) {
        let place = self.place();
        if let Some(place) = &place
            && place.frame.is_some()
            && self.machine.get().has_widget()
            && !place.holds_frame()
        {
            self.update(Machine::widget_lost);
            pending.took_widget = true;
            let load = self.loads.borrow().answer();
            if let Some(load) = load {
                load.settle(Err(watch::removed()));
            }
        }
        let container = place.filter(|_| pending.call == Call::Authorize).map(|place| place.container.clone());
        pending.observer = watch::widget(container, self.frame(), &pending.running.answer);
    }

    /// Waits for the answer and gives the outcome; an approved token is delivered first.
    pub(crate) async fn outcome(self: Rc<Self>, pending: PendingCall) -> Result<JsValue, Failure> {
        let mut result = read(pending.running.answer.clone().await);
        if matches!(result, Ok(Authorization::Declined | Authorization::Dismissed)) {
            sleep(LATE_FAILURE_MS).await;
            sleep(LATE_FAILURE_MS).await;
            pending.late_failure.settle(Ok(JsValue::UNDEFINED));
            if let Err(failure) = pending.late_failure.clone().await {
                result = Err(failure);
            }
        }
        self.settle(&pending, &mut result);
        let took_widget = pending.took_widget;
        drop(pending);
        let outcome = result?;
        let js = described(outcome.status(), outcome.invalid_fields());
        match outcome {
            Authorization::Approved { token } if self.settings.backend.is_some() => {
                // With a backend the token goes there and is not given to anybody else.
                let delivery = self.pack(token);
                self.change(Machine::delivering);
                let delivery = Rc::clone(&self).deliver(Some(delivery)).await?;
                js::set(&js, "delivery", &delivery);
            }
            Authorization::Approved { token } => js::set(&js, "authorizationToken", &token.into()),
            Authorization::Declined | Authorization::FinalizeRequired => {}
            Authorization::CorrectionRequired { .. } | Authorization::Dismissed if took_widget => self.load_again(),
            Authorization::CorrectionRequired { .. } | Authorization::Dismissed => {}
        }
        Ok(js)
    }

    /// The state after a call, and the log entry. If the purchase ended meanwhile, the end is the result; but a token
    /// that is here is delivered all the same, and the next page knows of it.
    fn settle(&self, pending: &PendingCall, result: &mut Result<Authorization, Failure>) {
        if let Ok(outcome) = result {
            self.remember(outcome);
        }
        if let Some(end) = self.machine.get().end() {
            if !matches!(result, Ok(Authorization::Approved { .. })) {
                *result = Err(end.error().into());
            }
        } else if self.call.borrow().as_ref().is_some_and(|running| running.number == pending.running.number) {
            self.end_call(result.as_ref());
        }
        let ms = (now_ms() - pending.started).round();
        self.log_outcome(pending.call.name(), result.as_ref().map(Authorization::status), ms.into());
    }

    fn end_call(&self, result: Result<&Authorization, &Failure>) {
        if result.is_err_and(|failure| failure.code() == ErrorCode::Aborted) {
            // It was abandoned when the signal fired, and keeps its place until Klarna answers.
            return;
        }
        self.call.take();
        self.change(|machine| match result {
            Ok(outcome) => {
                machine.answered(outcome);
                // In one step: no handler of the shop's may call anything between approval and delivery.
                if self.settings.backend.is_some() && matches!(outcome, Authorization::Approved { .. }) {
                    machine.delivering();
                }
            }
            Err(failure) => machine.call_failed(failure.code()),
        });
    }

    /// Leaves for the next page what it has to know.
    fn remember(&self, outcome: &Authorization) {
        let (session, widget) = (self.settings.session.name.as_str(), self.settings.widget.name());
        let stored = record::read().unwrap_or_default();
        if let Some(record) = Record::after(outcome, Record::read(&stored), session, widget) {
            record::write(record);
        }
    }

    /// The callback of one call.
    fn callback(self: &Rc<Self>, running: &RunningCall) -> JsValue {
        let (purchase, running) = (Rc::clone(self), running.clone());
        let is_answered = Cell::new(false);
        function(move |result, _| {
            let is_repeated = is_answered.replace(true);
            if !running.answer.settle(Ok(result.clone())) && !is_repeated {
                purchase.answered_late(running.number, result);
            }
            JsValue::UNDEFINED
        })
        .into()
    }

    /// An answer after the caller gave up frees the way for the next call. If that one runs already, be it another
    /// object's, a token is its answer: some sessions drop a second call in silence, and no token may be lost.
    fn answered_late(&self, number: u32, result: JsValue) {
        self.settings.log.write("late_answer", &[]);
        let is_current = self.call.borrow().as_ref().is_some_and(|current| current.number == number);
        if is_current && self.machine.get().is_abandoned() {
            self.call.take();
            self.change(Machine::failed);
        } else if matches!(Authorization::read(&json::read_answer(&result)), Ok(Authorization::Approved { .. })) {
            owner::answer(&self.settings.session, result);
        }
    }

    /// Whether the widget that `load` showed is still in the document, frame and container, where it was.
    fn widget_is_there(&self) -> bool {
        self.place()
            .is_some_and(|place| place.frame.as_ref().is_none_or(Frame::lives_on) && place.container.is_connected())
    }
}

fn read(answered: Result<JsValue, Failure>) -> Result<Authorization, Failure> {
    Ok(Authorization::read(&json::read_answer(&answered?))?)
}
