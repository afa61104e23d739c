//! What the objects of a page have in common.

use super::input::{Effect, Id, Note};
use super::launches::{Launcher, Launches};
use super::requests::{Requests, Scope};
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;
use crate::domain::web_sdk::{
    Choice, ClickNumber, InstanceId, Offer, PresentationId, PresentationRequest, QuestionNumber,
};
use std::collections::VecDeque;

/// Something put off until everything else is done.
#[derive(Debug)]
pub enum Next<H, F> {
    /// The shop is told.
    Note(Note<H, F>),
    /// An object goes on.
    Step(Step),
}

/// How an object goes on once the shop has heard what came before.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// The shop knows that the click of that number is being worked on: ask the backend.
    Go(ClickNumber),
    /// The shop knows what became of it: answer Klarna's SDK.
    Reply(ClickNumber),
    /// The shop knows that the object is disposed of.
    Leave,
}

/// A presentation that the shop or its page holds.
#[derive(Debug)]
pub struct Shown<H> {
    /// That of the question that was answered with it first.
    pub id: PresentationId,
    /// What Klarna gave.
    pub raw: H,
    /// What it says.
    pub offer: Offer,
    /// What Klarna was asked for it.
    pub request: PresentationRequest,
    /// The number of the question that it is the answer to.
    pub turn: QuestionNumber,
    /// What Klarna was asked last, answered or not: the next refresh changes that.
    pub asked: PresentationRequest,
    /// The number of that question.
    pub newest: QuestionNumber,
    /// Whether anybody has it.
    pub is_held: bool,
}

/// A purchase that is paid, once for each that says so.
#[derive(Debug, PartialEq)]
struct Paid {
    scope: Scope,
    /// The click that launched the journey which the customer completed, if it is that which says so: the server may say otherwise yet.
    launcher: Option<Launcher>,
}

/// What is not one object's own.
#[derive(Debug)]
pub struct Shared<H, F> {
    /// What is to be done at once.
    pub effects: Vec<(Id, Effect<H, F>)>,
    /// What is put off.
    pub next: VecDeque<(Id, Next<H, F>)>,
    /// The requests that are under way or in doubt.
    pub requests: Requests,
    /// The payment requests that were launched.
    pub launches: Launches,
    /// Whose click was the last one, by instance.
    pub owners: Vec<(InstanceId, Id)>,
    /// The object whose payment request was launched by another, and that payment request.
    pub taken: Option<(Id, String)>,
    /// The presentations.
    pub presentations: Vec<Shown<H>>,
    /// The purchases with a name that are paid.
    paid: Vec<Paid>,
    numbers: u32,
}

impl<H, F> Shared<H, F> {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self {
            effects: Vec::new(),
            next: VecDeque::new(),
            requests: Requests::new(),
            launches: Launches::new(),
            owners: Vec::new(),
            taken: None,
            presentations: Vec::new(),
            paid: Vec::new(),
            numbers: 0,
        }
    }

    /// A number that nothing else has, higher than those before.
    pub fn number(&mut self) -> u32 {
        self.numbers = self.numbers.wrapping_add(1);
        self.numbers
    }

    /// Has something done.
    #[inline(never)]
    pub fn does(&mut self, who: Id, effect: Effect<H, F>) {
        self.effects.push((who, effect));
    }

    /// Tells the shop.
    #[inline(never)]
    pub fn says(&mut self, who: Id, note: Note<H, F>) {
        self.next.push_back((who, Next::Note(note)));
    }

    /// Goes on once the shop has been told.
    pub fn then(&mut self, who: Id, step: Step) {
        self.next.push_back((who, Next::Step(step)));
    }

    /// Settles a promise.
    #[inline(never)]
    pub fn settle(&mut self, who: Id, caller: H, result: Result<Value, F>) {
        self.does(who, Effect::Settle(caller, result));
    }

    /// Answers a call of Klarna's SDK.
    pub fn reply(&mut self, who: Id, asker: H, reply: Result<Value, F>) {
        self.does(who, Effect::Reply(asker, reply));
    }

    /// The shop is done with an object: its handlers hear no more than the change of the state.
    pub fn drop_notes(&mut self, who: Id) {
        for (other, next) in std::mem::take(&mut self.next) {
            match next {
                Next::Note(note) if other == who && !matches!(note, Note::State(..)) => {
                    if let Note::Complete(Some(caller), _) = note {
                        self.settle(who, caller, Ok(Value::Array(Vec::new())));
                    }
                }
                next => self.next.push_back((other, next)),
            }
        }
    }

    /// The presentation of that number, to be read.
    #[inline(never)]
    pub fn shown(&self, id: PresentationId) -> Option<&Shown<H>> {
        self.presentations.iter().find(|shown| shown.id == id)
    }

    /// The presentation of that number.
    #[inline(never)]
    pub fn presentation(&mut self, id: PresentationId) -> Option<&mut Shown<H>> {
        self.presentations.iter_mut().find(|shown| shown.id == id)
    }

    /// Whether a presentation has the way to pay that is wanted.
    pub fn permits_choice(&self, presentation: Option<PresentationId>, choice: Choice) -> Result<(), Error> {
        let shown = presentation.and_then(|id| self.shown(id));
        if choice == Choice::Saved && !shown.is_some_and(|shown| shown.offer.has_saved()) {
            return Err(Error::argument("option", "the presentation has no saved option"));
        }
        Ok(())
    }

    /// Refuses a purchase that is paid.
    pub fn permits_purchase(&self, scope: &Scope) -> Result<(), Error> {
        match scope {
            Scope::Named(..) if self.paid.iter().any(|paid| paid.scope == *scope) => Err(Error::new(
                ErrorCode::InvalidState,
                "the purchase of that name is done; another one has another name",
            )),
            _ => Ok(()),
        }
    }

    /// A purchase is paid: by the backend's word, or the shop's, or since the customer completed the journey of a click.
    pub fn pay(&mut self, scope: Option<&Scope>, launcher: Option<Launcher>) {
        if let Some(scope @ Scope::Named(..)) = scope {
            let paid = Paid { scope: scope.clone(), launcher };
            if !self.paid.contains(&paid) {
                self.paid.push(paid);
            }
        }
    }

    /// A purchase is not paid after all.
    pub fn not_paid(&mut self, scope: &Scope) {
        self.paid.retain(|paid| paid.scope != *scope);
    }

    /// A later click launched the payment request of an earlier one: what the server makes of it is said of that click.
    pub fn relaunched(&mut self, before: Launcher, by: Launcher) {
        for paid in &mut self.paid {
            if paid.launcher == Some(before) {
                paid.launcher = Some(by);
            }
        }
    }

    /// Nothing came of a journey that the customer completed, whatever the object does by now.
    pub fn came_to_nothing(&mut self, launcher: Launcher) {
        self.paid.retain(|paid| paid.launcher != Some(launcher));
    }
}
