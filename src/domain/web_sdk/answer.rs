//! What the backend's answer says, wherever it says it: in the merchant's own members or in Klarna's, which the
//! backend may pass on untouched, in camel or in snake case.

use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;

/// The first of the places that says something; they all have to say the same.
///
/// A place is a path in Klarna's spelling (`payment_request.payment_request_id`).
pub fn said<'a>(answer: &'a Value, places: &[&str]) -> Result<Option<&'a str>, Error> {
    let mut said: Option<&str> = None;
    for (path, value) in places.iter().flat_map(|place| found(answer, place)) {
        let Some(text) = value.as_str() else { return Err(invalid(path, "is not a string")) };
        match said {
            _ if text.is_empty() => {}
            Some(other) if other != text => return Err(invalid(path, "contradicts another part of the answer")),
            _ => said = Some(text),
        }
    }
    Ok(said)
}

/// Every member at `place`, with its path as the answer spells it.
fn found<'a>(answer: &'a Value, place: &str) -> Vec<(String, &'a Value)> {
    let mut here = vec![(String::new(), answer)];
    for name in place.split('.') {
        let camel = camel_case(name);
        let spellings = if camel == name { vec![camel] } else { vec![camel, name.to_owned()] };
        here = here
            .iter()
            .flat_map(|(path, value)| spellings.iter().map(move |spelling| (join(path, spelling), value.get(spelling))))
            .filter(|(_, value)| !value.is_null())
            .collect();
    }
    here
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut camel, word| {
        let (initial, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        camel.push_str(&initial.to_ascii_uppercase());
        camel.push_str(rest);
        camel
    })
}

/// An answer that cannot be used; `path` is within the answer's body.
pub fn invalid(path: impl Into<String>, rule: &str) -> Error {
    let path = path.into();
    let message = format!("in the backend's answer, {path} {rule}");
    Error::at(ErrorCode::BackendInvalidResponse, path, message).retryable(false)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::domain::value::object;

    #[test]
    fn a_place_is_found_in_either_spelling_at_every_level() {
        let place = ["payment_request.payment_request_id"];
        for (outer, inner) in [
            ("payment_request", "payment_request_id"),
            ("paymentRequest", "paymentRequestId"),
            ("paymentRequest", "payment_request_id"),
        ] {
            let answer = object([(outer, object([(inner, "krn".into())]))]);
            assert_eq!(said(&answer, &place), Ok(Some("krn")));
        }
        assert_eq!(said(&object([("payment_request", "krn".into())]), &place), Ok(None));
    }

    #[test]
    fn places_have_to_agree() {
        let answer = object([("paymentRequestId", "a".into()), ("payment_request_id", "b".into())]);
        let error = said(&answer, &["payment_request_id"]).unwrap_err();
        assert_eq!(
            (error.code, error.path.as_deref()),
            (ErrorCode::BackendInvalidResponse, Some("payment_request_id"))
        );
        let answer = object([("paymentRequestId", "a".into()), ("payment_request_id", "a".into())]);
        assert_eq!(said(&answer, &["payment_request_id"]), Ok(Some("a")));
    }

    #[test]
    fn an_empty_text_says_nothing_and_another_type_is_an_error() {
        assert_eq!(said(&object([("reason", "".into())]), &["reason"]), Ok(None));
        assert_eq!(said(&object([("reason", 7.0.into())]), &["reason"]).unwrap_err().path.as_deref(), Some("reason"));
    }
}
