//! The backend's answer to a click, and what Klarna's SDK is told.
//!
//! Sources: Payment Authorization for Hosted Checkout (results, `paymentRequestId`); what `initiate` may give, and Klarna's own
//! response: `klarna.md`.

use super::answer::{Place, found, invalid, means, said};
use crate::domain::backend::check_endpoint;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::sdk::Address;
use crate::domain::value::{Value, object};

/// What became of the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The transaction exists; the customer goes to the confirmation page.
    Approved,
    /// The customer has to go through the purchase journey.
    StepUpRequired,
    /// Nothing was created; other methods have to be offered.
    Declined,
}

impl Verdict {
    /// Klarna's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "APPROVED",
            Self::StepUpRequired => "STEP_UP_REQUIRED",
            Self::Declined => "DECLINED",
        }
    }
}

/// The backend's answer, believed.
#[derive(Debug, Clone, PartialEq)]
pub struct Authorization {
    /// What became of the payment.
    pub verdict: Verdict,
    /// What the shop shows: the `outcome` event, to which the answer itself is added as `body`. Its `returnUrl` is left
    /// out unless it is safe to go there.
    pub outcome: Value,
    /// How the SDK gets hold of the payment request that the backend made, in case of a step-up: `paymentRequestUrl`, as
    /// Klarna minted it (the SDK reads region and access token from it), or `paymentRequestId`, which Klarna has
    /// deprecated in favour of the URL.
    handoff: Value,
    /// Whether the answer named an address to go to, safe or not.
    pub has_return_url: bool,
}

/// An address as the browser understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The absolute address.
    pub href: String,
    /// Its parts.
    pub address: Address,
}

/// How addresses in an answer are read: against the page, by the browser's own rules.
#[derive(Debug, Clone)]
pub struct Links {
    /// The page's own origin.
    pub page_origin: String,
    /// Makes an address absolute; `None` if the browser would not take it.
    pub resolve: fn(&str) -> Option<Resolved>,
}

impl Links {
    /// An address that a customer may be sent to: https, of the page's own origin, or this machine's.
    /// Never `javascript:` or `data:`, which would run in the page.
    ///
    /// An absolute address is kept to the letter: Klarna fills in placeholders such as `{klarna.payment_request.id}`.
    pub fn safe(&self, text: &str) -> Option<String> {
        let resolved = (self.resolve)(text)?;
        check_endpoint(&resolved.address, &self.page_origin, "").ok()?;
        let is_absolute = text.starts_with("https://") || text.starts_with("http://");
        Some(if is_absolute { text.to_owned() } else { resolved.href })
    }
}

const RESULT: [Place; 2] = [&["result"], &["payment_transaction_response", "result"]];
const REQUEST_ID: [Place; 3] = [
    &["payment_request_id"],
    &["payment_request", "payment_request_id"],
    &["payment_request", "state_context", "customer_interaction", "payment_request_id"],
];
const REQUEST_URL: [Place; 3] = [
    &["payment_request_url"],
    &["payment_request", "state_context", "customer_interaction", "payment_request_url"],
    &["state_context", "customer_interaction", "payment_request_url"],
];
const TRANSACTION_ID: [Place; 3] = [
    &["payment_transaction_id"],
    &["payment_transaction", "payment_transaction_id"],
    &["payment_transaction_response", "payment_transaction", "payment_transaction_id"],
];
const REASON: [Place; 3] = [&["reason"], &["result_reason"], &["payment_transaction_response", "result_reason"]];

/// What the shop hears beside the result.
const FACTS: [(&str, &[Place]); 4] = [
    (REQUEST, &REQUEST_ID),
    ("paymentTransactionId", &TRANSACTION_ID),
    (RETURN, &[&["return_url"]]),
    ("reason", &REASON),
];
const REQUEST: &str = "paymentRequestId";
const RETURN: &str = "returnUrl";

