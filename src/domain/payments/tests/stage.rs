//! A page without a browser: what a driver would do, done at once.

use crate::domain::delivery::Arrival;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::*;
use crate::domain::value::{Value, object};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

/// A caller, a container or order data, by a number.
pub(super) type Handle = u32;

/// What Klarna's SDK does within the next call, before it returns.
#[derive(Debug, Clone)]
pub(super) enum Within {
    Answer(Value),
    Dispose,
    Throw,
    Abort,
}

/// Something that reached Klarna's SDK.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sent {
    pub(super) who: Id,
    pub(super) number: Number,
    pub(super) what: &'static str,
    pub(super) orders: Vec<Handle>,
}

#[derive(Debug, Default)]
pub(super) struct Stage {
    pub(super) page: Page<Handle>,
    /// The window, which other copies of the package see too.
    pub(super) owner: Option<String>,
    pub(super) busy: Option<String>,
    pub(super) busy_copy: Option<String>,
    pub(super) delivered: Option<String>,
    pub(super) record: Value,
    /// Where the widgets are, if not where they were loaded.
    pub(super) widget: Option<Found>,
    /// How old the session is.
    pub(super) age_ms: f64,
    /// Whether the next call finds the frame taken out of its container.
    pub(super) frame_is_gone: bool,
    /// Whether Klarna's SDK refuses the session.
    pub(super) begin_fails: bool,
    /// How much was done.
    pub(super) performed: usize,
    pub(super) given_back: Vec<(Id, String, &'static str)>,
    /// Instance ids by number.
    pub(super) renamed: Vec<(Id, Number)>,
    pub(super) freed: usize,
    pub(super) listened: Vec<Number>,
    /// Who asked for what.
    pub(super) caller_of: HashMap<Number, Handle>,
    pub(super) within: VecDeque<Within>,
    pub(super) sent: Vec<Sent>,
    /// Calls that were sent though the page was another session's, or `authorize` though the session's token was delivered.
    pub(super) unpermitted: Vec<(Id, Call)>,
    pub(super) posts: Vec<(Id, String)>,
    pub(super) doubts: Vec<(Id, Number)>,
    pub(super) settled: HashMap<Handle, Vec<Result<Settled<Handle>, ErrorCode>>>,
    pub(super) notes: Vec<Note>,
    pub(super) states: Vec<(Id, State)>,
    pub(super) taken_out: Vec<(Id, Vec<Id>)>,
    pub(super) watched: Vec<(Id, Number)>,
    /// Calls that wait for the widget's frame.
    pub(super) awaited: Vec<(Id, Number)>,
    pub(super) unsubscribed: Vec<Id>,
    pub held: HashMap<Id, String>,
    callers: Handle,
}

/// A session that goes on in Klarna's purchase-flow library, or in a pop-up.
pub(super) fn dropping(session: &str) -> Opening {
    Opening { drops_second: true, ..opening(session, "klarna", true) }
}

/// With an address for tokens that no object is left for.
pub(super) fn with_cancel(session: &str) -> Opening {
    Opening { has_cancel: true, ..opening(session, "klarna", true) }
}

pub(super) fn opening(session: &str, widget: &str, has_backend: bool) -> Opening {
    Opening {
        session: session.to_owned(),
        widget: category(widget),
        has_backend,
        has_cancel: false,
        drops_second: false,
    }
}

/// The widget of a category that the shop names.
pub(super) fn category(name: &str) -> Rc<Widget> {
    Rc::new(Widget::new(Category::Named(name.to_owned()), None, None).unwrap())
}

pub(super) fn token(token: &str) -> Value {
    object([("approved", true.into()), ("authorization_token", token.into())])
}

pub(super) fn finalize_required() -> Value {
    object([("approved", true.into()), ("finalize_required", true.into())])
}

pub(super) fn dismissed() -> Value {
    object([("approved", false.into()), ("show_form", true.into())])
}

pub(super) fn declined() -> Value {
    object([("approved", false.into()), ("show_form", false.into())])
}

pub(super) fn shown() -> Value {
    object([("show_form", true.into())])
}

pub(super) fn unavailable() -> Value {
    object([("show_form", false.into())])
}

pub(super) fn fault(code: ErrorCode) -> Fault<Handle> {
    Error::new(code, "a fault").into()
}

impl Stage {
    /// An object with a backend.
    pub(super) fn open(&mut self, session: &str) -> Id {
        self.open_as(session, "klarna", true)
    }

