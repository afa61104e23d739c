//! Every purchase of a page, by Klarna Payments (v1): takes what happened, gives what is to be done.
//!
//! Klarna's SDK is a page-wide singleton: `init` with another session takes the page away from everybody who used it
//! before, and a call would run through the old frame with the new session. So one value knows all purchases.

use super::contract::{Announcement, Effect, Fault, Id, Opening, Settled};
use super::purchase::{Phase, Purchase, Rest, Running, Shown, Undelivered};
use super::state::{Call, End, Number, State};
use super::widget::renamed;
use crate::domain::error::Error;
use std::hint::black_box;

/// The purchases of a page.
#[derive(Debug)]
pub struct Page<H> {
    pub(super) purchases: Vec<Purchase<H>>,
    /// Calls that nobody waits for any more.
    pub(super) given_up: Vec<GivenUp>,
    /// The newest token of each session.
    pub(super) accepted: Vec<Accepted>,
    /// Another script of the page starts sessions of its own: before anything is sent, ours has to begin once more.
    pub(super) has_rival: bool,
    /// A call of that script may be running in this very task.
    pub(super) rival_calls: bool,
    numbers: Number,
    /// The session that other copies were told to be at work on.
    busy: Option<String>,
}

/// A change of state, for the shop's handlers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub who: Id,
    /// What the shop heard of before.
    pub previous: State,
    /// What it is now.
    pub state: State,
    /// Nothing is told after it.
    pub is_last: bool,
}

/// A call that nobody waits for. A token may come of it all the same.
#[derive(Debug)]
pub(super) struct GivenUp {
    pub(super) number: Number,
    pub(super) id: Id,
    pub(super) session: String,
    pub(super) at_klarna: AtKlarna,
}

/// How a call stands at Klarna that nobody waits for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum AtKlarna {
    /// It was answered, without a token.
    Answered,
    /// It was not answered.
    Open,
    /// It was not answered, and Klarna's SDK drops another `authorize` of the widget of that name until it is, where the session
    /// is of those that do.
    Locking(String),
}

/// A token that was a purchase's result.
#[derive(Debug)]
pub(super) struct Accepted {
    pub(super) session: String,
    /// The number that was dealt last by then: a token of an earlier call is a second one.
    pub(super) at: Number,
    /// What tells tokens apart without keeping one.
    pub(super) mark: String,
}

/// How many answered calls are remembered.
const ANSWERED: usize = 8;

impl<H> Page<H> {
    /// A page without a purchase.
    pub const fn new() -> Self {
        Self {
            purchases: Vec::new(),
            given_up: Vec::new(),
            accepted: Vec::new(),
            has_rival: false,
            rival_calls: false,
            numbers: 0,
            busy: None,
        }
    }
}

impl<H> Default for Page<H> {
    fn default() -> Self {
        Self::new()
    }
}

impl<H: Clone> Page<H> {
    /// A session is asked for: its place among all of them.
    pub fn ask(&mut self) -> Id {
        Id(self.next_number())
    }

    /// The number that was dealt last.
    pub(super) fn last_number(&self) -> Number {
        self.numbers
    }

    pub(super) fn next_number(&mut self) -> Number {
        self.numbers = self.numbers.wrapping_add(1);
        self.numbers
    }

    /// Refuses to start a session in place of another one that was asked for later.
    pub fn may_open(&self, id: Id, session: &str) -> Result<(), Error> {
        let is_over = self.purchases.iter().any(|p| p.id > id && p.session != session && p.end.is_none());
        if is_over { Err(End::Superseded.error()) } else { Ok(()) }
    }

    /// Klarna's SDK took the session: the page is its own now, objects of other sessions are over.
    pub fn open(&mut self, id: Id, opening: Opening, out: &mut Vec<Effect<H>>) {
        out.push(Effect::Publish(Announcement::Owner(opening.session.clone())));
        self.supersede(&opening.session, out);
        self.purchases.push(Purchase::new(id, opening));
        self.close(out.len(), out);
    }

    /// The page is that session's now: objects of others are over.
    pub(super) fn supersede(&mut self, session: &str, out: &mut Vec<Effect<H>>) {
        let others = self.purchases.iter().filter(|p| p.session != session).map(|p| p.id);
        for other in others.collect::<Vec<_>>() {
            self.finish(other, End::Superseded, out);
        }
    }

    /// The state as the shop sees it. What is not known was disposed of.
    pub fn state(&self, id: Id) -> State {
        self.find(id).map_or(State::Disposed, Purchase::state)
    }

    /// Whether handlers may be added.
    pub fn may_listen(&self, id: Id) -> Result<(), Error> {
        if self.state(id) == State::Disposed { Err(End::Disposed.error()) } else { Ok(()) }
    }

    /// Whether an event of Klarna's, which every listener of the page hears, is of that purchase's widget. (A static widget
    /// goes by a name of Klarna's own, so only what is known to be another's is not.)
    pub fn concerns(&self, id: Id, name: Option<&str>) -> bool {
        let is_of = |p: &Purchase<H>| p.end != Some(End::Disposed) && name == Some(p.name().as_str());
        self.find(id).is_some_and(|own| is_of(own) || !self.purchases.iter().any(is_of))
    }

