//! Whatever happens, in whatever order, to two objects over one instance of Klarna's SDK: nothing is paid twice, left in doubt
//! without a word, told to the wrong object or told twice.
//!
//! `npm run check:core -- --cases 100000 [--seed 1]` plays more sequences, and prints how often each kind of step came.

use super::stage::*;
use crate::domain::delivery::Arrival;
use crate::domain::value::object;
use crate::domain::web_sdk::page::*;
use crate::domain::web_sdk::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Mutex;

/// What happens next: to which object, what, and a choice that means something else for every kind.
type Step = (usize, &'static str, usize);

const KINDS: &[&str] = &[
    "click",
    "click",
    "initiate",
    "callback",
    "callback",
    "approved",
    "declined",
    "step-up",
    "step-up",
    "step-up again",
    "lost",
    "lost",
    "refused",
    "not placed",
    "complete",
    "complete",
    "abort",
    "error",
    "settled",
    "ask",
    "presented",
    "present",
    "refresh",
    "updated",
    "came back",
    "confirmed",
    "settle",
    "dispose",
    "context",
    "replay",
];
const OF_EARLIER_PAGE: &str = "krn:of the page before";
const NAMES: [Option<&str>; 3] = [None, Some("order-1"), Some("order-2")];

/// What a ledger of the backend's and a careful observer of the page know.
#[derive(Default)]
struct Ledger {
    /// Of every key: its body, and the key that it says to replace.
    keys: HashMap<String, (String, Option<String>)>,
    /// The keys that may have been carried out and are not settled, with the purchase of each.
    doubtful: BTreeMap<String, Option<String>>,
    under_way: HashMap<String, usize>,
    /// Which object launched a payment request last, and for which purchase.
    launched: HashMap<String, (Id, Option<String>)>,
    /// That which the backend has just named.
    named: Option<String>,
    completed: HashMap<(u32, String), usize>,
    clicks: HashMap<u32, BTreeSet<ClickNumber>>,
    /// Who waits for which click on a button of the shop's own.
    waiting: BTreeMap<(u32, ClickNumber), String>,
    /// The purchases that are paid, each with the payment request which the customer completed, if it is that which says so.
    paid: HashSet<(String, Option<String>)>,
    /// How much of what the stage recorded has been looked at.
    seen: (usize, usize, usize),
    settled: BTreeSet<String>,
    ends: HashMap<u32, usize>,
}

impl Ledger {
    fn is_paid(&self, name: &str) -> bool {
        self.paid.iter().any(|(purchase, _)| purchase == name)
    }
}

fn member(body: &str, name: &str) -> Option<String> {
    let start = format!("(\"{name}\", String(\"");
    Some(body.split_once(&start)?.1.split_once("\"))")?.0.to_owned())
}

struct Play {
    stage: Stage,
    ids: Vec<Id>,
    ledger: Ledger,
    /// Posts without an answer, by their place.
    open: Vec<usize>,
    questions: Vec<(Id, QuestionNumber)>,
    requests: usize,
}

impl Play {
    fn new() -> Self {
        let mut stage = Stage::default();
        let ids = vec![stage.open(), stage.page.open(named("order-1"))];
        Self { stage, ids, ledger: Ledger::default(), open: Vec::new(), questions: Vec::new(), requests: 0 }
    }

    fn launch(&mut self, post: usize, id: String) {
        let Post { who, body, .. } = &self.stage.posts[post];
        self.ledger.launched.insert(id.clone(), (*who, member(body, "purchase")));
        // One that is launched again may be completed again.
        self.ledger.completed.retain(|(_, completed), _| *completed != id);
        self.stage.answer(post, step_up(&id));
        self.ledger.named = Some(id);
    }

    fn step(&mut self, (which, kind, pick): Step) -> Result<(), TestCaseError> {
        let id = self.ids[which % self.ids.len()];
        let state = self.stage.state(id);
        let posts = self.stage.posts.len();
        let request =
            format!("krn:{}", if self.requests == 0 { 0 } else { self.requests - pick % self.requests.min(3) });
        let post = (!self.open.is_empty()).then(|| self.open[pick % self.open.len()]);
        let decided = |play: &mut Self, post: usize| {
            let key = play.stage.posts[post].key.clone();
            play.decided(&key);
        };
        match (kind, post) {
            ("click", _) => drop(self.stage.call(id, None, "token", ["option-1", "option-2"][pick % 2])),
            ("initiate", _) => {
                if let Ok(caller) = self.stage.initiate_named(id, NAMES[pick % 3]) {
                    self.ledger.waiting.insert((id.0, self.stage.own()), caller);
                }
            }
            ("callback", _) if self.stage.done.iter().any(|(_, effect)| matches!(effect, Effect::Initiate(..))) => {
                let newest = self.stage.done.iter().rev().find_map(|(who, effect)| match effect {
                    Effect::Initiate(number, _) if *who == id => Some(*number),
                    _ => None,
                });
                if newest.is_some() {
                    self.stage.call(id, newest, "token", "option-1");
                }
            }
            ("approved" | "declined" | "step-up" | "step-up again" | "lost" | "refused" | "not placed", Some(post)) => {
                self.open.retain(|open| *open != post);
                let key = self.stage.posts[post].key.clone();
                *self.ledger.under_way.entry(key.clone()).or_default() -= 1;
                match kind {
                    "approved" => {
                        decided(self, post);
                        let purchase = member(&self.stage.posts[post].body, "purchase");
                        self.ledger.paid.extend(purchase.map(|purchase| (purchase, None)));
                        self.stage.answer(post, approved());
                    }
                    "declined" => {
                        decided(self, post);
                        self.stage.answer(post, declined());
                    }
                    "step-up" => {
                        decided(self, post);
                        self.requests += 1;
                        self.launch(post, format!("krn:{}", self.requests));
                    }
                    "step-up again" => {
                        decided(self, post);
                        self.launch(post, request.clone());
                    }
                    "lost" => {
                        // Unless it was settled meanwhile, by a decision on one that replaced it.
                        self.stage.lose(post);
                    }
                    "refused" => {
                        let is_repeated = self.stage.posts.iter().filter(|other| other.key == key).count() > 1;
                        if !is_repeated {
                            self.ledger.doubtful.remove(&key);
                        }
                        self.stage.refuse(post);
                    }
                    _ => {
                        decided(self, post);
                        self.stage.end(post, Err(Fault::Theirs("not placed")), Arrival::Denied);
                    }
                }
            }
            ("complete", _) => self.ids.clone().into_iter().for_each(|id| self.stage.complete(id, &request)),
            ("abort", _) => {
                let state = ["SUBMITTED", "DECLINED"][pick % 2];
                self.ids.clone().into_iter().for_each(|id| self.stage.abort(id, &request, state));
            }
            ("replay", _) => self.ids.clone().into_iter().for_each(|id| self.stage.complete(id, OF_EARLIER_PAGE)),
            ("error", _) => self.stage.error(id, pick % 2 == 0),
            ("settled", _) => {
                let number =
                    self.ledger.clicks.get(&id.0).and_then(|clicks| clicks.iter().max().copied()).unwrap_or_default();
                let known = |state| Ok(super::stage::request(&request, state));
                let fault = Err(Fault::Theirs("sdk"));
                let results = [fault, Ok(PaymentRequest::default()), known("COMPLETED"), known("SUBMITTED")];
                let result = results[pick % results.len()].clone();
                self.stage.settled_by_sdk(id, number, result);
            }
            ("ask", _) => self.ask(id, pick),
            ("presented", _) if !self.questions.is_empty() => {
                let (who, question) = self.questions.remove(pick % self.questions.len());
                self.stage.presented(who, question);
            }
            ("present", _) => {
                self.ask(id, pick);
                if let Some((who, question)) = self.questions.pop() {
                    self.stage.presented(who, question);
                }
            }
            ("refresh", _) => {
                let shown = self.stage.done.iter().rev().find_map(|(who, effect)| match effect {
                    Effect::Present(number, _) if *who == id => {
                        Some(shown(*number)).filter(|shown| self.stage.page.presentation(*shown).is_some())
                    }
                    _ => None,
                });
                if let Some(shown) = shown {
                    let changes = object([("purchase", NAMES[pick % 3].into())]);
                    if pick < 3 {
                        self.stage.refresh(id, shown, changes);
                    } else if let Some(question) = self.stage.ask_again(id, shown, changes) {
                        self.questions.push((id, question));
                    }
                }
            }
            ("updated", _) => drop(self.stage.feed(id, Input::Updated("raw".to_owned(), Some(offer())))),
            ("came back", _) => drop(self.stage.feed(id, Input::CameBack)),
            ("confirmed", _) => {
                let request = if pick < 2 { OF_EARLIER_PAGE.to_owned() } else { request };
                self.ledger.paid.retain(|(_, completed)| completed.as_ref() != Some(&request));
                let _ = self.stage.feed(id, Input::Confirmed(request, Confirmation::Declined));
            }
            ("settle", _) => self.settle(id, pick % 2 == 0),
            ("dispose", _) => {
                self.stage.dispose(id);
                let index = which % self.ids.len();
                self.ids[index] =
                    self.stage.page.open(Setting { purchase: NAMES[pick % 3].map(str::to_owned), ..setting() });
            }
            ("context", _) => self.stage.context = ["10000", "15000"][pick % 2].to_owned(),
            _ => {}
        }
        let is_report = matches!(kind, "complete" | "abort" | "error" | "settled" | "updated" | "replay");
        prop_assert!(!is_report || self.stage.posts.len() == posts, "a report led to a post");
        self.observe(id, state)
    }

    fn ask(&mut self, id: Id, pick: usize) {
        let question = self.stage.ask(id, presentation(1.0, NAMES[pick % 3]));
        self.questions.extend(question.map(|question| (id, question)));
    }

    fn settle(&mut self, id: Id, is_placed: bool) {
        let before = self.stage.page.requests().len();
        if self.stage.settle(id, is_placed).is_ok() {
            let left: HashSet<_> = self.stage.page.requests().iter().map(|request| request.key.clone()).collect();
            // Whose purchase it was, the page decides; that it is one purchase, the observer sees.
            let gone: Vec<_> = self.ledger.doubtful.keys().filter(|key| !left.contains(*key)).cloned().collect();
            let purchases: HashSet<_> = gone.iter().filter_map(|key| self.ledger.doubtful.get(key).cloned()).collect();
            assert!(purchases.len() <= 1 && (before >= left.len()), "one purchase is settled at a time");
            self.ledger.doubtful.retain(|key, _| left.contains(key));
            self.ledger.paid.clear();
        }
    }

    /// The backend decided on a key, and on all that it says to replace.
    fn decided(&mut self, key: &str) {
        let mut key = Some(key.to_owned());
        while let Some(name) = key {
            self.ledger.doubtful.remove(&name);
            key = self.ledger.keys.get(&name).and_then(|(_, replaces)| replaces.clone());
        }
    }

    fn observe(&mut self, id: Id, before: State) -> Result<(), TestCaseError> {
        let (done, words, posts) = self.ledger.seen;
        let named = self.ledger.named.take();
        self.ledger.seen = (self.stage.done.len(), self.stage.words.len(), self.stage.posts.len());
        for (who, effect) in &self.stage.done[done..] {
            // What the SDK is told again if it asks again begins no journey.
            if let (Effect::Reply(_, Ok(_)), Some(id)) = (effect, &named) {
                let purchase = self.ledger.launched.get(id).and_then(|(_, purchase)| purchase.as_ref());
                let is_paid = purchase.is_some_and(|purchase| self.ledger.is_paid(purchase));
                prop_assert!(!is_paid, "a journey of a purchase that is paid");
            }
            match effect {
                Effect::Settle(caller, _) | Effect::Reply(caller, _) => {
                    prop_assert!(self.ledger.settled.insert(caller.clone()), "settled twice");
                }
                Effect::Initiate(number, _) | Effect::Render { number, .. } => {
                    self.ledger.clicks.entry(who.0).or_default().insert(*number);
                }
                _ => {}
            }
        }
        for (place, post) in self.stage.posts.iter().enumerate().skip(posts) {
            self.open.push(place);
            *self.ledger.under_way.entry(post.key.clone()).or_default() += 1;
            let (purchase, replaces) = (member(&post.body, "purchase"), member(&post.body, "replaces"));
            if let Some(name) = &purchase {
                prop_assert!(!self.ledger.is_paid(name), "a purchase that is paid was posted again");
            }
            match self.ledger.keys.get(&post.key) {
                Some((body, _)) => prop_assert_eq!(body, &post.body, "one key, two bodies"),
                None => {
                    let mut said = HashSet::new();
                    let mut key = replaces.clone();
                    while let Some(name) = key {
                        key = self.ledger.keys.get(&name).and_then(|(_, replaces)| replaces.clone());
                        said.insert(name);
                    }
                    for (doubtful, other) in &self.ledger.doubtful {
                        if *other == purchase {
                            prop_assert!(
                                said.contains(doubtful),
                                "{doubtful} was left for {} without a word",
                                post.key
                            );
                        } else {
                            prop_assert!(!said.contains(doubtful), "another purchase has something of the old one");
                        }
                    }
                    self.ledger.keys.insert(post.key.clone(), (post.body.clone(), replaces));
                    self.ledger.doubtful.insert(post.key.clone(), purchase);
                }
            }
        }
        for key in self.ledger.doubtful.keys() {
            let is_known = self.stage.page.requests().iter().any(|request| request.key == *key);
            prop_assert!(is_known, "{key} is in doubt and was forgotten");
        }
        for (who, word) in &self.stage.words[words..] {
            match word {
                Note::Complete(_, request) => {
                    let name = request.id().unwrap_or_default().to_owned();
                    let launch = self.ledger.launched.get(&name);
                    if let Some((launcher, _)) = launch {
                        let is_gone = self.stage.state(*launcher) == State::Disposed;
                        prop_assert!(launcher == who || is_gone, "told to the wrong object");
                    }
                    if let Some((launcher, purchase)) = launch
                        && launcher == who
                    {
                        let purchase = purchase.clone();
                        self.ledger.paid.extend(purchase.map(|purchase| (purchase, Some(name.clone()))));
                    }
                    let times = self.ledger.completed.entry((who.0, name)).or_default();
                    *times += 1;
                    prop_assert!(*times == 1, "told twice");
                }
                Note::End(end) => {
                    let launch = end.payment_request_id.as_ref().and_then(|id| self.ledger.launched.get(id));
                    if let (Status::Completed, Some((launcher, purchase))) = (end.status, launch)
                        && launcher == who
                    {
                        let purchase = purchase.clone();
                        self.ledger.paid.extend(purchase.map(|purchase| (purchase, end.payment_request_id.clone())));
                    }
                    if let Some(clicks) = self.ledger.clicks.get(&who.0) {
                        let ends = self.ledger.ends.entry(who.0).or_default();
                        let click = clicks.iter().nth(*ends);
                        *ends += 1;
                        prop_assert!(click.is_some(), "a click ended twice");
                        let caller = click.and_then(|click| self.ledger.waiting.get(&(who.0, *click)));
                        let is_settled = caller.is_none_or(|caller| self.ledger.settled.contains(caller));
                        prop_assert!(is_settled, "a click ended, and its call waits");
                    }
                }
                Note::Abort(_) if *who == id && before == State::Authorizing => {
                    prop_assert!(self.stage.state(id) != State::Authorizing, "the SDK went before the backend");
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// From every state some call can still succeed; and in the end every caller is settled, and every click has ended.
    fn finish(mut self) -> Result<(), TestCaseError> {
        for (turn, id) in self.ids.clone().into_iter().enumerate() {
            self.lose_all()?;
            // The doubt of the last click, then whatever is known of the purchase that is shown.
            self.settle(id, false);
            self.settle(id, false);
            let posts = self.stage.posts.len();
            self.stage.click(id);
            prop_assert!(self.stage.posts.len() > posts, "no way on for the same purchase: {:?}", self.stage.state(id));
            if turn == 0 {
                self.observe(Id(0), State::Ready)?;
                let newest = self.stage.posts.len() - 1;
                self.step((0, "approved", self.open.iter().position(|open| *open == newest).unwrap_or_default()))?;
            }
            self.lose_all()?;
            self.stage.present(id, 1.0, Some(&format!("another-{turn}")));
            let posts = self.stage.posts.len();
            self.stage.click(id);
            prop_assert!(self.stage.posts.len() > posts, "no way on for another one: {:?}", self.stage.state(id));
        }
        self.lose_all()?;
        for id in self.ids.clone() {
            self.stage.dispose(id);
            let _ = self.stage.feed(id, Input::Reported);
        }
        self.observe(Id(0), State::Ready)?;
        prop_assert_eq!(self.ledger.settled.len(), self.stage.callers as usize, "a caller was left waiting");
        for (id, clicks) in &self.ledger.clicks {
            prop_assert_eq!(self.ledger.ends.get(id).copied().unwrap_or(0), clicks.len(), "a click without an end");
        }
        Ok(())
    }

    fn lose_all(&mut self) -> Result<(), TestCaseError> {
        self.observe(Id(0), State::Ready)?;
        for post in std::mem::take(&mut self.open) {
            self.stage.lose(post);
        }
        self.observe(Id(0), State::Ready)
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn the_core_holds_for_the_web_sdk() {
    let cases = number("CORE_CASES").and_then(|cases| u32::try_from(cases).ok()).unwrap_or(5_000);
    let seed = number("CORE_SEED").unwrap_or(20_261_129);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 100_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let counts = Mutex::new(BTreeMap::new());
    let step = (0_usize..2, prop::sample::select(KINDS), 0_usize..6);
    let played = runner.run(&prop::collection::vec(step, 0..60), |steps| {
        let mut play = Play::new();
        for step in steps {
            *counts.lock().unwrap().entry(step.1).or_insert(0_u32) += 1;
            play.step(step)?;
        }
        play.finish()
    });
    let counts = counts.into_inner().unwrap();
    let all: u32 = counts.values().sum();
    let shares =
        counts.iter().map(|(kind, count)| format!("{kind} {:.1} %", f64::from(*count) * 100.0 / f64::from(all)));
    println!("web-sdk: {cases} sequences, seed {seed}: {}", shares.collect::<Vec<_>>().join(", "));
    assert!(
        cases < 1_000 || played.is_err() || counts.values().all(|count| count * 100 >= all),
        "a kind of step is too rare"
    );
    if let Err(failure) = played {
        panic!("seed {seed}: {failure}");
    }
}
