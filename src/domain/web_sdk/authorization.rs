//! The backend's answer to a click, and what Klarna's SDK is told.
//!
//! Sources: Payment Authorization for Hosted Checkout (results, `paymentRequestId`), the klarna-web-sdk-v2
//! reference, sections 3.2 (what `initiate` may return), 3.3 and 7.2 (Klarna's own response).

use super::answer::{Place, heard, invalid, means, said};
use crate::domain::backend::check_endpoint;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::sdk::Address;
use crate::domain::value::{Value, object};

/// What became of the payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The transaction exists; the customer goes to the confirmation page.
    Approved,
    /// The customer has to go through the purchase journey.
    StepUpRequired(Handoff),
    /// Nothing was created; other methods have to be offered.
    Declined,
}

/// How the SDK gets hold of the payment request that the backend made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handoff {
    /// `paymentRequestUrl`, as Klarna minted it: the SDK reads region and access token from it.
    Url(String),
    /// `paymentRequestId`, which Klarna has deprecated in favour of the URL.
    Id(String),
}

/// The backend's answer, believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// What became of the payment.
    pub verdict: Verdict,
    /// `payment_request_id`, where there is a request.
    pub payment_request_id: Option<String>,
    /// `payment_transaction_id`, where there is a transaction.
    pub payment_transaction_id: Option<String>,
    /// Where the customer goes next; left out unless it is safe to go there.
    pub return_url: Option<String>,
    /// Why, in the backend's or Klarna's words.
    pub reason: Option<String>,
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
#[derive(Clone, Copy)]
pub struct Links<'a> {
    /// The page's own origin.
    pub page_origin: &'a str,
    /// Makes an address absolute; `None` if the browser would not take it.
    pub resolve: &'a dyn Fn(&str) -> Option<Resolved>,
}

impl std::fmt::Debug for Links<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Links").field("page_origin", &self.page_origin).finish_non_exhaustive()
    }
}

impl Links<'_> {
    /// An address that a customer may be sent to: https, of the page's own origin, or this machine's.
    /// Never `javascript:` or `data:`, which would run in the page.
    ///
    /// An absolute address is kept to the letter: Klarna fills in placeholders such as `{klarna.payment_request.id}`.
    pub fn check(&self, text: &str, path: &str) -> Result<String, Error> {
        let refused = || Error::argument(path, [path, " is not an address that a customer may be sent to"].concat());
        let resolved = (self.resolve)(text).ok_or_else(refused)?;
        check_endpoint(&resolved.address, self.page_origin, path).map_err(|_| refused())?;
        let is_absolute = text.starts_with("https://") || text.starts_with("http://");
        Ok(if is_absolute { text.to_owned() } else { resolved.href })
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
const RETURN_URL: [Place; 1] = [&["return_url"]];
const REASON: [Place; 3] = [&["reason"], &["result_reason"], &["payment_transaction_response", "result_reason"]];

impl Authorization {
    /// Reads the answer. `BACKEND_INVALID_RESPONSE` names the member that is missing, contradictory or unsafe.
    ///
    /// The result counts: once the backend has decided, nothing that is wrong with the members beside it can undo the
    /// payment. Only a journey that cannot be handed over is an error.
    ///
    /// An answer without a result but with a payment request is that of a backend that creates the request
    /// itself (Klarna's direct integration) and means that the journey is to start.
    pub fn read(answer: &Value, links: Links<'_>) -> Result<Self, Error> {
        let verdict = match result(answer)? {
            Some(Named::Approved) => Verdict::Approved,
            Some(Named::Declined) => Verdict::Declined,
            named => match handoff(answer, links)? {
                Some(handoff) => Verdict::StepUpRequired(handoff),
                None if named.is_some() => {
                    return Err(invalid("paymentRequestUrl", "is missing, and paymentRequestId too"));
                }
                None => return Err(invalid("result", "is missing")),
            },
        };
        let text = |places: &[Place]| heard(answer, places).first().map(|text| (*text).to_owned());
        Ok(Self {
            verdict,
            payment_request_id: text(&REQUEST_ID),
            payment_transaction_id: text(&TRANSACTION_ID),
            return_url: heard(answer, &RETURN_URL).into_iter().find_map(|url| links.check(url, "returnUrl").ok()),
            reason: text(&REASON),
        })
    }

    /// The result by Klarna's name.
    pub fn result(&self) -> &'static str {
        match self.verdict {
            Verdict::Approved => "APPROVED",
            Verdict::StepUpRequired(_) => "STEP_UP_REQUIRED",
            Verdict::Declined => "DECLINED",
        }
    }

    /// What the shop shows: the `outcome` event, to which the answer itself is added as `body`.
    pub fn to_outcome(&self) -> Value {
        object([
            ("result", self.result().into()),
            ("paymentRequestId", self.payment_request_id.clone().into()),
            ("paymentTransactionId", self.payment_transaction_id.clone().into()),
            ("returnUrl", self.return_url.clone().into()),
            ("reason", self.reason.clone().into()),
        ])
    }

    /// What the SDK is told. `return_url` and `decline_url` are what the shop configured, checked.
    ///
    /// An approval without a safe return URL cannot be told to the SDK, which knows no other way to end well:
    /// the `outcome` event has told the shop by then, and the SDK gets an error rather than `{}`.
    /// A return URL beside a decline is not followed, since it is often the page that says thank you.
    pub fn reply(&self, return_url: Option<&str>, decline_url: Option<&str>) -> Reply {
        match &self.verdict {
            Verdict::Approved => match self.return_url.as_deref().or(return_url) {
                Some(url) => Reply::Return(url.to_owned()),
                None => Reply::Refuse(invalid("returnUrl", "is missing or unsafe, so that an approval leads nowhere")),
            },
            Verdict::StepUpRequired(handoff) => Reply::Journey(handoff.clone()),
            Verdict::Declined => match decline_url {
                Some(url) => Reply::Return(url.to_owned()),
                None => Reply::Refuse(Error::new(ErrorCode::Declined, "the payment was declined")),
            },
        }
    }
}

