//! Properties of every sequence, however long: at least three objects and two sessions, anything in any order.
//!
//! `CORE_CASES=100000 cargo test core_holds -- --nocapture` (`npm run check:core -- --cases 100000`) plays more of them, and
//! prints how large the share of each kind of step was.

use super::stage::*;
use crate::domain::delivery::Arrival;
use crate::domain::error::ErrorCode;
use crate::domain::payments::purchase::{Phase, Purchase, Rest, Unclaimed, Undelivered};
use crate::domain::payments::{Authorization, Call, Found, Id, Input, Note, Number, Opening, Settled, State};
use crate::domain::value::object;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

const CALLS: [Call; 3] = [Call::Authorize, Call::Reauthorize, Call::Finalize];
const ARRIVALS: [Arrival; 4] = [Arrival::Unsent, Arrival::Refused, Arrival::Possible, Arrival::Denied];
const WIDGETS: [Found; 5] = [Found::Starting, Found::Starting, Found::Elsewhere, Found::Removed, Found::Gone];
const CASES: u32 = 5_000;

/// One step. Numbers pick among what there is.
#[derive(Debug, Clone)]
enum Step {
    Open {
        session: bool,
        drops: bool,
        cancel: bool,
        backend: bool,
    },
    Load(u8),
    Loaded {
        pick: u8,
        shown: bool,
    },
    LoadTimedOut(u8),
    Review(u8),
    Call(u8, usize),
    CallThrows(u8, usize, bool),
    CallDisposes(u8, usize, bool),
    /// `authorize` with a widget that was moved, whose frame speaks then. Meanwhile another copy may take the page (1), or
    /// deliver a token of the session (2).
    CallWaits(u8, u8),
    Token(u8),
    Refusal {
        pick: u8,
        answer: usize,
    },
    Believe,
    Failed(u8),
    Abort(u8),
    WidgetLeft(u8),
    Silent(u8),
    Alive(u8),
    Deliver(u8),
    Posted(u8),
    PostFailed(u8, usize),
    SettleDelivery(u8, bool),
    Dispose(u8),
    Dropped(u8),
    Rival {
        calls: bool,
    },
    World {
        copy: bool,
        frame: bool,
        widget: usize,
    },
    Restarted(u8),
    TaskEnds(u8),
}

impl Step {
    fn name(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Load(_) => "load",
            Self::Loaded { .. } => "load answered",
            Self::LoadTimedOut(_) => "load timed out",
            Self::Review(_) => "review",
            Self::Call(..) => "call",
            Self::CallThrows(..) => "call that throws",
            Self::CallDisposes(..) => "call that disposes",
            Self::CallWaits(..) => "call that waits",
            Self::Token(_) => "token",
            Self::Refusal { .. } => "refusal",
            Self::Believe => "refusal believed",
            Self::Failed(_) => "refusal fails",
            Self::Abort(_) => "caller gives up",
            Self::WidgetLeft(_) => "widget left",
            Self::Silent(_) => "silence",
            Self::Alive(_) => "sign of life",
            Self::Deliver(_) => "deliver",
            Self::Posted(_) => "delivered",
            Self::PostFailed(..) => "delivery failed",
            Self::SettleDelivery(..) => "delivery settled",
            Self::Dispose(_) => "dispose",
            Self::Dropped(_) => "object dropped",
            Self::Rival { .. } => "another script",
            Self::Restarted(_) => "frame speaks anew",
            Self::World { .. } => "page changes",
            Self::TaskEnds(_) => "task ends",
        }
    }
}

type MakeStep = fn(u8, u8) -> Step;

