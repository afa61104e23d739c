//! `authorize`, `reauthorize` and `finalize`: into Klarna's SDK, and what comes back.

use super::contract::{Effect, Facts, Fault, Found, Id, Note, Reason, Request, Settled};
use super::errors::{expired, widget_missing, widget_removed};
use super::page::{AtKlarna, Page, refuse, settle};
use super::permit::must_load;
use super::purchase::{Life, Phase, Purchase, Queued, Rest, Running, Shown, Waiting};
use super::record::Record;
use super::result::{Authorization, Load};
use super::state::{Call, End, Number};
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;

impl<H: Clone> Page<H> {
    pub(super) fn call(&mut self, id: Id, request: Request<H>, caller: H, facts: &Facts, out: &mut Vec<Effect<H>>) {
        if self.claim(id, request.call, &caller, out) {
            return;
        }
        match self.permit(id, request.call, facts) {
            Ok(()) => self.prepare(id, request, caller, facts, out),
            Err(error) => self.refuse_call(id, caller, error, out),
        }
    }

    /// Sends a call, or first what it has to wait for: our session once more, and the widget anew.
    fn prepare(&mut self, id: Id, request: Request<H>, caller: H, facts: &Facts, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find_mut(id) else { return };
        purchase.follows_order = facts.has_order(&purchase.session);
        if let Phase::Calling(running) = &purchase.phase {
            let number = running.number;
            // It takes the place of one that Klarna is silent about.
            let earlier = self.give_up(id, number);
            out.push(Effect::Unwatch(id));
            let error = Error::new(ErrorCode::Aborted, "a newer call took the place of this one");
            settle(earlier, Err(error.into()), out);
        }
        let Some(purchase) = self.find(id) else { return };
        let needs_widget = request.call.needs_widget();
        // Some sessions would drop it under the name of one that was not answered: a load takes another one.
        let loads_first = needs_widget && (must_load(purchase, facts) || self.is_locked(id));
        // `reauthorize` and `finalize` run in a frame of their own: a load would replace it, and they would never be answered. (A
        // load that the shop asked for is its own choice.)
        let waits = if needs_widget { facts.widget == Found::Starting } else { purchase.loads.is_unasked() };
        // A load begins our session once more for itself, but one that has to wait.
        let begins = loads_first && purchase.loads.running.is_none();
        if !loads_first && !waits && !self.has_rival {
            return self.send(id, (request, caller, facts.is_expired()), out);
        }
        let number = self.next_number();
        let (signal, timeout_ms) = (request.signal.clone(), request.timeout_ms);
        if let Some(purchase) = self.find_mut(id) {
            purchase.queued = Some(Box::new(Queued { number, request, caller }));
        }
        if waits {
            return out.push(Effect::Await(id, number, signal, timeout_ms));
        }
        out.extend(loads_first.then_some(Effect::LoadAgain(id)));
        out.push(Effect::SendQueued { id, has_begun: begins });
    }

    /// What a call had to wait for was sent. The page may have changed hands meanwhile, or the session have its token: it is
    /// permitted anew, and only then our session begins once more (`has_begun`: it just has).
    pub(super) fn send_queued(&mut self, id: Id, has_begun: bool, facts: &Facts, out: &mut Vec<Effect<H>>) {
        let Some(queued) = self.find_mut(id).and_then(|purchase| purchase.queued.take()) else { return };
        let permitted = self.permit(id, queued.request.call, facts);
        if self.has_rival && !has_begun && permitted.is_ok() {
            if let Some(purchase) = self.find_mut(id) {
                purchase.queued = Some(queued);
            }
            out.push(Effect::Begin(id));
            return out.push(Effect::SendQueued { id, has_begun: true });
        }
        out.push(Effect::Unwatch(id));
        let Queued { request, caller, .. } = *queued;
        match permitted {
            Ok(()) => self.send(id, (request, caller, facts.is_expired()), out),
            Err(error) => self.refuse_call(id, caller, error, out),
        }
    }

    /// A load ended, which the call that waits may have waited for.
    pub(super) fn loaded_for_call(&mut self, id: Id, result: &Result<Load, Fault<H>>, out: &mut Vec<Effect<H>>) {
        let Some(queued) = self.find(id).and_then(|purchase| purchase.queued.as_deref()) else { return };
        let fault = match result {
            Ok(Load::Unavailable) if queued.request.call.needs_widget() => widget_missing().into(),
            Err(fault) if queued.request.call.needs_widget() => fault.clone(),
            _ => return out.push(Effect::SendQueued { id, has_begun: false }),
        };
        let queued = self.take_queued(id, |_| true, out);
        settle(queued.map(|queued| queued.caller), Err(fault), out);
    }

