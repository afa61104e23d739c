//! A token is the property of its session, not of the call that waited for it: it is judged when it comes.

use super::contract::{Effect, Id, Note, Reason, Settled};
use super::page::{Accepted, AtKlarna, Page, settle};
use super::purchase::{Phase, Purchase, Queued, Rest, Unclaimed, Undelivered, Waiting};
use super::record::Record;
use super::result::Authorization;
use super::state::{Call, End, Number};
use crate::domain::token::fingerprint;
use crate::domain::value::Value;

impl<H: Clone> Page<H> {
    /// An answer that nobody waits for.
    pub(super) fn answered_late(&mut self, id: Id, number: Number, answer: &Value, out: &mut Vec<Effect<H>>) {
        let Some(at) = self.given_up.iter().position(|call| call.number == number) else { return };
        let call = self.given_up.remove(at);
        out.push(Effect::Tell(id, Note::LateAnswer));
        match Authorization::read(answer) {
            Ok(Authorization::Approved { token }) => return self.judge(id, number, &call.session, token, out),
            Ok(Authorization::FinalizeRequired) => self.wait_for_finalize(id, number, out),
            _ => {}
        }
        self.remember_call(id, number, AtKlarna::Answered);
    }

    /// The customer agreed when nobody waited any more: `finalize` follows, by this object or by one that comes after. That is
    /// not so once the session has its token, or another session the page.
    fn wait_for_finalize(&mut self, id: Id, number: Number, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find(id) else { return };
        let is_undecided =
            matches!(purchase.rest, Rest::Open | Rest::Declined) && purchase.end != Some(End::Superseded);
        let session = &purchase.session;
        let has_token = self.accepted.iter().any(|accepted| accepted.session == *session && number <= accepted.at);
        let is_over = self.purchases.iter().any(|other| other.session != *session && other.end.is_none());
        if !is_undecided || has_token || is_over {
            return;
        }
        out.push(Effect::Remember(Record::of(session, &purchase.widget, Some(true)).to_value()));
        if let Some(purchase) = self.find_mut(id) {
            purchase.rest = Rest::FinalizeRequired { changes_order: false };
        }
    }

    /// A token that nobody waits for is the result of the call that runs for its session, or of an object of it that can
    /// still be asked: the one that asked, or the newest. Where there is none, where a purchase has its result or is about to, or where
    /// the shop has changed the order since and waits for the answer to that, it is given back.
    fn judge(&mut self, id: Id, number: Number, session: &str, token: String, out: &mut Vec<Effect<H>>) {
        let newest = self.accepted.iter().find(|accepted| accepted.session == session);
        if newest.is_some_and(|accepted| accepted.mark == fingerprint(&token)) {
            return;
        }
        if newest.is_some_and(|accepted| number <= accepted.at) {
            return self.give_back(id, token, Reason::Second, out);
        }
        let of_session = || self.purchases.iter().rev().filter(|purchase| purchase.session == session);
        if of_session().any(Purchase::is_changing_order) {
            return self.give_back(id, token, Reason::Second, out);
        }
        let running = of_session().find_map(|purchase| match &purchase.phase {
            Phase::Calling(running) if running.caller.is_some() => Some((purchase.id, running.number)),
            _ => None,
        });
        if let Some((heir, running)) = running {
            return self.inherit(heir, running, token, out);
        }
        // An order may come of the one that is on its way.
        if of_session().any(|purchase| matches!(purchase.phase, Phase::Delivering(_))) {
            return self.give_back(id, token, Reason::Second, out);
        }
        let own = of_session().filter(|purchase| purchase.is_usable()).find(|purchase| purchase.id == id);
        match own.or_else(|| of_session().find(|purchase| purchase.is_usable())).map(|purchase| purchase.id) {
            Some(heir) => {
                self.follow(id, heir);
                self.keep(heir, token, out);
            }
            None => self.give_back(id, token, Reason::Disposed, out),
        }
    }

    /// What one object asked for goes on at another one: also whether that was of an order that was changed.
    fn follow(&mut self, asked: Id, heir: Id) {
        let Some(follows_order) = self.find(asked).map(|asked| asked.follows_order) else { return };
        if let Some(heir) = self.find_mut(heir) {
            heir.follows_order = follows_order;
        }
    }

