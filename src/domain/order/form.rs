//! The texts outside the lines.

use super::finding::Report;
use super::members::{Form, TEXTS};
use crate::domain::value::{Value, decimal};

/// Checks the form of each text that is there.
pub(super) fn check(report: &mut Report, head: &Value) {
    for (key, inner, form) in &TEXTS {
        let mut value = head.get(key);
        let mut path = (*key).to_owned();
        if !inner.is_empty() {
            value = value.get(inner);
            path = [key, ".", inner].concat();
        }
        if !value.is_null() && !fits(form, value) {
            let message = [&path, " is ", &expected(form)].concat();
            report.wrong(path, &[&message]);
        }
    }
    // Source: OpenAPI, attachment.
    let attachment = head.get("attachment");
    for key in ["body", "content_type"] {
        if attachment.is_object() && attachment.get(key).is_null() {
            report.wrong(["attachment.", key].concat(), &[key, " is missing"]);
        }
    }
}

fn fits(form: &Form, value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        // A number is written as text by whoever reads it, where no form is fixed.
        return matches!(form, Form::Longest(_));
    };
    let text = text.as_bytes();
    text.is_empty()
        || match *form {
            Form::Letters(count) => is_word(text, count),
            // Source: OpenAPI, whose pattern allows any number of pairs; Klarna's pages show one or two.
            Form::Locale => text.split(|byte| *byte == b'-').all(|pair| is_word(pair, 2)),
            // Characters: bytes that go on with one do not count.
            Form::Longest(most) => text.iter().filter(|byte| **byte & 0xc0 != 0x80).count() <= most,
            Form::OneOf(words) => words.as_bytes().split(|byte| *byte == b'|').any(|word| word == text),
        }
}

fn expected(form: &Form) -> String {
    match *form {
        Form::Letters(2) => "two letters, as in ISO 3166".to_owned(),
        Form::Letters(_) => "three letters, as in ISO 4217".to_owned(),
        Form::Locale => "two letters, or pairs of letters such as en-GB".to_owned(),
        Form::Longest(most) => ["longer than ", &decimal(most), " characters"].concat(),
        Form::OneOf(words) => ["one of ", words].concat(),
    }
}

fn is_word(text: &[u8], length: usize) -> bool {
    text.len() == length && text.iter().all(u8::is_ascii_alphabetic)
}
