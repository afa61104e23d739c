//! A page, a shop that listens, a backend and Klarna's SDK, played by the test.

use crate::domain::delivery::Arrival;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::{Value, object};
use crate::domain::web_sdk::page::*;
use crate::domain::web_sdk::*;

/// What went wrong: an error of ours, or one from outside by its name.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    Ours(ErrorCode),
    Theirs(&'static str),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Ours(error.code)
    }
}

pub type H = String;

/// A post that is under way, or was.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    pub who: Id,
    pub number: ClickNumber,
    pub key: String,
    pub body: String,
}

/// What the shop does when it hears a word.
type Handler = Box<dyn Fn(&mut Stage, Id, &Note<H, Fault>)>;

#[derive(Default)]
pub struct Stage {
    pub page: Page<H, Fault>,
    pub done: Vec<(Id, Effect<H, Fault>)>,
    pub words: Vec<(Id, Note<H, Fault>)>,
    pub posts: Vec<Post>,
    pub callers: u32,
    pub keys: u32,
    /// What the shop adds to the body.
    pub context: String,
    /// The session token of Klarna's, for a call that leaves it out.
    pub token: Option<String>,
    pub handler: Option<std::rc::Rc<Handler>>,
    /// Whether the shop's function for the body fails.
    pub body_fails: bool,
    pub is_speaking: bool,
    /// Whose handlers hear nothing any more.
    pub silent: Vec<Id>,
}

pub fn setting() -> Setting {
    Setting {
        instance: InstanceId(1),
        endpoint: "/pay".to_owned(),
        return_url: Some("/thanks".to_owned()),
        ..Setting::default()
    }
}

pub fn named(name: &str) -> Setting {
    Setting { purchase: Some(name.to_owned()), ..setting() }
}

pub fn request(id: &str, state: &str) -> PaymentRequest {
    let request = object([("paymentRequestId", id.into()), ("state", state.into())]);
    PaymentRequest::read(&|name| request.get(name).clone(), &Exposed::default())
}

pub fn authorization(answer: Value) -> Authorization {
    let links = Links { page_origin: "https://shop.test".to_owned(), resolve: |_| None };
    Authorization::read(&answer, &links).unwrap()
}

pub fn step_up(id: &str) -> Result<Value, Fault> {
    Ok(object([("result", "STEP_UP_REQUIRED".into()), ("paymentRequestId", id.into())]))
}

pub fn approved() -> Result<Value, Fault> {
    Ok(object([("result", "APPROVED".into())]))
}

pub fn declined() -> Result<Value, Fault> {
    Ok(object([("result", "DECLINED".into()), ("reason", "risk".into())]))
}

pub fn flow(choice: Choice, purchase: Option<&str>) -> FlowOptions {
    FlowOptions { choice, purchase: purchase.map(str::to_owned), value: object([]) }
}

pub fn presentation(amount: f64, purchase: Option<&str>) -> PresentationRequest {
    let options = [("amount", amount.into()), ("currency", "EUR".into()), ("purchase", purchase.into())];
    PresentationRequest::read(object(options)).unwrap()
}

pub fn offer() -> Offer {
    Offer::read(Some("SHOW_KLARNA"), &|name| match name {
        "paymentOption" => Some("option-1".to_owned()),
        "savedPaymentOption" => Some("option-2".to_owned()),
        _ => None,
    })
}

/// The presentation that is the answer to a question.
pub fn shown(question: QuestionNumber) -> PresentationId {
    PresentationId(question.0)
}

impl Stage {
    pub fn open(&mut self) -> Id {
        self.page.open(setting())
    }

    /// As the driver does it: at once what is to be done at once, and the words when it is the outermost call.
    pub fn feed(&mut self, id: Id, input: Input<H, Fault>) -> Result<(), Error> {
        let mut effects = Vec::new();
        let done = self.page.handle(id, input, &mut effects);
        let is_outermost = !std::mem::replace(&mut self.is_speaking, true);
        self.perform(effects);
        if is_outermost {
            let mut effects = Vec::new();
            while self.page.next(&mut effects) {
                self.perform(std::mem::take(&mut effects));
            }
            self.is_speaking = false;
        }
        done
    }

