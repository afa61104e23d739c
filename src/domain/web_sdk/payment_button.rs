//! The options of the payment button.

use super::options::Options;
use super::presentation::Choice;
use super::vocabulary::{InitiationMode, Intent, Shape, Theme, Word};
use crate::domain::error::Error;
use crate::domain::order::is_locale;
use crate::domain::value::{Value, object};

/// How a payment button looks and launches the journey.
///
/// Source: Klarna Web SDK, `payment.KlarnaPaymentButtonConfig` (reference, section 2.5).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PaymentButton {
    /// Which of the presentation's options it pays with.
    pub choice: Choice,
    /// How the journey is launched.
    pub initiation_mode: Option<InitiationMode>,
    /// Whether the shop wants it disabled; it can change later.
    pub disabled: Option<bool>,
    /// Whether the shop wants it to show that it is busy.
    pub loading: Option<bool>,
    id: Option<String>,
    intents: Option<Vec<Intent>>,
    locale: Option<String>,
    shape: Option<Shape>,
    theme: Option<Theme>,
    hide_overlay: Option<bool>,
}

impl PaymentButton {
    /// The options that exist.
    pub const KEYS: &'static [&'static str] = &[
        "option",
        "id",
        "initiationMode",
        "intents",
        "disabled",
        "loading",
        "locale",
        "shape",
        "theme",
        "hideOverlay",
    ];

    /// Reads the options of `mountButton`.
    pub fn read(options: &Value) -> Result<Self, Error> {
        let options = Options::new(options, "")?;
        Ok(Self {
            choice: options.word("option")?.unwrap_or_default(),
            initiation_mode: options.word("initiationMode")?,
            disabled: options.flag("disabled")?,
            loading: options.flag("loading")?,
            id: options.text("id")?,
            intents: options.words("intents")?,
            locale: options.text_like("locale", is_locale, "has to be a language tag such as en-GB")?,
            shape: options.word("shape")?,
            theme: options.word("theme")?,
            hide_overlay: options.flag("hideOverlay")?,
        })
    }

    /// The configuration for Klarna, still without `initiate`. Klarna mirrors its keys as attributes,
    /// so that an `undefined` would show: what is absent is left out.
    pub fn to_value(&self) -> Value {
        let intents = self.intents.as_ref().map(|intents| intents.iter().map(|i| i.as_str()).collect::<Vec<_>>());
        object([
            ("id", self.id.clone().into()),
            ("initiationMode", self.initiation_mode.map(Word::as_str).into()),
            ("intents", intents.into()),
            ("disabled", self.disabled.into()),
            ("loading", self.loading.into()),
            ("locale", self.locale.clone().into()),
            ("shape", self.shape.map(Word::as_str).into()),
            ("theme", self.theme.map(Word::as_str).into()),
            ("hideOverlay", self.hide_overlay.into()),
        ])
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn without_options_klarna_decides_everything() {
        assert_eq!(PaymentButton::read(&Value::Null).unwrap().to_value(), object([]));
    }

    #[test]
    fn every_documented_option_is_passed_on() {
        let options = object([
            ("id", "klarna".into()),
            ("initiationMode", "ON_PAGE".into()),
            ("intents", vec!["SUBSCRIBE", "PAY"].into()),
            ("disabled", true.into()),
            ("loading", false.into()),
            ("locale", "de-AT".into()),
            ("shape", "pill".into()),
            ("theme", "outlined".into()),
            ("hideOverlay", true.into()),
        ]);
        assert_eq!(PaymentButton::read(&options).unwrap().to_value(), options);
    }

    #[test]
    fn a_wrong_option_is_named() {
        let rows = [
            ("initiationMode", Value::from("popup"), "initiationMode"),
            ("initiationMode", Value::from(1.0), "initiationMode"),
            ("intents", vec!["BUY"].into(), "intents[0]"),
            ("theme", "klarna".into(), "theme"),
            ("shape", "round".into(), "shape"),
            ("disabled", "true".into(), "disabled"),
            ("locale", "en_GB".into(), "locale"),
            ("option", "other".into(), "option"),
        ];
        for (key, value, path) in rows {
            let error = PaymentButton::read(&object([(key, value)])).unwrap_err();
            assert_eq!(error.path.as_deref(), Some(path));
        }
    }
}
