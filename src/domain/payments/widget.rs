//! Which widget of the session a call means.

use super::state::Number;
use crate::domain::error::Error;
use crate::domain::value::{Value, decimal, object};

/// The handle of a widget: Klarna wants `authorize` to repeat what `load` was given.
///
/// Either one category, such as `klarna`, with an instance id where the shop shows it more than once; or several
/// categories in one widget, for which Klarna asks for an instance id.
#[derive(Debug, Clone, PartialEq)]
pub struct Widget {
    name: String,
    category: Option<String>,
    categories: Option<Vec<String>>,
    instance: Option<String>,
    /// Whether the shop says which it means.
    is_named: bool,
}

/// What the shop says of the one category of a widget.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Category {
    /// Nothing: it is Klarna's own, `klarna`.
    #[default]
    Klarna,
    /// This one.
    Named(String),
    /// That there is none: Klarna's script shows those of the session.
    None,
}

/// What Klarna's script calls a widget without category and instance id (observed, build 1.10.0-2173).
const NAMELESS: &str = "payments";

impl Widget {
    /// Builds the handle from the options.
    pub fn new(category: Category, categories: Option<Vec<String>>, instance: Option<String>) -> Result<Self, Error> {
        let (path, message) = if instance.as_deref().is_some_and(|instance| !is_word(instance)) {
            ("instanceId", "instanceId has only letters, digits, _ and -")
        } else if matches!(category, Category::Named(_)) && categories.is_some() {
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

    fn checked(category: Category, categories: Option<Vec<String>>, instance: Option<String>) -> Self {
        let is_named = category != Category::Klarna || categories.is_some() || instance.is_some();
        let category = match category {
            Category::Klarna if categories.is_none() => Some("klarna".to_owned()),
            Category::Named(category) => Some(category),
            Category::Klarna | Category::None => None,
        };
        let name = instance.as_ref().or(category.as_ref()).cloned().unwrap_or_else(|| NAMELESS.to_owned());
        Self { name, category, categories, instance, is_named }
    }

    /// The name that Klarna knows the widget by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its category, if it is of one.
    pub fn category(&self) -> Option<&str> {
        self.category.as_deref()
    }

    /// Its instance id, if the shop gives one.
    pub fn instance(&self) -> Option<&str> {
        self.instance.as_deref()
    }

    /// Whether the shop says which widget it means.
    pub const fn is_named(&self) -> bool {
        self.is_named
    }

    /// How `load` and `authorize` name the widget, by its own name or a later one.
    pub fn handle(&self, number: Number) -> Value {
        self.named(self.categories.clone(), number)
    }

    /// How every other call names it: without the categories.
    pub fn short_handle(&self, number: Number) -> Value {
        self.named(None, number)
    }

    fn named(&self, categories: Option<Vec<String>>, number: Number) -> Value {
        let instance = if number == 0 { self.instance.clone() } else { Some(renamed(&self.name, number)) };
        object([
            ("payment_method_category", self.category.clone().into()),
            ("payment_method_categories", categories.into()),
            ("instance_id", instance.into()),
        ])
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// The name of a widget that Klarna's SDK has to know by another one.
pub fn renamed(widget: &str, number: Number) -> String {
    if number == 0 { widget.to_owned() } else { [widget, "-", &decimal(number as usize)].concat() }
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
        let widget = Widget::new(Category::Klarna, None, None).unwrap();
        assert_eq!(widget.name(), "klarna");
    }

    #[test]
    fn a_widget_without_category_has_klarnas_name_for_it_and_nothing_in_its_handle() {
        let widget = Widget::new(Category::None, None, None).unwrap();
        assert_eq!((widget.name(), widget.handle(0)), ("payments", object([])));
        let named = Widget::new(Category::None, None, Some("first".to_owned())).unwrap();
        assert_eq!((named.name(), named.handle(0)), ("first", object([("instance_id", "first".into())])));
    }

    #[test]
    fn an_instance_id_names_the_widget() {
        let widget = Widget::new(Category::Named("pay_later".to_owned()), None, Some("first".to_owned())).unwrap();
        assert_eq!(widget.name(), "first");
        assert_eq!(frame_id("Pay_Later"), "klarna-pay-later-main");
    }

    #[test]
    fn contradictory_handles_are_refused_with_their_path() {
        let text = |text: &str| Some(text.to_owned());
        let many = || Some(vec!["pay_now".to_owned(), "pay_later".to_owned()]);
        let rows = [
            (Widget::new(Category::Named("klarna".to_owned()), many(), text("a")), "paymentMethodCategories"),
            (Widget::new(Category::Klarna, Some(vec![]), text("a")), "paymentMethodCategories"),
            (Widget::new(Category::None, many(), None), "instanceId"),
            (Widget::new(Category::None, many(), text("a b")), "instanceId"),
            (Widget::new(Category::Klarna, None, text("")), "instanceId"),
        ];
        for (result, path) in rows {
            assert_eq!(result.unwrap_err().path.as_deref(), Some(path));
        }
    }
}
