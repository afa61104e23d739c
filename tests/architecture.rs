//! Keeps the layers apart: imports point toward `domain`, and `domain` knows nothing of JavaScript.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and the layers it may use.
const LAYERS: [(&str, &[&str]); 5] = [
    ("domain", &[]),
    ("sys", &[]),
    ("interop", &["sys", "domain"]),
    ("flow", &["interop", "sys", "domain"]),
    ("export", &["flow", "interop", "domain"]),
];

const JAVASCRIPT: [&str; 7] =
    ["wasm_bindgen", "js_sys", "web_sys", "gloo", "JsValue", "serde_wasm_bindgen", "wasm_bindgen_futures"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn layer(name: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name);
    let files = rust_files(&folder);
    assert!(!files.is_empty(), "the layer {name} has no files: was it renamed?");
    files.into_iter().map(|path| (path.clone(), code(&fs::read_to_string(path).unwrap()))).collect()
}

/// A file without its comments, which may speak of JavaScript.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn domain_mentions_no_javascript_type() {
    for (path, code) in layer("domain") {
        for word in JAVASCRIPT {
            assert!(!code.contains(word), "{} mentions {word}", path.display());
        }
    }
}

#[test]
fn imports_point_toward_domain() {
    for (name, allowed) in LAYERS {
        for (path, code) in layer(name) {
            for (other, _) in LAYERS {
                let forbidden = other != name && !allowed.contains(&other);
                assert!(!forbidden || !code.contains(&format!("crate::{other}")), "{} uses {other}", path.display());
            }
        }
    }
}

#[test]
fn only_the_surface_exports_to_javascript() {
    for name in ["domain", "interop", "flow"] {
        for (path, code) in layer(name) {
            assert!(!code.contains("#[wasm_bindgen"), "{} exports or imports on its own", path.display());
        }
    }
}

#[test]
fn every_import_catches() {
    for (path, code) in layer("sys") {
        let imports = code.split("#[wasm_bindgen(").skip(1).map(|part| part.split(';').next().unwrap_or_default());
        for import in imports.filter(|import| import.contains("fn ")) {
            let attributes = import.split(")]").next().unwrap_or_default();
            assert!(attributes.contains("catch"), "{}: an import without catch: {import}", path.display());
            assert!(!import.contains("async fn"), "{}: an async import never settles when it throws", path.display());
        }
    }
}

#[test]
fn nothing_is_forgotten_on_purpose() {
    for (name, _) in LAYERS {
        for (path, code) in layer(name) {
            assert!(!code.contains(".forget()"), "{} leaks with forget()", path.display());
        }
    }
}