/// How often each kind of step comes, and what it is, by two numbers: which object or call is meant, and a choice.
const STEPS: [(usize, MakeStep); 27] = [
    (4, |_, choice| Step::Open {
        session: choice & 1 != 0,
        drops: choice & 2 != 0,
        cancel: choice & 4 != 0,
        backend: choice / 8 % 5 != 0,
    }),
    (8, |pick, _| Step::Load(pick)),
    (10, |pick, choice| Step::Loaded { pick, shown: choice % 5 != 0 }),
    (2, |pick, _| Step::LoadTimedOut(pick)),
    (2, |pick, _| Step::Review(pick)),
    (16, |pick, choice| Step::Call(pick, usize::from(choice % 3))),
    (2, |pick, choice| Step::CallThrows(pick, usize::from(choice % 3), choice & 128 != 0)),
    (2, |pick, choice| Step::CallDisposes(pick, usize::from(choice % 3), choice & 128 != 0)),
    (3, |pick, choice| Step::CallWaits(pick, choice % 8)),
    (12, |pick, _| Step::Token(pick)),
    (8, |pick, choice| Step::Refusal { pick, answer: usize::from(choice % 4) }),
    (5, |_, _| Step::Believe),
    (2, |pick, _| Step::Failed(pick)),
    (5, |pick, _| Step::Abort(pick)),
    (3, |pick, _| Step::WidgetLeft(pick)),
    (4, |pick, _| Step::Silent(pick)),
    (2, |pick, _| Step::Alive(pick)),
    (4, |pick, _| Step::Deliver(pick)),
    (6, |pick, _| Step::Posted(pick)),
    (6, |pick, choice| Step::PostFailed(pick, usize::from(choice % 4))),
    (3, |pick, choice| Step::SettleDelivery(pick, choice & 1 != 0)),
    (3, |pick, _| Step::Dispose(pick)),
    (2, |pick, _| Step::Dropped(pick)),
    (2, |_, choice| Step::Rival { calls: choice & 1 != 0 }),
    (4, |pick, choice| Step::World {
        copy: pick.is_multiple_of(10),
        frame: pick % 5 == 1,
        widget: usize::from(choice % 10),
    }),
    (4, |pick, _| Step::Restarted(pick)),
    (2, |pick, _| Step::TaskEnds(pick)),
];

/// One pick among functions: a union of strategies took nine tenths of the time.
fn any_step() -> impl Strategy<Value = Step> {
    let steps = STEPS.iter().flat_map(|(weight, step)| std::iter::repeat_n(*step, *weight));
    let step = prop::sample::select(steps.collect::<Vec<_>>());
    (step, any::<u8>(), any::<u8>()).prop_map(|(step, pick, choice)| step(pick, choice))
}

/// What the outside knows of the page: which tokens there are, and who waits.
#[derive(Default)]
struct Model {
    stage: Stage,
    objects: Vec<Id>,
    sessions: HashMap<Id, String>,
    /// The callers of objects that have a backend.
    with_backend: HashSet<Handle>,
    callers: HashSet<Handle>,
    /// The session of each token that Klarna gave.
    tokens: BTreeMap<String, String>,
    answered: HashSet<u32>,
    /// The call that each token answered.
    call_of: HashMap<String, u32>,
    /// Tokens that were a result, and what had been sent of their session by then.
    accepted: HashSet<String>,
    accepted_at: HashMap<String, u32>,
    /// The newest of them by session, and how many posts were looked at.
    newest_token: HashMap<String, String>,
    looked_at: usize,
    /// The session that has its order last, those that may have theirs, and how much of what was sent was looked at.
    ordered: Option<String>,
    in_doubt: HashSet<String>,
    /// The newest calls of objects that Klarna wants finalized, of sessions that had their order by then.
    changes: HashMap<Id, Number>,
    looked_at_sent: usize,
    /// Tokens that a backend was sent.
    arrived: HashSet<String>,
    stalled: HashSet<u32>,
}

impl Model {
    fn who(&self, pick: u8) -> Option<Id> {
        self.objects.get(usize::from(pick).checked_rem(self.objects.len())?).copied()
    }