    /// The call that waits for something, if it is that one: it waits no longer.
    pub(super) fn take_queued(
        &mut self,
        id: Id,
        is_that: impl Fn(&Queued<H>) -> bool,
        out: &mut Vec<Effect<H>>,
    ) -> Option<Box<Queued<H>>> {
        let queued = self.find_mut(id)?.queued.take_if(|queued| is_that(queued))?;
        out.push(Effect::Unwatch(id));
        Some(queued)
    }

    /// A call cannot go to Klarna; what is learnt by that stays.
    pub(super) fn refuse_call(&mut self, id: Id, caller: H, error: Error, out: &mut Vec<Effect<H>>) {
        match error.code {
            ErrorCode::Superseded if error.retryable.is_none() => self.finish(id, End::Superseded, out),
            ErrorCode::WidgetRemoved => self.widget_lost(id),
            _ => {}
        }
        settle(Some(caller), Err(error.into()), out);
    }

    pub(super) fn widget_lost(&mut self, id: Id) {
        if let Some(purchase) = self.find_mut(id) {
            purchase.shown = Shown::Nothing;
        }
    }

    fn send(&mut self, id: Id, (request, caller, is_expired): (Request<H>, H, bool), out: &mut Vec<Effect<H>>) {
        let number = self.next_number();
        let Some(purchase) = self.find_mut(id) else { return };
        purchase.phase = Phase::Calling(Box::new(Running {
            number,
            call: request.call,
            caller: Some(caller),
            returned: false,
            early: None,
            doubted: None,
            failed: None,
            life: Life::Unknown,
            is_expired,
            renamed: purchase.renamed,
        }));
        out.push(Effect::Tell(id, Note::Called(request.call, request.auto_finalize)));
        out.push(Effect::Send(id, number, request));
    }

    /// The call is at Klarna. (For `finalize` and `reauthorize` the SDK takes the widget's frame away, also while it is
    /// being loaded.)
    pub(super) fn call_returned(&mut self, id: Id, number: Number, frame_is_gone: bool, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find_mut(id) else { return };
        let has_widget = purchase.shown != Shown::Nothing;
        let Some(running) = purchase.running(number) else { return };
        running.returned = true;
        let early = running.early.take();
        if running.caller.is_some() {
            out.push(Effect::Watch { id, number, by_container: running.call == Call::Authorize });
            out.push(Effect::Listen(id, number));
        }
        if frame_is_gone && has_widget {
            purchase.shown = Shown::Nothing;
            purchase.is_taken = true;
            if let Some(load) = &purchase.loads.running {
                let number = load.number;
                self.loaded(id, number, Err(widget_removed().into()), out);
            }
            out.push(Effect::Tell(id, Note::WidgetRemoved));
        }
        if let Some(answer) = early {
            self.answered(id, number, answer, out);
        }
    }

    /// Klarna's SDK called back for a call.
    pub(super) fn answered(&mut self, id: Id, number: Number, answer: Value, out: &mut Vec<Effect<H>>) {
        let running = self.running(id, number);
        match running {
            // A token counts more than a refusal before it.
            Some(running) if !running.returned => {
                if running.early.as_ref().is_none_or(|early| !is_token(early)) {
                    running.early = Some(answer);
                }
            }
            Some(running) if running.doubted.is_some() && !is_token(&answer) => {}
            Some(Running { caller: None, .. }) => {
                self.give_up(id, number);
                self.answered_late(id, number, &answer, out);
            }
            Some(_) => self.read_answer(id, number, &answer, out),
            None => self.answered_late(id, number, &answer, out),
        }
    }

    fn read_answer(&mut self, id: Id, number: Number, answer: &Value, out: &mut Vec<Effect<H>>) {
        let outcome = match Authorization::read(answer) {
            Ok(outcome) => outcome,
            Err(error) => return self.call_failed(id, number, error.into(), out),
        };
        if !matches!(outcome, Authorization::Declined | Authorization::Dismissed) {
            return self.conclude(id, number, outcome, &Value::Null, out);
        }
        let Some(running) = self.running(id, number) else { return };
        if running.is_expired && outcome == Authorization::Declined {
            return self.call_failed(id, number, expired().into(), out);
        }
        match running.failed.take() {
            Some(fault) => self.call_failed(id, number, fault, out),
            None => {
                running.doubted = Some(outcome);
                out.push(Effect::Doubt(id, number));
            }
        }
    }