    /// The call that runs is answered by the token of an earlier one: some sessions drop a second call in silence.
    fn inherit(&mut self, heir: Id, running: Number, token: String, out: &mut Vec<Effect<H>>) {
        let at_klarna = self.find(heir).map_or(AtKlarna::Open, |purchase| AtKlarna::Locking(purchase.name()));
        self.conclude(heir, running, Authorization::Approved { token }, &Value::Null, out);
        // Klarna has not answered this one.
        self.remember_call(heir, running, at_klarna);
    }

    /// The token is the result of a purchase whose caller is gone: the next call is answered with it.
    fn keep(&mut self, heir: Id, token: String, out: &mut Vec<Effect<H>>) {
        self.let_go(heir);
        self.accept(heir, &token, out);
        let Some(purchase) = self.find_mut(heir) else { return };
        out.push(Effect::Remember(Record::of(&purchase.session, &purchase.widget, Some(false)).to_value()));
        purchase.rest = Rest::Approved;
        if purchase.has_backend {
            purchase.unclaimed = Some(Unclaimed::Posting);
            self.post(heir, Some(token), None, out);
        } else {
            purchase.unclaimed = Some(Unclaimed::Token(token));
        }
        self.claim_for_queued(heir, out);
    }

    /// A call that waits for its widget need not be sent where its session has a result, by whatever object of it.
    fn claim_for_queued(&mut self, heir: Id, out: &mut Vec<Effect<H>>) {
        let Some(session) = self.find(heir).map(|purchase| purchase.session.clone()) else { return };
        let waits = |purchase: &&Purchase<H>| {
            let is_answered = |queued: &Queued<H>| !purchase.changes_order(queued.request.call);
            purchase.session == session && purchase.queued.as_deref().is_some_and(is_answered)
        };
        let Some(id) = self.purchases.iter().find(waits).map(|purchase| purchase.id) else { return };
        if let Some(queued) = self.take_queued(id, |_| true, out) {
            self.claim(id, queued.request.call, &queued.caller, out);
        }
    }

    /// Nobody waits for a call that may still run.
    fn let_go(&mut self, id: Id) {
        if let Some(Phase::Calling(running)) = self.find(id).map(|purchase| &purchase.phase) {
            let number = running.number;
            self.give_up(id, number);
        }
    }

    /// A call ended: with a token, which takes the place of one that is not needed any more, or without.
    pub(super) fn concluded(&mut self, id: Id, number: Number, token: Option<&str>, out: &mut Vec<Effect<H>>) {
        match token {
            Some(token) => self.accept(id, token, out),
            None => self.remember_call(id, number, AtKlarna::Answered),
        }
    }

    /// A token is its session's newest. What any object of the session holds is not sent again; what nobody ever got is given
    /// back.
    fn accept(&mut self, id: Id, token: &str, out: &mut Vec<Effect<H>>) {
        let at = self.last_number();
        let Some(session) = self.find(id).map(|purchase| purchase.session.clone()) else { return };
        let of_session = |purchase: &&mut Purchase<H>| purchase.session == session;
        while let Some((id, token)) = self.purchases.iter_mut().filter(of_session).find_map(Purchase::take_replaced) {
            out.push(Effect::Discard(id));
            if let Some(token) = token {
                self.give_back(id, token, Reason::Replaced, out);
            }
        }
        // A change that the customer has agreed to, and that is not finalized yet, is not to be finalized beside this token.
        for other in self.purchases.iter_mut().filter(of_session) {
            if let Rest::FinalizeRequired { changes_order } = &mut other.rest {
                *changes_order = false;
            }
        }
        self.accepted.retain(|accepted| accepted.session != session);
        self.accepted.push(Accepted { session, at, mark: fingerprint(token) });
    }

