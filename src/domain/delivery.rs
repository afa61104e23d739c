//! Getting a token to the shop's backend: when to try again, and when to say that it failed.

use super::error::{Error, ErrorCode};
use super::retry::Backoff;
use super::value::decimal;
use std::borrow::Cow;

/// The limits of one delivery.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// How long one attempt may take, in milliseconds.
    pub attempt_timeout_ms: f64,
    /// How many attempts are made at the most.
    pub max_attempts: u32,
    /// How long all attempts and waits may take together, in milliseconds.
    pub deadline_ms: f64,
}

impl Limits {
    /// Without options: 10 seconds an attempt, 5 attempts, 60 seconds in all.
    pub const DEFAULT: Self = Self { attempt_timeout_ms: 10_000.0, max_attempts: 5, deadline_ms: 60_000.0 };

    /// What a JavaScript timer takes; above it a browser fires at once.
    pub const LONGEST_MS: f64 = 2_147_483_647.0;
}

/// How one attempt ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Attempt {
    /// The backend answered with a status.
    Answered {
        /// The HTTP status.
        status: u16,
        /// Whether the body was JSON (or rightly empty).
        is_json: bool,
        /// Whether that JSON says `{ "placed": false }`: there is no order, nor will there be one of this token.
        denies_order: bool,
        /// `Retry-After`, in milliseconds from now.
        retry_after_ms: Option<f64>,
    },
    /// The backend wanted to send us, and the token with us, somewhere else.
    Redirected,
    /// Nothing was sent: the shop's function for its headers failed.
    Unsent {
        /// It did not answer in time.
        timed_out: bool,
    },
    /// No answer: the connection failed or was cut.
    Unreachable,
    /// No answer in time.
    TimedOut,
}

/// What the attempts so far say about whether the backend acted on the token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Arrival {
    /// It was never sent.
    #[default]
    Unsent,
    /// It was plainly refused at the first attempt.
    Refused,
    /// The backend may have acted on it; a later refusal does not take that back.
    Possible,
    /// The backend's own word: there is no order.
    Denied,
}

impl Arrival {
    /// The same after one more attempt.
    #[must_use]
    pub fn after(self, attempt: &Attempt) -> Self {
        match attempt {
            Attempt::Answered { status: 400..=499, denies_order: true, .. } => Self::Denied,
            Attempt::Answered { status: 400..=499, .. } if !attempt.may_pass() => match self {
                Self::Unsent => Self::Refused,
                known => known,
            },
            Attempt::Unsent { .. } => self,
            _ => Self::Possible,
        }
    }
}

impl Attempt {
    /// Whether it brought an answer that can be used: a status of success, and the JSON that goes with it.
    pub fn has_usable_answer(&self) -> bool {
        matches!(self, Self::Answered { status: 200..=299, is_json: true, .. })
    }

    /// What is wrong with it, if it was the last one.
    pub fn error(&self) -> Error {
        let mut answered = None;
        let (code, message): (_, Cow<'static, str>) = match *self {
            Self::Answered { status, .. } => {
                answered = Some(status);
                if (200..=299).contains(&status) {
                    (ErrorCode::BackendInvalidResponse, "the backend's answer is not the JSON that was expected".into())
                } else {
                    (ErrorCode::BackendRejected, ["the backend answered ", &decimal(status.into())].concat().into())
                }
            }
            Self::Redirected => {
                (ErrorCode::BackendRejected, "the backend redirected; a token is not sent to another address".into())
            }
            Self::Unsent { timed_out: false } => {
                (ErrorCode::BackendUnreachable, "the function for the headers failed; see cause".into())
            }
            Self::Unreachable => (ErrorCode::BackendUnreachable, "the backend could not be reached".into()),
            Self::Unsent { timed_out: true } | Self::TimedOut => {
                (ErrorCode::BackendTimeout, "there was no answer in time".into())
            }
        };
        // What is no JSON may be a proxy's or a service worker's page; the same request under its key gets the backend's own.
        let retryable = self.may_pass() || code == ErrorCode::BackendInvalidResponse;
        Error::new(code, message).with_status(answered).retryable(retryable)
    }

    /// Whether another attempt may end otherwise.
    fn may_pass(&self) -> bool {
        match self {
            Self::Answered { status: 400..=499, denies_order: true, .. } | Self::Redirected => false,
            Self::Answered { status, .. } => is_passing(*status),
            Self::Unsent { .. } | Self::Unreachable | Self::TimedOut => true,
        }
    }
}

/// Whether a refusal with that status may pass. 409: an earlier attempt may still be at work under the same key.
pub fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 409 | 425 | 429 | 500..=599)
}

/// What follows from an attempt.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The backend has the token.
    Accepted,
    /// Ask for the headers again, then send once more at once: the access token had expired.
    Renew,
    /// Send once more after so many milliseconds.
    Again(f64),
    /// It failed; the token is kept for `deliver()`.
    Failed(Error),
}

/// The attempts of one delivery so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempts {
    limits: Limits,
    made: u32,
    can_renew: bool,
}

const BACKOFF: Backoff = Backoff { base_ms: 500.0, cap_ms: 10_000.0 };