    fn perform(&mut self, effects: Effects<H, Fault>) {
        for (who, effect) in effects {
            self.done.push((who, effect.clone()));
            match effect {
                Effect::FindToken(number) => {
                    let token = self.token.clone();
                    let _ = self.feed(who, Input::Token(number, token));
                }
                Effect::Render { number, members, .. } => {
                    self.keys += 1;
                    let body = if self.body_fails {
                        Err(Fault::Theirs("body"))
                    } else {
                        Ok(format!("{members:?} {}", self.context))
                    };
                    let _ = self.feed(who, Input::Rendered { number, key: format!("key-{}", self.keys), body });
                }
                Effect::Post { number, key, body } => self.posts.push(Post { who, number, key, body }),
                Effect::Remount(_, caller) => self.done.push((who, Effect::Settle(caller.clone(), Ok(Value::Null)))),
                Effect::Silence => self.silent.push(who),
                Effect::Tell(word) => {
                    if !self.silent.contains(&who) {
                        self.words.push((who, word.clone()));
                    }
                    if let Note::Complete(Some(caller), _) = &word {
                        self.done.push((who, Effect::Settle(caller.clone(), Ok(Value::Null))));
                    }
                    if let Some(handler) = self.handler.clone() {
                        handler(self, who, &word);
                    }
                }
                _ => {}
            }
        }
    }

    /// What the shop does when it hears a word.
    pub fn on(&mut self, handler: impl Fn(&mut Self, Id, &Note<H, Fault>) + 'static) {
        self.handler = Some(std::rc::Rc::new(Box::new(handler)));
    }

    pub fn caller(&mut self) -> H {
        self.callers += 1;
        format!("caller-{}", self.callers)
    }

    /// The shop's own button; the caller if the click was taken.
    pub fn initiate(&mut self, id: Id) -> Result<H, ErrorCode> {
        self.initiate_named(id, None)
    }

    pub fn initiate_named(&mut self, id: Id, name: Option<&str>) -> Result<H, ErrorCode> {
        let caller = self.caller();
        let refused = self.feed(id, Input::Initiate(caller.clone(), flow(Choice::Default, name)));
        if let Err(error) = refused {
            self.done.push((id, Effect::Settle(caller, Err(Fault::Ours(error.code)))));
            return Err(error.code);
        }
        Ok(caller)
    }

    /// Klarna's SDK calls back: for its own button, or for the click of that number.
    pub fn call(&mut self, id: Id, number: Option<ClickNumber>, token: &str, option: &str) -> H {
        let passed = Passed::read(&token.into(), &option.into());
        self.called(id, Callback { number, presentation: None, choice: Choice::Default, passed })
    }

    fn called(&mut self, id: Id, callback: Callback) -> H {
        let caller = self.caller();
        if self.feed(id, Input::Called(caller.clone(), callback)).is_err() {
            self.done.push((id, Effect::Reply(caller.clone(), Err(Fault::Ours(ErrorCode::Disposed)))));
        }
        caller
    }

    /// Klarna's button is clicked.
    pub fn click(&mut self, id: Id) -> H {
        self.call(id, None, "token", "option")
    }

    /// Klarna's button of a presentation is clicked.
    pub fn click_on(&mut self, id: Id, presentation: Option<PresentationId>) -> H {
        let passed = Passed::read(&"token".into(), &"option".into());
        self.called(id, Callback { number: None, presentation, choice: Choice::Default, passed })
    }

    /// The number of the newest click on the shop's own button.
    pub fn own(&self) -> ClickNumber {
        let number = self.done.iter().rev().find_map(|(_, effect)| match effect {
            Effect::Initiate(number, _) => Some(*number),
            _ => None,
        });
        number.unwrap()
    }

    /// The backend answers a post, or does not.
    pub fn answer(&mut self, post: usize, answer: Result<Value, Fault>) {
        self.end(post, answer, Arrival::Possible);
    }

    /// It refuses this attempt, having done nothing.
    pub fn refuse(&mut self, post: usize) {
        self.end(post, Err(Fault::Theirs("refused")), Arrival::Refused);
    }

    pub fn lose(&mut self, post: usize) {
        self.answer(post, Err(Fault::Theirs("lost")));
    }

    pub fn end(&mut self, post: usize, answer: Result<Value, Fault>, arrival: Arrival) {
        let Post { who, number, key, .. } = self.posts.get(post).unwrap().clone();
        let answer = answer.map(|answer| (authorization(answer), "body".to_owned()));
        let posted = Posted { answer, arrival, is_outcome_heard: true };
        let _ = self.feed(who, Input::Posted(number, key, posted));
    }

    /// Answers the newest post.
    pub fn answer_last(&mut self, answer: Result<Value, Fault>) {
        self.answer(self.posts.len() - 1, answer);
    }

    pub fn complete(&mut self, id: Id, payment_request: &str) {
        let caller = self.caller();
        let promise = format!("promise of {caller}");
        let input = Input::Complete(caller.clone(), promise, request(payment_request, "COMPLETED"));
        if self.feed(id, input).is_err() {
            self.done.push((id, Effect::Settle(caller, Ok(Value::Null))));
        }
    }