/// What `initiate` answers. There is no way to say nothing: the SDK fails on `{}`, `null` and `undefined`.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// No journey: the SDK goes to this page.
    Return(String),
    /// The SDK launches the journey.
    Journey(Handoff),
    /// The promise rejects, and the SDK shows that it failed.
    Refuse(Error),
}

impl Reply {
    /// The object that the promise resolves with, or the error that it rejects with.
    pub fn to_value(&self) -> Result<Value, Error> {
        match self {
            Self::Return(url) => Ok(object([("returnUrl", url.as_str().into())])),
            Self::Journey(Handoff::Url(url)) => Ok(object([("paymentRequestUrl", url.as_str().into())])),
            Self::Journey(Handoff::Id(id)) => Ok(object([("paymentRequestId", id.as_str().into())])),
            Self::Refuse(error) => Err(error.clone()),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Named {
    Approved,
    StepUpRequired,
    Declined,
}

/// The result in any letter case. Both places have to mean the same.
fn result(answer: &Value) -> Result<Option<Named>, Error> {
    const WORDS: [(&str, Named); 3] =
        [("APPROVED", Named::Approved), ("STEPUPREQUIRED", Named::StepUpRequired), ("DECLINED", Named::Declined)];
    let mut result = None;
    for place in RESULT {
        let Some(text) = said(answer, &[place])? else { continue };
        let known = WORDS.iter().find(|(word, _)| means(text, word));
        let named = known.ok_or_else(|| invalid(place.join("."), "is not APPROVED, STEP_UP_REQUIRED or DECLINED"))?.1;
        if result.is_some_and(|other| other != named) {
            return Err(invalid(place.join("."), "contradicts another part of the answer"));
        }
        result = Some(named);
    }
    Ok(result)
}

fn handoff(answer: &Value, links: Links<'_>) -> Result<Option<Handoff>, Error> {
    let id = said(answer, &REQUEST_ID)?;
    match said(answer, &REQUEST_URL)? {
        Some(url) => match links.check(url, "paymentRequestUrl") {
            Ok(checked) if checked == url => Ok(Some(Handoff::Url(checked))),
            _ => Err(invalid("paymentRequestUrl", "is not an https address as Klarna minted it")),
        },
        None => Ok(id.map(|id| Handoff::Id(id.to_owned()))),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
