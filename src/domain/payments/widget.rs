//! Which widget of the session a call means.

use crate::domain::error::Error;

/// The handle of a widget: Klarna wants `authorize` to repeat what `load` was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Widget {
    /// One category, such as `klarna`.
    Category {
        /// `payment_method_category`.
        category: String,
        /// `instance_id`, where the shop shows a category more than once.
        instance: Option<String>,
    },
    /// Several categories in one widget; Klarna asks for an instance id then.
    Categories {
        /// `payment_method_categories`.
        categories: Vec<String>,
        /// `instance_id`.
        instance: String,
    },
}

impl Widget {
    /// Builds the handle from the options.
    pub fn new(
        category: Option<String>,
        categories: Option<Vec<String>>,
        instance: Option<String>,
    ) -> Result<Self, Error> {
        if let Some(instance) = &instance
            && (instance.is_empty() || !instance.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'))
        {
            return Err(Error::argument("instanceId", "instanceId has only letters, digits, _ and -"));
        }
        match (category, categories, instance) {
            (Some(_), Some(_), _) => Err(Error::argument(
                "paymentMethodCategories",
                "give paymentMethodCategory or paymentMethodCategories, not both",
            )),
            (_, Some(categories), _) if categories.is_empty() => {
                Err(Error::argument("paymentMethodCategories", "paymentMethodCategories names at least one category"))
            }
            (None, Some(_), None) => {
                Err(Error::argument("instanceId", "several categories in one widget need an instanceId"))
            }
            (None, Some(categories), Some(instance)) => Ok(Self::Categories { categories, instance }),
            (category, None, instance) => {
                Ok(Self::Category { category: category.unwrap_or_else(|| "klarna".to_owned()), instance })
            }
        }
    }

    /// The name that Klarna knows the widget by.
    pub fn name(&self) -> &str {
        match self {
            Self::Category { category, instance: None } => category,
            Self::Category { instance: Some(instance), .. } | Self::Categories { instance, .. } => instance,
        }
    }
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
