//! JSON between JavaScript and the domain.

use crate::domain::value::{Limited, Value};
use js_sys::JSON;
use serde::de::DeserializeSeed;
use serde::ser::Serialize;
use wasm_bindgen::JsValue;

/// A plain copy of foreign data: what JSON says of it. Getters run once, a cycle or a BigInt throws here, and the
/// copy has neither traps nor prototypes of its own.
pub(crate) fn plain(value: &JsValue) -> Result<JsValue, JsValue> {
    let text = JSON::stringify(value)?;
    // `stringify` gives undefined for a function or undefined.
    if text.is_undefined() {
        return Ok(JsValue::UNDEFINED);
    }
    JSON::parse(&String::from(text))
}

/// Reads plain data. Too deep or otherwise unreadable data is an error without detail: it may hold secrets.
pub(crate) fn read(plain: &JsValue) -> Result<Value, ()> {
    if plain.is_undefined() {
        return Ok(Value::Null);
    }
    Limited::default().deserialize(serde_wasm_bindgen::Deserializer::from(plain.clone())).map_err(|_| ())
}

/// Reads whatever a callback was given. What cannot be read counts as nothing, which no caller takes for a success.
pub(crate) fn read_foreign(value: &JsValue) -> Value {
    plain(value).ok().and_then(|copy| read(&copy).ok()).unwrap_or_default()
}

/// Plain JavaScript data. (`Serializer::json_compatible`: objects, not `Map`s, which Klarna's SDK would take for empty.)
pub(crate) fn to_js(value: &Value) -> JsValue {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
