//! One object of the shop's: its clicks, what Klarna's SDK reported to it, and how it ends.

use super::input::{Effect, End, Id, Input, Note, Setting, Status, ours};
use super::launches::Launcher;
use super::requests::Scope;
use super::shared::{Shared, Step};
use super::under_way::{OngoingClick, Question};
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::{Value, object};
use crate::domain::web_sdk::{
    ClickNumber, Confirmation, PaymentRequest, PresentationId, Purchase, State, Turn, Updates,
};

/// An object.
#[derive(Debug)]
pub struct Object<H, F> {
    pub id: Id,
    pub setting: Setting,
    pub purchase: Purchase,
    pub updates: Updates<Option<H>>,
    /// The newest click last; older ones as long as Klarna's SDK waits for an answer to them.
    pub clicks: Vec<OngoingClick<H, F>>,
    /// The click whose end the shop is still to be told of.
    pub open: Option<ClickNumber>,
    /// The purchase of the newest click.
    pub scope: Option<Scope>,
    /// When the newest click was.
    pub turn: Option<Turn>,
    /// The newest presentation. A button of the shop's own pays with its option.
    pub newest: Option<PresentationId>,
    pub questions: Vec<Question<H>>,
    /// Whether it is disposed of, and nothing is under way.
    pub is_over: bool,
    /// Whether the shop has been told of the disposal.
    has_left: bool,
    /// Whether Klarna's SDK is about to report our last refusal.
    awaits_report: bool,
    told: State,
    is_busy: bool,
}

impl<H: Clone, F: Clone + From<Error>> Object<H, F> {
    pub fn new(id: Id, setting: Setting) -> Self {
        Self {
            id,
            setting,
            purchase: Purchase::default(),
            updates: Updates::default(),
            clicks: Vec::new(),
            open: None,
            scope: None,
            turn: None,
            newest: None,
            questions: Vec::new(),
            is_over: false,
            has_left: false,
            awaits_report: false,
            told: State::Ready,
            is_busy: false,
        }
    }

    pub fn handle(&mut self, input: Input<H, F>, is_concerned: bool, shared: &mut Shared<H, F>) -> Result<(), Error> {
        match input {
            Input::Initiate(caller, options) => return self.initiate(caller, options, shared),
            Input::Called(caller, callback) => self.called(caller, callback, shared),
            Input::Token(number, token) => self.token(number, token, shared),
            Input::Rendered { number, key, body } => self.rendered(number, key, body, shared),
            Input::Posted(number, key, posted) => self.posted(number, &key, posted, shared),
            Input::Settled(number, result) => self.settled(number, result, shared),
            Input::Complete(caller, promise, request) => {
                if is_concerned && !self.is_disposed() {
                    self.complete(caller, promise, &request, shared);
                } else {
                    shared.settle(self.id, caller, Ok(Value::Null));
                }
            }
            Input::Abort(request) => {
                if is_concerned && !self.is_disposed() {
                    self.abort(request, shared);
                }
            }
            Input::Error { failure, is_refusal, request } => {
                if is_concerned {
                    self.error(failure, is_refusal, request, shared);
                }
            }
            Input::Updated(raw, offer) => self.updated(raw, offer, shared),
            Input::Present(caller, request) => return self.present(caller, request, shared),
            Input::Refresh(caller, presentation, changes) => {
                return self.refresh(caller, presentation, changes, shared);
            }
            Input::Presented(number, result) => self.presented(number, result, shared),
            Input::CameBack => self.came_back(shared),
            Input::Confirmed(id, confirmation) => self.confirmed(&id, confirmation, shared),
            Input::Settle(is_placed) => return self.settle_doubt(is_placed, shared),
            Input::Reported => self.reported(),
            Input::Dispose => self.dispose(shared),
        }
        Ok(())
    }

    pub fn step(&mut self, step: Step, shared: &mut Shared<H, F>) {
        match step {
            Step::Go(number) => self.go(number, shared),
            Step::Reply(number) => self.reply(number, shared),
            Step::Leave => {
                shared.does(self.id, Effect::Silence);
                self.has_left = true;
                self.may_be_over();
            }
        }
    }

    pub fn state(&self) -> State {
        self.purchase.state()
    }

    pub fn is_disposed(&self) -> bool {
        self.purchase.alive().is_err()
    }

    /// Its newest click, as one that launches a payment request.
    pub fn launcher(&self) -> Launcher {
        Launcher { object: self.id, turn: self.turn }
    }

    /// Tells the shop and its buttons of the state, if it has changed.
    #[inline(never)]
    pub fn changed(&mut self, shared: &mut Shared<H, F>) {
        let state = self.state();
        let previous = std::mem::replace(&mut self.told, state);
        if state != previous {
            shared.says(self.id, Note::State(previous, state));
        }
        let is_busy = self.purchase.is_busy();
        if std::mem::replace(&mut self.is_busy, is_busy) != is_busy {
            shared.does(self.id, Effect::Busy(is_busy));
        }
    }

    /// Settles the shop's own call of `initiate`, if one waits. Always before anybody is told of the end, since a handler may
    /// begin another click, whose answer this is not.
    #[inline(never)]
    pub fn settle(&mut self, result: Result<Value, F>, shared: &mut Shared<H, F>) -> bool {
        let waiting = self.clicks.iter_mut().find_map(|click| click.caller.take());
        let is_told = waiting.is_some();
        if let Some(caller) = waiting {
            shared.settle(self.id, caller, result);
        }
        is_told
    }

