//! Asking the shop's server what became of a payment request, because Klarna's webhook reaches the server, not the page.
//!
//! The endpoint's contract: `GET` (the id in place of `{paymentRequestId}` in the address, else as the query parameter
//! `paymentRequestId`), answered with JSON `{ "status": "pending" | "approved" | "declined" | "expired", … }`.
//! A server that passes Klarna's payment request on (`state`) or repeats its authorization (`result`) is understood too.

use super::answer::means;
use crate::domain::delivery::{Attempt, is_passing};
use crate::domain::error::{Error, ErrorCode};
use crate::domain::retry::Backoff;
use crate::domain::value::Value;

/// Without options the server is asked for two minutes.
pub const DEFAULT_TIMEOUT_MS: f64 = 120_000.0;

/// Half a second at the least, eight at the most, growing in between.
const LEAST_MS: f64 = 500.0;
const BACKOFF: Backoff = Backoff { base_ms: 1_000.0, cap_ms: 7_500.0 };

/// What the shop's server says of the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// Not decided yet; after the time limit it is an outcome of its own.
    Pending,
    /// Paid.
    Approved,
    /// Not paid; other methods have to be offered.
    Declined,
    /// The payment request is no longer open (expired or canceled); the customer may start again.
    Expired,
}

impl Confirmation {
    /// Reads the server's answer. A word that nobody knows is `BACKEND_INVALID_RESPONSE`.
    pub fn read(answer: &Value) -> Result<Self, Error> {
        const WORDS: [(&str, Confirmation); 9] = [
            ("PENDING", Confirmation::Pending),
            ("SUBMITTED", Confirmation::Pending),
            ("INPROGRESS", Confirmation::Pending),
            ("STEPUPREQUIRED", Confirmation::Pending),
            ("APPROVED", Confirmation::Approved),
            ("DECLINED", Confirmation::Declined),
            ("EXPIRED", Confirmation::Expired),
            ("CANCELED", Confirmation::Expired),
            ("CANCELLED", Confirmation::Expired),
        ];
        // Klarna's own answer to an authorization has its result one level down.
        let places = [
            ("status", answer.get("status")),
            ("state", answer.get("state")),
            ("result", answer.get("result")),
            ("payment_transaction_response.result", answer.get("payment_transaction_response").get("result")),
        ];
        let word = places.into_iter().find_map(|(place, word)| Some((place, word.as_text()?)));
        let Some((key, text)) = word else { return Err(invalid("status")) };
        // Of a payment request: the customer accepted, the server has yet to finalize.
        if key == "state" && means(text, "COMPLETED") {
            return Ok(Self::Pending);
        }
        WORDS.iter().find(|(word, _)| means(text, word)).map(|(_, meaning)| *meaning).ok_or_else(|| invalid(key))
    }

    /// The name as the shop sees it in `status`.
    pub fn status(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }
}

fn invalid(path: &'static str) -> Error {
    Error::at(
        ErrorCode::BackendInvalidResponse,
        path,
        "in the backend's answer, status is not pending, approved, declined or expired",
    )
    .retryable(false)
}

/// What follows from one question.
#[derive(Debug, Clone, PartialEq)]
pub enum Poll {
    /// Ask again after so many milliseconds.
    Again(f64),
    /// The last answer stands. `Pending`: the time is up and the server has not decided.
    Settled(Confirmation),
    /// There never was an answer, or one that no repetition can mend.
    Failed(Error),
}

/// The questions of one `confirm` so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Polling {
    timeout_ms: f64,
    asked: u32,
    answered: bool,
    can_renew: bool,
}

impl Polling {
    /// A series of questions over `timeout_ms` at the most.
    ///
    /// `can_renew`: the headers come from a function, and asking it again may bring a fresh access token.
    pub fn new(timeout_ms: f64, can_renew: bool) -> Self {
        Self { timeout_ms, asked: 0, answered: false, can_renew }
    }

    /// Decides after an answer that could be read or not. `elapsed_ms` counts from the first question.
    pub fn answered(&mut self, confirmation: Result<Confirmation, Error>, elapsed_ms: f64, random: f64) -> Poll {
        match confirmation {
            Ok(Confirmation::Pending) => {
                self.answered = true;
                self.again(0.0, elapsed_ms, random).unwrap_or(Poll::Settled(Confirmation::Pending))
            }
            Ok(settled) => Poll::Settled(settled),
            Err(error) => Poll::Failed(error),
        }
    }