impl Attempts {
    /// A delivery about to begin. `can_renew` says that the headers come from a function, so that
    /// asking it again may bring a fresh access token.
    pub fn new(limits: Limits, can_renew: bool) -> Self {
        Self { limits, made: 0, can_renew }
    }

    /// How many attempts were made.
    pub fn made(&self) -> u32 {
        self.made
    }

    /// Begins an attempt after `elapsed_ms` and gives its time limit in milliseconds.
    pub fn begin(&mut self, elapsed_ms: f64) -> f64 {
        self.made += 1;
        (self.limits.deadline_ms - elapsed_ms).clamp(0.0, self.limits.attempt_timeout_ms)
    }

    /// Whether no time is left for another attempt. (A timer may fire a millisecond early.)
    pub fn is_over(&self, elapsed_ms: f64) -> bool {
        elapsed_ms + 1.0 >= self.limits.deadline_ms
    }

    /// Decides after an attempt. `elapsed_ms` counts from the first one, `random` is uniform in 0..1.
    pub fn decide(&mut self, attempt: &Attempt, elapsed_ms: f64, random: f64) -> Verdict {
        if attempt.has_usable_answer() {
            return Verdict::Accepted;
        }
        let retry_after_ms = match *attempt {
            // Unless that is the backend's word that there is no order.
            Attempt::Answered { status: 401, denies_order: false, .. } if self.can_renew => {
                self.can_renew = false;
                return Verdict::Renew;
            }
            Attempt::Answered { retry_after_ms, .. } => retry_after_ms,
            _ => None,
        };
        let wait_ms = BACKOFF.wait_ms(self.made, random).max(retry_after_ms.unwrap_or(0.0));
        // A `Retry-After` beyond the deadline ends the delivery now rather than after a wait that cannot help.
        if attempt.may_pass() && self.made < self.limits.max_attempts && elapsed_ms + wait_ms < self.limits.deadline_ms
        {
            return Verdict::Again(wait_ms);
        }
        Verdict::Failed(attempt.error())
    }
}