    /// Whoever has a token on its way, also when it is gone; an object where none is.
    fn posts(&self, pick: u8) -> Option<Id> {
        let is_posting = |purchase: &&Purchase<Handle>| matches!(purchase.phase, Phase::Delivering(_));
        let posting: Vec<_> = self.stage.page.purchases.iter().filter(is_posting).map(|purchase| purchase.id).collect();
        let at = usize::from(pick).checked_rem(posting.len());
        at.and_then(|at| posting.get(at)).copied().or_else(|| self.who(pick))
    }

    fn sent(&self, pick: u8, what: impl Fn(&Sent) -> bool) -> Option<Sent> {
        let fitting: Vec<_> =
            self.stage.sent.iter().rev().filter(|sent| sent.number != 0 && what(sent)).take(4).collect();
        fitting.get(usize::from(pick).checked_rem(fitting.len())?).map(|sent| (*sent).clone())
    }

    fn call(&self, pick: u8) -> Option<Sent> {
        self.sent(pick, |sent| CALLS.iter().any(|call| call.name() == sent.what))
    }

    /// The `reauthorize` of a session that somebody waits for.
    fn reauthorizes(&self, session: &str) -> Option<(Id, Number)> {
        self.stage.page.purchases.iter().find_map(|purchase| match &purchase.phase {
            Phase::Calling(running) if purchase.session == session && purchase.is_changing_order() => {
                Some((purchase.id, running.number))
            }
            _ => None,
        })
    }

    /// A call that waits for the widget's frame, every other time.
    fn awaited(&self, pick: u8) -> Option<(Id, Number)> {
        self.stage.awaited.last().copied().filter(|_| pick.is_multiple_of(2))
    }

    fn new_token(&mut self, session: &str) -> String {
        let name = format!("token-{}", self.tokens.len());
        self.tokens.insert(name.clone(), session.to_owned());
        name
    }