    pub(super) fn open_as(&mut self, session: &str, widget: &str, has_backend: bool) -> Id {
        let id = self.page.ask();
        self.start(id, opening(session, widget, has_backend)).unwrap();
        id
    }

    pub(super) fn open_with(&mut self, opening: Opening) -> Id {
        let id = self.page.ask();
        self.start(id, opening).unwrap();
        id
    }

    pub(super) fn start(&mut self, id: Id, opening: Opening) -> Result<(), ErrorCode> {
        self.page.may_open(id, &opening.session).map_err(|error| error.code)?;
        let mut effects = Vec::new();
        self.page.open(id, opening, &mut effects);
        self.perform(effects);
        self.tell();
        Ok(())
    }

    pub(super) fn with_widget(&mut self, session: &str) -> Id {
        let id = self.open(session);
        self.show(id);
        id
    }

    /// With a widget, and an address for tokens that no object is left for.
    pub(super) fn with_cancel(&mut self, session: &str) -> Id {
        let id = self.open_with(with_cancel(session));
        self.show(id);
        id
    }

    pub(super) fn without_backend(&mut self, session: &str) -> Id {
        let id = self.open_as(session, "klarna", false);
        self.show(id);
        id
    }

    /// Loads the widget, and Klarna shows it.
    pub(super) fn show(&mut self, id: Id) -> Handle {
        let caller = self.load(id, 0);
        self.answer_last(shown());
        caller
    }

    pub(super) fn facts(&self) -> Facts {
        Facts {
            owner: self.owner.clone(),
            busy_copy: self.busy_copy.clone(),
            delivered: self.delivered.clone(),
            record: self.record.clone(),
            widget: self.widget.unwrap_or(Found::There),
            age_ms: self.age_ms,
        }
    }

    pub(super) fn caller(&mut self) -> Handle {
        self.callers += 1;
        self.callers
    }

    pub(super) fn call(&mut self, id: Id, call: Call) -> Handle {
        let (caller, facts) = (self.caller(), self.facts());
        // The order of a call is its caller's number.
        let request = Request { call, auto_finalize: None, order: caller, signal: None, timeout_ms: None };
        self.feed(id, Input::Call { request, caller, facts });
        caller
    }

    pub(super) fn authorize(&mut self, id: Id) -> Handle {
        self.call(id, Call::Authorize)
    }

    /// The customer agrees, and the backend takes the token.
    pub(super) fn buy(&mut self, id: Id, name: &str) -> Handle {
        let caller = self.authorize(id);
        self.answer_last(token(name));
        self.posted(id);
        caller
    }

    pub(super) fn load(&mut self, id: Id, order: Handle) -> Handle {
        let (caller, facts) = (self.caller(), self.facts());
        self.feed(id, Input::Load { container: 0, order, caller: Some(caller), facts });
        caller
    }

    pub(super) fn deliver(&mut self, id: Id) -> Handle {
        let (caller, facts) = (self.caller(), self.facts());
        self.feed(id, Input::Deliver { caller, facts });
        caller
    }

    /// The last thing that reached Klarna.
    pub(super) fn last(&self) -> Sent {
        self.sent.last().cloned().expect("something was sent")
    }

    pub(super) fn answer(&mut self, sent: &Sent, answer: Value) {
        let owner = self.owner.clone();
        self.feed(sent.who, Input::Answered { number: sent.number, answer, owner });
    }

