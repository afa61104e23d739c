//! The life of a purchase through the payment button: what a click may start, and what makes room for the next.

use super::numbers::ClickNumber;
use crate::domain::error::{Error, ErrorCode};

/// What the shop sees in `state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The customer may click.
    Ready,
    /// `initiate()` was called; Klarna's SDK has not asked for the payment yet.
    Initiating,
    /// The backend is being asked.
    Authorizing,
    /// The customer is at Klarna.
    InJourney,
    /// The backend approved without a journey.
    Approved,
    /// The customer accepted; the shop's server has the last word.
    Completed,
    /// The customer left Klarna, and may click anew.
    Aborted,
    /// The backend or Klarna declined.
    Declined,
    /// Klarna's SDK or the backend failed; the customer may click anew.
    Failed,
    /// The object was disposed of.
    Disposed,
}

impl State {
    /// The name as the shop sees it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Initiating => "initiating",
            Self::Authorizing => "authorizing",
            Self::InJourney => "in_journey",
            Self::Approved => "approved",
            Self::Completed => "completed",
            Self::Aborted => "aborted",
            Self::Declined => "declined",
            Self::Failed => "failed",
            Self::Disposed => "disposed",
        }
    }
}

/// What the backend made of a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// The transaction exists.
    Approved,
    /// The SDK launches the journey.
    StepUpRequired,
    /// Nothing was created.
    Declined,
    /// There is no answer that could be used.
    Failed,
}

/// How a click that reaches our callback is treated.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The backend is asked.
    Backend,
    /// A second click on the same purchase while the backend is being asked, or a second call for one click, shares the
    /// answer to the first: one post.
    Share,
    /// There is nothing to pay any more.
    Refuse(Error),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// A click may begin.
    Resting(State),
    /// The shop's own button called; the SDK has not called back yet.
    Initiating,
    Asking,
    InJourney,
    /// There is nothing to pay: the purchase is done, or the SDK is about to leave for the page for declines.
    Over(State),
}

/// The state of the page's purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    phase: Phase,
    /// The number of the click on the shop's own button that may still ask for the payment.
    click: ClickNumber,
    /// Whether it has asked: the SDK may call back again, for the same answer.
    has_asked: bool,
    /// How many purchases were done.
    done: u32,
    disposed: bool,
}

impl Default for Purchase {
    fn default() -> Self {
        Self { phase: Phase::Resting(State::Ready), click: ClickNumber(0), has_asked: false, done: 0, disposed: false }
    }
}

impl Purchase {
    /// The state as the shop sees it.
    pub fn state(&self) -> State {
        match self.phase {
            _ if self.disposed => State::Disposed,
            Phase::Resting(state) | Phase::Over(state) => state,
            Phase::Initiating => State::Initiating,
            Phase::Asking => State::Authorizing,
            Phase::InJourney => State::InJourney,
        }
    }

    /// Whether the backend is about to be asked: buttons show it.
    pub fn is_busy(&self) -> bool {
        !self.disposed && matches!(self.phase, Phase::Initiating | Phase::Asking)
    }

    /// Whether the shop's own button called and the SDK has not called back.
    pub fn is_initiating(&self) -> bool {
        self.phase == Phase::Initiating
    }

    /// Whether the backend is being asked: its answer is what counts.
    pub fn is_asking(&self) -> bool {
        self.phase == Phase::Asking
    }

    /// Whether the customer is on the journey.
    pub fn is_in_journey(&self) -> bool {
        self.phase == Phase::InJourney
    }

    /// Whether a click is being worked on, from its first call to the end of the journey.
    pub fn is_under_way(&self) -> bool {
        matches!(self.phase, Phase::Initiating | Phase::Asking | Phase::InJourney)
    }

    /// The number of the newest click.
    pub fn newest_click(&self) -> ClickNumber {
        self.click
    }

    /// How many purchases were done so far, for [`Purchase::renew`].
    pub fn done(&self) -> u32 {
        self.done
    }

    /// Refuses every call once the object is over.
    pub fn alive(&self) -> Result<(), Error> {
        if self.disposed { Err(Error::disposed()) } else { Ok(()) }
    }

    /// The shop's own button was clicked: `Payment.initiate` is about to be called. Gives the number of the click.
    pub fn initiate(&mut self) -> Result<ClickNumber, Error> {
        self.alive()?;
        match self.phase {
            Phase::Initiating | Phase::Asking => {
                Err(Error::new(ErrorCode::InProgress, "the payment is being initiated already"))
            }
            Phase::Over(_) => Err(paid()),
            Phase::Resting(_) | Phase::InJourney => {
                self.next_click();
                self.phase = Phase::Initiating;
                Ok(self.click)
            }
        }
    }

    /// The SDK called back after a click. `click` is the number of one on the shop's own button: one that has ended
    /// already, or was followed by another, asks for nothing any more.
    ///
    /// A click while the customer is thought to be on the journey counts: Klarna's overlay covers the page until the
    /// journey ends, so that a click says that its end went unreported.
    pub fn ask(&mut self, click: Option<ClickNumber>) -> Ask {
        match self.phase {
            _ if self.disposed => Ask::Refuse(Error::disposed()),
            _ if click.is_some_and(|click| click != self.click) => Ask::Refuse(ended()),
            Phase::Asking => Ask::Share,
            _ if click.is_some() && self.has_asked => Ask::Share,
            Phase::Over(_) => Ask::Refuse(paid()),
            Phase::Resting(_) | Phase::Initiating | Phase::InJourney => {
                // A click on a button of Klarna's takes the place of one on the shop's own, whether that has asked or not.
                if click.is_none() {
                    self.next_click();
                }
                self.has_asked = click.is_some();
                self.phase = Phase::Asking;
                Ask::Backend
            }
        }
    }