    /// A change of state that the shop has not heard of.
    pub fn next_change(&mut self) -> Option<Change> {
        for purchase in &mut self.purchases {
            let state = purchase.state();
            let previous = std::mem::replace(&mut purchase.told, state);
            if state != previous {
                return Some(Change { who: purchase.id, previous, state, is_last: state == State::Disposed });
            }
        }
        None
    }

    /// A purchase that nothing will be asked of again leaves the page.
    pub fn release(&mut self) -> Option<Id> {
        let over = self.purchases.iter().position(|purchase| {
            let is_over = purchase.is_dropped || purchase.told == State::Disposed;
            let is_in_doubt = purchase.rest == Rest::Undelivered(Undelivered::Uncertain);
            // A token may still come of one of its calls, and is given back by its means.
            let is_awaited = self.given_up.iter().any(|call| call.id == purchase.id);
            is_over && !is_in_doubt && !is_awaited && !purchase.is_at_work() && purchase.loads.are_over()
        })?;
        Some(self.purchases.remove(over).id)
    }

    // Opaque to the compiler, which would have each of the many callers fetch what is looked through.
    #[inline(never)]
    pub(super) fn find(&self, id: Id) -> Option<&Purchase<H>> {
        black_box(self).purchases.iter().find(|purchase| purchase.id == id)
    }

    #[inline(never)]
    pub(super) fn find_mut(&mut self, id: Id) -> Option<&mut Purchase<H>> {
        black_box(self).purchases.iter_mut().find(|purchase| purchase.id == id)
    }

    /// The call that Klarna works on, if it has that number.
    #[inline(never)]
    pub(super) fn running(&mut self, id: Id, number: Number) -> Option<&mut Running<H>> {
        self.find_mut(id)?.running(number)
    }

    /// Ends a purchase: whoever waits for Klarna is told why. The first reason stands, but disposal is final.
    pub(super) fn finish(&mut self, id: Id, end: End, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find_mut(id) else { return };
        if purchase.end == Some(End::Disposed) || purchase.end == Some(end) {
            return;
        }
        purchase.end = Some(end);
        purchase.shown = Shown::Nothing;
        let (numbers, mut callers) = purchase.loads.abandon();
        if let Some(queued) = purchase.queued.take() {
            callers.push(queued.caller);
            out.push(Effect::Unwatch(id));
        }
        // What Klarna has answered is looked at all the same: it may be a token.
        if let Phase::Calling(running) = &purchase.phase
            && !running.is_answered()
        {
            let number = running.number;
            callers.extend(self.give_up(id, number));
            out.push(Effect::Unwatch(id));
            if end == End::Disposed {
                out.push(Effect::FreePage(id));
            }
        }
        out.extend(numbers.into_iter().map(|number| Effect::UnwatchLoad(id, number)));
        for caller in callers {
            refuse(caller, end.error(), out);
        }
    }

    /// Nobody waits for a call any longer: who did.
    pub(super) fn give_up(&mut self, id: Id, number: Number) -> Option<H> {
        let purchase = self.find_mut(id)?;
        let running = purchase.take_running(number)?;
        let at_klarna = if running.call == Call::Authorize {
            AtKlarna::Locking(renamed(purchase.widget.name(), running.renamed))
        } else {
            AtKlarna::Open
        };
        self.remember_call(id, number, at_klarna);
        running.caller
    }

    /// A token may still come of that call.
    pub(super) fn remember_call(&mut self, id: Id, number: Number, at_klarna: AtKlarna) {
        let Some(session) = self.find(id).map(|purchase| purchase.session.clone()) else { return };
        self.given_up.push(GivenUp { number, id, session, at_klarna });
        let is_answered = |call: &GivenUp| call.at_klarna == AtKlarna::Answered;
        let answered = self.given_up.iter().filter(|call| is_answered(call)).count();
        if answered > ANSWERED
            && let Some(oldest) = self.given_up.iter().position(is_answered)
        {
            self.given_up.remove(oldest);
        }
    }

    /// What follows from every change. Other copies hear of it before anything that was decided since `begin` is done.
    pub(super) fn close(&mut self, begin: usize, out: &mut Vec<Effect<H>>) {
        self.give_back_orphans(out);
        self.hand_over(out);
        for purchase in &mut self.purchases {
            if purchase.listens && !purchase.must_listen() {
                purchase.listens = false;
                out.push(Effect::Unsubscribe(purchase.id));
            }
        }
        let busy = self.purchases.iter().rfind(|purchase| purchase.is_busy()).map(|purchase| purchase.session.clone());
        if busy != self.busy {
            out.insert(begin, Effect::Publish(Announcement::Busy(busy.clone())));
            self.busy = busy;
        }
    }
}

/// A caller is told why it gets nothing.
pub(super) fn refuse<H>(caller: H, error: Error, out: &mut Vec<Effect<H>>) {
    out.push(Effect::Settle(caller, Err(Fault::Ours(error))));
}

/// A caller gets what it waited for.
pub(super) fn settle<H>(caller: Option<H>, result: Result<Settled<H>, Fault<H>>, out: &mut Vec<Effect<H>>) {
    if let Some(caller) = caller {
        out.push(Effect::Settle(caller, result));
    }
}
