//! The life of one purchase: which call is allowed when, and what state it leaves.

use super::result::{Authorization, Load};
use crate::domain::error::{Error, ErrorCode};

/// A call that asks the customer or Klarna to decide. Only one runs at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// On the payment page, with a widget.
    Authorize,
    /// After the order changed.
    Reauthorize,
    /// At the Buy button.
    Finalize,
}

impl Call {
    /// The name of the call in Klarna's SDK and in ours.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Reauthorize => "reauthorize",
            Self::Finalize => "finalize",
        }
    }
}

/// Why nothing can be called any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A newer session took over the page.
    Superseded,
    /// The shop disposed of the object.
    Disposed,
}

impl End {
    /// The error of every later or pending call.
    pub fn error(self) -> Error {
        match self {
            Self::Superseded => Error::new(ErrorCode::Superseded, "a newer Klarna session took over this page"),
            Self::Disposed => Error::new(ErrorCode::Disposed, "this object was disposed of"),
        }
    }
}

/// Why a token is still here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undelivered {
    /// The backend may or may not have it: nothing new may be authorized before `deliver()` settles it.
    Uncertain,
    /// The backend refused it, or was never sent it; a new authorization may replace it.
    Refused,
}

impl Undelivered {
    /// What a failed delivery leaves; `may_have_arrived`: whether one of its attempts, or of those before, may have done
    /// its work.
    pub fn after(may_have_arrived: bool) -> Self {
        if may_have_arrived { Self::Uncertain } else { Self::Refused }
    }
}

/// What the shop sees in `state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation; the README explains them")]
pub enum State {
    Ready,
    Loading,
    Loaded,
    Authorizing,
    Reauthorizing,
    FinalizeRequired,
    Finalizing,
    Approved,
    Delivering,
    Delivered,
    Undelivered,
    Declined,
    Superseded,
    Disposed,
}

impl State {
    /// The name as the shop sees it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Loading => "loading",
            Self::Loaded => "loaded",
            Self::Authorizing => "authorizing",
            Self::Reauthorizing => "reauthorizing",
            Self::FinalizeRequired => "finalize_required",
            Self::Finalizing => "finalizing",
            Self::Approved => "approved",
            Self::Delivering => "delivering",
            Self::Delivered => "delivered",
            Self::Undelivered => "undelivered",
            Self::Declined => "declined",
            Self::Superseded => "superseded",
            Self::Disposed => "disposed",
        }
    }
}

/// Where a purchase rests between calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Open,
    FinalizeRequired,
    Approved,
    Delivered,
    Undelivered(Undelivered),
    Declined,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Resting(Rest),
    /// `abandoned`: the caller stopped waiting, Klarna did not stop working.
    Calling {
        call: Call,
        from: Rest,
        abandoned: bool,
    },
    Delivering,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Loading,
    Widget,
}

/// The state of one purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    phase: Phase,
    shown: Shown,
    end: Option<End>,
}

impl Default for Machine {
    fn default() -> Self {
        Self { phase: Phase::Resting(Rest::Open), shown: Shown::Nothing, end: None }
    }
}

impl Machine {
    /// The state as the shop sees it.
    pub fn state(&self) -> State {
        let rest = match (self.end, self.phase) {
            (Some(End::Superseded), _) => return State::Superseded,
            (Some(End::Disposed), _) => return State::Disposed,
            (None, Phase::Calling { call: Call::Authorize, abandoned: false, .. }) => return State::Authorizing,
            (None, Phase::Calling { call: Call::Reauthorize, abandoned: false, .. }) => return State::Reauthorizing,
            (None, Phase::Calling { call: Call::Finalize, abandoned: false, .. }) => return State::Finalizing,
            (None, Phase::Delivering) => return State::Delivering,
            (None, Phase::Calling { from, .. }) => from,
            (None, Phase::Resting(rest)) => rest,
        };
        match (rest, self.shown) {
            (Rest::FinalizeRequired, _) => State::FinalizeRequired,
            (Rest::Approved, _) => State::Approved,
            (Rest::Delivered, _) => State::Delivered,
            (Rest::Undelivered(_), _) => State::Undelivered,
            (Rest::Declined, Shown::Nothing) => State::Declined,
            (Rest::Open | Rest::Declined, Shown::Loading) => State::Loading,
            (Rest::Declined, Shown::Widget) => State::Declined,
            (Rest::Open, Shown::Widget) => State::Loaded,
            (Rest::Open, Shown::Nothing) => State::Ready,
        }
    }

