//! One purchase: where it stands, and what it allows.

use super::contract::{Effect, Fault, Id, Opening, Request};
use super::errors::{DELIVERY, delivered_already, in_progress, invalid, widget_missing};
use super::loads::Loads;
use super::result::Authorization;
use super::state::{Call, End, Number, State};
use super::widget::{Widget, renamed};
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;
use std::rc::Rc;

/// Why a token is still here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Undelivered {
    /// The backend may or may not have it: nothing new may be authorized before that is settled.
    Uncertain,
    /// The backend refused it; a new authorization may replace it.
    Refused,
    /// The backend was never sent it.
    Unsent,
}

/// What a token brought that came when nobody waited: the next call is answered with it.
#[derive(Debug)]
pub(super) enum Unclaimed<H> {
    /// There is no backend.
    Token(String),
    /// It is on its way to the backend.
    Posting,
    /// The backend has it, and answered that.
    Delivered(H),
}

/// Whether Klarna shows signs of life during a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Unknown,
    Alive,
    /// There were none, and the shop was told.
    Stalled,
    /// One came after that. It may have been another window's: silence counts anew.
    Stirring,
}

/// Where a purchase rests between calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rest {
    Open,
    /// `changes_order`: the session had its order when Klarna was asked, and nothing newer has come since.
    FinalizeRequired {
        changes_order: bool,
    },
    Approved,
    Delivered,
    Undelivered(Undelivered),
    Declined,
}

/// What goes on beside the widget.
#[derive(Debug)]
pub(super) enum Phase<H> {
    Resting,
    Calling(Box<Running<H>>),
    /// The token is on its way; who waits for it.
    Delivering(Option<Waiting<H>>),
}

/// Who waits for a delivery.
#[derive(Debug)]
pub(super) enum Waiting<H> {
    /// The caller of a call that Klarna approved.
    Call(H),
    /// The caller of `deliver()`.
    Deliver(H),
}

/// A call that something has to be sent before.
#[derive(Debug)]
pub(super) struct Queued<H> {
    pub(super) number: Number,
    pub(super) request: Request<H>,
    pub(super) caller: H,
}

/// A call that Klarna works on.
#[derive(Debug)]
pub(super) struct Running<H> {
    pub(super) number: Number,
    pub(super) call: Call,
    /// `None`: the caller gave up; Klarna did not.
    pub(super) caller: Option<H>,
    /// The SDK may call back before it returns, or throws: a throw wins.
    pub(super) returned: bool,
    pub(super) early: Option<Value>,
    /// A refusal that is waited on.
    pub(super) doubted: Option<Authorization>,
    /// The SDK said that a refusal of this call is a failure.
    pub(super) failed: Option<Fault<H>>,
    pub(super) life: Life,
    /// The session had expired by then.
    pub(super) is_expired: bool,
    /// Which instance id of the widget it was sent with.
    pub(super) renamed: Number,
}

/// What a call leaves behind.
#[derive(Debug)]
pub(super) struct Ended<H> {
    pub(super) call: Call,
    pub(super) caller: Option<H>,
    pub(super) renamed: Number,
}

impl<H> Running<H> {
    /// Whether another call of its kind may take its place: Klarna is silent, or nobody waits and Klarna takes a second one.
    pub(super) fn may_be_replaced(&self) -> bool {
        self.life == Life::Stalled || self.caller.is_none() && self.call != Call::Authorize
    }

    /// Whether the answer has come, and is only looked at once more.
    pub(super) fn is_answered(&self) -> bool {
        self.early.is_some() || self.doubted.is_some()
    }
}

/// Whether the widget is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Nothing,
    Loading,
    Widget,
}

/// One purchase of one session.
#[derive(Debug)]
pub(super) struct Purchase<H> {
    pub(super) id: Id,
    pub(super) session: String,
    pub(super) widget: Rc<Widget>,
    /// Counts the instance ids that Klarna's SDK has had to know it by instead.
    pub(super) renamed: Number,
    pub(super) has_backend: bool,
    pub(super) has_cancel: bool,
    pub(super) drops_second: bool,
    /// Another script may have taken the widget's frame along since the widget was loaded.
    pub(super) is_disturbed: bool,
    /// Our session has begun once more for the load that waits.
    pub(super) has_begun: bool,
    pub(super) queued: Option<Box<Queued<H>>>,
    /// The token that the backend does not have for sure.
    pub(super) held: Option<String>,
    pub(super) unclaimed: Option<Unclaimed<H>>,
    /// Klarna was asked last when the session was known to have its order: that was changed.
    pub(super) follows_order: bool,
    pub(super) phase: Phase<H>,
    /// Where it rests, or where the call came from.
    pub(super) rest: Rest,
    pub(super) shown: Shown,
    /// The SDK took the widget's frame away for a call, and it was not loaded since.
    pub(super) is_taken: bool,
    pub(super) end: Option<End>,
    pub(super) loads: Loads<H>,
    /// The state that the shop heard of last.
    pub(super) told: State,
    /// JavaScript let go of the object.
    pub(super) is_dropped: bool,
    /// It hears of its widget, from Klarna's SDK and from the frame.
    pub(super) listens: bool,
}

