//! The options of a button of the shop's own.

use super::options::Options;
use super::presentation::Choice;
use super::vocabulary::{InitiationMode, Word};
use crate::domain::error::Error;
use crate::domain::value::{Value, object};

/// How the journey is launched by `initiate()`.
///
/// Source: Klarna Web SDK, `common.KlarnaCustomerFlowOptions` (reference, section 2.7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FlowOptions {
    /// Which of the newest presentation's options is paid with.
    pub choice: Choice,
    /// How the journey is launched.
    pub initiation_mode: Option<InitiationMode>,
    hide_overlay: Option<bool>,
}

impl FlowOptions {
    /// The options that exist.
    pub const KEYS: &'static [&'static str] = &["option", "initiationMode", "hideOverlay"];

    /// Reads the options of `initiate`.
    pub fn read(options: &Value) -> Result<Self, Error> {
        let options = Options::new(options, "")?;
        Ok(Self {
            choice: options.word("option")?.unwrap_or_default(),
            initiation_mode: options.word("initiationMode")?,
            hide_overlay: options.flag("hideOverlay")?,
        })
    }

    /// The second argument of `Payment.initiate`, if there is anything to say.
    pub fn to_value(&self) -> Option<Value> {
        let value = object([
            ("initiationMode", self.initiation_mode.map(Word::as_str).into()),
            ("hideOverlay", self.hide_overlay.into()),
        ]);
        (value != object([])).then_some(value)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_klarnas_is_passed_on() {
        let options = object([("initiationMode", "POPUP".into()), ("option", "saved".into())]);
        let read = FlowOptions::read(&options).unwrap();
        assert_eq!((read.choice, read.to_value()), (Choice::Saved, Some(object([("initiationMode", "POPUP".into())]))));
        assert_eq!(FlowOptions::default().to_value(), None);
    }

    #[test]
    fn a_wrong_mode_is_named() {
        let error = FlowOptions::read(&object([("initiationMode", "POP_UP".into())])).unwrap_err();
        assert_eq!(error.path.as_deref(), Some("initiationMode"));
    }
}