    fn play(&mut self, step: &Step) {
        match *step {
            Step::Open { session, drops, cancel, backend } if self.objects.len() < 6 => {
                let session = if session { "one" } else { "two" }.to_owned();
                let opening = Opening {
                    session: session.clone(),
                    widget: category("klarna"),
                    has_backend: backend,
                    has_cancel: cancel,
                    drops_second: drops,
                };
                let id = self.stage.open_with(opening);
                self.objects.push(id);
                self.sessions.insert(id, session);
            }
            Step::Load(who) => {
                if let Some(id) = self.who(who) {
                    let caller = self.stage.load(id, 1);
                    self.callers.insert(caller);
                }
            }
            Step::Loaded { pick, shown: is_shown } => {
                if let Some(load) = self.sent(pick, |sent| sent.what.starts_with("load")) {
                    self.stage.answer(&load, if is_shown { shown() } else { unavailable() });
                }
            }
            Step::LoadTimedOut(pick) => {
                if let Some(load) = self.sent(pick, |sent| sent.what.starts_with("load")) {
                    self.stage.feed(load.who, Input::TimedOut(load.number));
                }
            }
            Step::Review(who) => {
                if let Some(id) = self.who(who) {
                    let (caller, facts) = (self.stage.caller(), self.stage.facts());
                    self.callers.insert(caller);
                    self.stage.feed(id, Input::Review { container: 0, caller, facts });
                }
            }
            Step::Call(who, call) => self.ask(who, call, None),
            Step::CallThrows(who, call, token) => self.ask(who, call, Some((token, Within::Throw))),
            Step::CallDisposes(who, call, token) => self.ask(who, call, Some((token, Within::Dispose))),
            Step::CallWaits(who, meanwhile) => {
                self.stage.move_widget();
                self.ask(who, 0, None);
                if let Some(id) = self.who(who) {
                    self.stage.frame_speaks(id);
                    match meanwhile {
                        1 => self.stage.owner = Some("of another copy".to_owned()),
                        2 => {
                            self.stage.delivered = self.sessions.get(&id).cloned();
                            self.learns(id, Some(Some(true)));
                        }
                        _ => {}
                    }
                }
            }
            Step::Token(pick) => {
                // A second token of one call, or one of a purchase that is gone for good, no build of Klarna's gives.
                let alive = |sent: &Sent| {
                    CALLS.iter().any(|call| call.name() == sent.what) && !self.answered.contains(&sent.number)
                };
                if let Some(call) = self.sent(pick, alive) {
                    let session = self.sessions.get(&call.who).cloned().unwrap_or_default();
                    let name = self.new_token(&session);
                    self.answered.insert(call.number);
                    self.call_of.insert(name.clone(), call.number);
                    let asked_since = self.reauthorizes(&session).filter(|(_, number)| *number != call.number);
                    self.stage.answer(&call, token(&name));
                    if let Some((id, number)) = asked_since {
                        // Another copy may have taken the page.
                        let is_over = self.stage.page.state(id) == State::Superseded;
                        let is_running = self.stage.page.running(id, number).is_some();
                        assert!(
                            is_running || is_over,
                            "{name} of call {} answered reauthorize, call {number}",
                            call.number
                        );
                    }
                }
            }
            Step::Refusal { pick, answer } => {
                if let Some(call) = self.call(pick) {
                    let junk = object([("approved", true.into())]);
                    let answers = [dismissed(), declined(), finalize_required(), junk];
                    self.answered.insert(call.number);
                    self.stage.answer(&call, answers.into_iter().nth(answer).unwrap_or_default());
                    let caller = self.stage.caller_of.get(&call.number).copied().unwrap_or_default();
                    if self.stage.came(caller) == "finalize_required"
                        && self.sessions.get(&call.who) == self.ordered.as_ref()
                    {
                        self.changes.insert(call.who, call.number);
                    }
                }
            }
            Step::Believe => self.stage.believe(),
            Step::Failed(pick) => {
                if let Some(call) = self.call(pick) {
                    self.stage.feed(call.who, Input::Failed(call.number, fault(ErrorCode::WidgetRemoved)));
                }
            }
            Step::Abort(pick) => {
                let call = self.call(pick).map(|call| (call.who, call.number));
                if let Some((who, number)) = self.awaited(pick).or(call) {
                    self.stage.feed(who, Input::GivenUp(number, fault(ErrorCode::Aborted)));
                }
            }
            Step::WidgetLeft(pick) => {
                let sent = self.sent(pick, |_| true).map(|sent| (sent.who, sent.number));
                if let Some((who, number)) = self.awaited(pick).or(sent) {
                    self.stage.feed(who, Input::WidgetLeft(number));
                }
            }
            Step::Silent(pick) => {
                if let Some(call) = self.call(pick) {
                    let before = self.stage.notes.len();
                    self.stage.feed(call.who, Input::Silent(call.number));
                    if self.stage.notes[before..].iter().any(|note| matches!(note, Note::Stalled(_))) {
                        self.stalled.insert(call.number);
                    }
                }
            }
            Step::Alive(pick) => {
                if let Some(call) = self.call(pick) {
                    self.stage.feed(call.who, Input::Alive);
                    self.stage.feed(call.who, Input::Overlay(false));
                }
            }
            Step::Deliver(who) => {
                if let Some(id) = self.who(who) {
                    let caller = self.stage.deliver(id);
                    self.callers.insert(caller);
                }
            }
            Step::Posted(who) => {
                if let Some(id) = self.posts(who) {
                    let token = self.in_flight(id);
                    self.is_result(id, token.is_some());
                    self.learns(id, token.is_some().then_some(Some(true)));
                    self.arrived.extend(token);
                    self.stage.posted(id);
                }
            }
            Step::PostFailed(who, arrival) => {
                if let (Some(id), Some(arrival)) = (self.posts(who), ARRIVALS.get(arrival)) {
                    let token = self.in_flight(id);
                    let is_known = token.as_ref().is_some_and(|token| self.arrived.contains(token));
                    let arrival = if is_known && *arrival == Arrival::Unsent { Arrival::Possible } else { *arrival };
                    let is_possible = arrival == Arrival::Possible;
                    self.is_result(id, token.is_some() && is_possible);
                    self.learns(id, token.is_some().then_some(if is_possible { None } else { Some(false) }));
                    if arrival != Arrival::Unsent {
                        self.arrived.extend(token);
                    }
                    self.stage.post_failed(id, arrival);
                }
            }
            Step::SettleDelivery(who, is_placed) => {
                if let Some(id) = self.who(who) {
                    let of_session = |purchase: &&Purchase<Handle>| self.sessions.get(&id) == Some(&purchase.session);
                    let purchases = || self.stage.page.purchases.iter().filter(of_session);
                    // What the object holds, or another one that is in doubt.
                    let is_in_doubt = |other: &&Purchase<Handle>| {
                        other.rest == Rest::Undelivered(Undelivered::Uncertain) && matches!(other.phase, Phase::Resting)
                    };
                    let own = self.stage.page.find(id).and_then(|purchase| purchase.held.clone());
                    let held = own.or_else(|| purchases().find(is_in_doubt)?.held.clone());
                    // A call that runs beside it brings what the shop asked for all the same.
                    let is_alone = !purchases().any(|other| other.id != id && other.is_busy());
                    let is_settled = self.stage.settle(id, is_placed);
                    self.is_result(id, is_placed && is_settled && is_alone);
                    self.learns(id, is_settled.then_some(Some(is_placed)));
                    self.arrived.extend(held.filter(|_| is_placed && is_settled));
                }
            }
            Step::Dispose(who) => {
                if let Some(id) = self.who(who) {
                    // The shop is done with it.
                    let page = &self.stage.page;
                    let is_known = page.state(id) == State::Delivered
                        && page.find(id).is_some_and(|purchase| purchase.unclaimed.is_none());
                    let is_shown = self.objects.iter().any(|other| {
                        let is_of = *other != id && self.sessions.get(other) == self.sessions.get(&id);
                        is_of && page.state(*other) != State::Superseded
                    });
                    self.ordered.take_if(|_| is_known && !is_shown);
                    self.stage.feed(id, Input::Dispose);
                    self.objects.retain(|other| *other != id);
                }
            }
            Step::Dropped(who) => {
                if let Some(id) = self.who(who) {
                    self.stage.feed(id, Input::Dropped);
                    self.objects.retain(|other| *other != id);
                }
            }
            Step::Rival { calls } => {
                self.stage.page.rival_begins();
                if calls {
                    self.stage.page.rival_calls();
                } else {
                    self.stage.page.rival_is_done();
                }
            }
            Step::Restarted(who) => {
                if let Some(id) = self.who(who) {
                    self.stage.frame_speaks(id);
                }
            }
            Step::World { copy, frame, widget } => {
                self.stage.busy_copy = copy.then(|| "one".to_owned());
                self.stage.frame_is_gone = frame;
                self.stage.widget = WIDGETS.get(widget).copied();
            }
            Step::TaskEnds(pick) => {
                if let Some(call) = self.call(pick) {
                    self.stage.feed(call.who, Input::TaskEnds(call.number));
                }
            }
            Step::Open { .. } => {}
        }
    }

