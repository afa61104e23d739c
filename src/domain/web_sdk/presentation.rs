//! How Klarna wants to be shown: the three shapes of a presentation as one.
//!
//! The components are JavaScript objects, so the domain says where they lie and the flow fetches them.
//! Shapes (reference, section 2.3): r6 and a middle release are flat (`header`, `subheader.short` …), the latest
//! has `paymentOption` and `savedPaymentOption`, each with the parts.

use super::options::Options;
use super::vocabulary::{Intent, Word, words};
use crate::domain::error::Error;
use crate::domain::order::is_locale;
use crate::domain::value::{Value, object};

/// Ids of a presentation that the SDK makes up when Klarna refused to give one: no session stands behind it
/// (observed; reference, section 1.6).
const MADE_UP_IDS: [&str; 3] = ["KLARNA", "CHANGE_PLAN", "SAVED_PAYMENT_OPTION"];

words! {
    /// How prominently to offer Klarna.
    Instruction {
        /// As one of the methods.
        Show = "SHOW_KLARNA",
        /// First and selected.
        Preselect = "PRESELECT_KLARNA",
        /// Alone, the others collapsed.
        ShowOnly = "SHOW_ONLY_KLARNA",
        /// Not at all.
        Hide = "HIDE_KLARNA",
    }

    /// What of a presentation can be mounted.
    Part {
        Header = "header",
        Subheader = "subheader",
        Icon = "icon",
        Badge = "badge",
        Message = "message",
        Terms = "terms",
    }

    /// Which of the customer's two ways to pay is meant.
    Choice {
        /// The ordinary one.
        Default = "default",
        /// The one that the customer used before, where there is one.
        Saved = "saved",
    }

    /// The forms of the icon.
    IconShape {
        Default = "default",
        Badge = "badge",
        Rectangle = "rectangle",
        Square = "square",
    }

    /// The two subheaders of release 6.
    Variant {
        Short = "short",
        Enriched = "enriched",
    }
}

#[expect(clippy::derivable_impls, reason = "the macro has no place for an attribute of a variant")]
impl Default for Choice {
    fn default() -> Self {
        Self::Default
    }
}

/// What a presentation is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct PresentationRequest {
    amount: Option<f64>,
    currency: String,
    locale: Option<String>,
    intents: Option<Vec<Intent>>,
}

impl PresentationRequest {
    /// The options that exist.
    pub const KEYS: &'static [&'static str] = &["amount", "currency", "locale", "intents"];

    /// Reads the options of `presentation`. `amount` is in minor units.
    pub fn read(options: &Value) -> Result<Self, Error> {
        let options = Options::new(options, "")?;
        let is_currency = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let currency = options.text_like("currency", is_currency, "has to be three capital letters, as in ISO 4217")?;
        Ok(Self {
            amount: options.whole("amount", 0.0)?,
            currency: currency.ok_or_else(|| Error::argument("currency", "currency is missing"))?,
            locale: options.text_like("locale", is_locale, "has to be a language tag such as en-GB")?,
            intents: options.words("intents")?,
        })
    }

    /// The same request with what the shop changes of it, such as the amount.
    pub fn changed(&self, options: &Value) -> Result<Self, Error> {
        let Value::Object(mut members) = self.to_value() else { return Self::read(options) };
        for (key, value) in Options::new(options, "")?.members() {
            members.retain(|(kept, _)| kept != key);
            members.push((key.clone(), value.clone()));
        }
        Self::read(&Value::Object(members))
    }

    /// The argument of `Payment.presentation`.
    pub fn to_value(&self) -> Value {
        let intents = self.intents.as_ref().map(|intents| intents.iter().map(|i| i.as_str()).collect::<Vec<_>>());
        object([
            ("amount", self.amount.into()),
            ("currency", self.currency.as_str().into()),
            ("locale", self.locale.clone().into()),
            ("intents", intents.into()),
        ])
    }
}

/// A presentation's own data, without its components.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What to do; an instruction that nobody knows yet means to show Klarna as one of the methods.
    pub instruction: Instruction,
    /// Whether the SDK made the presentation up, so that paying with it will probably fail.
    pub degraded: bool,
    default_id: Option<String>,
    saved_id: Option<String>,
    is_nested: bool,
    has_saved: bool,
}