    /// Decides after a question that brought no usable HTTP answer. What may pass does not end the series:
    /// the customer has paid, and the page should not say otherwise because of a bad connection.
    pub fn unanswered(&mut self, attempt: &Attempt, elapsed_ms: f64, random: f64) -> Poll {
        let mut error = attempt.error();
        let mut wait_ms = 0.0;
        match *attempt {
            Attempt::Answered { status: 401, .. } if self.can_renew => {
                self.can_renew = false;
                return Poll::Again(0.0);
            }
            Attempt::Answered { status, retry_after_ms, .. } => {
                error = if (200..=299).contains(&status) {
                    invalid("status").with_status(Some(status))
                } else {
                    // No question is at work under a key, and none is about a token that could be denied.
                    error.retryable(status != 409 && is_passing(status))
                };
                wait_ms = retry_after_ms.unwrap_or_default();
            }
            // It is no token that would go to another address.
            Attempt::Redirected => error.message = "the backend redirected the question for the status".into(),
            Attempt::Unsent { .. } => error.path = Some("backend.status.headers".to_owned()),
            Attempt::Unreachable | Attempt::TimedOut => {}
        }
        if error.retryable == Some(false) {
            return Poll::Failed(error);
        }
        match self.again(wait_ms, elapsed_ms, random) {
            Some(again) => again,
            None if self.answered => Poll::Settled(Confirmation::Pending),
            None => Poll::Failed(error),
        }
    }

    fn again(&mut self, least_ms: f64, elapsed_ms: f64, random: f64) -> Option<Poll> {
        self.asked += 1;
        let wait_ms = (LEAST_MS + BACKOFF.wait_ms(self.asked, random)).max(least_ms);
        (elapsed_ms + wait_ms < self.timeout_ms).then_some(Poll::Again(wait_ms))
    }
}

/// Where the status of a payment request is asked for. `encoded` is its id, percent-encoded.
pub fn status_address(address: &str, encoded: &str) -> String {
    // In the path of an address the browser has already encoded the braces.
    for placeholder in &["{paymentRequestId}", "%7BpaymentRequestId%7D"] {
        if let Some(start) = find(address, placeholder) {
            let (before, after) = cut(address, start);
            return [before, encoded, cut(after, placeholder.len()).1].concat();
        }
    }
    let (address, fragment) = cut(address, find(address, "#").unwrap_or(address.len()));
    let separator = if find(address, "?").is_some() { "&" } else { "?" };
    [address, separator, "paymentRequestId=", encoded, fragment].concat()
}

/// Where `part` begins for the first time. (`str::find` would bring a search made for long texts.)
fn find(text: &str, part: &str) -> Option<usize> {
    text.as_bytes().windows(part.len()).position(|window| window == part.as_bytes())
}

