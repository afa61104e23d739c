//! What the page is told, and what it wants done.
//!
//! `H` stands for whatever JavaScript gave and wants back: what settles the promise of a caller, the backend's JSON, a promise
//! that Klarna's SDK gets. `F` is a failure, of ours or from outside.

use crate::domain::delivery::Arrival;
use crate::domain::error::Error;
use crate::domain::value::Value;
use crate::domain::web_sdk::{
    Authorization, Choice, ClickNumber, Confirmation, Event, FlowOptions, InstanceId, Offer, Passed, PaymentRequest,
    PresentationId, PresentationRequest, QuestionNumber, State,
};

/// An object of the shop's: what `loadKlarnaWebSdk` gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id(pub u32);

/// What an object was made with, as far as the page has to know it.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// The client id that Klarna knows the shop by: its purchases have names of their own.
    pub client_id: String,
    /// The instance of Klarna's SDK, which other objects may share.
    pub instance: InstanceId,
    /// The address that clicks are posted to.
    pub endpoint: String,
    /// The shop's name of the purchase, unless a presentation or a click has another.
    pub purchase: Option<String>,
    /// Where an approved customer goes if the backend's answer does not say.
    pub return_url: Option<String>,
    /// Where a declined customer goes.
    pub decline_url: Option<String>,
}

/// A call of our `initiate` callback by Klarna's SDK.
#[derive(Debug, Clone)]
pub struct Callback {
    /// The click on a button of the shop's own that it is for; `None`: Klarna's button was clicked.
    pub number: Option<ClickNumber>,
    /// The presentation of the button; `None`: the newest.
    pub presentation: Option<PresentationId>,
    /// Which of the customer's ways to pay.
    pub choice: Choice,
    /// What the SDK passed.
    pub passed: Passed,
}

/// How the post of a click ended.
#[derive(Debug, Clone)]
pub struct Posted<H, F> {
    /// The backend's answer and its JSON, or what went wrong.
    pub answer: Result<(Authorization, H), F>,
    /// Whether the backend may have carried it out, if there is no answer that can be used.
    pub arrival: Arrival,
    /// Whether the shop listens for `outcome`, or for `end`.
    pub is_outcome_heard: bool,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Input<H, F> {
    /// The shop called `initiate`.
    Initiate(H, FlowOptions),
    /// Klarna's SDK asks for the payment.
    Called(H, Callback),
    /// The session token that the SDK was asked for, for the click of that number.
    Token(ClickNumber, Option<String>),
    /// The body of a click's request was rendered; `key` is an idempotency key that nobody has used.
    Rendered {
        /// The click.
        number: ClickNumber,
        /// A fresh key.
        key: String,
        /// The body, or why there is none.
        body: Result<String, F>,
    },
    /// The post of a click under that key ended.
    Posted(ClickNumber, String, Posted<H, F>),
    /// The SDK's own promise of that call of `initiate` settled.
    Settled(ClickNumber, Result<PaymentRequest, F>),
    /// The SDK reports `complete`; the promise is what it gets as the answer, if this is news.
    Complete(H, H, PaymentRequest),
    /// The SDK reports `abort`.
    Abort(PaymentRequest),
    /// The SDK reports `error`. `is_refusal`: it is an error that we gave it ourselves.
    Error {
        /// What the shop gets.
        failure: F,
        /// Whether it is our own.
        is_refusal: bool,
        /// The payment request, if the SDK said it.
        request: PaymentRequest,
    },
    /// The SDK reports `presentationupdate`; no offer if it is no presentation.
    Updated(H, Option<Offer>),
    /// The shop asks for a presentation.
    Present(H, PresentationRequest),
    /// The shop asks again for what has changed of one.
    Refresh(H, PresentationId, Value),
    /// The SDK answered the question of that number.
    Presented(QuestionNumber, Result<(H, Offer), F>),
    /// The page came back from the history.
    CameBack,
    /// The shop's server decided on a payment request.
    Confirmed(String, Confirmation),
    /// The shop has learnt whether the purchase in doubt has an order.
    Settle(bool),
    /// Klarna's SDK has reported our last refusal, or has had the time to.
    Reported,
    /// The shop is done with the object.
    Dispose,
}

/// What is to be done at once, in the caller's own task.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect<H, F> {
    /// Call `Payment.initiate` for the click of that number.
    Initiate(ClickNumber, FlowOptions),
    /// Ask the SDK for its session token.
    FindToken(ClickNumber),
    /// Render the body of a click's request.
    Render {
        /// The click.
        number: ClickNumber,
        /// The members of the default body.
        members: Value,
        /// What a shop that shapes the body itself is told.
        description: Value,
    },
    /// Post a click's request.
    Post {
        /// The click.
        number: ClickNumber,
        /// The idempotency key.
        key: String,
        /// The body.
        body: String,
    },
    /// Call `Payment.presentation`.
    Present(QuestionNumber, Value),
    /// Show what is mounted of that presentation anew, then settle the caller with how that went.
    Remount(PresentationId, H),
    /// Settle a promise.
    Settle(H, Result<Value, F>),
    /// Answer a call of Klarna's SDK, which will report an error of ours back.
    Reply(H, Result<Value, F>),
    /// The promise that Klarna's SDK gets as the answer to its report.
    Give(H),
    /// Let the buttons show whether the backend is about to be asked.
    Busy(bool),
    /// Take out what is mounted, and take our handlers away from the SDK, that for errors only if `errors`.
    Close {
        /// Whether no error is expected any more.
        errors: bool,
    },
    /// Our last refusal is on its way to Klarna's SDK: say `Reported` once it has had the time to report it.
    AwaitReport,
    /// The shop's handlers hear nothing any more.
    Silence,
    /// The object is over altogether.
    Forget,
    /// Tell the shop.
    Tell(Note<H, F>),
}

