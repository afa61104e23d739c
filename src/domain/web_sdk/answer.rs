//! What the backend's answer says, wherever it says it: in the merchant's own members or in Klarna's, which the
//! backend may pass on untouched, in camel or in snake case.

use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;

/// A member of Klarna's responses: names in Klarna's spelling from the root on.
pub type Place = &'static [&'static str];

/// The first of the places that says something; they all have to say the same.
pub fn said<'a>(answer: &'a Value, places: &[Place]) -> Result<Option<&'a str>, Error> {
    let mut said = None;
    for (path, value) in found(answer, places) {
        let Some(text) = value.as_str() else { return Err(invalid(&path, "is not a string")) };
        if text.is_empty() {
            continue;
        }
        if said.is_some_and(|other| other != text) {
            return Err(invalid(&path, "contradicts another part of the answer"));
        }
        said = Some(text);
    }
    Ok(said)
}

/// Whatever stands at the places, in order, each with the way to it as the answer spells it.
pub fn found<'a>(answer: &'a Value, places: &[Place]) -> Vec<(String, &'a Value)> {
    let mut found = Vec::new();
    for place in places {
        follow(answer, place, "", &mut found);
    }
    found
}

/// Follows a place in both spellings of every name.
fn follow<'a>(value: &'a Value, place: &[&str], path: &str, found: &mut Vec<(String, &'a Value)>) {
    if value.is_null() {
        return;
    }
    let Some((name, rest)) = place.split_first() else {
        found.push((path.to_owned(), value));
        return;
    };
    let separator = if path.is_empty() { "" } else { "." };
    let mut enter = |name: &str| follow(value.get(name), rest, &[path, separator, name].concat(), found);
    let camel = camel_case(name);
    enter(&camel);
    if camel != *name {
        enter(name);
    }
}

fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut starts_word = false;
    for c in name.chars() {
        match c {
            '_' => starts_word = true,
            _ if starts_word => {
                camel.push(c.to_ascii_uppercase());
                starts_word = false;
            }
            _ => camel.push(c),
        }
    }
    camel
}

/// Whether a word of an answer is the one meant, in any letter case and whatever joins its parts. `word` is given in
/// capital letters without anything between them.
pub fn means(text: &str, word: &str) -> bool {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase()).eq(word.bytes())
}

/// An answer that cannot be used; `path` is within the answer's body.
pub fn invalid(path: &str, rule: &str) -> Error {
    let message = ["in the backend's answer,", path, rule].join(" ");
    Error::at(ErrorCode::BackendInvalidResponse, path, message).retryable(false)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::value::object;

    const NESTED: Place = &["payment_request", "payment_request_id"];

    #[test]
    fn a_place_is_found_in_either_spelling_at_every_level() {
        for (outer, inner) in [
            ("payment_request", "payment_request_id"),
            ("paymentRequest", "paymentRequestId"),
            ("paymentRequest", "payment_request_id"),
        ] {
            let answer = object([(outer, object([(inner, "krn".into())]))]);
            assert_eq!(said(&answer, &[NESTED]), Ok(Some("krn")));
        }
        assert_eq!(said(&object([("payment_request", "krn".into())]), &[NESTED]), Ok(None));
    }

    #[test]
    fn places_have_to_agree() {
        let answer = object([("paymentRequestId", "a".into()), ("payment_request_id", "b".into())]);
        let error = said(&answer, &[&["payment_request_id"]]).unwrap_err();
        assert_eq!(
            (error.code, error.path.as_deref()),
            (ErrorCode::BackendInvalidResponse, Some("payment_request_id"))
        );
        let answer = object([
            ("paymentRequestId", "a".into()),
            ("payment_request", object([("payment_request_id", "b".into())])),
        ]);
        let error = said(&answer, &[&["payment_request_id"], NESTED]).unwrap_err();
        assert_eq!(error.path.as_deref(), Some("payment_request.payment_request_id"));
        let answer = object([("paymentRequestId", "a".into()), ("payment_request_id", "a".into())]);
        assert_eq!(said(&answer, &[&["payment_request_id"]]), Ok(Some("a")));
    }

    #[test]
    fn an_empty_text_says_nothing_and_another_type_is_an_error() {
        assert_eq!(said(&object([("reason", "".into())]), &[&["reason"]]), Ok(None));
        let error = said(&object([("reason", 7.0.into())]), &[&["reason"]]).unwrap_err();
        assert_eq!(error.path.as_deref(), Some("reason"));
    }

    #[test]
    fn what_need_not_fit_together_is_read_as_far_as_it_goes() {
        let answer = object([("reasonCode", 7.0.into()), ("reason_code", "risk".into())]);
        let texts: Vec<_> = found(&answer, &[&["reason_code"]]).iter().map(|(_, value)| value.as_text()).collect();
        assert_eq!(texts, [None, Some("risk")]);
        assert_eq!(found(&answer, &[&["reason_code", "deeper"], &["other"]]), []);
    }

    #[test]
    fn a_word_is_the_same_in_any_letter_case() {
        for text in ["STEP_UP_REQUIRED", "step-up required", "stepUpRequired"] {
            assert!(means(text, "STEPUPREQUIRED"), "{text}");
        }
        assert!(!means("STEP_UP", "STEPUPREQUIRED") && !means("", "APPROVED"));
    }
}