/// Reads `Retry-After`, given in seconds: the wait in milliseconds. (A date is turned into seconds by the caller.)
pub fn retry_after_ms(seconds: f64) -> Option<f64> {
    (seconds.is_finite() && seconds >= 0.0).then_some(seconds * 1000.0)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn answered(status: u16) -> Attempt {
        Attempt::Answered { status, is_json: true, denies_order: false, retry_after_ms: None }
    }

    fn denied(status: u16) -> Attempt {
        Attempt::Answered { status, is_json: true, denies_order: true, retry_after_ms: None }
    }

    fn attempts() -> Attempts {
        let mut attempts = Attempts::new(Limits::DEFAULT, false);
        attempts.begin(0.0);
        attempts
    }

    fn code_of(verdict: Verdict) -> Option<(ErrorCode, Option<bool>)> {
        match verdict {
            Verdict::Failed(error) => Some((error.code, error.retryable)),
            _ => None,
        }
    }

    #[test]
    fn json_with_a_success_status_is_accepted() {
        assert_eq!(attempts().decide(&answered(201), 5.0, 0.5), Verdict::Accepted);
    }

    #[test]
    fn a_success_status_without_json_is_an_error_and_is_not_repeated() {
        let html = Attempt::Answered { status: 200, is_json: false, denies_order: false, retry_after_ms: None };
        assert_eq!(code_of(attempts().decide(&html, 5.0, 0.5)), Some((ErrorCode::BackendInvalidResponse, Some(true))));
    }

    #[test]
    fn what_may_pass_is_tried_again_and_what_is_final_is_not() {
        for status in [408, 409, 425, 429, 500, 502, 503, 504] {
            assert!(matches!(attempts().decide(&answered(status), 0.0, 0.5), Verdict::Again(_)), "{status}");
        }
        for attempt in [400, 401, 403, 404, 410, 422].map(answered).into_iter().chain([409, 429].map(denied)) {
            let verdict = attempts().decide(&attempt, 0.0, 0.5);
            assert_eq!(code_of(verdict), Some((ErrorCode::BackendRejected, Some(false))), "{attempt:?}");
        }
        assert!(matches!(attempts().decide(&Attempt::Unreachable, 0.0, 0.5), Verdict::Again(_)));
        assert!(matches!(attempts().decide(&Attempt::TimedOut, 0.0, 0.5), Verdict::Again(_)));
        assert_eq!(
            code_of(attempts().decide(&Attempt::Redirected, 0.0, 0.5)),
            Some((ErrorCode::BackendRejected, Some(false)))
        );
    }

    #[test]
    fn only_what_was_refused_or_never_sent_has_not_arrived() {
        let after = |attempt| Arrival::default().after(&attempt);
        for attempt in [Attempt::TimedOut, Attempt::Unreachable, Attempt::Redirected] {
            assert_eq!(after(attempt.clone()), Arrival::Possible, "{attempt:?}");
        }
        for status in [200, 408, 409, 425, 429, 500, 503] {
            assert_eq!(after(answered(status)), Arrival::Possible, "{status}");
        }
        for status in [400, 401, 403, 404, 410, 422] {
            assert_eq!(after(answered(status)), Arrival::Refused, "{status}");
        }
        for timed_out in [false, true] {
            let unsent = Attempt::Unsent { timed_out };
            assert!(matches!(attempts().decide(&unsent, 0.0, 0.5), Verdict::Again(_)));
            assert_eq!(after(unsent), Arrival::Unsent);
        }
    }

    #[test]
    fn after_an_attempt_that_may_have_arrived_only_the_backends_own_word_ends_the_doubt() {
        let lost = Arrival::default().after(&answered(503));
        for status in [400, 403, 404, 410, 422] {
            assert_eq!(lost.after(&answered(status)), Arrival::Possible, "{status}");
        }
        assert_eq!(lost.after(&Attempt::Unsent { timed_out: false }), Arrival::Possible);
        for status in [403, 409, 410, 429] {
            assert_eq!(lost.after(&denied(status)), Arrival::Denied, "{status}");
        }
        assert_eq!(lost.after(&denied(503)), Arrival::Possible, "a failing server's word is none");
        assert_eq!(Arrival::Denied.after(&answered(404)), Arrival::Denied, "what is not placed stays so");
        assert_eq!(Arrival::Denied.after(&Attempt::TimedOut), Arrival::Possible, "but it was sent again");
    }

    #[test]
    fn retry_after_is_obeyed() {
        let busy =
            Attempt::Answered { status: 429, is_json: true, denies_order: false, retry_after_ms: retry_after_ms(7.0) };
        assert_eq!(attempts().decide(&busy, 0.0, 0.1), Verdict::Again(7000.0));
    }

    #[test]
    fn a_retry_after_beyond_the_deadline_ends_the_delivery_at_once() {
        let busy = Attempt::Answered {
            status: 503,
            is_json: true,
            denies_order: false,
            retry_after_ms: retry_after_ms(3600.0),
        };
        assert_eq!(code_of(attempts().decide(&busy, 0.0, 0.1)), Some((ErrorCode::BackendRejected, Some(true))));
    }

    #[test]
    fn an_expired_access_token_is_renewed_once() {
        let mut attempts = Attempts::new(Limits::DEFAULT, true);
        attempts.begin(0.0);
        assert_eq!(attempts.decide(&answered(401), 0.0, 0.5), Verdict::Renew);
        attempts.begin(0.0);
        assert_eq!(code_of(attempts.decide(&answered(401), 0.0, 0.5)), Some((ErrorCode::BackendRejected, Some(false))));
    }

    #[test]
    fn a_backends_word_that_there_is_no_order_is_not_asked_for_twice_with_a_fresh_access_token_either() {
        let mut attempts = Attempts::new(Limits::DEFAULT, true);
        attempts.begin(0.0);
        let verdict = attempts.decide(&denied(401), 0.0, 0.5);
        assert_eq!(code_of(verdict), Some((ErrorCode::BackendRejected, Some(false))));
        assert_eq!(Arrival::default().after(&denied(401)), Arrival::Denied);
    }

    #[test]
    fn the_last_attempt_has_only_the_time_that_is_left() {
        let mut attempts = Attempts::new(Limits::DEFAULT, false);
        assert!((attempts.begin(0.0) - 10_000.0).abs() < f64::EPSILON);
        assert!((attempts.begin(57_000.0) - 3_000.0).abs() < f64::EPSILON);
        assert!(attempts.begin(70_000.0).abs() < f64::EPSILON);
    }

    #[test]
    fn nothing_is_sent_at_the_deadline_or_later() {
        let attempts = attempts();
        assert!(!attempts.is_over(59_000.0));
        assert!(attempts.is_over(59_999.5) && attempts.is_over(60_000.0) && attempts.is_over(70_000.0));
    }

    proptest! {
        #[test]
        fn a_delivery_always_ends(outcomes in prop::collection::vec(0_u8..4, 64), random in 0.0..1.0_f64, max in 1_u32..20) {
            let limits = Limits { max_attempts: max, ..Limits::DEFAULT };
            let mut attempts = Attempts::new(limits, true);
            let mut elapsed = 0.0;
            let mut ended = false;
            for outcome in outcomes {
                attempts.begin(elapsed);
                let attempt = match outcome { 0 => Attempt::Unreachable, 1 => Attempt::TimedOut, 2 => answered(503), _ => answered(401) };
                match attempts.decide(&attempt, elapsed, random) {
                    Verdict::Again(wait) => { prop_assert!(wait >= 0.0); elapsed += wait; }
                    Verdict::Renew => {}
                    _ => { ended = true; break; }
                }
            }
            prop_assert!(ended);
            prop_assert!(attempts.made() <= max + 1 && elapsed < limits.deadline_ms);
        }
    }

    #[test]
    fn an_unreadable_retry_after_is_ignored() {
        assert_eq!(retry_after_ms(f64::NAN), None);
        assert_eq!(retry_after_ms(-1.0), None);
        assert_eq!(retry_after_ms(1.5), Some(1500.0));
    }
}
