//! A payment request as the SDK reports it.

use super::options::Options;
use super::vocabulary::words;
use crate::domain::error::Error;
use crate::domain::value::{Value, object};

words! {
    /// Tokens in `stateContext`. They stay hidden from a shop that has not asked for them by name:
    /// what a page holds, any script on it can send away, and finalizing is the server's work.
    Secret {
        /// The session token, in any of the spellings it has had.
        SessionToken = "klarnaNetworkSessionToken",
        /// Its retired predecessor.
        PaymentToken = "paymentToken",
    }
}

/// A payment request, read leniently: states and reasons that nobody knows yet pass through.
///
/// Source: Klarna Web SDK, `payment.PaymentRequest` (reference, section 5.5).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PaymentRequest {
    /// `paymentRequestId`.
    pub id: Option<String>,
    /// `state`: `SUBMITTED`, `IN_PROGRESS`, `COMPLETED`, `EXPIRED`, `CANCELED`, `DECLINED` so far.
    pub state: Option<String>,
    raw: Value,
}

impl PaymentRequest {
    /// Reads what the SDK passed; anything else than an object has neither id nor state.
    pub fn read(raw: &Value) -> Self {
        let text = |keys: &[&str]| raw.any_of(keys).as_text().map(str::to_owned);
        Self { id: text(&["paymentRequestId", "payment_request_id"]), state: text(&["state"]), raw: raw.clone() }
    }

    /// Whether there is anything to report.
    pub fn is_known(&self) -> bool {
        self.id.is_some() || self.state.is_some()
    }

    /// The form that the shop gets: one spelling, no token that was not asked for.
    pub fn to_value(&self, asked: &[Secret]) -> Value {
        let text = |keys: &[&str]| Value::from(self.raw.any_of(keys).as_text());
        object([
            ("paymentRequestId", self.id.clone().into()),
            ("state", self.state.clone().into()),
            ("previousState", text(&["previousState", "previous_state"])),
            ("stateReason", text(&["stateReason", "state_reason"])),
            ("stateContext", self.context(asked)),
            ("paymentRequestReference", text(&["paymentRequestReference", "payment_request_reference"])),
            ("amount", self.raw.get("amount").as_f64().into()),
            ("currency", text(&["currency"])),
        ])
    }

    fn context(&self, asked: &[Secret]) -> Value {
        let context = self.raw.any_of(&["stateContext", "state_context"]);
        let Value::Object(mut members) = without_tokens(context) else { return Value::Null };
        for (secret, name, spellings) in SECRETS {
            if let Some(token) = context.any_of(spellings).as_text().filter(|_| asked.contains(&secret)) {
                members.push((name.to_owned(), token.into()));
            }
        }
        Value::Object(members)
    }
}

/// The spellings, newest first (reference, section 5.5).
const SECRETS: [(Secret, &str, &[&str]); 2] = [
    (
        Secret::SessionToken,
        "klarnaNetworkSessionToken",
        &[
            "klarnaNetworkSessionToken",
            "klarna_network_session_token",
            "interoperabilityToken",
            "interoperability_token",
        ],
    ),
    (Secret::PaymentToken, "paymentToken", &["paymentToken", "payment_token"]),
];

