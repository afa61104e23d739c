//! Reads options: each once, as an own property, checked, with a path for the error.
//!
//! A polluted prototype cannot move a checkout to another host, a misspelt type cannot pass, and no error repeats
//! a value, which might be a token.

use super::failure::Failure;
use super::json;
use crate::domain::error::Error;
use crate::domain::value::{Value, decimal, item_path};
use crate::sys::js;
use js_sys::{Function, JsString};
use wasm_bindgen::{JsCast, JsValue};

/// Longer strings are refused unread. Klarna's tokens have a few kilobytes.
const LONGEST_TEXT: u32 = 65_536;
/// A list of categories, hosts or products is short.
const LONGEST_LIST: f64 = 256.0;

/// An object with options.
#[derive(Debug)]
pub(crate) struct Options {
    object: JsValue,
    prefix: String,
}

impl Options {
    /// Options given as an argument; `undefined` and `null` are an empty object.
    pub(crate) fn argument(value: &JsValue, name: &str) -> Result<Self, Failure> {
        if value.is_undefined() || value.is_null() {
            return Ok(Self { object: js::object(), prefix: String::new() });
        }
        Self::nested(value, name, String::new())
    }

    fn nested(value: &JsValue, path: &str, prefix: String) -> Result<Self, Failure> {
        if !value.is_object() || value.is_function() || js::is_list(value) {
            return Err(Error::argument(path, "an object is expected here").into());
        }
        Ok(Self { object: value.clone(), prefix })
    }

    /// An option; `None` if it is not an own property or is `undefined`.
    pub(crate) fn get(&self, key: &str) -> Result<Option<Field>, Failure> {
        let path = [&self.prefix, key].concat();
        match js::own(&self.object, key) {
            Ok(value) if value.is_undefined() => Ok(None),
            Ok(value) => Ok(Some(Field { value, path })),
            Err(cause) => Err(Failure::caused(Error::argument(path, "this option cannot be read"), cause)),
        }
    }

    /// An option that has to be there.
    pub(crate) fn required(&self, key: &str) -> Result<Field, Failure> {
        self.get(key)?.ok_or_else(|| Error::argument([&self.prefix, key].concat(), "this option is missing").into())
    }

    /// Refuses options that nobody knows.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Failure> {
        let keys = js::keys(&self.object).unwrap_or_default();
        match keys.iter().find(|key| !known.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => Err(Error::argument([&self.prefix, key.as_str()].concat(), "there is no such option").into()),
        }
    }

    /// A text option, if it is there.
    pub(crate) fn text(&self, key: &str) -> Result<Option<String>, Failure> {
        match self.get(key)? {
            Some(field) => field.text().map(Some),
            None => Ok(None),
        }
    }

    /// A number option, if it is there.
    pub(crate) fn number(&self, key: &str, least: f64, most: f64) -> Result<Option<f64>, Failure> {
        match self.get(key)? {
            Some(field) => field.number(least, most).map(Some),
            None => Ok(None),
        }
    }

    /// A true-or-false option, if it is there.
    pub(crate) fn boolean(&self, key: &str) -> Result<Option<bool>, Failure> {
        match self.get(key)? {
            Some(field) => field.boolean().map(Some),
            None => Ok(None),
        }
    }

    /// A function option, if it is there.
    pub(crate) fn function(&self, key: &str) -> Result<Option<Function>, Failure> {
        match self.get(key)? {
            Some(field) => field.function().map(Some),
            None => Ok(None),
        }
    }

    /// A list of texts, if it is there.
    pub(crate) fn texts(&self, key: &str) -> Result<Option<Vec<String>>, Failure> {
        match self.get(key)? {
            Some(field) => field.texts().map(Some),
            None => Ok(None),
        }
    }
}

/// One value with its place in the options.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) value: JsValue,
    pub(crate) path: String,
}

