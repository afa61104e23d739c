//! Keeps the error codes and states, and what they mean, the same in the docs, in the types, and in Rust.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

use std::fs;
use std::path::Path;

/// A code and the sentence that says what it means.
type Code = (String, String);

fn file(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// What stands in `text` between two lines that begin with the given words, the first one left out.
fn between<'a>(text: &'a str, begin: &str, end: &str) -> Vec<&'a str> {
    let lines = text.lines().map(str::trim).skip_while(|line| !line.starts_with(begin)).skip(1);
    lines.take_while(|line| !line.starts_with(end)).collect()
}

/// `/// meaning`, then `Variant = "CODE",`.
fn in_the_enum() -> Vec<Code> {
    let mut meaning = String::new();
    let mut codes = Vec::new();
    for line in between(&file("src/domain/error.rs"), "error_codes! {", "}") {
        if let Some(words) = line.strip_prefix("///") {
            meaning = format!("{meaning}{words}");
        } else if let Some((_, code)) = line.split_once(" = ") {
            codes.push((code.trim_matches(['"', ',']).to_owned(), meaning.trim().to_owned()));
            meaning.clear();
        }
    }
    codes
}

/// `/** meaning */`, then `| "CODE"`.
fn in_the_types() -> Vec<Code> {
    let mut meaning = "";
    let mut codes = Vec::new();
    for line in between(&file("src/export/index.d.ts"), "export type KlarnaErrorCode", "/** Every failure") {
        let words = line.trim_start_matches("| ");
        if let Some(words) = words.strip_prefix("/**") {
            meaning = words.trim_end_matches("*/").trim();
        } else if words.starts_with('"') {
            codes.push((words.trim_matches(['"', ';']).to_owned(), meaning.to_owned()));
        }
    }
    codes
}

/// The rows of a table of Markdown, by their cells.
fn in_the_docs() -> Vec<Vec<String>> {
    let text = file("www/docs/errors.md");
    let rows = between(&text, "| code | meaning | what the shop should do |", "#");
    let rows = rows.into_iter().skip(1).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[test]
fn the_types_have_the_codes_of_the_enum_with_the_same_meaning() {
    assert!(in_the_enum().len() > 20, "the enum was not found");
    assert_eq!(in_the_types(), in_the_enum());
}

#[test]
fn the_docs_have_the_codes_of_the_enum_with_the_same_meaning_and_says_what_to_do() {
    let mut codes = Vec::new();
    for row in in_the_docs() {
        let [code, meaning, advice] = row.as_slice() else { panic!("a row with {} cells: {row:?}", row.len()) };
        assert!(advice.ends_with('.'), "{code}: what should the shop do?");
        let (anchor, code) = code.trim_end_matches('`').split_once('`').unwrap();
        // Where `error.help` leads.
        assert_eq!(anchor, format!("<a id=\"{}\"></a>", code.to_lowercase()));
        codes.push((code.to_owned(), meaning.clone()));
    }
    assert_eq!(codes, in_the_enum());
}

/// `/// meaning`, then `Variant = "name"`, of the states of Klarna Payments.
fn states_in_rust() -> Vec<Code> {
    let text = file("src/domain/payments/state.rs");
    let lines = between(&text, "states! {", "}");
    let pairs = lines.chunks(2).filter_map(|pair| {
        let [meaning, state] = pair else { return None };
        let name = state.split_once(" = ")?.1.trim_matches(['"', ',']);
        Some((name.to_owned(), meaning.trim_start_matches("///").trim().to_owned()))
    });
    pairs.collect()
}

/// `/** meaning */`, then `| "name"`, of a type.
fn states_in_types(start: &str, end: &str) -> Vec<Code> {
    let text = file("src/export/index.d.ts");
    let lines = between(&text, start, end);
    let pairs = lines.chunks(2).filter_map(|pair| {
        let [meaning, state] = pair else { return None };
        let meaning = meaning.trim_start_matches("/**").trim_end_matches("*/").trim();
        Some((state.trim_matches(['|', ' ', '"', ';']).to_owned(), meaning.to_owned()))
    });
    pairs.collect()
}

/// The rows of a table of two columns.
fn states_in_docs(head: &str) -> Vec<Code> {
    let text = file("www/docs/states.md");
    let rows = between(&text, head, "#").into_iter().skip(1).take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| {
        let (state, meaning) = row.trim_matches('|').split_once(" | ")?;
        Some((state.trim().trim_matches('`').to_owned(), meaning.trim().to_owned()))
    });
    cells.collect()
}

#[test]
fn the_types_and_the_docs_have_the_states_of_klarna_payments_with_the_same_meaning() {
    let states = states_in_rust();
    assert_eq!(states.len(), 14, "the states were not found");
    assert_eq!(states_in_types("export type PaymentsState =", "/** Events of"), states);
    assert_eq!(states_in_docs("| state | meaning |"), states);
}

#[test]
fn the_types_and_the_docs_have_the_states_of_the_web_sdk_with_the_same_meaning() {
    let text = file("src/domain/web_sdk/purchase.rs");
    let states: Vec<Code> = between(&text, "pub enum State {", "}")
        .chunks(2)
        .filter_map(|pair| {
            let [meaning, state] = pair else { return None };
            let mut name = String::new();
            for (at, letter) in state.trim_end_matches(',').char_indices() {
                if letter.is_uppercase() && at > 0 {
                    name.push('_');
                }
                name.extend(letter.to_lowercase());
            }
            Some((name, meaning.trim_start_matches("///").trim().to_owned()))
        })
        .collect();
    assert_eq!(states.len(), 10, "the states were not found");
    assert_eq!(states_in_types("export type WebSdkState =", "/** Events of {@link KlarnaWebSdk}"), states);
    assert_eq!(states_in_docs("| state | what it means |"), states);
}
