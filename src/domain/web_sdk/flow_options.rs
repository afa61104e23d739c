//! How a journey is launched, and how Klarna's payment button looks.

use super::options::{PURCHASE, Rule, Rules, checked, keep, take_purchase};
use super::presentation::Choice;
use super::vocabulary::{INITIATION_MODES, INTENTS, REDIRECT};
use crate::domain::error::Error;
use crate::domain::value::Value;

/// Options of `initiate` or of a button, of which Klarna gets all but the choice.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowOptions {
    /// Which of the presentation's options is paid with.
    pub choice: Choice,
    /// The shop's name of the purchase.
    pub purchase: Option<String>,
    /// What Klarna gets; nothing that was not given.
    pub value: Value,
}

/// The options of `initiate`. Source: `common.KlarnaCustomerFlowOptions` (`klarna.md`).
pub const INITIATE: &Rules =
    &[Choice::RULE, PURCHASE, ("initiationMode", Rule::Word(INITIATION_MODES)), ("hideOverlay", Rule::Flag)];

/// The options of `mountButton`. Source: `payment.KlarnaPaymentButtonConfig` (`klarna.md`).
pub const BUTTON: &Rules = &[
    Choice::RULE,
    ("id", Rule::Text),
    ("initiationMode", Rule::Word(INITIATION_MODES)),
    ("intents", Rule::Words(INTENTS)),
    ("disabled", Rule::Flag),
    ("loading", Rule::Flag),
    ("locale", Rule::Locale),
    ("shape", Rule::Word(&["default", "pill", "rect"])),
    ("theme", Rule::Word(&["default", "light", "dark", "outlined"])),
    ("hideOverlay", Rule::Flag),
];

impl FlowOptions {
    /// Reads options by [`INITIATE`] or [`BUTTON`].
    pub fn read(options: Value, rules: &Rules) -> Result<Self, Error> {
        let mut value = checked(options, rules)?;
        let choice = Choice::of(&value);
        let purchase = take_purchase(&mut value);
        if let Value::Object(members) = &mut value {
            keep(members, &|key, _| key != Choice::RULE.0);
        }
        Ok(Self { choice, purchase, value })
    }

    /// Whether the page is left in any case.
    pub fn redirects(&self) -> bool {
        self.value.get("initiationMode").as_str() == Some(REDIRECT)
    }

    /// Whether an option is switched on.
    pub fn is_on(&self, key: &str) -> bool {
        self.value.get(key).as_bool() == Some(true)
    }

    /// Whether Klarna gets nothing: the argument is left out then.
    pub fn is_empty(&self) -> bool {
        matches!(&self.value, Value::Object(members) if members.is_empty())
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::value::object;

    #[test]
    fn every_documented_option_of_a_button_is_passed_on() {
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
        assert_eq!(FlowOptions::read(options.clone(), BUTTON).unwrap().value, options);
    }

    #[test]
    fn the_choice_is_ours_and_the_rest_is_klarnas() {
        let options = object([("initiationMode", "REDIRECT".into()), ("option", "saved".into())]);
        let read = FlowOptions::read(options, INITIATE).unwrap();
        assert_eq!((read.choice, read.redirects()), (Choice::Saved, true));
        assert_eq!(read.value, object([("initiationMode", "REDIRECT".into())]));
    }

    #[test]
    fn without_options_klarna_decides_everything() {
        let read = FlowOptions::read(Value::Null, BUTTON).unwrap();
        assert_eq!((read.choice, read.is_empty(), read.redirects()), (Choice::Default, true, false));
    }

    #[test]
    fn a_wrong_option_is_named() {
        for (key, value) in [("initiationMode", "popup"), ("theme", "klarna"), ("shape", "round"), ("option", "other")]
        {
            let error = FlowOptions::read(object([(key, value.into())]), BUTTON).unwrap_err();
            assert_eq!(error.path.as_deref(), Some(key));
        }
    }
}
