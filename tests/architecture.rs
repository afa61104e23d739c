//! Keeps the layers apart: imports point toward `domain`, and `domain` knows nothing of JavaScript.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and the layers it may use.
const LAYERS: [(&str, &[&str]); 6] = [
    ("domain", &[]),
    ("sys", &[]),
    ("interop", &["sys", "domain"]),
    ("options", &["interop", "sys", "domain"]),
    ("flow", &["options", "interop", "sys", "domain"]),
    ("export", &["flow", "options", "interop", "domain"]),
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
    for name in ["domain", "interop", "options", "flow"] {
        for (path, code) in layer(name) {
            assert!(!code.contains("#[wasm_bindgen"), "{} exports or imports on its own", path.display());
        }
    }
}

#[test]
fn every_import_catches() {
    for (path, code) in layer("sys") {
        // What `js.js` gives catches on its own.
        let blocks = code.split("extern \"C\"").scan(String::new(), |before, block| {
            let is_own = before.contains("module = \"/src/sys/js.js\"");
            *before = block.to_owned();
            Some(if is_own { "" } else { block })
        });
        let code = blocks.collect::<Vec<_>>().join("");
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

/// What the driver of Klarna Payments may name of the domain: the page, what goes in and comes out, and plain values.
const DRIVER_MAY_NAME: [&str; 35] = [
    "APPROVED",
    "Announcement",
    "Call",
    "Category",
    "Change",
    "Effect",
    "Error",
    "ErrorCode",
    "Facts",
    "Fault",
    "Finding",
    "Found",
    "Id",
    "Input",
    "Limits",
    "Note",
    "Number",
    "Opening",
    "OrderCheck",
    "PAYMENTS_URL",
    "Page",
    "Record",
    "Request",
    "Rounded",
    "SWAPPING_KEYS",
    "Settled",
    "Value",
    "Widget",
    "classify",
    "drops_second_call",
    "fingerprint",
    "frame_id",
    "is_late_failure",
    "jwt_payload",
    "order",
];

/// The same for the Web SDK; polling for `confirm`, what was mounted and the options are straight lines with rules of their own.
const WEB_SDK_DRIVER_MAY_NAME: [&str; 54] = [
    "Arrival",
    "Attempt",
    "Authorization",
    "BUTTON",
    "CONFIGURATION",
    "Callback",
    "Choice",
    "ClickNumber",
    "Configuration",
    "Confirmation",
    "DEFAULT_TIMEOUT_MS",
    "EXPOSE",
    "Effect",
    "Effects",
    "Error",
    "ErrorCode",
    "Event",
    "Exposed",
    "FlowOptions",
    "INITIATE",
    "Id",
    "Input",
    "InstanceId",
    "Limits",
    "Links",
    "Note",
    "Offer",
    "PART",
    "PRESENTATION",
    "PURCHASE",
    "Page",
    "Part",
    "Passed",
    "PaymentRequest",
    "Place",
    "Poll",
    "Polling",
    "Posted",
    "PresentationId",
    "PresentationRequest",
    "QuestionNumber",
    "Resolved",
    "Rules",
    "Setting",
    "Source",
    "Value",
    "WEB_SDK_URL",
    "Word",
    "attempt_url",
    "checked",
    "decimal",
    "load_failure",
    "status_address",
    "web_sdk",
];

/// The module of a file, as a path: `domain/payments/page`.
fn module(path: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let path = path.strip_prefix(root).unwrap().with_extension("");
    path.to_str().unwrap().trim_end_matches("/mod").to_owned()
}

/// Every path that a file names, from the crate's root: `domain/payments/page/Page`.
fn paths_named(module: &str, code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    for (begin, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let is_inner = code[..begin].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        if !is_inner {
            expand(module, "", &code[begin..], &mut paths);
        }
    }
    paths
}

/// A path at the beginning of a text, with every name of its braces.
fn expand(module: &str, before: &str, text: &str, paths: &mut Vec<String>) {
    let mut path = before.to_owned();
    let mut rest = text;
    loop {
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (name, after) = rest.split_at(length);
        path = match name {
            "crate" => String::new(),
            "super" if path.is_empty() => module.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned(),
            "super" => path.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned(),
            _ => format!("{path}/{name}").trim_start_matches('/').to_owned(),
        };
        let Some(next) = after.strip_prefix("::") else { break };
        if let Some(group) = next.strip_prefix('{') {
            let mut depth = 0;
            let mut item = 0;
            for (at, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    ',' | '}' if depth == 0 => {
                        expand(module, &path, group[item..at].trim(), paths);
                        item = at + 1;
                        if c == '}' {
                            return;
                        }
                    }
                    '}' => depth -= 1,
                    _ => {}
                }
            }
            return;
        }
        rest = next;
    }
    paths.push(path);
}

/// What a module hands on from files within it: the name, and where it is.
fn handed_on(module: &str, code: &str) -> impl Iterator<Item = (String, String)> {
    let mut paths = Vec::new();
    for word in ["pub use ", "pub(crate) use ", "pub(super) use "] {
        for (begin, _) in code.match_indices(word) {
            let text = &code[begin + word.len()..];
            let before = if text.starts_with("crate::") || text.starts_with("super::") { "" } else { module };
            expand(module, before, text, &mut paths);
        }
    }
    paths.into_iter().map(|path| (path.rsplit('/').next().unwrap_or_default().to_owned(), path))
}

/// The paths that a module names of what is within it: `object::Object`.
fn paths_within(module: &str, code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let children = code.split(';').filter_map(|item| item.rsplit_once("mod ")).map(|(_, name)| name.trim());
    for child in children.filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_')) {
        for (begin, _) in code.match_indices(&format!("{child}::")) {
            if !code[..begin].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                expand(module, module, &code[begin..], &mut paths);
            }
        }
    }
    paths
}