impl Offer {
    /// Reads `instruction`, `paymentOption.paymentOptionId` and `savedPaymentOption.paymentOptionId`.
    pub fn read(presentation: &Value) -> Self {
        let id = |key: &str| presentation.get(key).get("paymentOptionId").as_text().map(str::to_owned);
        let default_id = id("paymentOption");
        let saved_id = id("savedPaymentOption");
        let is_made_up = |id: &Option<String>| id.as_deref().is_some_and(|id| MADE_UP_IDS.contains(&id));
        Self {
            instruction: presentation.get("instruction").as_str().and_then(Word::parse).unwrap_or(Instruction::Show),
            degraded: is_made_up(&default_id) || is_made_up(&saved_id),
            default_id,
            saved_id,
            is_nested: presentation.get("paymentOption").is_object(),
            has_saved: presentation.get("savedPaymentOption").is_object(),
        }
    }

    /// Whether there is a saved way to pay.
    pub fn has_saved(&self) -> bool {
        self.has_saved
    }

    /// The member of the presentation that holds the parts: `None` inside when they lie in the presentation itself,
    /// `None` altogether when the presentation does not have that choice.
    pub fn root(&self, choice: Choice) -> Option<Option<&'static str>> {
        match choice {
            Choice::Saved if self.has_saved => Some(Some("savedPaymentOption")),
            Choice::Saved => None,
            Choice::Default if self.is_nested => Some(Some("paymentOption")),
            Choice::Default => Some(None),
        }
    }

    /// The id of the option, for when the SDK does not say it again at the click.
    pub fn option_id(&self, choice: Choice) -> Option<&str> {
        match choice {
            Choice::Default => self.default_id.as_deref(),
            Choice::Saved => self.saved_id.as_deref(),
        }
    }
}

/// How a part is to be shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartOptions {
    /// Which way to pay it belongs to.
    pub choice: Choice,
    shape: Option<IconShape>,
    variant: Option<Variant>,
}

impl PartOptions {
    /// The options that exist.
    pub const KEYS: &'static [&'static str] = &["option", "shape", "variant"];

    /// Reads the options of `mount`.
    pub fn read(options: &Value) -> Result<Self, Error> {
        let options = Options::new(options, "")?;
        Ok(Self {
            choice: options.word("option")?.unwrap_or_default(),
            shape: options.word("shape")?,
            variant: options.word("variant")?,
        })
    }
}

/// A place where a part may lie, and what its component is made with there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Member names from the root on.
    pub path: &'static [&'static str],
    /// `shape` of the icon.
    pub shape: Option<&'static str>,
}

