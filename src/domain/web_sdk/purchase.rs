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
    click: u32,
    /// How many purchases were done.
    done: u32,
    disposed: bool,
}

impl Default for Purchase {
    fn default() -> Self {
        Self { phase: Phase::Resting(State::Ready), click: 0, done: 0, disposed: false }
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

    /// How many purchases were done so far, for [`Purchase::renew`].
    pub fn done(&self) -> u32 {
        self.done
    }

    /// Refuses every call once the object is over.
    pub fn alive(&self) -> Result<(), Error> {
        if self.disposed { Err(disposed()) } else { Ok(()) }
    }

    /// The shop's own button was clicked: `Payment.initiate` is about to be called. Gives the number of the click.
    pub fn initiate(&mut self) -> Result<u32, Error> {
        self.alive()?;
        match self.phase {
            Phase::Initiating | Phase::Asking => {
                Err(Error::new(ErrorCode::InProgress, "the payment is being initiated already"))
            }
            Phase::Over(_) => Err(paid()),
            Phase::Resting(_) | Phase::InJourney => {
                self.click = self.click.wrapping_add(1);
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
    pub fn ask(&mut self, click: Option<u32>) -> Ask {
        match self.phase {
            _ if self.disposed => Ask::Refuse(disposed()),
            _ if click.is_some_and(|click| click != self.click) => Ask::Refuse(ended()),
            Phase::Asking => Ask::Share,
            Phase::Over(_) => Ask::Refuse(paid()),
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

    /// The customer stopped.
    pub fn aborted(&mut self) {
        if matches!(self.phase, Phase::InJourney | Phase::Initiating | Phase::Resting(State::Ready | State::Failed)) {
            self.forget_click();
            self.phase = Phase::Resting(State::Aborted);
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

    /// A page that came back from the history, or a presentation that was refreshed: what failed may be tried again.
    /// What is done stays done.
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
            self.click = self.click.wrapping_add(1);
        }
    }
}

fn ended() -> Error {
    Error::new(ErrorCode::Aborted, "this click has ended; nothing is paid with it any more")
}

fn paid() -> Error {
    Error::new(ErrorCode::InvalidState, "this purchase is done; ask for a new presentation to begin another")
}

fn disposed() -> Error {
    Error::new(ErrorCode::Disposed, "this object was disposed of")
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn in_journey() -> Purchase {
        let mut purchase = Purchase::default();
        purchase.ask(None);
        purchase.answered(Answered::StepUpRequired, false);
        purchase
    }

    fn approved(leaves: bool) -> Purchase {
        let mut purchase = Purchase::default();
        purchase.ask(None);
        purchase.answered(Answered::Approved, leaves);
        purchase
    }

    fn completed() -> Purchase {
        let mut purchase = in_journey();
        purchase.completed();
        purchase
    }

    fn is_refused(ask: &Ask, code: ErrorCode) -> bool {
        matches!(ask, Ask::Refuse(error) if error.code == code)
    }

    #[test]
    fn a_second_click_shares_the_answer_to_the_first() {
        let mut purchase = Purchase::default();
        assert_eq!(purchase.ask(None), Ask::Backend);
        assert_eq!(purchase.ask(None), Ask::Share);
        assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::InProgress);
        assert!(purchase.is_busy());
    }

    #[test]
    fn the_shops_own_button_is_guarded_from_the_click_on() {
        let mut purchase = Purchase::default();
        let click = purchase.initiate().unwrap();
        assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::InProgress);
        assert_eq!(purchase.ask(Some(click)), Ask::Backend);
    }

    #[test]
    fn whatever_ends_a_click_without_a_payment_makes_room_for_the_next() {
        for end in [Purchase::aborted, Purchase::failed] {
            let mut purchase = in_journey();
            end(&mut purchase);
            assert_eq!(purchase.ask(None), Ask::Backend);
        }
        for answer in [Answered::Declined, Answered::Failed] {
            let mut purchase = Purchase::default();
            purchase.ask(None);
            purchase.answered(answer, false);
            assert_eq!(purchase.ask(None), Ask::Backend);
        }
    }

    #[test]
    fn a_journey_whose_end_went_unreported_does_not_block_the_button() {
        assert_eq!(in_journey().ask(None), Ask::Backend);
        assert!(in_journey().initiate().is_ok());
    }

    #[test]
    fn a_click_whose_end_was_told_asks_for_nothing_any_more() {
        let ends: [fn(&mut Purchase); 4] =
            [Purchase::aborted, Purchase::failed, Purchase::give_up, Purchase::completed];
        for end in ends {
            let mut purchase = Purchase::default();
            let click = purchase.initiate().unwrap();
            end(&mut purchase);
            assert!(is_refused(&purchase.ask(Some(click)), ErrorCode::Aborted));
        }
        let mut purchase = in_journey();
        let click = purchase.initiate().unwrap();
        purchase.ask(Some(click));
        purchase.answered(Answered::StepUpRequired, false);
        let newer = purchase.initiate().unwrap();
        assert!(is_refused(&purchase.ask(Some(click)), ErrorCode::Aborted), "a newer click took its place");
        assert_eq!(purchase.ask(Some(newer)), Ask::Backend);
    }

    #[test]
    fn a_purchase_that_is_done_is_not_paid_again() {
        for mut purchase in [approved(true), approved(false), completed()] {
            purchase.failed();
            purchase.aborted();
            purchase.retry();
            assert!(is_refused(&purchase.ask(None), ErrorCode::InvalidState));
            assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::InvalidState);
        }
    }

    #[test]
    fn a_presentation_begins_another_purchase_only_if_it_was_asked_for_after_the_end() {
        for mut purchase in [approved(true), completed()] {
            let state = purchase.state();
            purchase.renew(0);
            assert_eq!(purchase.state(), state, "asked for before the click");
            purchase.renew(purchase.done());
            assert_eq!((purchase.state(), purchase.ask(None)), (State::Ready, Ask::Backend));
        }
    }

    #[test]
    fn what_came_to_nothing_may_be_tried_again() {
        let mut declined = Purchase::default();
        declined.ask(None);
        declined.answered(Answered::Declined, true);
        assert!(is_refused(&declined.ask(None), ErrorCode::InvalidState), "the page is being left");
        declined.retry();
        assert_eq!(declined.state(), State::Ready);
    }

    #[test]
    fn the_server_may_take_back_a_completion_but_not_an_approval() {
        let mut purchase = completed();
        purchase.reopen();
        assert_eq!(purchase.state(), State::Ready);
        let mut purchase = approved(false);
        purchase.reopen();
        assert_eq!(purchase.state(), State::Approved);
    }

    #[test]
    fn an_error_of_the_sdk_does_not_free_a_click_whose_post_is_under_way() {
        let mut purchase = Purchase::default();
        purchase.ask(None);
        purchase.failed();
        purchase.aborted();
        purchase.completed();
        assert_eq!(purchase.state(), State::Authorizing);
        purchase.answered(Answered::Approved, true);
        assert_eq!(purchase.state(), State::Approved);
    }

    #[test]
    fn a_journey_starts_only_while_it_is_wanted() {
        let mut purchase = in_journey();
        assert_eq!(purchase.may_launch(), Ok(()));
        purchase.aborted();
        assert_eq!(purchase.may_launch().unwrap_err().code, ErrorCode::Aborted);
        let mut purchase = in_journey();
        purchase.dispose();
        assert_eq!(purchase.may_launch().unwrap_err().code, ErrorCode::Disposed);
    }

    #[test]
    fn our_own_refusal_coming_back_as_an_error_changes_nothing() {
        let mut purchase = Purchase::default();
        purchase.ask(None);
        purchase.answered(Answered::Declined, false);
        purchase.failed();
        assert_eq!(purchase.state(), State::Declined);
    }

    #[test]
    fn a_replayed_completion_counts_until_another_purchase_begins() {
        let mut purchase = Purchase::default();
        purchase.completed();
        assert_eq!(purchase.state(), State::Completed);
        assert!(is_refused(&purchase.ask(None), ErrorCode::InvalidState));
        purchase.renew(purchase.done());
        assert_eq!(purchase.ask(None), Ask::Backend);
    }

    #[test]
    fn a_button_of_the_shops_own_that_klarna_never_answers_can_be_left_behind() {
        let mut purchase = Purchase::default();
        purchase.initiate().unwrap();
        purchase.give_up();
        assert_eq!(purchase.state(), State::Ready);
        let mut purchase = in_journey();
        purchase.give_up();
        assert_eq!(purchase.state(), State::InJourney, "only a click that reached nobody");
    }

    #[test]
    fn after_disposal_every_call_says_so() {
        let mut purchase = in_journey();
        purchase.dispose();
        assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::Disposed);
        assert!(is_refused(&purchase.ask(None), ErrorCode::Disposed));
        purchase.renew(purchase.done());
        assert_eq!(purchase.state(), State::Disposed);
    }

    proptest! {
        /// Whatever happens in whatever order: posts never overlap, and none follows the end of a purchase before a
        /// presentation that was asked for afterwards.
        #[test]
        fn no_token_is_posted_twice_for_one_purchase(steps in prop::collection::vec(0_u8..14, 0..60)) {
            let mut purchase = Purchase::default();
            let mut posts_under_way = 0;
            let mut is_done = false;
            for step in steps {
                match step {
                    0 | 1 => {
                        if purchase.ask(None) == Ask::Backend {
                            prop_assert!(!is_done);
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
                        posts_under_way -= 1;
                    }
                    7 => purchase.completed(),
                    8 => purchase.aborted(),
                    9 => purchase.failed(),
                    10 => {
                        purchase.renew(purchase.done());
                        is_done = false;
                    }
                    11 => purchase.retry(),
                    12 => purchase.give_up(),
                    _ => purchase.renew(purchase.done().wrapping_sub(1)),
                }
                is_done |= matches!(purchase.state(), State::Approved | State::Completed);
                prop_assert!(posts_under_way <= 1, "two posts at once");
            }
        }
    }
}