    /// Why the object is over, if it is.
    pub fn end(&self) -> Option<End> {
        self.end
    }

    /// Whether a widget is shown, or about to be.
    pub fn has_widget(&self) -> bool {
        self.shown != Shown::Nothing
    }

    /// Whether the session may be asked for a token, by whatever object: not while Klarna or the backend works on one, and
    /// not where the backend has one. (After the disposal nobody can settle it.)
    pub fn makes_way(&self, next: Call) -> Result<(), Error> {
        self.rest(next).map(drop)
    }

    /// The error of a call that would ask for a second token of a session.
    pub fn delivered_already() -> Error {
        invalid("the token was delivered already; reauthorize() if the order changed")
    }

    /// Where it rests, if the session may be asked for a token.
    fn rest(&self, next: Call) -> Result<Rest, Error> {
        match self.phase {
            Phase::Calling { call, abandoned: true, .. } => Err(Error::new(
                ErrorCode::InProgress,
                ["Klarna has not answered the aborted ", call.name(), " yet; load the widget again to start anew"]
                    .concat(),
            )),
            Phase::Calling { call, .. } => Err(in_progress(call.name())),
            Phase::Delivering => Err(in_progress("the delivery of the token")),
            Phase::Resting(rest) if self.end == Some(End::Disposed) => Ok(rest),
            Phase::Resting(Rest::Undelivered(Undelivered::Uncertain)) => {
                Err(invalid("a token of this session is still undelivered; call deliver() first"))
            }
            Phase::Resting(Rest::Delivered) if next != Call::Reauthorize => Err(Self::delivered_already()),
            Phase::Resting(rest) => Ok(rest),
        }
    }