impl<H> Purchase<H> {
    pub(super) fn new(id: Id, opening: Opening) -> Self {
        let Opening { session, widget, has_backend, has_cancel, drops_second } = opening;
        Self {
            id,
            session,
            widget,
            renamed: 0,
            has_backend,
            has_cancel,
            drops_second,
            is_disturbed: false,
            has_begun: false,
            queued: None,
            held: None,
            unclaimed: None,
            follows_order: false,
            phase: Phase::Resting,
            rest: Rest::Open,
            shown: Shown::Nothing,
            is_taken: false,
            end: None,
            loads: Loads::default(),
            told: State::Ready,
            is_dropped: false,
            listens: true,
        }
    }

    /// The name that Klarna's SDK knows the widget by.
    pub(super) fn name(&self) -> String {
        renamed(self.widget.name(), self.renamed)
    }

    /// The state as the shop sees it.
    pub(super) fn state(&self) -> State {
        match (self.end, &self.phase) {
            (Some(End::Superseded), _) => State::Superseded,
            (Some(End::Disposed), _) => State::Disposed,
            (None, Phase::Calling(running)) if running.caller.is_some() => running.call.state(),
            (None, Phase::Delivering(_)) => State::Delivering,
            (None, _) => match &self.queued {
                Some(queued) => queued.request.call.state(),
                None => self.resting_state(),
            },
        }
    }

    fn resting_state(&self) -> State {
        match (self.rest, self.shown) {
            (Rest::FinalizeRequired { .. }, _) => State::FinalizeRequired,
            (Rest::Approved, _) => State::Approved,
            (Rest::Delivered, _) => State::Delivered,
            (Rest::Undelivered(_), _) => State::Undelivered,
            (Rest::Open | Rest::Declined, Shown::Loading) => State::Loading,
            (Rest::Declined, _) => State::Declined,
            (Rest::Open, Shown::Widget) => State::Loaded,
            (Rest::Open, Shown::Nothing) => State::Ready,
        }
    }

    /// The call that Klarna works on, if it has that number.
    pub(super) fn running(&mut self, number: Number) -> Option<&mut Running<H>> {
        match &mut self.phase {
            Phase::Calling(running) if running.number == number => Some(running),
            _ => None,
        }
    }

    /// The call ends: it is taken out, and the purchase rests where it did.
    #[inline(never)]
    pub(super) fn take_running(&mut self, number: Number) -> Option<Ended<H>> {
        self.running(number)?;
        match std::mem::replace(&mut self.phase, Phase::Resting) {
            Phase::Calling(running) => {
                let Running { call, caller, renamed, .. } = *running;
                Some(Ended { call, caller, renamed })
            }
            _ => None,
        }
    }

    /// Whether somebody waits for Klarna.
    pub(super) fn is_asking(&self) -> bool {
        self.queued.is_some() || matches!(&self.phase, Phase::Calling(running) if running.caller.is_some())
    }

    /// Whether somebody waits for Klarna's answer to an order that was changed.
    pub(super) fn is_changing_order(&self) -> bool {
        let queued = self.queued.as_deref().map(|queued| queued.request.call);
        let running = match &self.phase {
            Phase::Calling(running) if running.caller.is_some() => Some(running.call),
            _ => None,
        };
        [queued, running].into_iter().flatten().any(|call| self.changes_order(call))
    }

    /// Whether somebody waits for Klarna, or for the backend that gets the token.
    pub(super) fn is_busy(&self) -> bool {
        self.is_asking() || matches!(self.phase, Phase::Delivering(_))
    }

    /// Whether a call runs or is about to, or a token is on its way.
    pub(super) fn is_at_work(&self) -> bool {
        self.queued.is_some() || !matches!(self.phase, Phase::Resting)
    }

    /// An error if it has ended.
    pub(super) fn not_ended(&self) -> Result<(), Error> {
        self.end.map_or(Ok(()), |end| Err(end.error()))
    }

    /// Whether it can be asked for something.
    pub(super) fn is_usable(&self) -> bool {
        self.end.is_none() && !self.is_dropped
    }

    /// Whether what happens to its widget matters. An object that is over may have to stay for what an earlier call brings.
    pub(super) fn must_listen(&self) -> bool {
        self.end.is_none() && (!self.is_dropped || self.is_asking() || !self.loads.are_over())
    }

    /// Whether nobody can ask anything of it any more: the shop disposed of it, or JavaScript let go of it.
    pub(super) fn is_let_go(&self) -> bool {
        self.end == Some(End::Disposed) || self.is_dropped
    }