/// Leaves out whatever is named a token, at any depth: a spelling that comes later is covered as well.
fn without_tokens(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter(|(key, _)| !is_token(key))
                .map(|(key, value)| (key.clone(), without_tokens(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(without_tokens).collect()),
        value => value.clone(),
    }
}

fn is_token(key: &str) -> bool {
    key.to_ascii_lowercase().contains("token")
}

/// The option that [`read_exposed`] reads.
pub const EXPOSE: &str = "expose";

/// Reads `expose` of the options: which tokens the shop asks for by name.
pub fn read_exposed(options: &Value) -> Result<Vec<Secret>, Error> {
    Ok(Options::new(options, "")?.words(EXPOSE)?.unwrap_or_default())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(context: Value) -> PaymentRequest {
        PaymentRequest::read(&object([
            ("paymentRequestId", "krn:request".into()),
            ("state", "COMPLETED".into()),
            ("previousState", "IN_PROGRESS".into()),
            ("stateContext", context),
        ]))
    }

    #[test]
    fn every_property_of_the_documentation_is_there() {
        let value = request(object([("klarnaCustomer", object([]))])).to_value(&[]);
        assert_eq!(value.get("paymentRequestId").as_str(), Some("krn:request"));
        assert_eq!(value.get("state").as_str(), Some("COMPLETED"));
        assert_eq!(value.get("previousState").as_str(), Some("IN_PROGRESS"));
        assert!(value.get("stateContext").get("klarnaCustomer").is_object());
    }

    #[test]
    fn a_state_or_reason_that_nobody_knows_passes_through() {
        let value =
            PaymentRequest::read(&object([("state", "DECLINED".into()), ("stateReason", "PAYMENT_DECLINED".into())]))
                .to_value(&[]);
        assert_eq!(value.get("state").as_str(), Some("DECLINED"));
        assert_eq!(value.get("stateReason").as_str(), Some("PAYMENT_DECLINED"));
    }

    #[test]
    fn the_session_token_stays_hidden_in_every_spelling() {
        for key in [
            "klarnaNetworkSessionToken",
            "klarna_network_session_token",
            "interoperabilityToken",
            "paymentToken",
            "payment_token",
        ] {
            let context =
                object([(key, "s3cret".into()), ("klarnaCustomer", object([("customerToken", "s3cret".into())]))]);
            let request = request(context);
            assert!(!format!("{:?}", request.to_value(&[])).contains("s3cret"), "{key}");
            let other = if key.starts_with("payment") { Secret::SessionToken } else { Secret::PaymentToken };
            assert!(!format!("{:?}", request.to_value(&[other])).contains("s3cret"), "{key}");
        }
    }

    #[test]
    fn a_token_that_was_asked_for_has_one_name() {
        for key in ["klarnaNetworkSessionToken", "klarna_network_session_token", "interoperabilityToken"] {
            let value = request(object([(key, "t".into())])).to_value(&[Secret::SessionToken]);
            assert_eq!(value.get("stateContext"), &object([("klarnaNetworkSessionToken", "t".into())]));
        }
    }

    #[test]
    fn asking_for_anything_else_is_refused() {
        let asked = |name: &str| read_exposed(&object([("expose", vec![name].into())]));
        assert_eq!(asked("klarnaNetworkSessionToken"), Ok(vec![Secret::SessionToken]));
        assert_eq!(asked("token").unwrap_err().path.as_deref(), Some("expose[0]"));
        assert_eq!(read_exposed(&Value::Null), Ok(vec![]));
    }

    #[test]
    fn what_is_no_payment_request_is_reported_as_nothing() {
        for value in [Value::Null, "COMPLETED".into(), Value::Array(vec![]), object([("paymentRequestId", 7.0.into())])]
        {
            assert!(!PaymentRequest::read(&value).is_known());
        }
    }

    proptest! {
        #[test]
        fn no_member_named_a_token_survives_at_any_depth(prefix in "[a-zA-Z_]{0,12}", suffix in "[a-zA-Z_]{0,4}", depth in 0_usize..6) {
            let mut context = object([]);
            if let Value::Object(members) = &mut context {
                members.push((format!("{prefix}Token{suffix}"), "s3cret".into()));
            }
            for _ in 0..depth {
                context = object([("inner", Value::Array(vec![context]))]);
            }
            let shown = request(context).to_value(&[Secret::PaymentToken]);
            let asked = format!("{prefix}Token{suffix}") == "paymentToken";
            let shown = format!("{shown:?}");
            prop_assert!(asked || !shown.contains("s3cret"));
        }
    }
}
