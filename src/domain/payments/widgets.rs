//! `load` and `loadPaymentReview`: one after the other, joined where more wait.

use super::contract::{Effect, Facts, Fault, Found, Id, Note, Settled};
use super::errors::{expired, widget_removed};
use super::loads::RunningLoad;
use super::page::{AtKlarna, Page, settle};
use super::purchase::{Phase, Purchase, Shown};
use super::result::Load;
use super::state::{Call, End, Number};
use super::widget::renamed;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;

impl<H: Clone> Page<H> {
    /// Shows the widget, or refreshes it. While one load runs, later ones are put together into a single one.
    pub(super) fn load(
        &mut self,
        id: Id,
        (container, order, caller): (H, H, Option<H>),
        facts: &Facts,
        out: &mut Vec<Effect<H>>,
    ) {
        if let Err(error) = self.permit_asking(id, facts) {
            return self.refuse_load(id, caller.into_iter().collect(), error, out);
        }
        if let Some(purchase) = self.find_mut(id) {
            purchase.loads.add(container, order, caller);
        }
        self.load_next(id, facts, out);
    }

    /// Sends the load that waits, if none runs. It may find a page that has changed hands.
    pub(super) fn load_next(&mut self, id: Id, facts: &Facts, out: &mut Vec<Effect<H>>) {
        let permitted = self.permit_load(id, facts);
        let number = self.next_number();
        let must_begin = self.has_rival;
        let Some(purchase) = self.find_mut(id) else { return };
        if must_begin && permitted.is_ok() && purchase.loads.has_next() && !std::mem::take(&mut purchase.has_begun) {
            return out.push(Effect::Begin(id));
        }
        let Some(next) = purchase.loads.take_next() else { return };
        if let Err(error) = permitted {
            self.refuse_load(id, next.callers, error.clone(), out);
            // A call may have waited for that load alone: whether it may go out, it learns by itself.
            return self.loaded_for_call(id, &Err(error.into()), out);
        }
        while self.is_locked(id) {
            if let Some(purchase) = self.find_mut(id) {
                purchase.renamed += 1;
                out.push(Effect::Rename(id, purchase.renamed));
            }
        }
        let Some(purchase) = self.find_mut(id) else { return };
        // What a call left whose caller gave up: nobody watched it any more when its widget went.
        let is_left = matches!(
            &purchase.phase,
            Phase::Calling(running) if running.caller.is_none() && running.call.needs_widget()
        );
        if is_left && matches!(facts.widget, Found::Gone | Found::Removed) {
            out.push(Effect::FreePage(id));
        }
        purchase.shown = Shown::Loading;
        purchase.is_taken = false;
        let (container, orders, callers) = (next.container.clone(), next.orders.clone(), next.callers);
        purchase.loads.running = Some(Box::new(RunningLoad {
            number,
            container,
            orders,
            callers,
            is_expired: facts.is_expired(),
            returned: false,
            early: None,
        }));
        out.push(Effect::Load(id, number, next.container, next.orders));
    }

    /// Whether Klarna's SDK would drop an `authorize` of that widget: an earlier one of its name, by whatever object, was not
    /// answered.
    pub(super) fn is_locked(&self, id: Id) -> bool {
        let Some(purchase) = self.find(id).filter(|purchase| purchase.drops_second) else { return false };
        let name = purchase.name();
        let is_abandoned = |other: &Purchase<H>| {
            matches!(
                &other.phase,
                Phase::Calling(running)
                    if running.call == Call::Authorize
                        && running.caller.is_none()
                        && renamed(other.widget.name(), running.renamed) == name
            )
        };
        self.purchases.iter().any(is_abandoned)
            || self.given_up.iter().any(|call| matches!(&call.at_klarna, AtKlarna::Locking(locked) if *locked == name))
    }

    /// The widget's frame has begun anew, and speaks: a load that runs is lost and goes once more; without one, the widget is
    /// loaded where it is.
    pub(super) fn restarted(&mut self, id: Id, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find_mut(id).filter(|purchase| purchase.end.is_none()) else { return };
        if let Some(number) = purchase.loads.repeat() {
            out.push(Effect::UnwatchLoad(id, number));
            out.push(Effect::LoadNext(id));
        } else if purchase.shown == Shown::Widget {
            out.push(Effect::LoadAgain(id));
        }
    }

    /// Klarna's SDK took our session once more: the load that waits for that may go.
    pub(super) fn begun(&mut self, id: Id, out: &mut Vec<Effect<H>>) {
        if let Some(purchase) = self.find_mut(id).filter(|purchase| purchase.loads.has_next()) {
            purchase.has_begun = true;
            out.push(Effect::LoadNext(id));
        }
    }

    /// Klarna's SDK did not take our session once more: nothing of ours goes to it.
    pub(super) fn not_begun(&mut self, id: Id, fault: &Fault<H>, out: &mut Vec<Effect<H>>) {
        let queued = self.take_queued(id, |_| true, out).map(|queued| queued.caller);
        let Some(purchase) = self.find_mut(id) else { return };
        let loads = purchase.loads.take_next().map(|next| next.callers).unwrap_or_default();
        for caller in queued.into_iter().chain(loads) {
            settle(Some(caller), Err(fault.clone()), out);
        }
    }

