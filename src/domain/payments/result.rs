//! What Klarna's callbacks mean.
//!
//! Documentation and captured builds disagree on several shapes (`klarna.md`, "Results");
//! the order of the tests below gives every one of them a single meaning.

use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;

/// The answer to `authorize`, `reauthorize` or `finalize`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorization {
    /// The purchase is authorized; the token makes the order, once, within 60 minutes.
    Approved {
        /// `authorization_token`.
        token: String,
    },
    /// The customer agreed; `finalize()` has to follow at the Buy button.
    FinalizeRequired,
    /// The customer has to correct fields such as `billing_address.email`.
    CorrectionRequired {
        /// Dotted paths, as Klarna names them.
        invalid_fields: Vec<String>,
    },
    /// The customer closed it. Klarna stays on offer.
    Dismissed,
    /// Klarna declined. Other methods have to be offered.
    Declined,
}

/// The outcome of a call that Klarna approved, as the shop sees it in `status`.
pub const APPROVED: &str = "approved";

impl Authorization {
    /// Reads the argument of Klarna's callback: token, then `finalize_required` (whatever `approved` says),
    /// then fields to correct, then `show_form`.
    pub fn read(answer: &Value) -> Result<Self, Error> {
        if let Some(token) = answer.get("authorization_token").as_text() {
            return Ok(Self::Approved { token: token.to_owned() });
        }
        if answer.get("finalize_required").as_bool() == Some(true) {
            return Ok(Self::FinalizeRequired);
        }
        if let Some(invalid_fields) = invalid_fields(answer) {
            return Ok(Self::CorrectionRequired { invalid_fields });
        }
        let (approved, show_form) = (answer.get("approved").as_bool(), answer.get("show_form").as_bool());
        if approved == Some(true) {
            return Err(incompatible("Klarna approved without an authorization token"));
        }
        if show_form == Some(true) {
            return Ok(Self::Dismissed);
        }
        if approved.or(show_form).is_none() {
            return Err(incompatible("Klarna's answer to the call has no known form"));
        }
        Ok(Self::Declined)
    }

    /// The name of the outcome as the shop sees it in `status`.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Approved { .. } => APPROVED,
            Self::FinalizeRequired => "finalize_required",
            Self::CorrectionRequired { .. } => "correction_required",
            Self::Dismissed => "dismissed",
            Self::Declined => "declined",
        }
    }

    /// The token, if it is approved.
    pub fn token(&self) -> Option<&str> {
        match self {
            Self::Approved { token } => Some(token),
            _ => None,
        }
    }

    /// What the customer has to correct.
    pub fn invalid_fields(&self) -> &[String] {
        match self {
            Self::CorrectionRequired { invalid_fields } => invalid_fields,
            _ => &[],
        }
    }
}

/// The answer to `load` and `loadPaymentReview`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Load {
    /// The widget is shown.
    Shown,
    /// The widget is shown, and the customer has to correct fields.
    CorrectionRequired {
        /// Dotted paths, as Klarna names them.
        invalid_fields: Vec<String>,
    },
    /// Klarna is not on offer for this purchase (Klarna answers a technical failure in the same way).
    Unavailable,
}

impl Load {
    /// Reads the argument of Klarna's callback.
    pub fn read(answer: &Value) -> Result<Self, Error> {
        if let Some(invalid_fields) = invalid_fields(answer) {
            return Ok(Self::CorrectionRequired { invalid_fields });
        }
        match answer.get("show_form").as_bool() {
            Some(true) => Ok(Self::Shown),
            Some(false) => Ok(Self::Unavailable),
            None => Err(incompatible("Klarna's answer to load has no known form")),
        }
    }

    /// The name of the outcome as the shop sees it in `status`.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::CorrectionRequired { .. } => "correction_required",
            Self::Unavailable => "unavailable",
        }
    }

    /// What the customer has to correct.
    pub fn invalid_fields(&self) -> &[String] {
        match self {
            Self::CorrectionRequired { invalid_fields } => invalid_fields,
            _ => &[],
        }
    }
}

