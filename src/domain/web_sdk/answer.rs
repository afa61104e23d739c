//! What the backend's answer says, wherever it says it: in the merchant's own members or in Klarna's, which the
//! backend may pass on untouched, in camel or in snake case.

use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;

/// A member of Klarna's responses: names in Klarna's spelling from the root on.
pub type Place = &'static [&'static str];

/// The first of the places that says something; they all have to say the same.
pub fn said<'a>(answer: &'a Value, places: &[Place]) -> Result<Option<&'a str>, Error> {
    let mut said = None;
    for place in places {
        follow(answer, place, String::new(), &mut |path, value| {
            let Some(text) = value.as_str() else { return Err(invalid(path, "is not a string")) };
            match said {
                _ if text.is_empty() => {}
                Some(other) if other != text => return Err(invalid(path, "contradicts another part of the answer")),
                _ => said = Some(text),
            }
            Ok(())
        })?;
    }
    Ok(said)
}

/// What the places say, in order, without asking whether it fits together. What is no text says nothing.
pub fn heard<'a>(answer: &'a Value, places: &[Place]) -> Vec<&'a str> {
    let mut texts = Vec::new();
    for place in places {
        let _ = follow(answer, place, String::new(), &mut |_, value| {
            texts.extend(value.as_text());
            Ok(())
        });
    }
    texts
}

/// Follows a place in both spellings of every name to whatever is there. `path` is how the answer spells the way.
fn follow<'a>(
    value: &'a Value,
    place: &[&str],
    path: String,
    found: &mut dyn FnMut(String, &'a Value) -> Result<(), Error>,
) -> Result<(), Error> {
    if value.is_null() {
        return Ok(());
    }
    let Some((name, rest)) = place.split_first() else { return found(path, value) };
    let camel = camel_case(name);
    let join = |name: &str| if path.is_empty() { name.to_owned() } else { [path.as_str(), name].join(".") };
    follow(value.get(&camel), rest, join(&camel), found)?;
    if camel == *name { Ok(()) } else { follow(value.get(name), rest, join(name), found) }
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
pub fn invalid(path: impl Into<String>, rule: &str) -> Error {
    let path = path.into();
    let message = ["in the backend's answer,", path.as_str(), rule].join(" ");
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
        assert_eq!(heard(&answer, &[&["reason_code"]]), ["risk"]);
        assert_eq!(heard(&answer, &[&["reason_code", "deeper"], &["other"]]), Vec::<&str>::new());
    }

    #[test]
    fn a_word_is_the_same_in_any_letter_case() {
        for text in ["STEP_UP_REQUIRED", "step-up required", "stepUpRequired"] {
            assert!(means(text, "STEPUPREQUIRED"), "{text}");
        }
        assert!(!means("STEP_UP", "STEPUPREQUIRED") && !means("", "APPROVED"));
    }
}
