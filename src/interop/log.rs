//! The shop's log: structured entries, off unless asked for. No entry ever holds a token.

use super::json;
use crate::domain::value::{Value, taken};
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
    pub(crate) fn write<const N: usize>(&self, event: &str, mut facts: [(&str, Value); N]) {
        self.tell(event, &mut facts);
    }

    #[inline(never)]
    fn tell(&self, event: &str, facts: &mut [(&str, Value)]) {
        let Some(callback) = &self.0 else { return };
        let mut entry = vec![("at".to_owned(), Value::Number(js_sys::Date::now())), ("event".to_owned(), event.into())];
        if let Value::Object(facts) = taken(facts) {
            entry.extend(facts);
        }
        let _ = js::invoke(callback, &[&json::to_js(&Value::Object(entry))]);
    }
}