    /// A refusal is one; `record`: what the last page left.
    pub(super) fn believed(&mut self, id: Id, number: Number, record: &Value, out: &mut Vec<Effect<H>>) {
        let running = self.running(id, number);
        if let Some(outcome) = running.and_then(|running| running.doubted.take()) {
            self.conclude(id, number, outcome, record, out);
        }
    }

    /// Klarna's SDK says that a refusal, before or after, is a failure.
    pub(super) fn refusal_failed(&mut self, id: Id, number: Number, fault: Fault<H>, out: &mut Vec<Effect<H>>) {
        let Some(running) = self.running(id, number) else { return };
        if running.doubted.is_some() {
            self.call_failed(id, number, fault, out);
        } else {
            running.failed.get_or_insert(fault);
        }
    }

    /// The call has its outcome.
    pub(super) fn conclude(
        &mut self,
        id: Id,
        number: Number,
        outcome: Authorization,
        record: &Value,
        out: &mut Vec<Effect<H>>,
    ) {
        let Some(purchase) = self.find_mut(id) else { return };
        let Some(running) = purchase.take_running(number) else { return };
        let kept = Record::read(record);
        if let Some(record) = Record::after(running.call, &outcome, kept, &purchase.session, &purchase.widget) {
            out.push(Effect::Remember(record.to_value()));
        }
        self.concluded(id, number, outcome.token(), out);
        let Some(purchase) = self.find_mut(id) else { return };
        let rest = purchase.rest_after(&outcome);
        // Klarna was asked anew instead of the backend: a token that is left is not needed any more.
        let is_left = rest != purchase.rest && matches!(purchase.rest, Rest::Undelivered(_));
        let unsent = if is_left { purchase.take_unsent() } else { None };
        purchase.rest = rest;
        if is_left {
            purchase.held = None;
            out.push(Effect::Discard(id));
        }
        if let Some(token) = unsent {
            self.give_back(id, token, Reason::Replaced, out);
        }
        let Some(purchase) = self.find_mut(id) else { return };
        out.push(Effect::Unwatch(id));
        out.push(Effect::Tell(id, Note::Ended(running.call, Ok(outcome.status()))));
        let end = purchase.end;
        match outcome {
            Authorization::Approved { token } if purchase.has_backend => {
                // In one step: no handler of the shop's may call anything between approval and delivery.
                return self.post(id, Some(token), running.caller.map(Waiting::Call), out);
            }
            Authorization::Approved { .. } => purchase.is_taken = false,
            // The purchase was disposed of or superseded meanwhile: of its call only a token counts then.
            _ if end.is_some() => {
                let error = end.unwrap_or(End::Disposed).error();
                return settle(running.caller, Err(error.into()), out);
            }
            Authorization::CorrectionRequired { .. } | Authorization::Dismissed => purchase.bring_back(out),
            _ => {}
        }
        settle(running.caller, Ok(Settled::Outcome(outcome)), out);
    }

    /// The call failed: the purchase rests where it did.
    pub(super) fn call_failed(&mut self, id: Id, number: Number, fault: Fault<H>, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find_mut(id) else { return };
        let Some(running) = purchase.take_running(number) else { return };
        if fault.code() == ErrorCode::WidgetRemoved {
            purchase.shown = Shown::Nothing;
        }
        out.push(Effect::Unwatch(id));
        out.push(Effect::Tell(id, Note::Ended(running.call, Err(fault.code()))));
        purchase.bring_back(out);
        // A token that comes all the same is a late one.
        self.remember_call(id, number, AtKlarna::Answered);
        settle(running.caller, Err(fault), out);
    }

    /// The SDK threw. What it called back with before does not count; but a token is one.
    pub(super) fn call_threw(&mut self, id: Id, number: Number, fault: Fault<H>, out: &mut Vec<Effect<H>>) {
        let Some(running) = self.running(id, number) else { return };
        let early = running.early.take();
        self.call_failed(id, number, fault, out);
        if let Some(Ok(Authorization::Approved { token })) = early.as_ref().map(Authorization::read) {
            self.give_back(id, token, Reason::Failed, out);
        }
    }

