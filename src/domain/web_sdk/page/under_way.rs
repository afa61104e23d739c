//! What an object waits for.

use super::requests::Scope;
use crate::domain::error::Error;
use crate::domain::value::Value;
use crate::domain::web_sdk::{
    ClickNumber, Passed, PaymentRequest, PresentationId, PresentationRequest, QuestionNumber,
};

/// A click that was begun.
#[derive(Debug)]
pub struct OngoingClick<H, F> {
    pub number: ClickNumber,
    /// The shop's own call of `initiate`, as long as it waits.
    pub caller: Option<H>,
    /// The calls of Klarna's SDK that wait for the answer.
    pub askers: Vec<H>,
    /// Whether the shop has heard that it is being worked on.
    pub is_going: bool,
    /// What the SDK said while the backend was being asked.
    pub early: Vec<Early<H, F>>,
    /// What the SDK is answered, however often it asks; of a journey, once it is known that it starts.
    pub reply: Option<Result<Value, F>>,
    /// The shop's name of the purchase, given with the click itself.
    pub name: Option<String>,
    /// The journey that the backend asked for.
    pub journey: Option<Result<Value, Error>>,
    /// What Klarna's SDK passed when it asked for the payment.
    pub passed: Option<Passed>,
    pub scope: Option<Scope>,
    /// The key of the request in doubt that the body was rendered in view of.
    pub before: Option<String>,
    /// Whether the body turned out to be another than that request's.
    pub is_changed: bool,
    /// The key that the body says to replace.
    pub replaces: Option<String>,
}

/// What the SDK said while the backend was being asked. The backend's answer goes before it: it counts only if the customer
/// still has a journey to go on.
#[derive(Debug)]
pub enum Early<H, F> {
    /// The shop has heard of it already, and Klarna's SDK has its answer.
    Completed(PaymentRequest, H),
    Aborted(PaymentRequest),
    Failed(F, PaymentRequest),
    /// Its promise of that call of `initiate` settled.
    Settled(ClickNumber, Result<PaymentRequest, F>),
}

/// A question that Klarna's SDK was asked.
#[derive(Debug)]
pub struct Question<H> {
    pub number: QuestionNumber,
    pub caller: H,
    pub request: PresentationRequest,
    /// The presentation that is refreshed; `None`: another one.
    pub presentation: Option<PresentationId>,
    /// How many purchases were done when it was asked.
    pub done: u32,
}