    /// A call, with what Klarna's SDK does before it returns.
    fn ask(&mut self, who: u8, call: usize, within: Option<(bool, Within)>) {
        let (Some(id), Some(call)) = (self.who(who), CALLS.get(call)) else { return };
        let session = self.sessions.get(&id).cloned().unwrap_or_default();
        let before = self.stage.sent.len();
        if let Some((has_token, then)) = &within {
            if *has_token {
                let name = format!("token-{}", self.tokens.len());
                self.stage.within.push_back(Within::Answer(token(&name)));
            }
            self.stage.within.push_back(then.clone());
        }
        let caller = self.stage.call(id, *call);
        self.callers.insert(caller);
        if self.stage.page.find(id).is_some_and(|purchase| purchase.has_backend) {
            self.with_backend.insert(caller);
        }
        // A call that was not sent and has the answer of a backend got what came before it.
        let outcome = self.stage.settled.get(&caller).and_then(|results| results.first());
        if self.stage.sent.len() == before && matches!(outcome, Some(Ok(Settled::Approved(_)))) {
            self.accepted_at.insert(session.clone(), self.newest());
        }
        let sent = self.stage.sent[before..].iter().find(|sent| sent.what == call.name()).cloned();
        if let (Some(sent), Some((has_token, _))) = (sent, &within) {
            self.answered.insert(sent.number);
            if *has_token {
                let name = self.new_token(&session);
                self.call_of.insert(name, sent.number);
            }
        }
        if matches!(within, Some((_, Within::Dispose))) && self.stage.page.state(id) == State::Disposed {
            self.objects.retain(|other| *other != id);
        }
        self.stage.within.clear();
    }