/// What stands before and after a place.
fn cut(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::value::object;
    use proptest::prelude::*;

    fn status(text: &str) -> Result<Confirmation, ErrorCode> {
        Confirmation::read(&object([("status", text.into())])).map_err(|error| error.code)
    }

    fn failure(status: u16) -> Attempt {
        Attempt::Answered { status, is_json: true, denies_order: false, retry_after_ms: None }
    }

    #[test]
    fn the_contract_is_read_in_any_letter_case() {
        for (text, expected) in [
            ("pending", Confirmation::Pending),
            ("Approved", Confirmation::Approved),
            ("DECLINED", Confirmation::Declined),
            ("expired", Confirmation::Expired),
        ] {
            assert_eq!(status(text), Ok(expected));
        }
        for text in ["", "ok", "completed", "paid?"] {
            assert_eq!(status(text), Err(ErrorCode::BackendInvalidResponse), "{text}");
        }
        assert!(Confirmation::read(&Value::Null).is_err());
    }

    #[test]
    fn klarnas_own_words_are_understood() {
        let of = |key: &str, text: &str| Confirmation::read(&object([(key, text.into())])).unwrap();
        assert_eq!(of("state", "IN_PROGRESS"), Confirmation::Pending);
        assert_eq!(
            of("state", "COMPLETED"),
            Confirmation::Pending,
            "the customer accepted; the server has yet to finalize"
        );
        assert_eq!(of("state", "CANCELED"), Confirmation::Expired);
        assert_eq!(of("result", "STEP_UP_REQUIRED"), Confirmation::Pending);
        assert_eq!(of("result", "APPROVED"), Confirmation::Approved);
        let response = object([("result", "DECLINED".into())]);
        let passed_on = object([("payment_transaction_response", response)]);
        assert_eq!(Confirmation::read(&passed_on).unwrap(), Confirmation::Declined);
    }

    #[test]
    fn a_decision_settles_at_once() {
        for settled in [Confirmation::Approved, Confirmation::Declined, Confirmation::Expired] {
            assert_eq!(Polling::new(1000.0, false).answered(Ok(settled), 0.0, 0.5), Poll::Settled(settled));
        }
    }

    #[test]
    fn a_server_that_has_not_decided_when_the_time_is_up_leaves_it_pending() {
        let mut polling = Polling::new(5_000.0, false);
        assert!(matches!(polling.answered(Ok(Confirmation::Pending), 0.0, 0.5), Poll::Again(_)));
        assert_eq!(polling.answered(Ok(Confirmation::Pending), 4_900.0, 0.5), Poll::Settled(Confirmation::Pending));
    }

    #[test]
    fn what_may_pass_is_sat_out() {
        for attempt in [failure(503), failure(429), Attempt::Unreachable, Attempt::TimedOut] {
            assert!(matches!(Polling::new(60_000.0, false).unanswered(&attempt, 0.0, 0.5), Poll::Again(_)));
        }
        let mut polling = Polling::new(5_000.0, false);
        polling.answered(Ok(Confirmation::Pending), 0.0, 0.5);
        assert_eq!(polling.unanswered(&Attempt::Unreachable, 4_900.0, 0.5), Poll::Settled(Confirmation::Pending));
    }

    #[test]
    fn a_server_that_never_answered_is_an_error_that_may_be_retried() {
        let Poll::Failed(error) = Polling::new(5_000.0, false).unanswered(&Attempt::Unreachable, 4_900.0, 0.5) else {
            panic!()
        };
        assert_eq!((error.code, error.retryable), (ErrorCode::BackendUnreachable, Some(true)));
    }

    #[test]
    fn a_function_for_the_headers_that_fails_is_named() {
        for (timed_out, code) in [(false, ErrorCode::BackendUnreachable), (true, ErrorCode::BackendTimeout)] {
            let unsent = Attempt::Unsent { timed_out };
            assert!(matches!(Polling::new(60_000.0, true).unanswered(&unsent, 0.0, 0.5), Poll::Again(_)));
            let Poll::Failed(error) = Polling::new(5_000.0, true).unanswered(&unsent, 4_900.0, 0.5) else { panic!() };
            assert_eq!((error.code, error.retryable), (code, Some(true)));
            assert_eq!(error.path.as_deref(), Some("backend.status.headers"));
            assert_eq!(error.message, unsent.error().message, "a delivery says the same");
        }
        let unsent = Attempt::Unsent { timed_out: false };
        assert_eq!(unsent.error().message, "the function for the headers failed; see cause");
    }

    #[test]
    fn what_a_delivery_says_of_a_token_is_not_said_of_a_question() {
        let refused = |attempt| match Polling::new(60_000.0, false).unanswered(&attempt, 0.0, 0.5) {
            Poll::Failed(error) => (error.retryable, error.message.to_string()),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(failure(409)), (Some(false), "the backend answered 409".to_owned()));
        let redirected = "the backend redirected the question for the status".to_owned();
        assert_eq!(refused(Attempt::Redirected), (Some(false), redirected));
        let denied =
            Attempt::Answered { status: 429, is_json: true, denies_order: true, retry_after_ms: Some(20_000.0) };
        assert_eq!(Polling::new(60_000.0, false).unanswered(&denied, 0.0, 0.5), Poll::Again(20_000.0));
    }

    #[test]
    fn what_no_repetition_can_mend_ends_it() {
        let html = Attempt::Answered { status: 200, is_json: false, denies_order: false, retry_after_ms: None };
        for (attempt, code) in [
            (failure(404), ErrorCode::BackendRejected),
            (failure(401), ErrorCode::BackendRejected),
            (Attempt::Redirected, ErrorCode::BackendRejected),
            (html, ErrorCode::BackendInvalidResponse),
        ] {
            let Poll::Failed(error) = Polling::new(60_000.0, false).unanswered(&attempt, 0.0, 0.5) else {
                panic!("{attempt:?}")
            };
            assert_eq!((error.code, error.retryable), (code, Some(false)));
        }
    }

    #[test]
    fn retry_after_is_obeyed() {
        let busy =
            Attempt::Answered { status: 503, is_json: true, denies_order: false, retry_after_ms: Some(20_000.0) };
        assert_eq!(Polling::new(60_000.0, false).unanswered(&busy, 0.0, 0.5), Poll::Again(20_000.0));
    }

    #[test]
    fn the_id_goes_where_the_address_wants_it() {
        let of = |address: &str| status_address(address, "krn%3A1");
        assert_eq!(of("/api/payments/{paymentRequestId}"), "/api/payments/krn%3A1");
        assert_eq!(of("https://shop.test/p/%7BpaymentRequestId%7D?x=1"), "https://shop.test/p/krn%3A1?x=1");
        assert_eq!(of("/api/status"), "/api/status?paymentRequestId=krn%3A1");
        assert_eq!(of("/api/status?shop=1#x"), "/api/status?shop=1&paymentRequestId=krn%3A1#x");
    }

    proptest! {
        #[test]
        fn questions_are_never_in_haste_and_always_end(random in 0.0..1.0_f64, timeout_ms in 0.0..600_000.0_f64) {
            let mut polling = Polling::new(timeout_ms, true);
            let mut elapsed_ms = 0.0;
            let mut questions = 0;
            while let Poll::Again(wait_ms) = polling.answered(Ok(Confirmation::Pending), elapsed_ms, random) {
                prop_assert!((LEAST_MS..=8_000.0).contains(&wait_ms));
                elapsed_ms += wait_ms;
                questions += 1;
                prop_assert!(questions <= 1_200 && elapsed_ms < timeout_ms);
            }
        }
    }
}
