//! JSON as the domain reads it: what a foreign system sent, before anything in it is believed.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// How deep foreign data may be nested, so that it cannot exhaust our stack. Klarna's own bodies use six levels.
pub const MAX_DEPTH: usize = 32;

/// A JSON value.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    /// `null`, or a key that is not there.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number; JavaScript has one kind.
    Number(f64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object, its keys in the order they came.
    Object(Vec<(String, Value)>),
}

static NULL: Value = Value::Null;

impl Value {
    /// The member of that name, `Null` if this is no object or has none.
    pub fn get(&self, key: &str) -> &Self {
        match self {
            Self::Object(members) => members.iter().find(|(name, _)| name == key).map_or(&NULL, |(_, value)| value),
            _ => &NULL,
        }
    }

    /// The first of several spellings that is there.
    pub fn any_of(&self, keys: &[&str]) -> &Self {
        keys.iter().map(|key| self.get(key)).find(|value| !value.is_null()).unwrap_or(&NULL)
    }

    /// Whether there is nothing here.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether this is an object.
    pub fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The string, if it is one and not empty.
    pub fn as_text(&self) -> Option<&str> {
        self.as_str().filter(|text| !text.is_empty())
    }

    /// The number, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The items, none if this is no array.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::Array(items) => items,
            _ => &[],
        }
    }
}

impl From<&str> for Value {
    #[inline(never)]
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::Array(items.into_iter().map(Into::into).collect())
    }
}

/// An object whose absent members (`Null`) are left out rather than written as `null`.
pub fn object<const N: usize>(mut members: [(&str, Value); N]) -> Value {
    taken(&mut members)
}

/// The same for a list of any length.
pub fn present(mut members: Vec<(&str, Value)>) -> Value {
    taken(&mut members)
}

/// The same, taking the values out of a list.
#[inline(never)]
pub fn taken(members: &mut [(&str, Value)]) -> Value {
    let mut present = Vec::new();
    for (key, value) in members {
        if !value.is_null() {
            present.push(((*key).to_owned(), std::mem::take(value)));
        }
    }
    Value::Object(present)
}

/// The path of an item: `order_lines[2]`.
pub fn item_path(list: &str, index: usize) -> String {
    [list, "[", &decimal(index), "]"].concat()
}

/// A number of things in digits.
pub fn decimal(number: usize) -> String {
    digits(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A whole number in digits. (`to_string` would bring the machinery that pads numbers and aligns them.)
pub fn digits(number: i64) -> String {
    let mut text = String::new();
    let mut power = 1_u64;
    let absolute = number.unsigned_abs();
    while absolute / power >= 10 {
        power *= 10;
    }
    if number < 0 {
        text.push('-');
    }
    while power > 0 {
        text.push(char::from(b'0' + (absolute / power % 10) as u8));
        power /= 10;
    }
    text
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| seq.serialize_element(item))?;
                seq.end()
            }
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn a_missing_member_reads_as_null_at_any_depth() {
        let value = object([("a", Value::from("x"))]);
        assert_eq!(value.get("b").get("c"), &Value::Null);
        assert_eq!(value.any_of(&["b", "a"]).as_str(), Some("x"));
    }

    proptest::proptest! {
        #[test]
        fn digits_are_those_of_the_standard_library(number: i64) {
            for number in [number, number % 1000, 0, i64::MIN, i64::MAX] {
                assert_eq!(digits(number), number.to_string());
            }
        }
    }

    #[test]
    fn absent_members_are_left_out_of_an_object() {
        let value = object([("a", Value::from(None::<&str>)), ("b", Value::from(true))]);
        assert_eq!(value, Value::Object(vec![("b".to_owned(), Value::Bool(true))]));
    }
}
