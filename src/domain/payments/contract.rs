//! What goes into the page and what comes out of it.
//!
//! `H` stands for whatever JavaScript gave and wants back (a container, order data, the promise of a caller): a `JsValue`
//! in the driver, a name in tests. Everything else is a value.

use super::record::Record;
use super::result::{Authorization, Load};
use super::state::{Call, Number};
use super::widget::Widget;
use crate::domain::delivery::Arrival;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;
use std::rc::Rc;

/// One purchase among those of the page; a later one was asked for later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u32);

/// How long Klarna's sessions live, in milliseconds: 48 hours. (`klarna.md`, "Results".)
const SESSION_MS: f64 = 48.0 * 3_600_000.0;

/// What the page says at the moment of a call. The driver reads it, `permit` judges it.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The session that owns the page, by whatever copy of this package.
    pub owner: Option<String>,
    /// The session that another copy of this package is at work on.
    pub busy_copy: Option<String>,
    /// The session whose token a backend got last, by whatever copy.
    pub delivered: Option<String>,
    /// What the last page left ([`Record`]).
    pub record: Value,
    /// Where the widget is.
    pub widget: Found,
    /// How long the session has been here, in milliseconds of the clock, sleep of the machine included.
    pub age_ms: f64,
}

/// How the widget was found in the document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Found {
    /// Where it was loaded.
    There,
    /// There; but it was moved, and its frame begins anew: nobody hears yet what is sent to it.
    Starting,
    /// There; its frame has begun anew since it was loaded, and has spoken.
    Restarted,
    /// In another container than it was loaded into.
    Elsewhere,
    /// Its frame is gone, its container is there.
    Removed,
    /// Its container has left the document, or it never was loaded.
    #[default]
    Gone,
}

/// A session that begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// The session's name.
    pub session: String,
    /// Its widget.
    pub widget: Rc<Widget>,
    /// Whether tokens go to a backend.
    pub has_backend: bool,
    /// Whether there is an address for tokens that no object is left for.
    pub has_cancel: bool,
    /// Whether Klarna's SDK drops a second `authorize` of a widget in silence.
    pub drops_second: bool,
}

/// Why something failed: for a reason of ours, or with an error that is made already and holds what was thrown.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault<H> {
    /// A rule of ours.
    Ours(Error),
    /// An error as JavaScript is to get it.
    Theirs(ErrorCode, H),
}

impl<H> Fault<H> {
    /// What went wrong.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Ours(error) => error.code,
            Self::Theirs(code, _) => *code,
        }
    }
}