    /// The backend has the object's token, or may have it: what was asked for before brings a second one.
    fn is_result(&mut self, id: Id, is_result: bool) {
        let session = self.sessions.get(&id).filter(|_| is_result).cloned();
        let last = self.newest();
        self.accepted_at.extend(session.map(|session| (session, last)));
    }

    /// A session has its order, has none, or may have it.
    fn learns(&mut self, id: Id, has_order: Option<Option<bool>>) {
        let (Some(session), Some(has_order)) = (self.sessions.get(&id), has_order) else { return };
        self.in_doubt.remove(session);
        match has_order {
            Some(true) => self.ordered = Some(session.clone()),
            Some(false) => {}
            None => drop(self.in_doubt.insert(session.clone())),
        }
    }

    /// A session that has its order, or may have it, is not asked for another one, but for a change of it that Klarna wants
    /// finalized and no newer token came before.
    fn check_sent(&mut self) -> Result<(), TestCaseError> {
        for sent in self.stage.sent.iter().skip(self.looked_at_sent) {
            let session = self.sessions.get(&sent.who).cloned().unwrap_or_default();
            if sent.what == "authorize" || sent.what == "finalize" {
                let change = self.changes.get(&sent.who).copied().filter(|_| sent.what == "finalize");
                prop_assert!(
                    self.ordered.as_ref() != Some(&session) || change > self.accepted_at.get(&session).copied(),
                    "{} of {session}, which has its order",
                    sent.what
                );
                prop_assert!(!self.in_doubt.contains(&session), "{} of {session}, which is in doubt", sent.what);
            }
        }
        self.looked_at_sent = self.stage.sent.len();
        Ok(())
    }

    /// The newest number that was sent.
    fn newest(&self) -> Number {
        self.stage.sent.iter().map(|sent| sent.number).max().unwrap_or_default()
    }

    /// How many ends each token came to.
    fn ends(&self) -> Vec<(&str, usize)> {
        let in_flight: Vec<_> = self.stage.page.purchases.iter().filter_map(|p| self.in_flight(p.id)).collect();
        let given = self.stage.given_tokens();
        let of = |name: &String| {
            let is_posted = self.arrived.contains(name) || in_flight.contains(name);
            let given_back = self.stage.given_back.iter().filter(|(_, token, _)| token == name);
            usize::from(is_posted) + given.iter().filter(|token| *token == name).count() + given_back.count()
        };
        self.tokens.keys().map(|name| (name.as_str(), of(name))).collect()
    }

    /// A token that was asked for before another one was accepted is a second one, and no result. What is posted is its session's
    /// newest.
    fn check_accepted(&mut self) -> Result<(), TestCaseError> {
        let posted = self.stage.tokens().into_iter().map(str::to_owned);
        let given: Vec<_> = posted.chain(self.stage.given_tokens()).collect();
        let last = self.newest();
        for name in given {
            if !self.accepted.insert(name.clone()) {
                continue;
            }
            let session = self.tokens.get(&name).cloned().unwrap_or_default();
            let (call, before) = (self.call_of.get(&name).copied(), self.accepted_at.insert(session, last));
            prop_assert!(call > before, "{name} of call {call:?} is a second token of its session: {before:?}");
        }
        for (_, name) in self.stage.posts.iter().skip(self.looked_at) {
            let session = self.tokens.get(name).cloned().unwrap_or_default();
            let newest = self.newest_token.entry(session).or_insert_with(|| name.clone());
            if self.call_of.get(newest) < self.call_of.get(name) {
                newest.clone_from(name);
            }
            prop_assert_eq!(&*newest, name, "a newer token of its session was posted before");
        }
        self.looked_at = self.stage.posts.len();
        Ok(())
    }