/// `error.invalid_fields`; an older page of Klarna's spells the key `Error`. An empty list says nothing.
fn invalid_fields(answer: &Value) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    for field in answer.any_of(&["error", "Error"]).get("invalid_fields").items() {
        if let Some(field) = field.as_text() {
            fields.push(field.to_owned());
        }
    }
    (!fields.is_empty()).then_some(fields)
}

fn incompatible(message: &'static str) -> Error {
    Error::new(ErrorCode::SdkIncompatible, message)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::value::object;
    use proptest::prelude::*;

    fn answer(members: &[(&str, Value)]) -> Value {
        Value::Object(members.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
    }

    fn fields(key: &str, names: &[&str]) -> (String, Value) {
        (key.to_owned(), object([("invalid_fields", names.to_vec().into())]))
    }

    /// Every row of the reference's tables of results, and the contradictory ones that were observed.
    #[test]
    fn every_shape_of_an_authorization_has_one_meaning() {
        let yes = Value::Bool(true);
        let no = Value::Bool(false);
        let token = || Value::from("tok");
        let approved = Ok(Authorization::Approved { token: "tok".to_owned() });
        let correction =
            Ok(Authorization::CorrectionRequired { invalid_fields: vec!["billing_address.email".to_owned()] });
        let (error_key, error) = fields("error", &["billing_address.email"]);
        let (old_key, old_error) = fields("Error", &["billing_address.email"]);
        let rows: Vec<(&str, Value, Result<Authorization, ErrorCode>)> = vec![
            (
                "approved",
                answer(&[("approved", yes.clone()), ("show_form", yes.clone()), ("authorization_token", token())]),
                approved.clone(),
            ),
            (
                "approved, nothing to finalize",
                answer(&[
                    ("approved", yes.clone()),
                    ("show_form", yes.clone()),
                    ("finalize_required", no.clone()),
                    ("authorization_token", token()),
                ]),
                approved.clone(),
            ),
            (
                "token, whatever else is said",
                answer(&[
                    ("approved", no.clone()),
                    ("finalize_required", yes.clone()),
                    ("authorization_token", token()),
                ]),
                approved,
            ),
            (
                "finalize, new documentation",
                answer(&[("approved", yes.clone()), ("show_form", yes.clone()), ("finalize_required", yes.clone())]),
                Ok(Authorization::FinalizeRequired),
            ),
            (
                "finalize, old documentation",
                answer(&[("approved", no.clone()), ("show_form", yes.clone()), ("finalize_required", yes.clone())]),
                Ok(Authorization::FinalizeRequired),
            ),
            (
                "finalize with an empty token",
                answer(&[
                    ("approved", yes.clone()),
                    ("finalize_required", yes.clone()),
                    ("authorization_token", "".into()),
                ]),
                Ok(Authorization::FinalizeRequired),
            ),
            (
                "fixable",
                answer(&[("approved", no.clone()), ("show_form", yes.clone()), (&error_key, error.clone())]),
                correction.clone(),
            ),
            (
                "fixable, retired spelling",
                answer(&[("approved", no.clone()), ("show_form", yes.clone()), (&old_key, old_error)]),
                correction.clone(),
            ),
            ("fixable without show_form", answer(&[("approved", no.clone()), (&error_key, error)]), correction),
            ("closed", answer(&[("approved", no.clone()), ("show_form", yes.clone())]), Ok(Authorization::Dismissed)),
            (
                "closed, with an empty list",
                answer(&[
                    ("approved", no.clone()),
                    ("show_form", yes.clone()),
                    ("error", object([("invalid_fields", Value::Array(vec![]))])),
                ]),
                Ok(Authorization::Dismissed),
            ),
            ("closed, approved left out", answer(&[("show_form", yes.clone())]), Ok(Authorization::Dismissed)),
            (
                "closed, purchase-flow defaults",
                answer(&[("show_form", yes.clone()), ("approved", no.clone()), ("finalize_required", no.clone())]),
                Ok(Authorization::Dismissed),
            ),
            ("declined", answer(&[("approved", no.clone()), ("show_form", no.clone())]), Ok(Authorization::Declined)),
            ("declined, reauthorize", answer(&[("approved", no.clone())]), Ok(Authorization::Declined)),
            (
                "declined, purchase-flow failure",
                answer(&[("show_form", no.clone()), ("approved", no.clone()), ("finalize_required", no.clone())]),
                Ok(Authorization::Declined),
            ),
            (
                "declined with an error that names no field",
                answer(&[("approved", no.clone()), ("error", object([]))]),
                Ok(Authorization::Declined),
            ),
            ("declined, approved left out", answer(&[("show_form", no)]), Ok(Authorization::Declined)),
            (
                "approved without a token",
                answer(&[("approved", yes.clone()), ("show_form", yes)]),
                Err(ErrorCode::SdkIncompatible),
            ),
            ("words for truth", answer(&[("approved", "true".into())]), Err(ErrorCode::SdkIncompatible)),
            ("nothing", answer(&[]), Err(ErrorCode::SdkIncompatible)),
            ("undefined", Value::Null, Err(ErrorCode::SdkIncompatible)),
            ("a string", "approved".into(), Err(ErrorCode::SdkIncompatible)),
            ("a list", Value::Array(vec![]), Err(ErrorCode::SdkIncompatible)),
        ];
        for (name, value, expected) in rows {
            assert_eq!(Authorization::read(&value).map_err(|error| error.code), expected, "{name}");
        }
    }

    #[test]
    fn every_shape_of_a_load_has_one_meaning() {
        let (key, error) = fields("error", &["purchase_country"]);
        let (old_key, old_error) = fields("Error", &["purchase_country"]);
        let correction = Ok(Load::CorrectionRequired { invalid_fields: vec!["purchase_country".to_owned()] });
        let rows: Vec<(Value, Result<Load, ErrorCode>)> = vec![
            (answer(&[("show_form", true.into())]), Ok(Load::Shown)),
            (answer(&[("show_form", false.into())]), Ok(Load::Unavailable)),
            (answer(&[("show_form", true.into()), (&key, error)]), correction.clone()),
            (answer(&[("show_form", true.into()), (&old_key, old_error)]), correction),
            (answer(&[]), Err(ErrorCode::SdkIncompatible)),
            (answer(&[("show_form", 1.0.into())]), Err(ErrorCode::SdkIncompatible)),
            (Value::Null, Err(ErrorCode::SdkIncompatible)),
        ];
        for (value, expected) in rows {
            assert_eq!(Load::read(&value).map_err(|error| error.code), expected, "{value:?}");
        }
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<f64>().prop_map(Value::Number),
            "[a-z]{0,8}".prop_map(Value::String),
        ];
        let key = prop_oneof![
            Just("approved".to_owned()),
            Just("show_form".to_owned()),
            Just("finalize_required".to_owned()),
            Just("authorization_token".to_owned()),
            Just("error".to_owned()),
            Just("invalid_fields".to_owned()),
            "[a-z]{1,4}",
        ];
        leaf.prop_recursive(3, 24, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
                prop::collection::vec((key.clone(), inner), 0..6).prop_map(Value::Object),
            ]
        })
    }

    proptest! {
        #[test]
        fn an_answer_is_approved_only_if_it_carries_a_token(value in any_value()) {
            let token = value.get("authorization_token").as_text().map(str::to_owned);
            match (Authorization::read(&value), token) {
                (Ok(Authorization::Approved { token }), Some(given)) => prop_assert_eq!(token, given),
                (outcome, given) => {
                    let approved = matches!(outcome, Ok(Authorization::Approved { .. }));
                    prop_assert!(!approved, "approved without a token");
                    prop_assert_eq!(given, None, "a token was lost");
                }
            }
        }

        #[test]
        fn whatever_waits_for_finalize_is_never_called_declined(value in any_value()) {
            if value.get("finalize_required").as_bool() == Some(true) {
                let outcome = Authorization::read(&value);
                let kept = matches!(outcome, Ok(Authorization::FinalizeRequired | Authorization::Approved { .. }));
                prop_assert!(kept);
            }
        }
    }
}