impl<H> From<Error> for Fault<H> {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

/// A call of the shop's.
#[derive(Debug, Clone, PartialEq)]
pub struct Request<H> {
    /// Which one.
    pub call: Call,
    /// What the shop said of `autoFinalize`.
    pub auto_finalize: Option<bool>,
    /// Order data.
    pub order: H,
    /// The shop's `AbortSignal`.
    pub signal: Option<H>,
    /// How long the caller waits at the most, in milliseconds.
    pub timeout_ms: Option<f64>,
}

/// Something that happened.
#[derive(Debug)]
pub enum Input<H> {
    /// The shop calls.
    Call {
        /// What it asks for.
        request: Request<H>,
        /// Who waits.
        caller: H,
        /// The page at that moment.
        facts: Facts,
    },
    /// The shop, or we, want the widget loaded.
    Load {
        /// Where to.
        container: H,
        /// Order data.
        order: H,
        /// Who waits; nobody where it is loaded by itself.
        caller: Option<H>,
        /// The page at that moment.
        facts: Facts,
    },
    /// The load that had to wait may go; the page at that moment.
    LoadNext(Facts),
    /// The shop wants Klarna's summary on a review page.
    Review {
        /// Where to.
        container: H,
        /// Who waits.
        caller: H,
        /// The page at that moment.
        facts: Facts,
    },
    /// What was sent reached Klarna's SDK, which returned.
    Returned {
        /// What was sent.
        number: Number,
        /// Whether the widget's frame is not in its container any more.
        frame_is_gone: bool,
    },
    /// Klarna's SDK threw.
    Threw(Number, Fault<H>),
    /// Klarna's SDK called back.
    Answered {
        /// What was sent.
        number: Number,
        /// What it answers.
        answer: Value,
        /// The session that owns the page by then.
        owner: Option<String>,
    },
    /// Nothing contradicted a refusal while it was doubted; what the last page left by now.
    Believed(Number, Value),
    /// Klarna's SDK rejected a promise that nobody holds: the refusal before or after it is a failure.
    Failed(Number, Fault<H>),
    /// The caller does not wait any longer; Klarna goes on.
    GivenUp(Number, Fault<H>),
    /// A sign of life for the call that runs: a message of the widget's frame, or the customer is in a window of Klarna's.
    Alive,
    /// The widget's frame, which began anew when it was moved, has spoken: what was sent to it before is lost.
    Restarted,
    /// Klarna's overlay was shown, or hidden.
    Overlay(bool),
    /// For a while there was no sign of life.
    Silent(Number),
    /// Klarna's SDK took the session once more, or threw.
    Begun(Result<(), Fault<H>>),
    /// What a call had to wait for has been sent.
    SendQueued {
        /// Our session has just begun once more.
        has_begun: bool,
        /// The page at this moment.
        facts: Facts,
    },
    /// The task of a call is over, but for what Klarna's SDK does at its end.
    TaskEnds(Number),
    /// The widget left the document, or was moved within it, or its frame does not come back: the answer will not come.
    WidgetLeft(Number),
    /// Klarna's SDK did not answer a load within its time limit.
    TimedOut(Number),
    /// The shop wants an undelivered token sent again.
    Deliver {
        /// Who waits.
        caller: H,
        /// The page at that moment.
        facts: Facts,
    },
    /// A delivery ended.
    Posted(Result<H, (Fault<H>, Arrival)>),
    /// The shop is done with the purchase.
    Dispose,
    /// Nobody can call any more: JavaScript let go of the object.
    Dropped,
}

/// What a caller gets.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled<H> {
    /// Of `authorize`, `reauthorize` or `finalize`; with the token, if there is no backend.
    Outcome(Authorization),
    /// Of such a call that Klarna approved, and whose token the backend has: what the backend answered.
    Approved(H),
    /// Of `load` and `loadPaymentReview`.
    Load(Load),
    /// Of `deliver`.
    Delivered(H),
}

/// What other copies of this package, and objects made later, are told through the window.
#[derive(Debug, Clone, PartialEq)]
pub enum Announcement {
    /// The session that owns the page.
    Owner(String),
    /// The session that this copy waits for Klarna or the backend for.
    Busy(Option<String>),
    /// The session whose token a backend has.
    Delivered(Option<String>),
}

/// Why a token is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// No object of its session is left for it.
    Disposed,
    /// A purchase has its result, or is about to.
    Second,
    /// It never came to the backend, and is not needed any more: Klarna was asked anew, or there is no order.
    Replaced,
    /// The call that it came of failed.
    Failed,
}

impl Reason {
    /// The word for the shop's server and log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Disposed => "disposed",
            Self::Second => "second",
            Self::Replaced => "replaced",
            Self::Failed => "failed",
        }
    }
}