    /// The widget left while the call waits for Klarna.
    pub(super) fn widget_left(&mut self, id: Id, number: Number, out: &mut Vec<Effect<H>>) {
        let is_lost = |queued: &Queued<H>| queued.number == number && queued.request.call.needs_widget();
        if let Some(queued) = self.take_queued(id, is_lost, out) {
            self.widget_lost(id);
            return refuse(queued.caller, widget_removed(), out);
        }
        let running = self.running(id, number);
        if let Some(running) = running.filter(|running| running.caller.is_some() && !running.is_answered()) {
            let call = running.call;
            let caller = self.give_up(id, number);
            self.widget_lost(id);
            out.push(Effect::Unwatch(id));
            out.push(Effect::FreePage(id));
            out.push(Effect::Tell(id, Note::Ended(call, Err(ErrorCode::WidgetRemoved))));
            let message = "the widget left the document while Klarna asked the customer, who may still confirm in a window of \
                           Klarna's: your server hears of it, and so may this page; load the widget again";
            settle(caller, Err(Error::new(ErrorCode::WidgetRemoved, message).into()), out);
        }
    }

    /// The caller gives up. Klarna still works on it, so no other call may start.
    pub(super) fn abandoned(&mut self, id: Id, number: Number, fault: Fault<H>, out: &mut Vec<Effect<H>>) {
        if let Some(queued) = self.take_queued(id, |queued| queued.number == number, out) {
            return settle(Some(queued.caller), Err(fault), out);
        }
        let Some(running) = self.running(id, number) else { return };
        if running.is_answered() {
            return;
        }
        if let Some(caller) = running.caller.take() {
            out.push(Effect::Tell(id, Note::Ended(running.call, Err(fault.code()))));
            out.push(Effect::Unwatch(id));
            settle(Some(caller), Err(fault), out);
        }
        self.give_up_abandoned(|purchase| purchase.id == id && purchase.is_dropped);
    }

    /// JavaScript let go of the object: nobody can load its widget again to end what its caller gave up.
    pub(super) fn dropped(&mut self, id: Id) {
        if let Some(purchase) = self.find_mut(id) {
            purchase.is_dropped = true;
        }
        self.give_up_abandoned(|purchase| purchase.id == id);
    }

    /// A sign of life.
    pub(super) fn sign_of_life(&mut self, id: Id, out: &mut Vec<Effect<H>>) {
        if let Some(Phase::Calling(running)) = self.find_mut(id).map(|purchase| &mut purchase.phase) {
            running.life = match running.life {
                Life::Unknown | Life::Alive => Life::Alive,
                Life::Stalled => {
                    out.push(Effect::Listen(id, running.number));
                    Life::Stirring
                }
                Life::Stirring => Life::Stirring,
            };
        }
    }

    /// There was none for a while.
    pub(super) fn silent(&mut self, id: Id, number: Number, out: &mut Vec<Effect<H>>) {
        let Some(running) = self.running(id, number) else { return };
        let is_silent = matches!(running.life, Life::Unknown | Life::Stirring);
        if is_silent && running.caller.is_some() && !running.is_answered() {
            running.life = Life::Stalled;
            out.push(Effect::Tell(id, Note::Stalled(running.call)));
        }
    }

    /// Klarna's overlay came, or went: once it is gone, the answer should follow.
    pub(super) fn overlay(&mut self, id: Id, is_shown: bool, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find_mut(id) else { return };
        let Phase::Calling(running) = &mut purchase.phase else { return };
        if is_shown {
            running.life = Life::Alive;
        } else if running.caller.is_some() {
            running.life = Life::Unknown;
            out.push(Effect::Listen(id, running.number));
        }
    }

    /// The widget was loaded anew: it answers anew, whatever call of its session the shop gave up before, through whichever
    /// object.
    pub(super) fn begin_anew(&mut self, id: Id) {
        let Some(purchase) = self.find_mut(id) else { return };
        if purchase.rest == Rest::Declined && matches!(purchase.phase, Phase::Resting) {
            purchase.rest = Rest::Open;
        }
        let session = purchase.session.clone();
        self.give_up_abandoned(|purchase| purchase.session == session);
    }

    /// A call whose caller gave up is in nobody's way any more. Its answer is a late one.
    fn give_up_abandoned(&mut self, is_of: impl Fn(&Purchase<H>) -> bool) {
        let abandoned = |purchase: &Purchase<H>| match &purchase.phase {
            Phase::Calling(running) if running.caller.is_none() && !running.is_answered() && is_of(purchase) => {
                Some((purchase.id, running.number))
            }
            _ => None,
        };
        while let Some((id, number)) = self.purchases.iter().find_map(abandoned) {
            self.give_up(id, number);
        }
    }
}

fn is_token(answer: &Value) -> bool {
    matches!(Authorization::read(answer), Ok(Authorization::Approved { .. }))
}
