//! The shop's log: structured entries, off unless asked for. No entry ever holds a token.

use super::json;
use crate::domain::value::Value;
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
        self.tell(event, &facts);
    }

    #[inline(never)]
    fn tell(&self, event: &str, facts: &[(&str, Value)]) {
        let Some(callback) = &self.0 else { return };
        let entry = js::record(&[("at", js_sys::Date::now().into()), ("event", event.into())]);
        for (key, value) in facts {
            if !value.is_null() {
                js::set(&entry, key, &json::to_js(value));
            }
        }
        let _ = js::invoke(callback, &[&entry]);
    }
}