    /// Whether somebody waits for Klarna, or for the backend that gets the token.
    pub fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Calling { abandoned: false, .. } | Phase::Delivering)
    }

    /// Whether the call that runs has nobody waiting for it any more.
    pub fn is_abandoned(&self) -> bool {
        matches!(self.phase, Phase::Calling { abandoned: true, .. })
    }

    /// Whether `load` may be asked for: never while a call runs that it would disturb.
    pub fn may_load(&self) -> Result<(), Error> {
        self.alive()?;
        self.spares_widget()?;
        match self.phase {
            Phase::Delivering => Err(in_progress("the delivery of the token")),
            Phase::Resting(Rest::Delivered) => {
                Err(invalid("the token was delivered; start a new session for a new purchase"))
            }
            Phase::Calling { .. } | Phase::Resting(_) => Ok(()),
        }
    }

    /// Whether the widget may be loaded, by whatever object: not while the customer is asked with it.
    pub fn spares_widget(&self) -> Result<(), Error> {
        match self.phase {
            Phase::Calling { call, abandoned: false, .. } => Err(in_progress(call.name())),
            _ => Ok(()),
        }
    }

    /// `load` goes to Klarna.
    pub fn begin_load(&mut self) -> Result<(), Error> {
        self.may_load()?;
        self.shown = Shown::Loading;
        Ok(())
    }

    /// Klarna answered `load`, or failed to. An abandoned call ends here: a widget loaded anew answers anew.
    pub fn loaded(&mut self, result: Option<&Load>) {
        if self.shown == Shown::Loading {
            self.shown = match result {
                Some(Load::Shown | Load::CorrectionRequired { .. }) => Shown::Widget,
                Some(Load::Unavailable) | None => Shown::Nothing,
            };
            if self.shown == Shown::Widget {
                if self.is_abandoned() {
                    self.failed();
                }
                if matches!(self.phase, Phase::Resting(Rest::Declined)) {
                    self.phase = Phase::Resting(Rest::Open);
                }
            }
        }
    }

    /// The widget left the document, or Klarna took its frame away.
    pub fn widget_lost(&mut self) {
        self.shown = Shown::Nothing;
    }

    /// A call is about to go to Klarna.
    pub fn begin(&mut self, call: Call) -> Result<(), Error> {
        self.alive()?;
        let from = self.rest(call)?;
        match (call, self.shown, from) {
            (Call::Authorize, Shown::Loading, _) => return Err(in_progress("load")),
            (Call::Authorize, Shown::Nothing, _) => return Err(invalid("authorize needs a widget; call load first")),
            (Call::Finalize, _, Rest::Approved | Rest::Undelivered(_)) => {
                return Err(invalid("nothing waits for finalize: the authorization token was given already"));
            }
            _ => {}
        }
        self.phase = Phase::Calling { call, from, abandoned: false };
        Ok(())
    }

    /// Klarna answered.
    pub fn answered(&mut self, result: &Authorization) {
        let Phase::Calling { from, abandoned, .. } = self.phase else { return };
        let rest = match result {
            _ if abandoned => from,
            Authorization::Approved { .. } => Rest::Approved,
            Authorization::FinalizeRequired => Rest::FinalizeRequired,
            Authorization::CorrectionRequired { .. } | Authorization::Dismissed => from,
            // Klarna does not want the changed order; the one before is paid for all the same.
            Authorization::Declined if from == Rest::Delivered => from,
            Authorization::Declined => Rest::Declined,
        };
        self.phase = Phase::Resting(rest);
    }

    /// The call failed, or Klarna will not answer it any more.
    pub fn failed(&mut self) {
        if let Phase::Calling { from, .. } = self.phase {
            self.phase = Phase::Resting(from);
        }
    }

    /// The call failed with that code; a widget that is gone has to be loaded again.
    pub fn call_failed(&mut self, code: ErrorCode) {
        self.failed();
        if code == ErrorCode::WidgetRemoved {
            self.widget_lost();
        }
    }

    /// The caller does not wait any longer; Klarna still works on it, so no other call may start.
    pub fn abandon(&mut self) {
        if let Phase::Calling { abandoned, .. } = &mut self.phase {
            *abandoned = true;
        }
    }

    /// The token goes to the backend.
    pub fn delivering(&mut self) {
        self.phase = Phase::Delivering;
    }

    /// `deliver()` is about to send an undelivered token again.
    pub fn begin_delivery(&mut self) -> Result<(), Error> {
        match self.phase {
            _ if self.end == Some(End::Disposed) => Err(End::Disposed.error()),
            Phase::Delivering => Err(in_progress("the delivery of the token")),
            Phase::Calling { call, from: Rest::Undelivered(_), .. } => Err(in_progress(call.name())),
            Phase::Resting(Rest::Undelivered(_)) => {
                self.phase = Phase::Delivering;
                Ok(())
            }
            _ => Err(invalid("there is no undelivered token")),
        }
    }

    /// The delivery ended.
    pub fn delivered(&mut self, result: Result<(), Undelivered>) {
        if matches!(self.phase, Phase::Delivering) {
            self.phase = Phase::Resting(result.map_or_else(Rest::Undelivered, |()| Rest::Delivered));
        }
    }

    /// Nothing more can be authorized through this object. The first reason stands, but disposal is final.
    pub fn finish(&mut self, end: End) {
        if self.end.is_none() || end == End::Disposed {
            self.end = Some(end);
            self.failed();
            self.shown = Shown::Nothing;
        }
    }

    fn alive(&self) -> Result<(), Error> {
        self.end.map_or(Ok(()), |end| Err(end.error()))
    }
}

fn in_progress(what: &str) -> Error {
    Error::new(ErrorCode::InProgress, [what, " is still running"].concat())
}