    /// The backend answered. `leaves`: whether the SDK was told to go to another page.
    pub fn answered(&mut self, answer: Answered, leaves: bool) {
        if self.phase != Phase::Asking {
            return;
        }
        self.phase = match answer {
            Answered::Approved => self.end(State::Approved),
            Answered::StepUpRequired => Phase::InJourney,
            Answered::Declined if leaves => Phase::Over(State::Declined),
            Answered::Declined => Phase::Resting(State::Declined),
            Answered::Failed => Phase::Resting(State::Failed),
        };
    }

    /// Whether the journey that the backend asked for may start: nothing has ended the click meanwhile.
    pub fn may_launch(&self) -> Result<(), Error> {
        self.alive()?;
        if self.is_in_journey() { Ok(()) } else { Err(ended()) }
    }

    /// The customer accepted. After a redirect this is reported to a page that started nothing. While the backend is
    /// being asked it can only be about something else.
    pub fn completed(&mut self) {
        match self.phase {
            Phase::Asking | Phase::Over(State::Approved | State::Completed) => {}
            _ => {
                self.forget_click();
                self.phase = self.end(State::Completed);
            }
        }
    }

    /// Whether it is paid: the window that the SDK closes afterwards is no end.
    pub fn is_paid(&self) -> bool {
        matches!(self.phase, Phase::Over(State::Approved | State::Completed))
    }

    /// The customer stopped.
    pub fn aborted(&mut self) {
        self.stopped(State::Aborted);
    }

    /// Klarna declined during the journey, which it reports in the same way.
    pub fn declined(&mut self) {
        self.stopped(State::Declined);
    }

    fn stopped(&mut self, state: State) {
        if matches!(self.phase, Phase::InJourney | Phase::Initiating | Phase::Resting(State::Ready | State::Failed)) {
            self.forget_click();
            self.phase = Phase::Resting(state);
        }
    }

    /// The SDK failed. While the backend is being asked its answer is still awaited: until it is there, another
    /// click could pay twice.
    pub fn failed(&mut self) {
        if matches!(self.phase, Phase::InJourney | Phase::Initiating) {
            self.forget_click();
            self.phase = Phase::Resting(State::Failed);
        }
    }

    /// A click on the shop's own button came to nothing: the SDK has not called back.
    pub fn give_up(&mut self) {
        if self.is_initiating() {
            self.forget_click();
            self.phase = Phase::Resting(State::Ready);
        }
    }

    /// A page that came back from the history: no journey goes on in it.
    pub fn come_back(&mut self) {
        if self.is_in_journey() {
            self.phase = Phase::Resting(State::Ready);
        }
        self.retry();
    }

    /// A presentation was refreshed: what failed may be tried again. What is done stays done.
    pub fn retry(&mut self) {
        if matches!(self.phase, Phase::Resting(_) | Phase::Over(State::Declined)) {
            self.phase = Phase::Resting(State::Ready);
        }
    }

    /// A new presentation: another purchase may begin. `done` is what [`Purchase::done`] gave when the shop asked for
    /// the presentation: one that was asked for before the purchase ended is part of it.
    pub fn renew(&mut self, done: u32) {
        if matches!(self.phase, Phase::Over(_)) && done == self.done {
            self.phase = Phase::Resting(State::Ready);
        }
        self.retry();
    }

    /// The server says that the payment which the customer accepted came to nothing.
    pub fn reopen(&mut self) {
        if self.phase == Phase::Over(State::Completed) {
            self.phase = Phase::Resting(State::Ready);
        }
        self.retry();
    }

    /// The shop says that the order was placed.
    pub fn placed(&mut self) {
        if !self.is_paid() {
            self.forget_click();
            self.phase = self.end(State::Approved);
        }
    }

    /// The shop says that no order was placed: the customer may click anew.
    pub fn not_placed(&mut self) {
        if matches!(self.phase, Phase::Over(_)) {
            self.phase = Phase::Resting(State::Ready);
        }
        self.retry();
    }

    /// Nothing more can be paid through this object.
    pub fn dispose(&mut self) {
        self.disposed = true;
    }

    fn end(&mut self, state: State) -> Phase {
        self.done = self.done.wrapping_add(1);
        Phase::Over(state)
    }

    /// The shop has been told how its click ended, so that the SDK's callback comes too late to pay.
    fn forget_click(&mut self) {
        if self.is_initiating() {
            self.next_click();
        }
    }

    fn next_click(&mut self) {
        self.click = ClickNumber(self.click.0.wrapping_add(1));
        self.has_asked = false;
    }
}

fn ended() -> Error {
    Error::new(ErrorCode::Aborted, "this click has ended; nothing is paid with it any more")
}

fn paid() -> Error {
    Error::new(ErrorCode::InvalidState, "this purchase is done; ask for a new presentation to begin another")
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