    /// Whether a call asks about a change of the order that its session has: `reauthorize`, and the `finalize` that it asked for.
    pub(super) fn changes_order(&self, call: Call) -> bool {
        match call {
            Call::Authorize => false,
            Call::Reauthorize => true,
            Call::Finalize => self.rest == Rest::FinalizeRequired { changes_order: true },
        }
    }

    /// Whether the session may be asked for a token, by whatever object: not while Klarna or the backend works on one, and
    /// not where the backend may have one, or has it and that is not what is changed. (What the shop disposed of when it was
    /// delivered, it is done with.)
    pub(super) fn allows(&self, next: Call, changes_order: bool) -> Result<(), Error> {
        if let Some(queued) = &self.queued {
            return Err(in_progress(queued.request.call.name()));
        }
        match &self.phase {
            Phase::Calling(running) if running.call == next && running.may_be_replaced() => Ok(()),
            Phase::Calling(running) if running.caller.is_none() => Err(Error::new(
                ErrorCode::InProgress,
                [
                    "Klarna has not answered the aborted ",
                    running.call.name(),
                    " yet; load the widget again to start anew",
                ]
                .concat(),
            )),
            Phase::Calling(running) => Err(in_progress(running.call.name())),
            Phase::Delivering(_) => Err(in_progress(DELIVERY)),
            Phase::Resting => match self.rest {
                Rest::Undelivered(Undelivered::Uncertain) => Err(invalid(
                    "a token of this session may have arrived; call deliver(), or settle() with what your server knows",
                )),
                Rest::Delivered if !changes_order && self.end != Some(End::Disposed) => Err(delivered_already()),
                _ => Ok(()),
            },
        }
    }

    /// Whether this object's own state allows a call.
    pub(super) fn may_call(&self, call: Call) -> Result<(), Error> {
        self.not_ended()?;
        self.allows(call, self.changes_order(call))?;
        match (call, self.shown, self.rest) {
            // Klarna's SDK takes a call behind a load. The shop that waits for the load does not know yet what it would ask.
            (Call::Authorize, Shown::Loading, _) if self.loads.is_awaited() => Err(in_progress("load")),
            (Call::Authorize, Shown::Nothing, _) => Err(widget_missing()),
            (Call::Finalize, _, Rest::Approved | Rest::Undelivered(_)) => {
                Err(invalid("nothing waits for finalize: the authorization token was given already"))
            }
            _ => Ok(()),
        }
    }

    /// Whether the widget may be loaded, by whatever object: not while the customer is asked with it.
    pub(super) fn widget_is_free(&self) -> Result<(), Error> {
        match &self.phase {
            Phase::Calling(running) if running.caller.is_some() => Err(in_progress(running.call.name())),
            _ => Ok(()),
        }
    }

    /// Whether this object's own state allows `load`: never while a call runs that it would disturb.
    pub(super) fn may_load(&self) -> Result<(), Error> {
        self.not_ended()?;
        self.widget_is_free()?;
        match (&self.phase, self.rest) {
            (Phase::Delivering(_), _) => Err(in_progress(DELIVERY)),
            (Phase::Resting, Rest::Delivered) => {
                Err(invalid("the token was delivered; start a new session for a new purchase"))
            }
            _ => Ok(()),
        }
    }

    /// Whether `deliver()` has something to send.
    pub(super) fn may_deliver(&self) -> Result<(), Error> {
        if let Some(queued) = &self.queued {
            return Err(in_progress(queued.request.call.name()));
        }
        match (&self.phase, self.rest) {
            _ if self.end == Some(End::Disposed) => Err(End::Disposed.error()),
            (Phase::Delivering(_), _) => Err(in_progress(DELIVERY)),
            (Phase::Calling(running), Rest::Undelivered(_)) => Err(in_progress(running.call.name())),
            (Phase::Resting, Rest::Undelivered(_)) => Ok(()),
            _ => Err(invalid("there is no undelivered token")),
        }
    }

    /// The purchase goes on, for which the widget that a call took away is wanted.
    pub(super) fn bring_back(&self, out: &mut Vec<Effect<H>>) {
        out.extend((self.is_taken && self.end.is_none()).then_some(Effect::LoadAgain(self.id)));
    }

    /// There is no order by the token that it held: the purchase is open again, or has the order as it was before the change.
    pub(super) fn reopen(&mut self) {
        self.rest = if self.follows_order { Rest::Delivered } else { Rest::Open };
        self.held = None;
    }

    /// Klarna answered: where the purchase rests by that.
    pub(super) fn rest_after(&self, outcome: &Authorization) -> Rest {
        match outcome {
            Authorization::Approved { .. } => Rest::Approved,
            Authorization::FinalizeRequired => Rest::FinalizeRequired { changes_order: self.follows_order },
            Authorization::CorrectionRequired { .. } | Authorization::Dismissed => self.rest,
            // Klarna does not want the changed order; the one before is paid for all the same.
            Authorization::Declined if self.rest == Rest::Delivered || self.follows_order => Rest::Delivered,
            Authorization::Declined => Rest::Declined,
        }
    }
}
