//! Which widget of the session a call means.

use crate::domain::error::Error;
use crate::domain::value::{Value, object};

/// The handle of a widget: Klarna wants `authorize` to repeat what `load` was given.
///
/// Either one category, such as `klarna`, with an instance id where the shop shows it more than once; or several
/// categories in one widget, for which Klarna asks for an instance id.
#[derive(Debug, Clone, PartialEq)]
pub struct Widget {
    name: String,
    handle: Value,
    short_handle: Value,
}

impl Widget {
    /// Builds the handle from the options.
    pub fn new(
        category: Option<String>,
        categories: Option<Vec<String>>,
        instance: Option<String>,
    ) -> Result<Self, Error> {
        let (path, message) = if instance.as_deref().is_some_and(|instance| !is_word(instance)) {
            ("instanceId", "instanceId has only letters, digits, _ and -")
        } else if category.is_some() && categories.is_some() {
            ("paymentMethodCategories", "give paymentMethodCategory or paymentMethodCategories, not both")
        } else if categories.as_ref().is_some_and(Vec::is_empty) {
            ("paymentMethodCategories", "paymentMethodCategories names at least one category")
        } else if categories.is_some() && instance.is_none() {
            ("instanceId", "several categories in one widget need an instanceId")
        } else {
            return Ok(Self::checked(category, categories, instance));
        };
        Err(Error::argument(path, message))
    }

    fn checked(category: Option<String>, categories: Option<Vec<String>>, instance: Option<String>) -> Self {
        let category = if categories.is_some() { None } else { category.or_else(|| Some("klarna".to_owned())) };
        let name = instance.as_ref().or(category.as_ref()).cloned().unwrap_or_default();
        let (category, instance): (Value, Value) = (category.into(), instance.into());
        let handle = |categories| {
            object([
                ("payment_method_category", category.clone()),
                ("payment_method_categories", categories),
                ("instance_id", instance.clone()),
            ])
        };
        Self { name, handle: handle(categories.into()), short_handle: handle(Value::Null) }
    }

    /// The name that Klarna knows the widget by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How `load` and `authorize` name the widget.
    pub fn handle(&self) -> &Value {
        &self.handle
    }

    /// How every other call names it: without the categories.
    pub fn short_handle(&self) -> &Value {
        &self.short_handle
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// The DOM id of the widget's main frame (observed: lower case, `_` as `-`).
pub fn frame_id(name: &str) -> String {
    let name: String = name.chars().map(|c| if c == '_' { '-' } else { c.to_ascii_lowercase() }).collect();
    ["klarna-", &name, "-main"].concat()
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn without_options_it_is_the_klarna_category() {
        let widget = Widget::new(None, None, None).unwrap();
        assert_eq!(widget.name(), "klarna");
    }

    #[test]
    fn an_instance_id_names_the_widget() {
        let widget = Widget::new(Some("pay_later".to_owned()), None, Some("first".to_owned())).unwrap();
        assert_eq!(widget.name(), "first");
        assert_eq!(frame_id("Pay_Later"), "klarna-pay-later-main");
    }

    #[test]
    fn contradictory_handles_are_refused_with_their_path() {
        let text = |text: &str| Some(text.to_owned());
        let many = || Some(vec!["pay_now".to_owned(), "pay_later".to_owned()]);
        let rows = [
            (Widget::new(text("klarna"), many(), text("a")), "paymentMethodCategories"),
            (Widget::new(None, Some(vec![]), text("a")), "paymentMethodCategories"),
            (Widget::new(None, many(), None), "instanceId"),
            (Widget::new(None, many(), text("a b")), "instanceId"),
            (Widget::new(None, None, text("")), "instanceId"),
        ];
        for (result, path) in rows {
            assert_eq!(result.unwrap_err().path.as_deref(), Some(path));
        }
    }
}