    pub(super) fn answer_last(&mut self, answer: Value) {
        self.answer(&self.last(), answer);
    }

    /// Nothing contradicts the last refusal.
    pub(super) fn believe(&mut self) {
        if let Some((id, number)) = self.doubts.pop() {
            let record = self.record.clone();
            self.feed(id, Input::Believed(number, record));
        }
    }

    pub(super) fn refuse_last(&mut self, answer: Value) {
        self.answer_last(answer);
        self.believe();
    }

    pub(super) fn abort_last(&mut self) {
        let Sent { who, number, .. } = self.last();
        self.feed(who, Input::GivenUp(number, fault(ErrorCode::Aborted)));
    }

    /// The widget was moved: its frame begins anew.
    pub(super) fn move_widget(&mut self) {
        self.widget = Some(Found::Starting);
    }

    /// The frame that began anew speaks.
    pub(super) fn frame_speaks(&mut self, id: Id) {
        self.widget = Some(Found::Restarted);
        self.feed(id, Input::Restarted);
        self.feed(id, Input::Alive);
    }

    pub(super) fn posted(&mut self, id: Id) {
        self.feed(id, Input::Posted(Ok(7)));
    }

    pub(super) fn post_failed(&mut self, id: Id, arrival: Arrival) {
        self.feed(id, Input::Posted(Err((fault(ErrorCode::BackendRejected), arrival))));
    }

    /// Whether there was something to settle.
    pub(super) fn settle(&mut self, id: Id, is_placed: bool) -> bool {
        let mut effects = Vec::new();
        let result = self.page.settle_delivery(id, is_placed, &mut effects);
        self.perform(effects);
        self.tell();
        result.is_ok()
    }

    pub(super) fn feed(&mut self, id: Id, input: Input<Handle>) {
        let mut effects = Vec::new();
        self.page.handle(id, input, &mut effects);
        self.perform(effects);
        self.tell();
    }

    fn perform(&mut self, effects: Vec<Effect<Handle>>) {
        for effect in effects {
            self.performed += 1;
            match effect {
                Effect::Settle(caller, result) => {
                    self.settled.entry(caller).or_default().push(result.map_err(|fault| fault.code()));
                }
                Effect::Publish(Announcement::Owner(session)) => self.owner = Some(session),
                Effect::Publish(Announcement::Busy(session)) => self.busy = session,
                Effect::Publish(Announcement::Delivered(session)) => self.delivered = session,
                Effect::Remember(record) => self.record = record,
                Effect::Tell(_, note) => self.notes.push(note),
                Effect::Send(who, number, request) => {
                    self.caller_of.insert(number, request.order);
                    let session = self.page.find(who).map(|purchase| purchase.session.clone());
                    if self.owner != session || request.call == Call::Authorize && self.delivered == session {
                        self.unpermitted.push((who, request.call));
                    }
                    self.reach(who, number, request.call.name(), vec![request.order]);
                }
                Effect::Listen(_, number) => self.listened.push(number),
                Effect::Begin(who) => {
                    self.sent.push(Sent { who, number: 0, what: "init", orders: vec![] });
                    let begun = if self.begin_fails { Err(fault(ErrorCode::InvalidClientToken)) } else { Ok(()) };
                    self.feed(who, Input::Begun(begun));
                }
                Effect::SendQueued { id: who, has_begun } => {
                    let facts = self.facts();
                    self.feed(who, Input::SendQueued { has_begun, facts });
                }
                Effect::Rename(who, number) => self.renamed.push((who, number)),
                Effect::Await(who, number, ..) => self.awaited.push((who, number)),
                Effect::FreePage(_) => self.freed += 1,
                Effect::GiveBack(who, token, reason) => self.given_back.push((who, token, reason.as_str())),
                Effect::Load(who, number, _, orders) => {
                    if self.widget == Some(Found::Restarted) {
                        self.widget = None;
                    }
                    self.reach(who, number, "load", orders);
                }
                Effect::Review(who, number, _) => self.reach(who, number, "loadPaymentReview", vec![]),
                Effect::Watch { id: who, number, .. } | Effect::WatchLoad(who, number, _) => {
                    self.watched.push((who, number))
                }
                Effect::Unwatch(who) => {
                    let loads: Vec<_> = self.sent.iter().filter(|sent| sent.what.starts_with("load")).collect();
                    self.awaited.retain(|(id, _)| *id != who);
                    self.watched.retain(|(id, at)| *id != who || loads.iter().any(|load| load.number == *at));
                }
                Effect::UnwatchLoad(who, number) => self.watched.retain(|watched| *watched != (who, number)),
                Effect::LoadNext(who) => self.feed(who, Input::LoadNext(self.facts())),
                Effect::LoadAgain(who) => {
                    let facts = self.facts();
                    self.feed(who, Input::Load { container: 0, order: 0, caller: None, facts });
                }
                Effect::Doubt(who, number) => self.doubts.push((who, number)),
                Effect::Post(who, token) => {
                    if let Some(token) = token {
                        self.held.insert(who, token);
                    }
                    self.posts.push((who, self.held.get(&who).cloned().expect("a token is held")));
                }
                Effect::HandOver(who, heir) => {
                    let token = self.held.remove(&who).expect("a token is held");
                    self.held.insert(heir, token);
                }
                Effect::Discard(who) => drop(self.held.remove(&who)),
                Effect::TakeOut(who, others) => self.taken_out.push((who, others)),
                Effect::Unsubscribe(who) => self.unsubscribed.push(who),
                Effect::Placed(..) | Effect::Shelve(_) => {}
            }
        }
    }