impl Field {
    pub(super) fn wrong<T>(&self, message: &'static str) -> Result<T, Failure> {
        Err(self.refused(message))
    }

    #[inline(never)]
    fn refused(&self, message: &'static str) -> Failure {
        Error::argument(self.path.as_str(), message).into()
    }

    pub(super) fn threw(&self, message: &'static str, cause: JsValue) -> Failure {
        self.refused(message).or_caused(Some(cause))
    }

    /// A text that is not empty and not endless.
    pub(crate) fn text(&self) -> Result<String, Failure> {
        let text = self.any_text()?;
        if text.is_empty() { self.wrong("the string is empty") } else { Ok(text) }
    }

    /// A text that is not endless.
    pub(crate) fn any_text(&self) -> Result<String, Failure> {
        match self.value.dyn_ref::<JsString>() {
            Some(text) if text.length() <= LONGEST_TEXT => Ok(text.into()),
            Some(_) => self.wrong("the string is too long"),
            None => self.wrong("a string is expected here"),
        }
    }

    /// A number within bounds; never `NaN`.
    pub(crate) fn number(&self, least: f64, most: f64) -> Result<f64, Failure> {
        match self.value.as_f64() {
            Some(number) if (least..=most).contains(&number) => Ok(number),
            Some(_) => self.wrong("the number is out of bounds"),
            None => self.wrong("a number is expected here"),
        }
    }

    /// True or false.
    pub(crate) fn boolean(&self) -> Result<bool, Failure> {
        self.value.as_bool().map_or_else(|| self.wrong("true or false is expected here"), Ok)
    }

    /// A function.
    pub(crate) fn function(&self) -> Result<Function, Failure> {
        if self.value.is_function() {
            Ok(self.value.clone().unchecked_into())
        } else {
            self.wrong("a function is expected here")
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&self) -> Result<Vec<String>, Failure> {
        if !js::is_list(&self.value) {
            return self.wrong("a list of strings is expected here");
        }
        let length = self.member("length")?.as_f64();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the check")]
        let length = match length {
            Some(length) if (0.0..=LONGEST_LIST).contains(&length) => length as usize,
            _ => return self.wrong("the list is too long"),
        };
        let mut texts = Vec::new();
        for index in 0..length {
            let item = Self { value: self.member(&decimal(index))?, path: item_path(&self.path, index) };
            texts.push(item.text()?);
        }
        Ok(texts)
    }

    fn member(&self, key: &str) -> Result<JsValue, Failure> {
        js::read(&self.value, key).map_err(|cause| self.threw("this list cannot be read", cause))
    }

    /// Nested options.
    pub(crate) fn options(&self) -> Result<Options, Failure> {
        Options::nested(&self.value, &self.path, [&self.path, "."].concat())
    }

    /// An object that is neither a list nor a function.
    pub(super) fn object(&self) -> Result<(), Failure> {
        if !self.value.is_object() || self.value.is_function() || js::is_list(&self.value) {
            return self.wrong("an object is expected here");
        }
        Ok(())
    }

    /// A plain JSON object: a copy for others to use, and the same as a domain value.
    pub(crate) fn json_object(&self) -> Result<(JsValue, Value), Failure> {
        self.object()?;
        let (copy, value) = self.json()?;
        if !value.is_object() {
            return self.wrong("a plain object is expected here");
        }
        Ok((copy, value))
    }

    /// Whatever JSON can tell, and tells in full: a copy, and the same as a domain value.
    pub(crate) fn json(&self) -> Result<(JsValue, Value), Failure> {
        let copy = json::plain(&self.value)
            .map_err(|cause| self.threw("this is no JSON (a cycle, a BigInt?), or too long", cause))?;
        let Ok(value) = json::read(&copy) else { return self.wrong("the data is nested too deeply") };
        match json::lost(&self.value, &copy, &self.path) {
            None => Ok((copy, value)),
            Some(path) => Err(Error::argument(path, json::LOST).into()),
        }
    }
}