/// What the shop's log, or its handlers, hear of beside states.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// A call goes to Klarna.
    Called(Call, Option<bool>),
    /// A call ended: the status or the code.
    Ended(Call, Result<&'static str, ErrorCode>),
    /// A load ended.
    Loaded(Result<&'static str, ErrorCode>),
    /// An answer came that nobody waits for.
    LateAnswer,
    /// Klarna is silent; the call goes on.
    Stalled(Call),
    /// A token came that no object of its session is left for, and there is no address to give it back to.
    LeftOpen(Reason),
    /// Klarna's SDK took the widget's frame away.
    WidgetRemoved,
}

/// Something to be done, at once and in this order.
#[derive(Debug, PartialEq)]
pub enum Effect<H> {
    /// A call goes to Klarna's SDK; `Returned` or `Threw` follows.
    Send(Id, Number, Request<H>),
    /// Watch the widget while a call is at Klarna: `WidgetLeft` follows.
    Watch {
        /// Whose.
        id: Id,
        /// The call.
        number: Number,
        /// Whether the container is watched as well as the frame.
        by_container: bool,
    },
    /// Look for signs of life from now on: `Alive` or `Silent` follows.
    Listen(Id, Number),
    /// Give Klarna's SDK the session once more: `Begun` follows.
    Begin(Id),
    /// What the call had to wait for has been sent: `SendQueued` follows.
    SendQueued {
        /// Whose.
        id: Id,
        /// Our session has just begun once more.
        has_begun: bool,
    },
    /// A call waits for the widget's frame or for a load, with that signal and time limit: `GivenUp` or `WidgetLeft` may follow.
    Await(Id, Number, Option<H>, Option<f64>),
    /// Klarna's SDK has to know the widget by another instance id from now on: its name and this number.
    Rename(Id, Number),
    /// Take away what Klarna leaves behind of a call that ends with its widget: it covers the page, which cannot be scrolled.
    FreePage(Id),
    /// Post a token to the address for those that no object is left for, and why.
    GiveBack(Id, String, Reason),
    /// Nothing watches the call any more.
    Unwatch(Id),
    /// `load` goes to Klarna's SDK, with all of that order data, the later counting; `Returned` or `Threw` follows.
    Load(Id, Number, H, Vec<H>),
    /// Limit the time of a load or a review and watch the container: `TimedOut` or `WidgetLeft` follows.
    WatchLoad(Id, Number, H),
    /// Nothing watches the load any more.
    UnwatchLoad(Id, Number),
    /// The load that had to wait may go: `LoadNext` follows.
    LoadNext(Id),
    /// Load the widget where it is or was, if that is in the document: `Load` follows.
    LoadAgain(Id),
    /// `loadPaymentReview` goes to Klarna's SDK.
    Review(Id, Number, H),
    /// The widget is shown there.
    Placed(Id, H),
    /// Take the widget out of its container, unless one of these shows the same frame by now.
    TakeOut(Id, Vec<Id>),
    /// Give Klarna's SDK time to say that a refusal is a failure: `Believed` follows.
    Doubt(Id, Number),
    /// Post a token, or the one that is held once more: `Posted` follows.
    Post(Id, Option<String>),
    /// The held token is not needed any more.
    Discard(Id),
    /// Keep the token for `deliver()` alone: it is not posted by another instance of this module should this one trap.
    Shelve(Id),
    /// The held token is the other object's from now on, under the idempotency key that it has.
    HandOver(Id, Id),
    /// A caller gets its result.
    Settle(H, Result<Settled<H>, Fault<H>>),
    /// Leave that record for the next page.
    Remember(Value),
    /// Tell other copies.
    Publish(Announcement),
    /// Tell the log and the handlers, once all else is done.
    Tell(Id, Note),
    /// Klarna's events and the widget's messages are not wanted any more.
    Unsubscribe(Id),
}

impl<H> Effect<H> {
    /// Whose things it is performed with; none where the page or a caller is enough.
    pub const fn who(&self) -> Option<Id> {
        match self {
            Self::Send(id, ..)
            | Self::Watch { id, .. }
            | Self::Listen(id, _)
            | Self::Begin(id)
            | Self::Rename(id, _)
            | Self::Await(id, ..)
            | Self::FreePage(id)
            | Self::GiveBack(id, ..)
            | Self::Unwatch(id)
            | Self::Load(id, ..)
            | Self::WatchLoad(id, ..)
            | Self::UnwatchLoad(id, _)
            | Self::LoadNext(id)
            | Self::LoadAgain(id)
            | Self::SendQueued { id, .. }
            | Self::Review(id, ..)
            | Self::Placed(id, _)
            | Self::TakeOut(id, _)
            | Self::HandOver(id, _)
            | Self::Post(id, _)
            | Self::Discard(id)
            | Self::Shelve(id)
            | Self::Unsubscribe(id) => Some(*id),
            Self::Doubt(..) | Self::Settle(..) | Self::Remember(..) | Self::Publish(_) | Self::Tell(..) => None,
        }
    }
}

impl Facts {
    /// Whether the session has expired: Klarna refuses it then, and says nothing of why.
    pub fn is_expired(&self) -> bool {
        self.age_ms >= SESSION_MS
    }

    /// Whether a backend got that session's token.
    pub fn has_order(&self, session: &str) -> bool {
        self.delivered.as_deref() == Some(session)
    }

    /// What the last page left, if it can be read.
    pub fn record(&self) -> Option<Record<'_>> {
        Record::read(&self.record)
    }
}
