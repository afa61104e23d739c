//! A token goes to the backend, and is held until the backend has it.

use super::contract::{Announcement, Effect, Facts, Fault, Id, Reason, Settled};
use super::page::{Page, settle};
use super::purchase::{Phase, Purchase, Rest, Unclaimed, Undelivered, Waiting};
use super::state::{End, State};
use crate::domain::delivery::Arrival;
use crate::domain::error::Error;

impl<H: Clone> Page<H> {
    /// Posts a token, or the one that is held.
    pub(super) fn post(
        &mut self,
        id: Id,
        token: Option<String>,
        waiting: Option<Waiting<H>>,
        out: &mut Vec<Effect<H>>,
    ) {
        if let Some(purchase) = self.find_mut(id) {
            purchase.phase = Phase::Delivering(waiting);
            if token.is_some() {
                purchase.held.clone_from(&token);
            }
            out.push(Effect::Post(id, token));
        }
    }

    /// The shop wants an undelivered token sent again.
    pub(super) fn deliver(&mut self, id: Id, caller: H, facts: &Facts, out: &mut Vec<Effect<H>>) {
        if self.find(id).is_some_and(|purchase| purchase.has_backend) {
            self.take_over(id, out);
        }
        match self.permit_delivery(id, facts) {
            Ok(()) => self.post(id, None, Some(Waiting::Deliver(caller)), out),
            Err(error) => settle(Some(caller), Err(error.into()), out),
        }
    }

    /// A delivery ended.
    pub(super) fn posted(&mut self, id: Id, result: Result<H, (Fault<H>, Arrival)>, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find_mut(id) else { return };
        let Phase::Delivering(waiting) = &mut purchase.phase else { return };
        let waiting = waiting.take();
        purchase.phase = Phase::Resting;
        let session = purchase.session.clone();
        let has_token = matches!(result, Ok(_) | Err((_, Arrival::Possible)));
        let result = match result {
            Ok(answer) => {
                purchase.rest = Rest::Delivered;
                purchase.held = None;
                out.push(Effect::Discard(id));
                if let Some(unclaimed) = &mut purchase.unclaimed {
                    *unclaimed = Unclaimed::Delivered(answer.clone());
                }
                out.push(Effect::Publish(Announcement::Delivered(Some(session.clone()))));
                Ok(answer)
            }
            Err((fault, arrival)) => {
                purchase.unclaimed = None;
                match arrival {
                    Arrival::Possible => purchase.rest = Rest::Undelivered(Undelivered::Uncertain),
                    Arrival::Refused => {
                        purchase.rest = Rest::Undelivered(Undelivered::Refused);
                        out.push(Effect::Shelve(id));
                    }
                    Arrival::Unsent => purchase.rest = Rest::Undelivered(Undelivered::Unsent),
                    Arrival::Denied => {
                        purchase.reopen();
                        out.push(Effect::Discard(id));
                    }
                }
                if arrival != Arrival::Possible {
                    purchase.bring_back(out);
                }
                Err(fault)
            }
        };
        if has_token {
            self.is_result(&session);
        }
        match waiting {
            Some(Waiting::Call(caller)) => settle(Some(caller), result.map(Settled::Approved), out),
            Some(Waiting::Deliver(caller)) => settle(Some(caller), result.map(Settled::Delivered), out),
            None => {}
        }
    }

    /// The shop says what it has learnt from its server about a delivery in doubt.
    pub fn settle_delivery(&mut self, id: Id, is_placed: bool, out: &mut Vec<Effect<H>>) -> Result<(), Error> {
        let begin = out.len();
        self.take_over(id, out);
        let purchase = self.find_mut(id).ok_or_else(|| End::Disposed.error())?;
        purchase.may_deliver()?;
        let unsent = if is_placed { None } else { purchase.take_untold() };
        if is_placed {
            purchase.rest = Rest::Delivered;
            purchase.held = None;
            let session = purchase.session.clone();
            self.is_result(&session);
            out.push(Effect::Publish(Announcement::Delivered(Some(session))));
        } else {
            purchase.reopen();
            purchase.bring_back(out);
        }
        out.push(Effect::Discard(id));
        if let Some(token) = unsent {
            self.give_back(id, token, Reason::Replaced, out);
        }
        self.close(begin, out);
        Ok(())
    }

    /// A delivery in doubt outlives its object, since its session may have its order: the newest object of the session that can
    /// goes on with it.
    pub(super) fn hand_over(&mut self, out: &mut Vec<Effect<H>>) {
        let left_in_doubt = |left: &&Purchase<H>| left.is_let_go() && left.is_in_doubt();
        let found = self.purchases.iter().filter(left_in_doubt).find_map(|left| {
            let may_go_on = |heir: &&Purchase<H>| heir.session == left.session && heir.has_backend && heir.may_go_on();
            Some((left.id, self.purchases.iter().rfind(may_go_on)?.id))
        });
        if let Some((left, heir)) = found {
            self.hand_to(left, heir, out);
        }
    }

    /// The shop asks an object to go on with the delivery in doubt of its session, whichever other one has that.
    fn take_over(&mut self, heir: Id, out: &mut Vec<Effect<H>>) {
        let Some(own) = self.find(heir).filter(|own| own.may_go_on()) else { return };
        let left = self.purchases.iter().find(|left| left.session == own.session && left.is_in_doubt());
        if let Some(left) = left.map(|left| left.id) {
            self.hand_to(left, heir, out);
        }
    }

    fn hand_to(&mut self, left: Id, heir: Id, out: &mut Vec<Effect<H>>) {
        let Some(left_by) = self.find_mut(left) else { return };
        let (held, follows_order) = (left_by.held.take(), left_by.follows_order);
        left_by.reopen();
        if let Some(heir) = self.find_mut(heir) {
            heir.rest = Rest::Undelivered(Undelivered::Uncertain);
            (heir.held, heir.follows_order) = (held, follows_order);
        }
        out.push(Effect::HandOver(left, heir));
    }

    /// The shop is done with a purchase.
    pub(super) fn dispose(&mut self, id: Id, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find(id) else { return };
        if purchase.end == Some(End::Disposed) {
            return;
        }
        // The shop knows of the order: it may begin another purchase with the session.
        if self.is_done_with(purchase) {
            out.push(Effect::Publish(Announcement::Delivered(None)));
        }
        self.finish(id, End::Disposed, out);
        self.take_out(id, out);
    }

    /// Whether the shop that disposes of a purchase knows that it has its order, and leaves nothing of its session. (One that it
    /// leaves before that, or whose late token no call has claimed, it may not know to be delivered.)
    fn is_done_with(&self, purchase: &Purchase<H>) -> bool {
        let mut others = self.purchases.iter().filter(|other| other.id != purchase.id);
        purchase.state() == State::Delivered
            && purchase.unclaimed.is_none()
            && !others.any(|other| other.session == purchase.session && other.is_usable())
    }
}

impl<H> Purchase<H> {
    /// Whether the backend may have the token that it holds.
    fn is_in_doubt(&self) -> bool {
        self.rest == Rest::Undelivered(Undelivered::Uncertain) && matches!(self.phase, Phase::Resting)
    }

    /// Whether it can go on with another one's delivery.
    fn may_go_on(&self) -> bool {
        let is_free = matches!(self.phase, Phase::Resting) && !matches!(self.rest, Rest::Undelivered(_));
        self.is_usable() && is_free && self.queued.is_none()
    }
}
