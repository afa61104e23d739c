//! The life of a purchase through the payment button: what a click may start, and what makes room for the next.

use crate::domain::error::{Error, ErrorCode};

/// What the shop sees in `state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation; the README explains them")]
pub enum State {
    Ready,
    Initiating,
    Authorizing,
    InJourney,
    Approved,
    Completed,
    Aborted,
    Declined,
    Failed,
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
    /// A second click while the backend is being asked shares the answer to the first: one post.
    Share,
    /// There is nothing to pay any more.
    Refuse(Error),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Resting(State),
    /// The shop's own button called; the SDK has not called back yet.
    Initiating,
    Asking,
    InJourney,
    /// The SDK is about to leave for the return URL.
    Leaving(State),
}

/// The state of the page's purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    phase: Phase,
    disposed: bool,
}

impl Default for Purchase {
    fn default() -> Self {
        Self { phase: Phase::Resting(State::Ready), disposed: false }
    }
}

impl Purchase {
    /// The state as the shop sees it.
    pub fn state(&self) -> State {
        match self.phase {
            _ if self.disposed => State::Disposed,
            Phase::Resting(state) | Phase::Leaving(state) => state,
            Phase::Initiating => State::Initiating,
            Phase::Asking => State::Authorizing,
            Phase::InJourney => State::InJourney,
        }
    }

    /// Whether the backend is being asked: buttons show it.
    pub fn is_busy(&self) -> bool {
        !self.disposed && matches!(self.phase, Phase::Initiating | Phase::Asking)
    }

    /// Whether the shop's own button called and the SDK has not called back.
    pub fn is_initiating(&self) -> bool {
        self.phase == Phase::Initiating
    }

    /// Whether the customer is on the journey.
    pub fn is_in_journey(&self) -> bool {
        self.phase == Phase::InJourney
    }

    /// Refuses every call once the object is over.
    pub fn alive(&self) -> Result<(), Error> {
        if self.disposed { Err(disposed()) } else { Ok(()) }
    }

    /// The shop's own button was clicked: `Payment.initiate` is about to be called.
    pub fn initiate(&mut self) -> Result<(), Error> {
        self.alive()?;
        match self.phase {
            Phase::Initiating | Phase::Asking => {
                Err(Error::new(ErrorCode::InProgress, "the payment is being initiated already"))
            }
            Phase::Leaving(_) | Phase::Resting(State::Approved) => Err(paid()),
            Phase::Resting(_) | Phase::InJourney => {
                self.phase = Phase::Initiating;
                Ok(())
            }
        }
    }

    /// The SDK called back after a click.
    ///
    /// A click while the customer is thought to be on the journey counts: Klarna's overlay covers the page until the
    /// journey ends, so that a click says that its end went unreported.
    pub fn ask(&mut self) -> Ask {
        match self.phase {
            _ if self.disposed => Ask::Refuse(disposed()),
            Phase::Asking => Ask::Share,
            Phase::Leaving(_) | Phase::Resting(State::Approved) => Ask::Refuse(paid()),
            Phase::Resting(_) | Phase::Initiating | Phase::InJourney => {
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
            Answered::Approved if leaves => Phase::Leaving(State::Approved),
            Answered::Approved => Phase::Resting(State::Approved),
            Answered::StepUpRequired => Phase::InJourney,
            Answered::Declined if leaves => Phase::Leaving(State::Declined),
            Answered::Declined => Phase::Resting(State::Declined),
            Answered::Failed => Phase::Resting(State::Failed),
        };
    }

    /// The customer accepted. After a redirect this is reported to a page that started nothing.
    pub fn completed(&mut self) {
        match self.phase {
            Phase::InJourney => self.phase = Phase::Leaving(State::Completed),
            Phase::Resting(state) if state != State::Approved => self.phase = Phase::Resting(State::Completed),
            _ => {}
        }
    }

    /// The shop keeps the customer on this page after `complete`.
    pub fn stays(&mut self) {
        if self.phase == Phase::Leaving(State::Completed) {
            self.phase = Phase::Resting(State::Completed);
        }
    }

    /// The customer stopped.
    pub fn aborted(&mut self) {
        match self.phase {
            Phase::InJourney | Phase::Initiating => self.phase = Phase::Resting(State::Aborted),
            Phase::Resting(State::Ready | State::Failed) => self.phase = Phase::Resting(State::Aborted),
            _ => {}
        }
    }

    /// The SDK failed. While the backend is being asked its answer is still awaited: until it is there, another
    /// click could pay twice.
    pub fn failed(&mut self) {
        if matches!(self.phase, Phase::InJourney | Phase::Initiating) {
            self.phase = Phase::Resting(State::Failed);
        }
    }

    /// A new presentation, or a page that came back from the history: another purchase may begin.
    pub fn renew(&mut self) {
        if matches!(self.phase, Phase::Resting(_) | Phase::Leaving(_)) {
            self.phase = Phase::Resting(State::Ready);
        }
    }

    /// Nothing more can be paid through this object.
    pub fn dispose(&mut self) {
        self.disposed = true;
    }
}

fn paid() -> Error {
    Error::new(ErrorCode::InvalidState, "this purchase is done; ask for a new presentation to begin another")
}

fn disposed() -> Error {
    Error::new(ErrorCode::Disposed, "this object was disposed of")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn in_journey() -> Purchase {
        let mut purchase = Purchase::default();
        purchase.ask();
        purchase.answered(Answered::StepUpRequired, false);
        purchase
    }

    #[test]
    fn a_second_click_shares_the_answer_to_the_first() {
        let mut purchase = Purchase::default();
        assert_eq!(purchase.ask(), Ask::Backend);
        assert_eq!(purchase.ask(), Ask::Share);
        assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::InProgress);
        assert!(purchase.is_busy());
    }