    fn check(&self) -> Result<(), TestCaseError> {
        // A caller is settled once.
        for (caller, results) in &self.stage.settled {
            prop_assert!(results.len() == 1, "caller {caller} was settled {} times", results.len());
            // With a backend the token goes there.
            let has_token = matches!(results.first(), Some(Ok(Settled::Outcome(Authorization::Approved { .. }))));
            prop_assert!(!has_token || !self.with_backend.contains(caller), "caller {caller} got a token");
        }
        // A session is asked one thing at a time.
        let mut waiting: HashMap<&str, usize> = HashMap::new();
        for (number, caller) in &self.stage.caller_of {
            let is_open = !self.answered.contains(number) && !self.stalled.contains(number);
            if is_open && !self.stage.settled.contains_key(caller) {
                let who = self.stage.sent.iter().find(|sent| sent.number == *number).map(|sent| sent.who);
                let session = who.and_then(|who| self.sessions.get(&who)).map_or("", String::as_str);
                *waiting.entry(session).or_default() += 1;
            }
        }
        for (session, count) in waiting {
            prop_assert!(count <= 1, "{count} calls of session {session} wait for Klarna at once");
        }
        let unpermitted = &self.stage.unpermitted;
        prop_assert!(unpermitted.is_empty(), "sent on another session's page, or after the delivery: {unpermitted:?}");
        // A token goes out under its own session, and has one end.
        for (who, name) in &self.stage.posts {
            prop_assert_eq!(self.sessions.get(who), self.tokens.get(name), "{} went out under another session", name);
        }
        let left_open = self.stage.notes.iter().filter(|note| matches!(note, Note::LeftOpen(_))).count();
        let mut without = 0;
        for (name, ends) in self.ends() {
            prop_assert!(ends <= 1, "{name} came to {ends} ends: posted, given to a caller, given back");
            without += usize::from(ends == 0);
        }
        let held = self.stage.page.purchases.iter().filter(|purchase| {
            let is_unsent = purchase.rest == Rest::Undelivered(Undelivered::Unsent)
                && !matches!(purchase.phase, Phase::Delivering(_))
                && purchase.held.is_some();
            is_unsent || matches!(purchase.unclaimed, Some(Unclaimed::Token(_)))
        });
        let held = held.count();
        prop_assert!(
            without == left_open + held,
            "{without} tokens without an end, {left_open} left open, {held} held"
        );
        // From every state some call can still succeed, or the state is final and says so.
        for id in &self.objects {
            prop_assert!(self.has_a_way_out(*id), "no way out of {}", self.stage.state(*id));
        }
        Ok(())
    }

    /// Once all are disposed of and every delivery has ended, every caller has been settled.
    fn finish(&mut self) -> Result<(), TestCaseError> {
        for id in self.sessions.keys().copied().collect::<Vec<_>>() {
            self.stage.feed(id, Input::Dispose);
            while self.in_flight(id).is_some() {
                self.stage.posted(id);
            }
            self.stage.feed(id, Input::Dispose);
        }
        while !self.stage.doubts.is_empty() {
            self.stage.believe();
        }
        for id in self.sessions.keys().copied().collect::<Vec<_>>() {
            if self.in_flight(id).is_some() {
                self.stage.posted(id);
            }
        }
        self.all_are_settled()
    }

