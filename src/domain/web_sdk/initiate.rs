//! What the SDK calls our `initiate` callback with.

use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::{Value, object};

/// What is known before the click, for what the call does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The session token that the SDK itself holds (`Network.Session.token()`).
    pub session_token: Option<String>,
    /// The option of the presentation that the button belongs to.
    pub payment_option_id: Option<String>,
}

/// A click on the payment button, as the backend is told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Click {
    /// `klarnaNetworkSessionToken`. Klarna's first authorize call works without one.
    pub session_token: Option<String>,
    /// `paymentOptionId`.
    pub payment_option_id: Option<String>,
    /// `acquiringConfig`, as the SDK gave it.
    pub acquiring_config: Value,
}

impl Click {
    /// Reads the arguments of the call (reference, section 3.1): one object in the latest release, none in
    /// releases 6 and 8, and the token and the option id one after the other in a sample of Klarna's.
    pub fn read(arguments: &[Value], known: Known) -> Self {
        let object = arguments.iter().find(|argument| argument.is_object()).unwrap_or(&Value::Null);
        let mut texts = arguments.iter().filter(|argument| !argument.is_object()).map(Value::as_text);
        let positional = |text: Option<Option<&str>>| text.flatten().map(str::to_owned);
        let (first, second) =
            if object.is_null() { (positional(texts.next()), positional(texts.next())) } else { (None, None) };
        let text = |keys: &[&str]| object.any_of(keys).as_text().map(str::to_owned);
        Self {
            session_token: text(&["klarnaNetworkSessionToken", "klarna_network_session_token"])
                .or(first)
                .or(known.session_token),
            payment_option_id: text(&["paymentOptionId", "payment_option_id"]).or(second).or(known.payment_option_id),
            acquiring_config: object.any_of(&["acquiringConfig", "acquiring_config"]).clone(),
        }
    }

    /// Whether both clicks pay with the same token and option: to the backend they are one and the same.
    pub fn pays_like(&self, other: &Self) -> bool {
        (&self.session_token, &self.payment_option_id) == (&other.session_token, &other.payment_option_id)
    }

    /// The members of the body that is posted; the shop's context is added to them.
    pub fn body(&self) -> Value {
        object([
            ("klarnaNetworkSessionToken", self.session_token.clone().into()),
            ("paymentOptionId", self.payment_option_id.clone().into()),
        ])
    }

    /// What a shop that shapes the body itself is given.
    pub fn delivery(&self) -> Value {
        object([
            ("klarnaNetworkSessionToken", self.session_token.clone().into()),
            ("paymentOptionId", self.payment_option_id.clone().into()),
            ("acquiringConfig", self.acquiring_config.clone()),
        ])
    }
}

/// Whether a post that failed may have been carried out all the same: its answer was lost, or cannot be read. Only a
/// refusal that will stay one (a status such as 400 or 409) says that nothing came of it.
pub fn leaves_open(error: &Error) -> bool {
    error.code != ErrorCode::BackendRejected || error.status.is_none() || error.retryable != Some(false)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> Known {
        Known { session_token: Some("known-token".to_owned()), payment_option_id: Some("known-option".to_owned()) }
    }

    fn pair(arguments: &[Value], known: Known) -> (Option<String>, Option<String>) {
        let click = Click::read(arguments, known);
        (click.session_token, click.payment_option_id)
    }

    fn both(token: &str, option: &str) -> (Option<String>, Option<String>) {
        (Some(token.to_owned()), Some(option.to_owned()))
    }

    #[test]
    fn every_documented_call_says_the_same() {
        let camel = object([("klarnaNetworkSessionToken", "t".into()), ("paymentOptionId", "o".into())]);
        let snake = object([("klarna_network_session_token", "t".into()), ("payment_option_id", "o".into())]);
        assert_eq!(pair(&[camel], known()), both("t", "o"));
        assert_eq!(pair(&[snake], known()), both("t", "o"));
        assert_eq!(pair(&["t".into(), "o".into()], known()), both("t", "o"));
        assert_eq!(pair(&[], known()), both("known-token", "known-option"));
    }

    #[test]
    fn what_the_call_leaves_out_comes_from_what_is_known() {
        let token_only = object([("klarnaNetworkSessionToken", "t".into())]);
        assert_eq!(pair(&[token_only], known()), both("t", "known-option"));
        let option_only = object([("paymentOptionId", "o".into()), ("klarnaNetworkSessionToken", "".into())]);
        assert_eq!(pair(&[option_only], known()), both("known-token", "o"));
        assert_eq!(pair(&["t".into()], known()), both("t", "known-option"));
        assert_eq!(pair(&[Value::Null, "o".into()], known()), both("known-token", "o"));
        assert_eq!(pair(&[Value::Null], Known::default()), (None, None));
    }

    #[test]
    fn what_is_unknown_is_left_out_of_the_body() {
        assert_eq!(Click::read(&[], Known::default()).body(), object([]));
        let body = Click::read(&["t".into()], Known::default()).body();
        assert_eq!(body, object([("klarnaNetworkSessionToken", "t".into())]));
    }

    #[test]
    fn the_acquiring_configuration_is_for_shops_that_shape_the_body() {
        let acquiring = object([("paymentAccountId", "krn".into())]);
        let click = Click::read(&[object([("acquiringConfig", acquiring.clone())])], Known::default());
        assert_eq!(click.delivery().get("acquiringConfig"), &acquiring);
        assert!(click.body().get("acquiringConfig").is_null());
    }

    #[test]
    fn clicks_pay_alike_if_token_and_option_are_the_same() {
        let click = |token: &str, option: &str| Click::read(&[token.into(), option.into()], Known::default());
        assert!(click("t", "o").pays_like(&click("t", "o")));
        assert!(!click("t", "o").pays_like(&click("t", "saved")));
        assert!(!click("t", "o").pays_like(&click("another", "o")));
    }

    #[test]
    fn only_a_final_refusal_says_that_nothing_came_of_a_post() {
        let rejected =
            |status, retryable| Error::new(ErrorCode::BackendRejected, "x").with_status(status).retryable(retryable);
        assert!(!leaves_open(&rejected(Some(409), false)));
        assert!(leaves_open(&rejected(Some(503), true)));
        assert!(leaves_open(&rejected(None, false)), "redirected, perhaps after the work was done");
        for code in [ErrorCode::BackendUnreachable, ErrorCode::BackendTimeout, ErrorCode::BackendInvalidResponse] {
            assert!(leaves_open(&Error::new(code, "x").retryable(false)), "{code:?}");
        }
    }

    proptest! {
        #[test]
        fn a_token_is_never_taken_for_an_option(token in "[a-z]{1,8}", option in "[A-Z]{1,8}") {
            prop_assert_eq!(pair(&[token.as_str().into(), option.as_str().into()], Known::default()), both(&token, &option));
        }
    }
}