    /// A call is answered with what came when nobody waited. `true`: it was.
    pub(super) fn claim(&mut self, id: Id, call: Call, caller: &H, out: &mut Vec<Effect<H>>) -> bool {
        let Some(own) = self.find(id).filter(|own| own.end.is_none() && !own.changes_order(call)) else {
            return false;
        };
        let (session, has_backend) = (own.session.clone(), own.has_backend);
        // A call that runs may bring a newer token.
        if self.purchases.iter().any(|purchase| purchase.session == session && purchase.is_asking()) {
            return false;
        }
        let heir = self
            .purchases
            .iter_mut()
            .find(|purchase| purchase.session == session && purchase.end.is_none() && purchase.unclaimed.is_some());
        let Some(heir) = heir else { return false };
        match heir.unclaimed.take() {
            // The token came to an object without a backend; the caller's object has one, which it is posted to.
            Some(Unclaimed::Token(token)) if has_backend => {
                heir.reopen();
                let heir = heir.id;
                self.follow(heir, id);
                self.let_go(id);
                if let Some(own) = self.find_mut(id) {
                    own.rest = Rest::Approved;
                }
                self.post(id, Some(token), Some(Waiting::Call(caller.clone())), out);
            }
            Some(Unclaimed::Token(token)) => {
                let outcome = Authorization::Approved { token };
                settle(Some(caller.clone()), Ok(Settled::Outcome(outcome)), out);
            }
            Some(Unclaimed::Delivered(answer)) => settle(Some(caller.clone()), Ok(Settled::Approved(answer)), out),
            Some(Unclaimed::Posting) => heir.phase = Phase::Delivering(Some(Waiting::Call(caller.clone()))),
            None => return false,
        }
        self.is_result(&session);
        true
    }

    /// The newest token of a session is the result: what an earlier call brings from here on is a second one.
    pub(super) fn is_result(&mut self, session: &str) {
        let at = self.last_number();
        if let Some(accepted) = self.accepted.iter_mut().find(|accepted| accepted.session == session) {
            accepted.at = at;
        }
    }

    /// A token that nobody will get: to the address for such tokens, or to the log that one was left open.
    pub(super) fn give_back(&mut self, id: Id, token: String, reason: Reason, out: &mut Vec<Effect<H>>) {
        let has_address = self.find(id).is_some_and(|purchase| purchase.has_cancel);
        out.push(if has_address {
            Effect::GiveBack(id, token, reason)
        } else {
            Effect::Tell(id, Note::LeftOpen(reason))
        });
    }

    /// What an object holds that nobody got, and nobody can get any more, is given back.
    pub(super) fn give_back_orphans(&mut self, out: &mut Vec<Effect<H>>) {
        while let Some((id, token)) = self.purchases.iter_mut().find_map(Purchase::take_orphan) {
            self.give_back(id, token, Reason::Disposed, out);
        }
    }
}

impl<H> Purchase<H> {
    /// The token that nobody ever got, of an object that is over. (One that a newer session took the page from can still deliver
    /// what it holds, but answers no call.)
    fn take_orphan(&mut self) -> Option<(Id, String)> {
        let token = match self.phase {
            Phase::Resting if self.is_let_go() => self.take_untold(),
            Phase::Resting if self.end.is_some() => self.take_unclaimed(),
            _ => None,
        };
        token.map(|token| (self.id, token))
    }

    /// A newer token takes the place of what it holds: the backend refused that, or neither it nor a caller ever got it, who is
    /// given it back.
    fn take_replaced(&mut self) -> Option<(Id, Option<String>)> {
        self.unclaimed.take_if(|unclaimed| matches!(unclaimed, Unclaimed::Delivered(_)));
        let token = self.take_untold();
        let is_refused =
            self.rest == Rest::Undelivered(Undelivered::Refused) && !matches!(self.phase, Phase::Delivering(_));
        if token.is_none() && !is_refused {
            return None;
        }
        self.reopen();
        // The newer one is what the session's order is changed by.
        self.rest = Rest::Open;
        Some((self.id, token))
    }

    /// The token that neither the backend nor a caller ever got.
    pub(super) fn take_untold(&mut self) -> Option<String> {
        if matches!(self.phase, Phase::Delivering(_)) {
            return None;
        }
        self.take_unclaimed().or_else(|| self.take_unsent())
    }

    /// The token that waits for a caller.
    fn take_unclaimed(&mut self) -> Option<String> {
        match self.unclaimed.take_if(|unclaimed| matches!(unclaimed, Unclaimed::Token(_)))? {
            Unclaimed::Token(token) => Some(token),
            _ => None,
        }
    }

    /// The token that the backend was never sent.
    pub(super) fn take_unsent(&mut self) -> Option<String> {
        if self.rest == Rest::Undelivered(Undelivered::Unsent) { self.held.take() } else { None }
    }
}