/// What the shop is told, by its handlers, its log, or its page. It hears last, when everything else is done.
#[derive(Debug, Clone, PartialEq)]
pub enum Note<H, F> {
    /// `statechange`: before and after.
    State(State, State),
    /// `outcome`, with the backend's JSON.
    Outcome(Value, H),
    /// `complete`; what the handlers give settles the promise, unless Klarna has its answer.
    Complete(Option<H>, PaymentRequest),
    /// `abort`.
    Abort(PaymentRequest),
    /// `error`. `is_loud`: the page hears of it if no handler does.
    Error {
        /// What went wrong.
        failure: F,
        /// Of which payment request.
        request: PaymentRequest,
        /// Whether nobody has been told.
        is_loud: bool,
    },
    /// `presentationupdate`.
    Updated(Value),
    /// `end`: how a click ended.
    End(End<F>),
    /// For the developer: the page reports it as an uncaught error.
    Uncaught(F),
    /// For the log: what a report of the SDK was taken for.
    Judged(Event, PaymentRequest, &'static str),
    /// For the log: a request is repeated or replaced, and only the shop could say whether the purchase is the same.
    Unnamed,
}

/// How a click ended, once per click.
#[derive(Debug, Clone, PartialEq)]
pub struct End<F> {
    /// In a word.
    pub status: Status,
    /// The payment request, if there was one.
    pub payment_request_id: Option<String>,
    /// Why, if anybody said so.
    pub reason: Option<String>,
    /// What went wrong.
    pub error: Option<F>,
}

/// The ends of a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The backend approved without a journey.
    Approved,
    /// The customer accepted; the shop's server has the last word.
    Completed,
    /// The customer stopped, or the click was left behind before the backend was asked.
    Dismissed,
    /// The backend or Klarna declined.
    Declined,
    /// Something failed; `error` says what.
    Failed,
    /// The click was left behind while something was under way: the shop's server knows.
    Pending,
}

impl Status {
    /// The name as the shop sees it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Completed => "completed",
            Self::Dismissed => "dismissed",
            Self::Declined => "declined",
            Self::Failed => "failed",
            Self::Pending => "pending",
        }
    }
}

/// An error of ours.
pub(super) fn ours<F: From<Error>>(error: Error) -> F {
    error.into()
}