    fn refuse_load(&mut self, id: Id, callers: Vec<H>, error: Error, out: &mut Vec<Effect<H>>) {
        if error.code == ErrorCode::Superseded && error.retryable.is_none() {
            self.finish(id, End::Superseded, out);
        }
        for caller in callers {
            settle(Some(caller), Err(error.clone().into()), out);
        }
    }

    /// The load, or the review, is at Klarna. An object that was disposed of meanwhile shows nothing.
    pub(super) fn load_returned(&mut self, id: Id, number: Number, out: &mut Vec<Effect<H>>) {
        let Some(load) = self.find_mut(id).and_then(|purchase| purchase.loads.find(number)) else {
            if self.find(id).is_none_or(|purchase| purchase.end == Some(End::Disposed)) {
                self.take_out(id, out);
            }
            return;
        };
        load.returned = true;
        let early = load.early.take();
        out.push(Effect::WatchLoad(id, number, load.container.clone()));
        if let Some(answer) = early {
            self.load_answered(id, number, answer, out);
        }
    }

    /// Whether Klarna works on a load, or a review, of that number.
    #[inline(never)]
    pub(super) fn is_load(&mut self, id: Id, number: Number) -> bool {
        self.find_mut(id).is_some_and(|purchase| purchase.loads.find(number).is_some())
    }

    /// Klarna's SDK called back for a load or a review.
    pub(super) fn load_answered(&mut self, id: Id, number: Number, answer: Value, out: &mut Vec<Effect<H>>) {
        let Some(load) = self.find_mut(id).and_then(|purchase| purchase.loads.find(number)) else { return };
        if load.returned {
            let result = match Load::read(&answer) {
                Ok(Load::Unavailable) if load.is_expired => Err(expired()),
                result => result,
            };
            self.loaded(id, number, result.map_err(Into::into), out);
        } else {
            load.early.get_or_insert(answer);
        }
    }

    /// A load or a review ended, with Klarna's answer or without.
    pub(super) fn loaded(&mut self, id: Id, number: Number, result: Result<Load, Fault<H>>, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find_mut(id) else { return };
        let Some((is_load, container, callers)) = purchase.loads.take(number) else { return };
        out.push(Effect::UnwatchLoad(id, number));
        if is_load {
            self.showing(id, container, &result, out);
        }
        for caller in callers {
            settle(Some(caller), result.clone().map(Settled::Load), out);
        }
        if self.find(id).is_some_and(|purchase| purchase.loads.has_next()) {
            out.push(Effect::LoadNext(id));
        } else if is_load {
            self.loaded_for_call(id, &result, out);
        }
    }

    fn showing(&mut self, id: Id, container: H, result: &Result<Load, Fault<H>>, out: &mut Vec<Effect<H>>) {
        let Some(purchase) = self.find_mut(id) else { return };
        if result.is_ok() {
            out.push(Effect::Placed(id, container));
        }
        // `finalize` may have taken the widget while it was being loaded.
        if purchase.shown == Shown::Loading {
            let is_shown = matches!(result, Ok(Load::Shown | Load::CorrectionRequired { .. }));
            purchase.shown = if is_shown { Shown::Widget } else { Shown::Nothing };
            if is_shown {
                purchase.is_disturbed = false;
                self.begin_anew(id);
            }
        }
        let status = result.as_ref().map(Load::status).map_err(Fault::code);
        out.push(Effect::Tell(id, Note::Loaded(status)));
    }

    /// Shows Klarna's summary of the chosen method on a review page.
    pub(super) fn review(&mut self, id: Id, container: H, caller: H, facts: &Facts, out: &mut Vec<Effect<H>>) {
        if let Err(error) = self.permit_asking(id, facts) {
            return self.refuse_load(id, vec![caller], error, out);
        }
        let number = self.next_number();
        if let Some(purchase) = self.find_mut(id) {
            let (container, there) = (container.clone(), container);
            let callers = vec![caller];
            purchase.loads.add_review(Box::new(RunningLoad {
                number,
                container,
                orders: vec![],
                callers,
                is_expired: facts.is_expired(),
                returned: false,
                early: None,
            }));
            out.push(Effect::Review(id, number, there));
        }
    }

    /// Klarna's SDK took too long over a load or a review.
    pub(super) fn timed_out(&mut self, id: Id, number: Number, out: &mut Vec<Effect<H>>) {
        let error = Error::new(ErrorCode::SdkTimeout, "Klarna's SDK did not answer within the time limit");
        self.loaded(id, number, Err(Fault::Ours(error.retryable(true))), out);
    }

    /// The container left while a load or a review waits for Klarna.
    pub(super) fn container_left(&mut self, id: Id, number: Number, out: &mut Vec<Effect<H>>) {
        self.loaded(id, number, Err(widget_removed().into()), out);
    }

    /// Takes the widget out, unless another purchase shows the same frame by now. (Klarna's SDK uses it again.)
    pub(super) fn take_out(&self, id: Id, out: &mut Vec<Effect<H>>) {
        let others = self.purchases.iter().filter(|other| other.id != id && other.is_usable()).map(|other| other.id);
        out.push(Effect::TakeOut(id, others.collect()));
    }
}