    /// The shop is told how the click ended: once, and after a redirect for the click of the page before.
    #[inline(never)]
    pub fn end(&mut self, status: Status, request: &PaymentRequest, error: Option<F>, shared: &mut Shared<H, F>) {
        let is_first = self.turn.is_none();
        if self.open.take().is_none() && !is_first {
            return;
        }
        shared.launches.end(self.id);
        let reason = request.value().get("stateReason").as_text().map(str::to_owned);
        let payment_request_id = request.id().map(str::to_owned);
        shared.says(self.id, Note::End(End { status, payment_request_id, reason, error }));
    }

    /// The click is left behind: its call is told, and its end is whatever the shop's server knows of it.
    pub fn leave_behind(&mut self, error: Error, shared: &mut Shared<H, F>) {
        self.settle(Err(ours(error)), shared);
        let Some(number) = self.open else { return };
        let was_asked = self.clicks.iter().any(|click| click.number == number && click.is_going);
        let status = if was_asked { Status::Pending } else { Status::Dismissed };
        self.end(status, &self.updates.current(), None, shared);
    }

    /// Another object launched the payment request of the journey that goes on here.
    pub fn lose(&mut self, payment_request_id: &str, shared: &mut Shared<H, F>) {
        if self.purchase.is_in_journey() && self.updates.is_current(payment_request_id) {
            self.leave_behind(Error::new(ErrorCode::Aborted, "another object took the payment request over"), shared);
            self.purchase.come_back();
            self.changed(shared);
        }
    }

    /// A page that came back from the history: no journey goes on in it.
    fn came_back(&mut self, shared: &mut Shared<H, F>) {
        if self.purchase.is_in_journey() {
            let message = "the customer came back to this page from the journey";
            self.leave_behind(Error::new(ErrorCode::Aborted, message), shared);
        }
        self.purchase.come_back();
        self.changed(shared);
    }

    /// What the server decided. If nothing came of a payment request, its purchase may be paid anew, and where it is the current
    /// one, by whichever of its ids (the backend's or Klarna's), the customer may try again; what became of another one says
    /// nothing about it.
    fn confirmed(&mut self, payment_request_id: &str, confirmation: Confirmation, shared: &mut Shared<H, F>) {
        if !matches!(confirmation, Confirmation::Declined | Confirmation::Expired) {
            return;
        }
        let launcher = shared.launches.of(Some(payment_request_id), self.setting.instance);
        if let Some(launcher) = launcher {
            shared.came_to_nothing(launcher);
        }
        let is_completed = self.state() == State::Completed;
        if self.updates.is_current(payment_request_id) || is_completed && launcher == Some(self.launcher()) {
            self.purchase.reopen();
            self.changed(shared);
        }
    }

    /// The shop has learnt from its server whether the purchase has an order.
    fn settle_doubt(&mut self, is_placed: bool, shared: &mut Shared<H, F>) -> Result<(), Error> {
        self.purchase.alive()?;
        // The click's own, as long as it is in doubt, or paid, or found to be so at the end of its journey; else the next one's.
        let is_its_own = self.purchase.is_paid() || is_placed && self.purchase.is_in_journey();
        let own = self.scope.clone().filter(|scope| is_its_own || shared.requests.open(scope).is_some());
        let scope = own.unwrap_or_else(|| self.scope_of(None, self.newest, shared));
        if self.purchase.is_asking() || shared.requests.is_under_way(&scope) {
            return Err(Error::new(ErrorCode::InProgress, "the backend is being asked"));
        }
        shared.requests.settle(&scope);
        if is_placed {
            shared.pay(Some(&scope), None);
            let state = Value::from("APPROVED");
            self.settle(Ok(object([("state", state)])), shared);
            self.purchase.placed();
            self.changed(shared);
            self.end(Status::Approved, &self.updates.current(), None, shared);
        } else {
            shared.not_paid(&scope);
            self.purchase.not_placed();
            self.changed(shared);
        }
        Ok(())
    }

    /// The shop is done with it. A backend that is being asked is still heard, so that an approved customer gets to the
    /// confirmation page; and so is our own refusal, which the SDK would throw into the page if nobody listened for it:
    /// also that of a click whose answer has come, and is on its way to the SDK.
    fn dispose(&mut self, shared: &mut Shared<H, F>) {
        if self.is_disposed() {
            return;
        }
        let is_answered = self.is_answered();
        shared.drop_notes(self.id);
        self.leave_behind(Error::disposed(), shared);
        for question in std::mem::take(&mut self.questions) {
            shared.settle(self.id, question.caller, Err(ours(Error::disposed())));
        }
        self.purchase.dispose();
        self.changed(shared);
        self.newest = None;
        shared.owners.retain(|(_, owner)| *owner != self.id);
        shared.does(self.id, Effect::Close { errors: is_answered });
        shared.then(self.id, Step::Leave);
    }

    /// Klarna's SDK was answered after the disposal. It will report an error of ours back.
    pub fn answered_last(&mut self, is_refusal: bool, shared: &mut Shared<H, F>) {
        if is_refusal {
            self.awaits_report = true;
            shared.does(self.id, Effect::AwaitReport);
        }
        self.may_be_over();
    }

    /// It has reported it, or had the time to.
    pub fn reported(&mut self) {
        self.awaits_report = false;
        self.may_be_over();
    }

    fn may_be_over(&mut self) {
        self.is_over = self.has_left && !self.awaits_report && self.is_answered();
    }

    /// Whether no call of Klarna's SDK waits for an answer.
    fn is_answered(&self) -> bool {
        self.clicks.iter().all(|click| click.askers.is_empty())
    }

    /// Answers a call of Klarna's SDK that cannot be worked on.
    pub fn refuse(&mut self, asker: H, error: Error, shared: &mut Shared<H, F>) {
        shared.reply(self.id, asker, Err(ours(error)));
    }
}
