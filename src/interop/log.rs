//! The shop's log: structured entries, off unless asked for. No entry ever holds a token.

use super::json;
use crate::domain::value::{Value, present};
use crate::sys::js;
use js_sys::Function;

/// The optional `log` callback.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(Option<Function>);

impl Log {
    pub(crate) fn new(callback: Option<Function>) -> Self {
        Self(callback)
    }

    /// Writes an entry: what happened, and facts that are no secrets. A log that throws is ignored.
    pub(crate) fn write<const N: usize>(&self, event: &str, facts: [(&str, Value); N]) {
        if let Some(callback) = &self.0 {
            Self::call(callback, event, Vec::from(facts));
        }
    }

    fn call(callback: &Function, event: &str, facts: Vec<(&str, Value)>) {
        let mut entry = vec![("at".to_owned(), Value::Number(js_sys::Date::now())), ("event".to_owned(), event.into())];
        if let Value::Object(facts) = present(facts) {
            entry.extend(facts);
        }
        let _ = js::invoke(callback, &[&json::to_js(&Value::Object(entry))]);
    }
}
