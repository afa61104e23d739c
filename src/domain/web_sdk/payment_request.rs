//! A payment request as the SDK reports it.

use super::options::{Rule, Rules, checked, keep};
use crate::domain::error::Error;
use crate::domain::value::{Value, object};

/// Tokens in `stateContext`, each with the spellings it has had, newest first (`klarna.md`).
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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exposed(Value);

impl Exposed {
    /// Reads the option `expose`.
    pub fn read(options: Value) -> Result<Self, Error> {
        checked(options, EXPOSE).map(Self)
    }

    /// Those that are in a context, each under its own name.
    fn tokens(&self, context: &Value) -> Vec<(String, Value)> {
        let mut tokens = Vec::new();
        for asked in self.0.get("expose").items() {
            for (name, spellings) in &SECRETS {
                if asked.as_str() == Some(*name)
                    && let Some(token) = context.any_of(spellings).as_text()
                {
                    tokens.push(((*name).to_owned(), token.into()));
                }
            }
        }
        tokens
    }
}

/// What a member has to be; of another type it says nothing.
enum Kind {
    Text,
    Amount,
    Context,
}

/// The members, each with its other spelling. Source: Klarna Web SDK, `payment.PaymentRequest` (`klarna.md`).
const MEMBERS: [(&str, &str, Kind); 8] = [
    (ID, "payment_request_id", Kind::Text),
    (STATE, STATE, Kind::Text),
    ("previousState", "previous_state", Kind::Text),
    ("stateReason", "state_reason", Kind::Text),
    ("stateContext", "state_context", Kind::Context),
    ("paymentRequestReference", "payment_request_reference", Kind::Text),
    ("amount", "amount", Kind::Amount),
    ("currency", "currency", Kind::Text),
];
const ID: &str = "paymentRequestId";
const STATE: &str = "state";

/// A payment request as the shop gets it: one spelling, no token that was not asked for. It is read leniently: states
/// and reasons that nobody knows yet pass through.
#[derive(Debug, Clone, PartialEq)]
pub struct PaymentRequest(Value);

impl Default for PaymentRequest {
    /// One of which nothing is known: an object all the same, since handlers look into it.
    fn default() -> Self {
        Self(Value::Object(Vec::new()))
    }
}

impl PaymentRequest {
    /// Reads what the SDK passed, member by member.
    pub fn read(member: &dyn Fn(&str) -> Value, exposed: &Exposed) -> Self {
        let mut members = Vec::new();
        for (name, other, kind) in &MEMBERS {
            let mut value = member(name);
            if value.is_null() {
                value = member(other);
            }
            match (kind, &mut value) {
                (Kind::Text, Value::String(text)) if !text.is_empty() => {}
                (Kind::Amount, Value::Number(_)) => {}
                (Kind::Context, Value::Object(_)) => {
                    let tokens = exposed.tokens(&value);
                    hide_tokens(&mut value);
                    if let Value::Object(context) = &mut value {
                        context.extend(tokens);
                    }
                }
                _ => continue,
            }
            members.push(((*name).to_owned(), value));
        }
        Self(Value::Object(members))
    }

    /// One of which nothing is known but its id, and why it ended.
    pub fn of(id: Option<&str>, reason: Value) -> Self {
        Self(object([(ID, id.into()), ("stateReason", reason)]))
    }

    /// `paymentRequestId`.
    pub fn id(&self) -> Option<&str> {
        self.0.get(ID).as_str()
    }

    /// `state`: `SUBMITTED`, `IN_PROGRESS`, `COMPLETED`, `EXPIRED`, `CANCELED`, `DECLINED` so far.
    pub fn state(&self) -> Option<&str> {
        self.0.get(STATE).as_str()
    }

    /// Whether there is anything to report.
    pub fn is_known(&self) -> bool {
        self.id().is_some() || self.state().is_some()
    }

    /// What the shop gets.
    pub fn value(&self) -> &Value {
        &self.0
    }
}

/// Takes out whatever is named a token, at any depth: a spelling that comes later is covered as well.
fn hide_tokens(value: &mut Value) {
    match value {
        Value::Object(members) => {
            keep(members, &|key, _| !is_token(key));
            members.iter_mut().for_each(|(_, value)| hide_tokens(value));
        }
        Value::Array(items) => items.iter_mut().for_each(hide_tokens),
        _ => {}
    }
}

fn is_token(key: &str) -> bool {
    key.as_bytes().windows(5).any(|letters| letters.eq_ignore_ascii_case(b"token"))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::value::object;
    use proptest::prelude::*;

    fn asked(names: &[&str]) -> Exposed {
        let names: Vec<_> = names.iter().map(|name| Value::from(*name)).collect();
        Exposed::read(if names.is_empty() { Value::Null } else { object([("expose", names.into())]) }).unwrap()
    }

    fn read(request: &Value, names: &[&str]) -> PaymentRequest {
        PaymentRequest::read(&|name| request.get(name).clone(), &asked(names))
    }

    fn shown(context: Value, names: &[&str]) -> Value {
        let request = object([
            ("paymentRequestId", "krn:request".into()),
            ("state", "COMPLETED".into()),
            ("previousState", "IN_PROGRESS".into()),
            ("stateContext", context),
        ]);
        read(&request, names).value().clone()
    }

    #[test]
    fn every_property_of_the_documentation_is_there() {
        let value = shown(object([("klarnaCustomer", object([]))]), &[]);
        assert_eq!(value.get("paymentRequestId").as_str(), Some("krn:request"));
        assert_eq!(value.get("state").as_str(), Some("COMPLETED"));
        assert_eq!(value.get("previousState").as_str(), Some("IN_PROGRESS"));
        assert!(value.get("stateContext").get("klarnaCustomer").is_object());
    }

    #[test]
    fn a_state_or_reason_that_nobody_knows_passes_through() {
        let request = read(&object([("state", "DECLINED".into()), ("state_reason", "PAYMENT_DECLINED".into())]), &[]);
        assert_eq!(request.state(), Some("DECLINED"));
        assert_eq!(request.value().get("stateReason").as_str(), Some("PAYMENT_DECLINED"));
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
            assert!(!format!("{:?}", shown(context.clone(), &[])).contains("s3cret"), "{key}");
            let other = if key.starts_with("payment") { "klarnaNetworkSessionToken" } else { "paymentToken" };
            assert!(!format!("{:?}", shown(context, &[other])).contains("s3cret"), "{key}");
        }
    }

    #[test]
    fn a_token_that_was_asked_for_has_one_name() {
        for key in ["klarnaNetworkSessionToken", "klarna_network_session_token", "interoperabilityToken"] {
            let value = shown(object([(key, "t".into())]), &["klarnaNetworkSessionToken"]);
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
            assert_eq!(read(&value, &[]), PaymentRequest::default());
            assert!(!read(&value, &[]).is_known());
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
            let asked = format!("{prefix}Token{suffix}") == "paymentToken";
            let shown = format!("{:?}", shown(context, &["paymentToken"]));
            prop_assert!(asked || !shown.contains("s3cret"));
        }
    }
}