    /// Once everything has been answered, nobody waits, whether anything is disposed of or not.
    fn answer_all(&mut self) -> Result<(), TestCaseError> {
        self.stage.page.rival_is_done();
        self.play(&Step::World { copy: false, frame: false, widget: WIDGETS.len() });
        let mut answered = 0;
        while answered < self.stage.sent.len() {
            let sent = self.stage.sent[answered].clone();
            answered += 1;
            if sent.what.starts_with("load") {
                self.stage.answer(&sent, shown());
            } else if sent.number != 0 && self.answered.insert(sent.number) {
                self.stage.answer(&sent, dismissed());
            }
            while !self.stage.doubts.is_empty() {
                self.stage.believe();
            }
            while let Some((id, number)) = self.stage.awaited.pop() {
                self.stage.feed(id, Input::GivenUp(number, fault(ErrorCode::SdkTimeout)));
            }
        }
        for id in self.sessions.keys().copied().collect::<Vec<_>>() {
            self.stage.posted(id);
        }
        self.all_are_settled()
    }

    fn all_are_settled(&self) -> Result<(), TestCaseError> {
        for caller in &self.callers {
            prop_assert!(self.stage.settled.contains_key(caller), "caller {caller} was left waiting");
        }
        Ok(())
    }

    fn has_a_way_out(&self, id: Id) -> bool {
        use State::{
            Authorizing, Delivered, Delivering, Disposed, Finalizing, Loading, Reauthorizing, Superseded, Undelivered,
        };
        let state = self.stage.page.state(id);
        match state {
            Superseded | Disposed => true,
            // Klarna, the backend or a time limit brings an end; the caller may give up.
            Authorizing | Reauthorizing | Finalizing | Delivering | Loading => true,
            _ => self.stage.page.find(id).is_some_and(|purchase| {
                if state == Undelivered && matches!(purchase.phase, Phase::Resting) {
                    return purchase.may_deliver().is_ok();
                }
                // Klarna takes `reauthorize` in every state; it is a way on only from what was delivered.
                let may_change = state == Delivered && purchase.may_call(Call::Reauthorize).is_ok();
                may_change || purchase.may_load().is_ok()
            }),
        }
    }

    /// The token that is on its way.
    fn in_flight(&self, id: Id) -> Option<String> {
        let purchase = self.stage.page.find(id)?;
        let posted = self.stage.posts.iter().rfind(|(who, _)| *who == id).map(|(_, token)| token.clone());
        posted.filter(|_| matches!(purchase.phase, Phase::Delivering(_)))
    }
}

thread_local! {
    static SHARES: RefCell<BTreeMap<&'static str, u64>> = const { RefCell::new(BTreeMap::new()) };
}

#[test]
fn the_core_holds() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let cases = number("CORE_CASES").unwrap_or_else(|| CASES.into());
    let seed = number("CORE_SEED").unwrap_or(20_261_129);
    let config = Config {
        cases: u32::try_from(cases).unwrap_or(CASES),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let mut bytes = [0_u8; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let steps = (any::<bool>(), prop::collection::vec(any_step(), 1..60));
    let result = runner.run(&steps, |(is_answered, steps)| {
        let mut model = Model::default();
        for session in [true, false, false] {
            model.play(&Step::Open { session, drops: false, cancel: false, backend: true });
        }
        for step in &steps {
            SHARES.with_borrow_mut(|shares| *shares.entry(step.name()).or_default() += 1);
            let before = (model.stage.performed, model.tokens.len());
            model.play(step);
            // Nothing was done, and nothing was lost by that.
            if before != (model.stage.performed, model.tokens.len()) {
                model.check_accepted()?;
                model.check_sent()?;
                model.check()?;
            }
        }
        if is_answered {
            model.answer_all()?;
        }
        model.finish()
    });
    SHARES.with_borrow(|shares| {
        let all: u64 = shares.values().sum();
        println!("{cases} sequences, {all} steps, seed {seed}");
        for (name, count) in shares {
            let permille = count * 1000 / all;
            println!("{:>3}.{} % {name}", permille / 10, permille % 10);
            assert!(permille >= 10 || cases < 1000 || result.is_err(), "{name} is too rare");
        }
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