    pub fn abort(&mut self, id: Id, payment_request: &str, state: &str) {
        let _ = self.feed(id, Input::Abort(request(payment_request, state)));
    }

    pub fn error(&mut self, id: Id, is_refusal: bool) {
        let request = PaymentRequest::default();
        let _ = self.feed(id, Input::Error { failure: Fault::Theirs("sdk"), is_refusal, request });
    }

    pub fn settled_by_sdk(&mut self, id: Id, number: ClickNumber, result: Result<PaymentRequest, Fault>) {
        let _ = self.feed(id, Input::Settled(number, result));
    }

    /// Asks for a presentation; the number of the question, if it was taken.
    pub fn ask(&mut self, id: Id, request: PresentationRequest) -> Option<QuestionNumber> {
        let caller = self.caller();
        if self.feed(id, Input::Present(caller.clone(), request)).is_err() {
            self.done.push((id, Effect::Settle(caller, Err(Fault::Ours(ErrorCode::Disposed)))));
            return None;
        }
        Some(self.question())
    }

    pub fn question(&self) -> QuestionNumber {
        let number = self.done.iter().rev().find_map(|(_, effect)| match effect {
            Effect::Present(number, _) => Some(*number),
            _ => None,
        });
        number.unwrap()
    }

    pub fn presented(&mut self, id: Id, number: QuestionNumber) {
        let _ = self.feed(id, Input::Presented(number, Ok(("raw".to_owned(), offer()))));
    }

    /// A presentation, asked for and answered.
    pub fn present(&mut self, id: Id, amount: f64, purchase: Option<&str>) -> Option<PresentationId> {
        let number = self.ask(id, presentation(amount, purchase))?;
        self.presented(id, number);
        Some(shown(number))
    }

    pub fn refresh(&mut self, id: Id, presentation: PresentationId, changes: Value) {
        if let Some(number) = self.ask_again(id, presentation, changes) {
            self.presented(id, number);
        }
    }

    /// Asks for a change of a presentation; the number of the question.
    pub fn ask_again(&mut self, id: Id, presentation: PresentationId, changes: Value) -> Option<QuestionNumber> {
        let caller = self.caller();
        if self.feed(id, Input::Refresh(caller.clone(), presentation, changes)).is_ok() {
            return Some(self.question());
        }
        self.done.push((id, Effect::Settle(caller, Ok(Value::Null))));
        None
    }

    pub fn dispose(&mut self, id: Id) {
        let _ = self.feed(id, Input::Dispose);
    }

    pub fn settle(&mut self, id: Id, is_placed: bool) -> Result<(), ErrorCode> {
        self.feed(id, Input::Settle(is_placed)).map_err(|error| error.code)
    }

    pub fn state(&self, id: Id) -> State {
        self.page.state(id)
    }

    /// How a caller was settled.
    pub fn came(&self, caller: &H) -> Option<Result<Value, Fault>> {
        self.done.iter().find_map(|(_, effect)| match effect {
            Effect::Settle(other, result) | Effect::Reply(other, result) if other == caller => Some(result.clone()),
            _ => None,
        })
    }

    /// The code that a caller was refused with.
    pub fn code(&self, caller: &H) -> Option<ErrorCode> {
        match self.came(caller)? {
            Err(Fault::Ours(code)) => Some(code),
            _ => None,
        }
    }

    pub fn keys(&self) -> Vec<&str> {
        self.posts.iter().map(|post| post.key.as_str()).collect()
    }

    /// The words that an object's shop heard, by their kind.
    pub fn heard(&self, id: Id) -> Vec<&'static str> {
        let kind = |word: &Note<H, Fault>| match word {
            Note::State(..) | Note::Judged(..) | Note::Unnamed | Note::Updated(_) => None,
            Note::Outcome(..) => Some("outcome"),
            Note::Complete(..) => Some("complete"),
            Note::Abort(_) => Some("abort"),
            Note::Error { .. } => Some("error"),
            Note::End(end) => Some(end.status.as_str()),
            Note::Uncaught(_) => Some("uncaught"),
        };
        self.words.iter().filter(|(who, _)| *who == id).filter_map(|(_, word)| kind(word)).collect()
    }

    pub fn states(&self, id: Id) -> Vec<&'static str> {
        let state = |word: &Note<H, Fault>| match word {
            Note::State(_, state) => Some(state.as_str()),
            _ => None,
        };
        self.words.iter().filter(|(who, _)| *who == id).filter_map(|(_, word)| state(word)).collect()
    }

    pub fn did(&self, effect: &Effect<H, Fault>) -> bool {
        self.done.iter().any(|(_, done)| done == effect)
    }
}
