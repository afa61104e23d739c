//! JSON between JavaScript and the domain.

use crate::domain::value::{MAX_DEPTH, Value};
use crate::sys::js;
use crate::sys::json::stringify as to_text;
use js_sys::{JSON, JsString};
use serde::ser::Serialize;
use wasm_bindgen::{JsCast, JsValue};

/// Longer JSON is refused: an order of a thousand lines has not nearly as much.
pub(super) const LONGEST: u32 = 4 * 1024 * 1024;

/// What a shop is told of data that would not arrive.
pub(super) const LOST: &str = "JSON has no word for this (NaN, a Map, a getter?): give plain data";

/// A plain copy of foreign data: what JSON says of it. Getters run once, a cycle or a BigInt throws here, and the
/// copy has neither traps nor prototypes of its own.
pub(crate) fn plain(value: &JsValue) -> Result<JsValue, JsValue> {
    let text = to_text(value)?;
    // `stringify` gives undefined for a function or undefined.
    let Some(text) = text.dyn_ref::<JsString>() else { return Ok(JsValue::UNDEFINED) };
    if text.length() > LONGEST {
        return Err(js_sys::Error::new("longer than four million characters").into());
    }
    JSON::parse(&String::from(text))
}

/// Reads plain data. Data that is nested too deeply is an error without detail: it may hold secrets.
pub(crate) fn read(plain: &JsValue) -> Result<Value, ()> {
    walk(plain, MAX_DEPTH, Err(()))
}

/// Reads plain data whose outer part counts: what is nested too deeply is `Null`.
pub(crate) fn read_shallow(plain: &JsValue) -> Value {
    walk(plain, MAX_DEPTH, Ok(())).unwrap_or_default()
}

fn walk(plain: &JsValue, depth: usize, too_deep: Result<(), ()>) -> Result<Value, ()> {
    if let Some(text) = plain.as_string() {
        return Ok(Value::String(text));
    }
    if let Some(number) = plain.as_f64() {
        return Ok(Value::Number(number));
    }
    if let Some(truth) = plain.as_bool() {
        return Ok(Value::Bool(truth));
    }
    if !plain.is_object() {
        return Ok(Value::Null);
    }
    let Some(depth) = depth.checked_sub(1) else { return too_deep.map(|()| Value::Null) };
    let (mut items, mut members) = (Vec::new(), Vec::new());
    let is_list = js::is_list(plain);
    for key in js::keys(plain).map_err(drop)? {
        let value = walk(&js::get(plain, &key), depth, too_deep)?;
        if is_list {
            items.push(value);
        } else {
            members.push((key, value));
        }
    }
    Ok(if is_list { Value::Array(items) } else { Value::Object(members) })
}

/// The path of something that the copy has lost: a number that is none became `null`; a `Map`, a `Set` or form data, `{}`.
pub(crate) fn lost(original: &JsValue, copy: &JsValue, path: &str) -> Option<String> {
    if copy.is_null() {
        return original.as_f64().map(|_| path.to_owned());
    }
    if !copy.is_object() || js::has_method(original, "toJSON") {
        return None;
    }
    let (before, after) = if js::is_list(copy) { ("[", "]") } else { (".", "") };
    let keys = js::keys(copy).unwrap_or_default();
    if after.is_empty() && keys.is_empty() && js::has_method(original, "forEach") {
        return Some(path.to_owned());
    }
    keys.iter().find_map(|key| lost(&js::get(original, key), &js::get(copy, key), &[path, before, key, after].concat()))
}

/// Reads JSON text that came from elsewhere.
pub(crate) fn parse(text: &str) -> Option<Value> {
    read(&JSON::parse(text).ok()?).ok()
}

/// Writes JSON text.
pub(crate) fn stringify(value: &Value) -> Option<String> {
    text(&to_js(value))
}

/// The JSON text of plain data.
pub(crate) fn text(plain: &JsValue) -> Option<String> {
    to_text(plain).ok()?.as_string()
}

/// Reads the answer of Klarna Payments to a call: its known members one by one, so that nothing beside them (a cycle, a
/// BigInt) can hide a token.
pub(crate) fn read_answer(answer: &JsValue) -> Value {
    if !answer.is_object() {
        return Value::Null;
    }
    const KNOWN: &[&str] = &["authorization_token", "finalize_required", "approved", "show_form", "error", "Error"];
    let mut members = Vec::new();
    for key in KNOWN {
        members.push(((*key).to_owned(), read_foreign(&js::get(answer, key))));
    }
    Value::Object(members)
}

/// Reads whatever a callback was given. What cannot be read counts as nothing, which no caller takes for a success.
pub(crate) fn read_foreign(value: &JsValue) -> Value {
    plain(value).ok().and_then(|copy| read(&copy).ok()).unwrap_or_default()
}

/// Plain JavaScript data. (`Serializer::json_compatible`: objects, not `Map`s, which Klarna's SDK would take for empty.)
pub(crate) fn to_js(value: &Value) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