/// The file that has what a path names, whoever hands it on.
fn file_of(
    path: &str,
    files: &BTreeMap<String, String>,
    handed_on: &BTreeMap<(String, String), String>,
) -> Option<String> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    let module = ends.map(|end| &path[..end]).rfind(|module| files.contains_key(*module))?;
    let rest = path[module.len()..].trim_start_matches('/');
    let (name, within) = rest.split_once('/').unwrap_or((rest, ""));
    match handed_on.get(&(module.to_owned(), name.to_owned())).filter(|to| **to != path) {
        Some(to) => file_of(format!("{to}/{within}").trim_end_matches('/'), files, handed_on),
        None => Some(module.to_owned()),
    }
}

#[test]
fn no_file_leads_back_to_itself() {
    let mut files = BTreeMap::new();
    let mut all_handed_on = BTreeMap::new();
    for (path, code) in LAYERS.iter().flat_map(|(name, _)| layer(name)) {
        let module = module(&path);
        if !module.contains("/tests") {
            all_handed_on.extend(handed_on(&module, &code).map(|(name, path)| ((module.clone(), name), path)));
            files.insert(module, code);
        }
    }
    let mut edges = BTreeMap::new();
    for (module, code) in &files {
        let named = paths_named(module, code).into_iter().chain(paths_within(module, code));
        // After the last comma of a list there is no name.
        let named = named.filter(|path| !path.ends_with('/'));
        let leads_to = named.filter_map(|path| file_of(&path, &files, &all_handed_on)).filter(|to| to != module);
        edges.insert(module.clone(), leads_to.collect::<BTreeSet<_>>());
    }
    for (from, to) in [
        ("domain/web_sdk/page", "domain/web_sdk/page/object"),
        ("domain/web_sdk/page/object", "domain/web_sdk/purchase"),
        ("flow/web_sdk/driver", "domain/web_sdk/page/input"),
    ] {
        assert!(edges.get(from).is_some_and(|edges| edges.contains(to)), "{from} uses {to}, which was not found");
    }
    for start in edges.keys() {
        let (mut seen, mut next) = (BTreeSet::new(), vec![start]);
        while let Some(module) = next.pop() {
            for to in edges.get(module).into_iter().flatten() {
                assert!(to != start, "{start} leads back to itself by way of {module}");
                if seen.insert(to) {
                    next.push(to);
                }
            }
        }
    }
}

#[test]
fn the_driver_of_klarna_payments_decides_nothing() {
    let files =
        ["export/payments", "flow/payments", "interop/payments", "options/payments", "options/order", "options/calls"];
    decides_nothing(&files, &|named, name| {
        DRIVER_MAY_NAME.contains(&name) || name == "renamed" || named.starts_with("order/")
    });
}

#[test]
fn the_driver_of_the_web_sdk_decides_nothing() {
    let files = ["export/web_sdk", "flow/web_sdk", "interop/web_sdk", "options/web_sdk"];
    decides_nothing(&files, &|_, name| WEB_SDK_DRIVER_MAY_NAME.contains(&name));
}

fn decides_nothing(modules: &[&str], is_plain: &dyn Fn(&str, &str) -> bool) {
    let files: Vec<_> = ["export", "flow", "options", "interop"].into_iter().flat_map(layer).collect();
    for start in modules {
        assert!(files.iter().any(|(path, _)| module(path).starts_with(start)), "{start} has no files: was it renamed?");
    }
    for (path, code) in files.iter().filter(|(path, _)| modules.iter().any(|start| module(path).starts_with(start))) {
        for named in paths_named(&module(path), code) {
            let Some(named) = named.strip_prefix("domain/") else { continue };
            let name = named.rsplit('/').next().unwrap_or_default();
            // After the last comma of a list there is no name.
            assert!(name.is_empty() || is_plain(named, name), "{} names {named}", path.display());
        }
        assert!(!code.contains("State::"), "{} matches a state", path.display());
        for word in ["Weak<Object>", "RefCell<Option<Rc<Object>>>"] {
            assert!(!code.contains(word), "{} holds another purchase: {word}", path.display());
        }
    }
}

#[test]
fn only_drivers_and_the_surface_know_the_page() {
    let not_for = [
        ("interop", &["Page", "Input", "Effect", "Effects", "Facts"][..]),
        ("options", &["Page", "Input", "Effect", "Effects", "Facts"]),
        // It gives the page what the shop wants. What comes of that, the driver performs.
        ("export", &["Page", "Effect", "Effects"]),
    ];
    for (name, words) in not_for {
        for (path, code) in layer(name) {
            for named in paths_named(&module(&path), &code) {
                let word = named.strip_prefix("domain/").and_then(|named| named.rsplit('/').next());
                assert!(!word.is_some_and(|word| words.contains(&word)), "{} names {named}", path.display());
            }
        }
    }
}