fn invalid(message: &'static str) -> Error {
    Error::new(ErrorCode::InvalidState, message)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn loaded() -> Machine {
        let mut machine = Machine::default();
        machine.begin_load().unwrap();
        machine.loaded(Some(&Load::Shown));
        machine
    }

    fn token() -> Authorization {
        Authorization::Approved { token: "t".to_owned() }
    }

    fn code(result: Result<(), Error>) -> Option<ErrorCode> {
        result.err().map(|error| error.code)
    }

    fn is_calling(machine: &Machine) -> bool {
        matches!(machine.phase, Phase::Calling { .. })
    }

    #[test]
    fn authorize_needs_a_widget() {
        assert_eq!(code(Machine::default().begin(Call::Authorize)), Some(ErrorCode::InvalidState));
        let mut machine = Machine::default();
        machine.begin_load().unwrap();
        assert_eq!(code(machine.begin(Call::Authorize)), Some(ErrorCode::InProgress));
        machine.loaded(Some(&Load::Unavailable));
        assert_eq!(code(machine.begin(Call::Authorize)), Some(ErrorCode::InvalidState));
        assert_eq!(loaded().begin(Call::Authorize), Ok(()));
    }

    #[test]
    fn the_two_steps_lead_from_payment_page_to_delivery() {
        let mut machine = loaded();
        machine.begin(Call::Authorize).unwrap();
        assert_eq!(machine.state(), State::Authorizing);
        machine.answered(&Authorization::FinalizeRequired);
        assert_eq!(machine.state(), State::FinalizeRequired);
        machine.begin(Call::Finalize).unwrap();
        assert_eq!(machine.state(), State::Finalizing);
        machine.answered(&token());
        assert_eq!(machine.state(), State::Approved);
        machine.delivering();
        assert_eq!(machine.state(), State::Delivering);
        machine.delivered(Ok(()));
        assert_eq!(machine.state(), State::Delivered);
        for call in [Call::Authorize, Call::Finalize] {
            assert_eq!(code(machine.begin(call)), Some(ErrorCode::InvalidState));
        }
    }

    #[test]
    fn a_second_call_is_refused_while_one_runs_and_so_is_load() {
        let mut machine = loaded();
        machine.begin(Call::Authorize).unwrap();
        for call in [Call::Authorize, Call::Reauthorize, Call::Finalize] {
            assert_eq!(code(machine.begin(call)), Some(ErrorCode::InProgress));
        }
        assert_eq!(code(machine.begin_load()), Some(ErrorCode::InProgress));
        assert_eq!(machine.state(), State::Authorizing);
    }

    #[test]
    fn a_customer_who_closes_it_can_try_again_and_keeps_what_was_agreed() {
        let mut machine = loaded();
        machine.begin(Call::Authorize).unwrap();
        machine.answered(&Authorization::Dismissed);
        assert_eq!(machine.state(), State::Loaded);
        machine.begin(Call::Authorize).unwrap();
        machine.answered(&Authorization::FinalizeRequired);
        machine.begin(Call::Finalize).unwrap();
        machine.answered(&Authorization::Dismissed);
        assert_eq!(machine.state(), State::FinalizeRequired);
    }

    #[test]
    fn an_undelivered_token_blocks_a_new_authorization_until_it_is_settled() {
        let mut machine = loaded();
        machine.begin(Call::Authorize).unwrap();
        machine.answered(&token());
        machine.delivering();
        machine.delivered(Err(Undelivered::Uncertain));
        assert_eq!(machine.state(), State::Undelivered);
        for call in [Call::Authorize, Call::Reauthorize, Call::Finalize] {
            assert_eq!(code(machine.begin(call)), Some(ErrorCode::InvalidState));
        }
        machine.begin_delivery().unwrap();
        assert_eq!(code(machine.begin_delivery()), Some(ErrorCode::InProgress));
        machine.delivered(Err(Undelivered::Refused));
        assert_eq!(machine.begin(Call::Authorize), Ok(()));
    }

    #[test]
    fn a_token_that_cannot_have_arrived_may_be_replaced() {
        assert_eq!(Undelivered::after(false), Undelivered::Refused);
        assert_eq!(Undelivered::after(true), Undelivered::Uncertain);
    }

    #[test]
    fn a_declined_change_leaves_the_delivered_order_as_it_was() {
        let mut machine = loaded();
        machine.begin(Call::Authorize).unwrap();
        machine.answered(&token());
        machine.delivering();
        machine.delivered(Ok(()));
        machine.begin(Call::Reauthorize).unwrap();
        machine.answered(&Authorization::Declined);
        assert_eq!(machine.state(), State::Delivered);
        assert_eq!(code(machine.begin(Call::Authorize)), Some(ErrorCode::InvalidState));
    }

    #[test]
    fn another_object_of_the_session_waits_until_the_token_is_settled() {
        let mut machine = loaded();
        assert_eq!(machine.makes_way(Call::Authorize), Ok(()));
        machine.begin(Call::Authorize).unwrap();
        assert_eq!(code(machine.makes_way(Call::Authorize)), Some(ErrorCode::InProgress));
        machine.answered(&token());
        machine.delivering();
        let mut disposed = machine;
        disposed.finish(End::Disposed);
        for machine in [machine, disposed] {
            assert_eq!(code(machine.makes_way(Call::Authorize)), Some(ErrorCode::InProgress));
        }
        for (result, expected) in [
            (Err(Undelivered::Uncertain), Some(ErrorCode::InvalidState)),
            (Err(Undelivered::Refused), None),
            (Ok(()), Some(ErrorCode::InvalidState)),
        ] {
            let mut ended = machine;
            ended.delivered(result);
            assert_eq!(code(ended.makes_way(Call::Authorize)), expected);
            ended.finish(End::Disposed);
            assert_eq!(ended.makes_way(Call::Authorize), Ok(()));
        }
        let mut delivered = machine;
        delivered.delivered(Ok(()));
        assert_eq!(delivered.makes_way(Call::Reauthorize), Ok(()), "the order changed");
    }

    #[test]
    fn it_is_busy_while_somebody_waits_for_klarna_or_for_the_backend() {
        let mut machine = loaded();
        assert!(!machine.is_busy());
        machine.begin(Call::Authorize).unwrap();
        assert!(machine.is_busy());
        let mut aborted = machine;
        aborted.abandon();
        assert!(!aborted.is_busy());
        machine.answered(&token());
        machine.delivering();
        assert!(machine.is_busy());
        machine.delivered(Ok(()));
        assert!(!machine.is_busy());
    }

    #[test]
    fn an_aborted_call_keeps_its_place_until_klarna_answers_or_the_widget_is_loaded_again() {
        let mut machine = loaded();
        machine.begin(Call::Authorize).unwrap();
        machine.abandon();
        assert_eq!(machine.state(), State::Loaded);
        assert_eq!(code(machine.begin(Call::Authorize)), Some(ErrorCode::InProgress));
        let mut answered = machine;
        answered.answered(&token());
        assert_eq!(answered.state(), State::Loaded);
        assert_eq!(answered.begin(Call::Authorize), Ok(()));
        for load in [None, Some(&Load::Unavailable)] {
            machine.begin_load().unwrap();
            machine.loaded(load);
            assert_eq!(code(machine.begin(Call::Reauthorize)), Some(ErrorCode::InProgress));
        }
        machine.begin_load().unwrap();
        machine.loaded(Some(&Load::Shown));
        assert_eq!(machine.begin(Call::Authorize), Ok(()));
    }

    #[test]
    fn a_refused_token_waits_for_the_call_that_may_replace_it() {
        let mut machine = loaded();
        machine.begin(Call::Authorize).unwrap();
        machine.answered(&token());
        machine.delivering();
        machine.delivered(Err(Undelivered::Refused));
        machine.begin(Call::Authorize).unwrap();
        machine.abandon();
        assert_eq!(machine.state(), State::Undelivered);
        assert_eq!(code(machine.begin_delivery()), Some(ErrorCode::InProgress));
        machine.failed();
        assert_eq!(machine.begin_delivery(), Ok(()));
    }

    #[test]
    fn a_declined_purchase_can_be_offered_again_by_loading_again() {
        let mut machine = loaded();
        machine.begin(Call::Authorize).unwrap();
        machine.answered(&Authorization::Declined);
        assert_eq!(machine.state(), State::Declined);
        machine.begin_load().unwrap();
        machine.loaded(Some(&Load::Shown));
        assert_eq!(machine.state(), State::Loaded);
    }

    #[test]
    fn superseded_and_disposed_are_final() {
        for (end, error, state) in [
            (End::Superseded, ErrorCode::Superseded, State::Superseded),
            (End::Disposed, ErrorCode::Disposed, State::Disposed),
        ] {
            let mut machine = loaded();
            machine.begin(Call::Authorize).unwrap();
            machine.finish(end);
            assert_eq!(machine.state(), state);
            for call in [Call::Authorize, Call::Reauthorize, Call::Finalize] {
                assert_eq!(code(machine.begin(call)), Some(error));
            }
            assert_eq!(code(machine.begin_load()), Some(error));
        }
    }

    #[test]
    fn a_superseded_purchase_still_delivers_the_token_it_holds() {
        let mut machine = loaded();
        machine.begin(Call::Authorize).unwrap();
        machine.answered(&token());
        machine.delivering();
        machine.delivered(Err(Undelivered::Uncertain));
        machine.finish(End::Superseded);
        assert_eq!(machine.begin_delivery(), Ok(()));
    }

    #[derive(Debug, Clone)]
    enum Step {
        Load,
        Loaded(bool),
        Begin(Call),
        Answer(Authorization),
        Fail,
        Abandon,
        Lose,
        Deliver,
        Delivered(Result<(), Undelivered>),
    }

    fn any_step() -> impl Strategy<Value = Step> {
        prop_oneof![
            Just(Step::Load),
            any::<bool>().prop_map(Step::Loaded),
            prop_oneof![Just(Call::Authorize), Just(Call::Reauthorize), Just(Call::Finalize)].prop_map(Step::Begin),
            prop_oneof![
                Just(token()),
                Just(Authorization::FinalizeRequired),
                Just(Authorization::Dismissed),
                Just(Authorization::Declined),
            ]
            .prop_map(Step::Answer),
            Just(Step::Fail),
            Just(Step::Abandon),
            Just(Step::Lose),
            Just(Step::Deliver),
            prop_oneof![Just(Ok(())), Just(Err(Undelivered::Uncertain)), Just(Err(Undelivered::Refused))]
                .prop_map(Step::Delivered),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happens_at_most_one_call_runs_and_a_delivered_token_is_not_replaced_by_a_click(
            steps in prop::collection::vec(any_step(), 0..60),
        ) {
            let mut machine = Machine::default();
            for step in steps {
                let before = machine;
                match step {
                    Step::Load => { let _ = machine.begin_load(); }
                    Step::Loaded(ok) => machine.loaded(ok.then_some(&Load::Shown)),
                    Step::Begin(call) => {
                        let allowed = machine.begin(call).is_ok();
                        prop_assert!(!(allowed && is_calling(&before)));
                        prop_assert!(!(allowed && call != Call::Reauthorize && before.state() == State::Delivered));
                        prop_assert!(!(allowed && call == Call::Authorize && !before.has_widget()));
                        if !allowed { prop_assert_eq!(&machine, &before); }
                    }
                    Step::Answer(result) => {
                        machine.answered(&result);
                        if machine.state() == State::Approved && is_calling(&before) { machine.delivering(); }
                    }
                    Step::Fail => machine.failed(),
                    Step::Abandon => machine.abandon(),
                    Step::Lose => machine.widget_lost(),
                    Step::Deliver => { let _ = machine.begin_delivery(); }
                    Step::Delivered(result) => machine.delivered(result),
                }
            }
        }
    }
}