    #[test]
    fn the_shops_own_button_is_guarded_from_the_click_on() {
        let mut purchase = Purchase::default();
        purchase.initiate().unwrap();
        assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::InProgress);
        assert_eq!(purchase.ask(), Ask::Backend);
    }

    #[test]
    fn whatever_ends_a_click_makes_room_for_the_next() {
        let ends: [fn(&mut Purchase); 3] = [Purchase::aborted, Purchase::failed, |purchase| {
            purchase.completed();
            purchase.stays();
        }];
        for end in ends {
            let mut purchase = in_journey();
            end(&mut purchase);
            assert_eq!(purchase.ask(), Ask::Backend);
        }
        for answer in [Answered::Declined, Answered::Failed] {
            let mut purchase = Purchase::default();
            purchase.ask();
            purchase.answered(answer, false);
            assert_eq!(purchase.ask(), Ask::Backend);
        }
    }

    #[test]
    fn a_journey_whose_end_went_unreported_does_not_block_the_button() {
        assert_eq!(in_journey().ask(), Ask::Backend);
        assert_eq!(in_journey().initiate(), Ok(()));
    }

    #[test]
    fn nothing_is_paid_again_while_the_page_is_being_left() {
        let mut approved = Purchase::default();
        approved.ask();
        approved.answered(Answered::Approved, true);
        let mut completed = in_journey();
        completed.completed();
        for mut purchase in [approved, completed] {
            assert!(matches!(purchase.ask(), Ask::Refuse(_)));
            assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::InvalidState);
            purchase.renew();
            assert_eq!((purchase.state(), purchase.ask()), (State::Ready, Ask::Backend));
        }
    }

    #[test]
    fn an_approval_is_not_paid_again_even_if_the_sdk_could_not_be_told_of_it() {
        let mut purchase = Purchase::default();
        purchase.ask();
        purchase.answered(Answered::Approved, false);
        purchase.failed();
        assert!(matches!(purchase.ask(), Ask::Refuse(_)));
    }

    #[test]
    fn an_error_of_the_sdk_does_not_free_a_click_whose_post_is_under_way() {
        let mut purchase = Purchase::default();
        purchase.ask();
        purchase.failed();
        purchase.aborted();
        assert_eq!(purchase.state(), State::Authorizing);
        purchase.answered(Answered::Approved, true);
        assert_eq!(purchase.state(), State::Approved);
    }

    #[test]
    fn our_own_refusal_coming_back_as_an_error_changes_nothing() {
        let mut purchase = Purchase::default();
        purchase.ask();
        purchase.answered(Answered::Declined, false);
        purchase.failed();
        assert_eq!(purchase.state(), State::Declined);
    }

    #[test]
    fn a_replayed_completion_shows_but_does_not_block() {
        let mut purchase = Purchase::default();
        purchase.completed();
        assert_eq!((purchase.state(), purchase.ask()), (State::Completed, Ask::Backend));
    }

    #[test]
    fn after_disposal_every_call_says_so() {
        let mut purchase = in_journey();
        purchase.dispose();
        assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::Disposed);
        assert!(matches!(purchase.ask(), Ask::Refuse(error) if error.code == ErrorCode::Disposed));
        purchase.renew();
        assert_eq!(purchase.state(), State::Disposed);
    }

    proptest! {
        /// Whatever happens in whatever order: posts never overlap, and none follows an approval before a renewal.
        #[test]
        fn no_token_is_posted_twice_for_one_purchase(steps in prop::collection::vec(0_u8..11, 0..60)) {
            let mut purchase = Purchase::default();
            let mut posts_under_way = 0;
            let mut approved = false;
            for step in steps {
                match step {
                    0 | 1 => {
                        if purchase.ask() == Ask::Backend {
                            prop_assert!(!approved);
                            posts_under_way += 1;
                        }
                    }
                    2 => drop(purchase.initiate()),
                    3..=6 if posts_under_way > 0 => {
                        let answer = match step {
                            3 => Answered::Approved,
                            4 => Answered::StepUpRequired,
                            5 => Answered::Declined,
                            _ => Answered::Failed,
                        };
                        purchase.answered(answer, step == 3);
                        approved |= answer == Answered::Approved;
                        posts_under_way -= 1;
                    }
                    7 => purchase.completed(),
                    8 => purchase.aborted(),
                    9 => purchase.failed(),
                    10 => {
                        purchase.renew();
                        approved &= posts_under_way > 0;
                    }
                    _ => purchase.stays(),
                }
                prop_assert!(posts_under_way <= 1, "two posts at once");
            }
        }
    }
}
