//! The crate's build script: finds the scenarios that `tests/browser/*.js` export and makes a test in Rust of each, for
//! `mod.rs` to include. Their names are written in JavaScript alone.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

const FOLDER: &str = "tests/browser";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    for sdk in ["payments", "web_sdk"] {
        let file = Path::new(&env::var("OUT_DIR")?).join(format!("{sdk}_scenarios.rs"));
        fs::write(file, tests(sdk)?)?;
    }
    Ok(())
}

/// An invocation of the macro `scenarios!`: `group "file" { name "sentence", … } …`.
fn tests(sdk: &str) -> Result<String, Box<dyn Error>> {
    let mut paths = fs::read_dir(FOLDER)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    paths.sort();
    let mut tests = String::from("scenarios! {\n");
    for path in paths {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let group = name.strip_suffix(".js").and_then(|name| name.strip_prefix(sdk)?.strip_prefix('_'));
        let text = if group.is_some() { fs::read_to_string(&path)? } else { continue };
        let sentences = sentences(&text);
        if let (Some(group), false) = (group, sentences.is_empty()) {
            writeln!(tests, "{group} \"/{FOLDER}/{name}\" {{")?;
            for sentence in sentences {
                writeln!(tests, "    {} {sentence:?},", snake_case(sentence))?;
            }
            tests.push_str("}\n");
        }
    }
    tests.push_str("}\n");
    Ok(tests)
}

/// The keys of what a file exports as `scenarios`, formatted as all our JavaScript is.
fn sentences(file: &str) -> Vec<&str> {
    let lines = file.lines().skip_while(|line| !line.starts_with("export const scenarios = {"));
    let lines = lines.take_while(|line| *line != "};");
    lines.filter_map(|line| line.strip_prefix("  \"")?.split_once("\":")).map(|(sentence, _)| sentence).collect()
}

/// "Klarna's own, and nobody else's" → `klarnas_own_and_nobody_elses`.
fn snake_case(sentence: &str) -> String {
    let sentence = sentence.to_lowercase().replace('\'', "");
    let words = sentence.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_")
}