impl Authorization {
    /// Reads the answer. `BACKEND_INVALID_RESPONSE` names the member that is missing, contradictory or unsafe.
    ///
    /// The result counts: once the backend has decided, nothing that is wrong with the members beside it can undo the
    /// payment. Only a journey that cannot be handed over is an error.
    ///
    /// An answer without a result but with a payment request is that of a backend that creates the request
    /// itself (Klarna's direct integration) and means that the journey is to start.
    pub fn read(answer: &Value, links: &Links) -> Result<Self, Error> {
        let named = result(answer)?;
        let verdict = named.unwrap_or(Verdict::StepUpRequired);
        let mut handoff = Value::Null;
        if verdict == Verdict::StepUpRequired {
            handoff = hand_over(answer, links)?;
            if handoff.is_null() {
                return Err(match named {
                    Some(_) => invalid("paymentRequestUrl", "is missing, and paymentRequestId too"),
                    None => invalid("result", "is missing"),
                });
            }
        }
        let mut members = vec![("result".to_owned(), verdict.as_str().into())];
        let mut has_return_url = false;
        for (name, places) in &FACTS {
            for (_, value) in found(answer, places) {
                let mut fact = value.as_text().map(str::to_owned);
                if *name == RETURN {
                    has_return_url = true;
                    fact = fact.and_then(|url| links.safe(&url));
                }
                if let Some(fact) = fact {
                    members.push(((*name).to_owned(), fact.into()));
                    break;
                }
            }
        }
        Ok(Self { verdict, outcome: Value::Object(members), handoff, has_return_url })
    }

    /// A decline that the backend tells as a refusal, such as a 402. What is refused is neither approved nor begun, whatever
    /// the answer says of that.
    pub fn declined(status: u16, answer: &Value, links: &Links) -> Option<Self> {
        let read = Self::read(answer, links).ok()?;
        ((400..=499).contains(&status) && read.verdict == Verdict::Declined).then_some(read)
    }

    /// `paymentRequestId`, where there is a request.
    pub fn payment_request_id(&self) -> Option<&str> {
        self.outcome.get(REQUEST).as_str()
    }

    /// What `initiate` answers: the object that its promise resolves with, or the error that it rejects with. There is no
    /// way to say nothing, since the SDK fails on `{}`, `null` and `undefined`. `return_url` and `decline_url` are what
    /// the shop configured, checked.
    ///
    /// An approval without a safe return URL cannot be told to the SDK, which knows no other way to end well:
    /// the `outcome` event has told the shop by then, and the SDK gets an error rather than `{}`.
    /// A return URL beside a decline is not followed, since it is often the page that says thank you.
    pub fn reply(&self, return_url: Option<&str>, decline_url: Option<&str>) -> Result<Value, Error> {
        let page = match self.verdict {
            Verdict::StepUpRequired => return Ok(self.handoff.clone()),
            Verdict::Approved => self.outcome.get(RETURN).as_str().or(return_url),
            Verdict::Declined => decline_url,
        };
        match page {
            Some(page) => Ok(object([(RETURN, page.into())])),
            None if self.verdict == Verdict::Declined => {
                Err(Error::new(ErrorCode::Declined, "the payment was declined"))
            }
            None => Err(invalid(RETURN, "is missing or unsafe, so that an approval leads nowhere")),
        }
    }
}

/// The result in any letter case. Both places have to mean the same.
fn result(answer: &Value) -> Result<Option<Verdict>, Error> {
    const WORDS: [(&str, Verdict); 3] =
        [("APPROVED", Verdict::Approved), ("STEPUPREQUIRED", Verdict::StepUpRequired), ("DECLINED", Verdict::Declined)];
    let mut result = None;
    for place in &RESULT {
        let Some(text) = said(answer, &[place])? else { continue };
        let known = WORDS.iter().find(|(word, _)| means(text, word)).map(|(_, verdict)| *verdict);
        let rule = match known {
            None => "is not APPROVED, STEP_UP_REQUIRED or DECLINED",
            Some(_) if result.is_some() && result != known => "contradicts another part of the answer",
            Some(_) => {
                result = known;
                continue;
            }
        };
        return Err(invalid(&place.join("."), rule));
    }
    Ok(result)
}

/// What the SDK needs for the journey; `Null` if there is nothing.
fn hand_over(answer: &Value, links: &Links) -> Result<Value, Error> {
    const URL: &str = "paymentRequestUrl";
    let id = said(answer, &REQUEST_ID)?;
    let url = said(answer, &REQUEST_URL)?;
    if url.is_some_and(|url| links.safe(url).as_deref() != Some(url)) {
        return Err(invalid(URL, "is not an https address as Klarna minted it"));
    }
    let known = url.map(|url| (URL, url)).or(id.map(|id| (REQUEST, id)));
    Ok(known.map_or(Value::Null, |(name, text)| object([(name, text.into())])))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
