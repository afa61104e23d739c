//! A payment request as the SDK reports it.

use super::options::{Rule, Rules, checked};
use crate::domain::error::Error;
use crate::domain::value::{Value, object};

/// Tokens in `stateContext`, each with the spellings it has had, newest first (reference, section 5.5).
///
/// They stay hidden from a shop that has not asked for them by name: what a page holds, any script on it can send
/// away, and finalizing is the server's work.
const SECRETS: [(&str, &[&str]); 2] = [
    (
        "klarnaNetworkSessionToken",
        &[
            "klarnaNetworkSessionToken",
            "klarna_network_session_token",
            "interoperabilityToken",
            "interoperability_token",
        ],
    ),
    ("paymentToken", &["paymentToken", "payment_token"]),
];

/// The option that asks for them.
pub const EXPOSE: &Rules = &[("expose", Rule::Words(&["klarnaNetworkSessionToken", "paymentToken"]))];

/// The tokens that the shop asked for by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposed(Value);

impl Exposed {
    /// Reads the option `expose`.
    pub fn read(options: Value) -> Result<Self, Error> {
        checked(options, EXPOSE).map(Self)
    }

    fn has(&self, name: &str) -> bool {
        self.0.get("expose").items().iter().any(|asked| asked.as_str() == Some(name))
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
    /// The members that are read, in every spelling.
    pub const KEYS: [&'static str; 13] = [
        "paymentRequestId",
        "payment_request_id",
        "state",
        "previousState",
        "previous_state",
        "stateReason",
        "state_reason",
        "stateContext",
        "state_context",
        "paymentRequestReference",
        "payment_request_reference",
        "amount",
        "currency",
    ];

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
    pub fn to_value(&self, exposed: &Exposed) -> Value {
        let text = |keys: &[&str]| Value::from(self.raw.any_of(keys).as_text());
        object([
            ("paymentRequestId", self.id.clone().into()),
            ("state", self.state.clone().into()),
            ("previousState", text(&["previousState", "previous_state"])),
            ("stateReason", text(&["stateReason", "state_reason"])),
            ("stateContext", self.context(exposed)),
            ("paymentRequestReference", text(&["paymentRequestReference", "payment_request_reference"])),
            ("amount", self.raw.get("amount").as_f64().into()),
            ("currency", text(&["currency"])),
        ])
    }

    fn context(&self, exposed: &Exposed) -> Value {
        let context = self.raw.any_of(&["stateContext", "state_context"]);
        let Value::Object(mut members) = without_tokens(context) else { return Value::Null };
        for (name, spellings) in SECRETS {
            if let Some(token) = context.any_of(spellings).as_text().filter(|_| exposed.has(name)) {
                members.push((name.to_owned(), token.into()));
            }
        }
        Value::Object(members)
    }
}

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
    key.as_bytes().windows(5).any(|letters| letters.eq_ignore_ascii_case(b"token"))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked(names: &[&str]) -> Exposed {
        let names: Vec<_> = names.iter().map(|name| Value::from(*name)).collect();
        Exposed::read(if names.is_empty() { Value::Null } else { object([("expose", names.into())]) }).unwrap()
    }

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
        let value = request(object([("klarnaCustomer", object([]))])).to_value(&asked(&[]));
        assert_eq!(value.get("paymentRequestId").as_str(), Some("krn:request"));
        assert_eq!(value.get("state").as_str(), Some("COMPLETED"));
        assert_eq!(value.get("previousState").as_str(), Some("IN_PROGRESS"));
        assert!(value.get("stateContext").get("klarnaCustomer").is_object());
    }

    #[test]
    fn a_state_or_reason_that_nobody_knows_passes_through() {
        let value =
            PaymentRequest::read(&object([("state", "DECLINED".into()), ("stateReason", "PAYMENT_DECLINED".into())]))
                .to_value(&asked(&[]));
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
            assert!(!format!("{:?}", request.to_value(&asked(&[]))).contains("s3cret"), "{key}");
            let other = if key.starts_with("payment") { "klarnaNetworkSessionToken" } else { "paymentToken" };
            assert!(!format!("{:?}", request.to_value(&asked(&[other]))).contains("s3cret"), "{key}");
        }
    }

    #[test]
    fn a_token_that_was_asked_for_has_one_name() {
        for key in ["klarnaNetworkSessionToken", "klarna_network_session_token", "interoperabilityToken"] {
            let value = request(object([(key, "t".into())])).to_value(&asked(&["klarnaNetworkSessionToken"]));
            assert_eq!(value.get("stateContext"), &object([("klarnaNetworkSessionToken", "t".into())]));
        }
    }

    #[test]
    fn asking_for_anything_else_is_refused() {
        let error = Exposed::read(object([("expose", vec!["token"].into())])).unwrap_err();
        assert_eq!(error.path.as_deref(), Some("expose[0]"));
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
            let shown = request(context).to_value(&asked(&["paymentToken"]));
            let asked = format!("{prefix}Token{suffix}") == "paymentToken";
            let shown = format!("{shown:?}");
            prop_assert!(asked || !shown.contains("s3cret"));
        }
    }
}