impl Part {
    /// The places to look at, in this order; the first that has a component is the one.
    pub fn looks(self, options: PartOptions) -> Vec<Look> {
        let at = |path| Look { path, shape: None };
        match self {
            Self::Header => vec![at(&["header"])],
            Self::Subheader if options.variant == Some(Variant::Enriched) => {
                vec![at(&["subheader", "enriched"]), at(&["subheader"]), at(&["subheader", "short"])]
            }
            Self::Subheader => vec![at(&["subheader"]), at(&["subheader", "short"]), at(&["subheader", "enriched"])],
            Self::Icon => vec![Look { path: &["icon"], shape: options.shape.map(Word::as_str) }],
            // Only the saved option has a badge of its own; elsewhere it is a form of the icon.
            Self::Badge => vec![at(&["badge"]), Look { path: &["icon"], shape: Some(IconShape::Badge.as_str()) }],
            Self::Message => vec![at(&["message"])],
            Self::Terms => vec![at(&["terms"])],
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn option(id: &str) -> Value {
        object([("paymentOptionId", id.into())])
    }

    #[test]
    fn the_nested_shape_has_its_parts_in_the_payment_option() {
        let offer = Offer::read(&object([
            ("instruction", "PRESELECT_KLARNA".into()),
            ("paymentOption", option("S0xBUk5B")),
            ("savedPaymentOption", option("U0FWRUQ=")),
        ]));
        assert_eq!((offer.instruction, offer.degraded, offer.has_saved()), (Instruction::Preselect, false, true));
        assert_eq!(
            (offer.root(Choice::Default), offer.option_id(Choice::Default)),
            (Some(Some("paymentOption")), Some("S0xBUk5B"))
        );
        assert_eq!(
            (offer.root(Choice::Saved), offer.option_id(Choice::Saved)),
            (Some(Some("savedPaymentOption")), Some("U0FWRUQ="))
        );
    }

    #[test]
    fn the_flat_shapes_have_their_parts_in_the_presentation_and_nothing_saved() {
        let offer = Offer::read(&object([("instruction", "SHOW_ONLY_KLARNA".into()), ("header", object([]))]));
        assert_eq!((offer.root(Choice::Default), offer.option_id(Choice::Default)), (Some(None), None));
        assert_eq!((offer.root(Choice::Saved), offer.has_saved()), (None, false));
    }

    #[test]
    fn an_unknown_instruction_shows_klarna_as_one_of_the_methods() {
        for instruction in [Value::Null, "SHOUT_KLARNA".into(), 1.0.into()] {
            assert_eq!(Offer::read(&object([("instruction", instruction)])).instruction, Instruction::Show);
        }
        assert_eq!(Offer::read(&Value::Null).instruction, Instruction::Show);
    }

    #[test]
    fn a_presentation_that_the_sdk_made_up_is_called_degraded() {
        for id in MADE_UP_IDS {
            assert!(Offer::read(&object([("paymentOption", option(id))])).degraded, "{id}");
            assert!(Offer::read(&object([("savedPaymentOption", option(id))])).degraded, "{id}");
        }
        assert!(!Offer::read(&object([("paymentOption", option("KLARNA_1772724914329"))])).degraded);
    }

    #[test]
    fn a_subheader_is_found_in_every_shape() {
        let path = |variant: &str| {
            let options = PartOptions::read(&object([("variant", variant.into())])).unwrap();
            Part::Subheader.looks(options).iter().map(|look| look.path.join(".")).collect::<Vec<_>>()
        };
        assert_eq!(path("short"), ["subheader", "subheader.short", "subheader.enriched"]);
        assert_eq!(path("enriched"), ["subheader.enriched", "subheader", "subheader.short"]);
    }

    #[test]
    fn a_badge_falls_back_to_the_icon_in_that_form() {
        let looks = Part::Badge.looks(PartOptions::default());
        assert_eq!(
            looks.iter().map(|look| (look.path, look.shape)).collect::<Vec<_>>(),
            [(&["badge"] as &[_], None), (&["icon"], Some("badge")),]
        );
    }

    #[test]
    fn a_request_passes_on_what_was_given_and_nothing_else() {
        let options = object([
            ("amount", 11_800.0.into()),
            ("currency", "EUR".into()),
            ("locale", "de-DE".into()),
            ("intents", vec!["PAY"].into()),
        ]);
        assert_eq!(PresentationRequest::read(&options).unwrap().to_value(), options);
        let least = object([("currency", "EUR".into())]);
        assert_eq!(PresentationRequest::read(&least).unwrap().to_value(), least);
    }

    #[test]
    fn a_request_can_be_changed_in_part() {
        let first = object([("amount", 100.0.into()), ("currency", "EUR".into()), ("locale", "de-DE".into())]);
        let request = PresentationRequest::read(&first).unwrap();
        let changed = request.changed(&object([("amount", 250.0.into())])).unwrap();
        assert_eq!(changed.to_value().get("amount").as_f64(), Some(250.0));
        assert_eq!(changed.to_value().get("locale").as_str(), Some("de-DE"));
        assert!(request.changed(&object([("currency", "euro".into())])).is_err());
    }

    #[test]
    fn a_wrong_request_is_named() {
        let rows = [
            (object([]), "currency"),
            (object([("currency", "eur".into())]), "currency"),
            (object([("currency", "EURO".into())]), "currency"),
            (object([("currency", "EUR".into()), ("amount", 11.8.into())]), "amount"),
            (object([("currency", "EUR".into()), ("amount", "1180".into())]), "amount"),
            (object([("currency", "EUR".into()), ("intents", "PAY".into())]), "intents"),
        ];
        for (options, path) in rows {
            assert_eq!(PresentationRequest::read(&options).unwrap_err().path.as_deref(), Some(path));
        }
    }
}