    /// What Klarna's SDK does with something.
    fn reach(&mut self, who: Id, number: Number, what: &'static str, orders: Vec<Handle>) {
        self.sent.push(Sent { who, number, what, orders });
        while let Some(within) = self.within.pop_front() {
            match within {
                Within::Answer(answer) => {
                    let owner = self.owner.clone();
                    self.feed(who, Input::Answered { number, answer, owner });
                }
                Within::Dispose => self.feed(who, Input::Dispose),
                Within::Abort => self.feed(who, Input::GivenUp(number, fault(ErrorCode::Aborted))),
                Within::Throw => return self.feed(who, Input::Threw(number, fault(ErrorCode::SdkError))),
            }
        }
        self.feed(who, Input::Returned { number, frame_is_gone: self.frame_is_gone });
    }

    fn tell(&mut self) {
        while let Some(change) = self.page.next_change() {
            self.states.push((change.who, change.state));
        }
        while self.page.release().is_some() {}
    }

    /// How a caller stands: a status, a code, or "pending".
    pub(super) fn came(&self, caller: Handle) -> &'static str {
        match self.settled.get(&caller).and_then(|results| results.first()) {
            None => "pending",
            Some(Ok(Settled::Outcome(outcome))) => outcome.status(),
            Some(Ok(Settled::Approved(_))) => APPROVED,
            Some(Ok(Settled::Load(load))) => load.status(),
            Some(Ok(Settled::Delivered(_))) => "delivered",
            Some(Err(code)) => code.as_str(),
        }
    }

    pub(super) fn state(&self, id: Id) -> &'static str {
        self.page.state(id).as_str()
    }

    /// The tokens that callers got.
    pub(super) fn given_tokens(&self) -> Vec<String> {
        let outcomes = self.settled.values().flatten().filter_map(|result| match result {
            Ok(Settled::Outcome(Authorization::Approved { token })) => Some(token.clone()),
            _ => None,
        });
        outcomes.collect()
    }

    /// How often something reached Klarna.
    pub(super) fn count(&self, what: &str) -> usize {
        self.sent.iter().filter(|sent| sent.what == what).count()
    }

    pub(super) fn tokens(&self) -> Vec<&str> {
        self.posts.iter().map(|(_, token)| token.as_str()).collect()
    }
}
