//! How Klarna wants to be shown: the three shapes of a presentation as one.
//!
//! The components are JavaScript objects, so the domain says where they lie and the flow fetches them.
//! Shapes (`klarna.md`): r6 and a middle release are flat (`header`, `subheader.short` …), the latest
//! has `paymentOption` and `savedPaymentOption`, each with the parts.

use super::options::{PURCHASE, Rule, Rules, checked, missing, take_purchase};
use super::vocabulary::{INTENTS, Word, words};
use crate::domain::error::Error;
use crate::domain::value::{Value, object};

/// Ids of a presentation that the SDK makes up when Klarna refused to give one: no session stands behind it
/// (seen; `klarna.md`).
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
}

/// Which of the customer's two ways to pay is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Choice {
    /// The ordinary one.
    #[default]
    Default,
    /// The one that the customer used before, where there is one.
    Saved,
}

impl Choice {
    /// The option that names it.
    pub const RULE: (&'static str, Rule) = ("option", Rule::Word(&["default", "saved"]));

    /// Reads it from checked options.
    pub fn of(options: &Value) -> Self {
        if options.get(Self::RULE.0).as_str() == Some("saved") { Self::Saved } else { Self::Default }
    }
}

/// What a presentation is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct PresentationRequest {
    /// The argument of `Payment.presentation`.
    value: Value,
    purchase: Option<String>,
}

/// The options of `presentation`. `amount` is in minor units.
pub const PRESENTATION: &Rules = &[
    ("amount", Rule::Amount),
    ("currency", Rule::Currency),
    ("locale", Rule::Locale),
    ("intents", Rule::Words(INTENTS)),
    ("subscriptionBillingInterval", Rule::Word(&["DAY", "WEEK", "MONTH", "YEAR"])),
    ("subscriptionBillingIntervalFrequency", Rule::Count),
    PURCHASE,
];

impl PresentationRequest {
    /// Reads the options of `presentation`.
    pub fn read(options: Value) -> Result<Self, Error> {
        let mut value = checked(options, PRESENTATION)?;
        let purchase = take_purchase(&mut value);
        if value.get("currency").is_null() { Err(missing("currency")) } else { Ok(Self { value, purchase }) }
    }

    /// The same request with what the shop changes of it, such as the amount.
    pub fn changed(&self, options: Value) -> Result<Self, Error> {
        let mut changes = checked(options, PRESENTATION)?;
        let purchase = take_purchase(&mut changes).or_else(|| self.purchase.clone());
        if let (Value::Object(changes), Value::Object(members)) = (&mut changes, &self.value) {
            for member in members {
                if changes.iter().all(|(changed, _)| *changed != member.0) {
                    changes.push(member.clone());
                }
            }
        }
        Ok(Self { value: changes, purchase })
    }

    /// What Klarna is asked.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The shop's name of the purchase, if it gave one.
    pub fn purchase(&self) -> Option<&str> {
        self.purchase.as_deref()
    }
}

/// A presentation's own data, without its components.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What to do; an instruction that nobody knows yet means to show Klarna as one of the methods.
    pub instruction: Instruction,
    /// Whether the SDK made the presentation up, so that paying with it will probably fail.
    pub degraded: bool,
    /// The id of each option that is there; empty if it has none.
    default_id: Option<String>,
    saved_id: Option<String>,
}

impl Offer {
    /// Reads `instruction`. `option_id` gives the `paymentOptionId` of the member of that name, empty if it has none, and
    /// `None` if there is no such member.
    pub fn read(instruction: Option<&str>, option_id: &dyn Fn(&str) -> Option<String>) -> Self {
        let (default_id, saved_id) = (option_id(DEFAULT), option_id(SAVED));
        Self {
            instruction: instruction.and_then(Word::parse).unwrap_or(Instruction::Show),
            degraded: [&default_id, &saved_id]
                .iter()
                .any(|id| MADE_UP_IDS.contains(&id.as_deref().unwrap_or_default())),
            default_id,
            saved_id,
        }
    }

    /// What the shop hears of a change.
    pub fn described(&self) -> Value {
        object([
            ("instruction", self.instruction.as_str().into()),
            ("degraded", self.degraded.into()),
            ("hasSavedOption", self.has_saved().into()),
        ])
    }

    /// Whether there is a saved way to pay.
    pub fn has_saved(&self) -> bool {
        self.saved_id.is_some()
    }

    /// The member of the presentation that holds the parts: `None` inside when they lie in the presentation itself,
    /// `None` altogether when the presentation does not have that choice.
    pub fn root(&self, choice: Choice) -> Option<Option<&'static str>> {
        match choice {
            Choice::Saved => self.saved_id.is_some().then_some(Some(SAVED)),
            Choice::Default => Some(self.default_id.is_some().then_some(DEFAULT)),
        }
    }

    /// The id of the option, for when the SDK does not say it again at the click.
    pub fn option_id(&self, choice: Choice) -> Option<&str> {
        let id = match choice {
            Choice::Default => &self.default_id,
            Choice::Saved => &self.saved_id,
        };
        id.as_deref().filter(|id| !id.is_empty())
    }
}

const DEFAULT: &str = "paymentOption";
const SAVED: &str = "savedPaymentOption";

/// The options of `mount`.
pub const PART: &Rules = &[
    Choice::RULE,
    ("shape", Rule::Word(&["default", BADGE, "rectangle", "square"])),
    ("variant", Rule::Word(&["short", "enriched"])),
];

const BADGE: &str = "badge";

/// A place where a part may lie: member names from the root on.
pub type Place = &'static [&'static str];

impl Part {
    /// The places to look at, in this order; the first that has a component is the one.
    pub fn places(self, options: &Value) -> &'static [Place] {
        match self {
            Self::Header => &[&["header"]],
            Self::Subheader if options.get("variant").as_str() == Some("enriched") => {
                &[&["subheader", "enriched"], &["subheader"], &["subheader", "short"]]
            }
            Self::Subheader => &[&["subheader"], &["subheader", "short"], &["subheader", "enriched"]],
            Self::Icon => &[&["icon"]],
            // Only the saved option has a badge of its own; elsewhere it is a form of the icon.
            Self::Badge => &[&[BADGE], &["icon"]],
            Self::Message => &[&["message"]],
            Self::Terms => &[&["terms"]],
        }
    }

    /// The `shape` that the component at that place is made with.
    pub fn shape(self, place: Place, options: &Value) -> Option<&str> {
        match self {
            Self::Icon => options.get("shape").as_str(),
            Self::Badge if place != [BADGE] => Some(BADGE),
            _ => None,
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::value::object;

    /// A presentation with those options, each with its id.
    fn offer(instruction: &str, options: &[(&str, &str)]) -> Offer {
        let id = |name: &str| options.iter().find(|(option, _)| *option == name).map(|(_, id)| (*id).to_owned());
        Offer::read(Some(instruction), &id)
    }

    #[test]
    fn the_nested_shape_has_its_parts_in_the_payment_option() {
        let offer = offer("PRESELECT_KLARNA", &[("paymentOption", "S0xBUk5B"), ("savedPaymentOption", "U0FWRUQ=")]);
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
        let offer = offer("SHOW_ONLY_KLARNA", &[]);
        assert_eq!((offer.root(Choice::Default), offer.option_id(Choice::Default)), (Some(None), None));
        assert_eq!((offer.root(Choice::Saved), offer.has_saved()), (None, false));
    }

    #[test]
    fn an_unknown_instruction_shows_klarna_as_one_of_the_methods() {
        for instruction in [None, Some("SHOUT_KLARNA"), Some("")] {
            assert_eq!(Offer::read(instruction, &|_| None).instruction, Instruction::Show);
        }
    }

    #[test]
    fn a_presentation_that_the_sdk_made_up_is_called_degraded() {
        for id in MADE_UP_IDS {
            assert!(offer("", &[("paymentOption", id)]).degraded, "{id}");
            assert!(offer("", &[("savedPaymentOption", id)]).degraded, "{id}");
        }
        assert!(!offer("", &[("paymentOption", "KLARNA_1772724914329"), ("savedPaymentOption", "")]).degraded);
    }

    #[test]
    fn an_option_without_an_id_is_there_all_the_same() {
        let offer = offer("", &[("paymentOption", ""), ("savedPaymentOption", "")]);
        assert_eq!(
            (offer.root(Choice::Default), offer.option_id(Choice::Default)),
            (Some(Some("paymentOption")), None)
        );
        assert!(offer.has_saved());
    }

    #[test]
    fn a_subheader_is_found_in_every_shape() {
        let places = |variant: &str| {
            let options = object([("variant", variant.into())]);
            Part::Subheader.places(&options).iter().map(|place| place.join(".")).collect::<Vec<_>>()
        };
        assert_eq!(places("short"), ["subheader", "subheader.short", "subheader.enriched"]);
        assert_eq!(places("enriched"), ["subheader.enriched", "subheader", "subheader.short"]);
    }

    #[test]
    fn a_badge_falls_back_to_the_icon_in_that_form() {
        let options = object([("shape", "square".into())]);
        let shapes = |part: Part| {
            part.places(&options).iter().map(|place| (place.join("."), part.shape(place, &options))).collect::<Vec<_>>()
        };
        assert_eq!(shapes(Part::Badge), [("badge".to_owned(), None), ("icon".to_owned(), Some("badge"))]);
        assert_eq!(shapes(Part::Icon), [("icon".to_owned(), Some("square"))]);
        assert_eq!(shapes(Part::Header), [("header".to_owned(), None)]);
    }

    #[test]
    fn a_request_passes_on_what_was_given_and_nothing_else() {
        let options = object([
            ("amount", 11_800.0.into()),
            ("currency", "EUR".into()),
            ("locale", "de-DE".into()),
            ("intents", vec!["SUBSCRIBE"].into()),
            ("subscriptionBillingInterval", "MONTH".into()),
            ("subscriptionBillingIntervalFrequency", 1.0.into()),
        ]);
        assert_eq!(PresentationRequest::read(options.clone()).unwrap().value(), &options);
        let least = object([("currency", "EUR".into())]);
        assert_eq!(PresentationRequest::read(least.clone()).unwrap().value(), &least);
    }

    #[test]
    fn a_request_can_be_changed_in_part() {
        let first = object([("amount", 100.0.into()), ("currency", "EUR".into()), ("locale", "de-DE".into())]);
        let request = PresentationRequest::read(first).unwrap();
        let changed = request.changed(object([("amount", 250.0.into())])).unwrap();
        assert_eq!(changed.value().get("amount").as_f64(), Some(250.0));
        assert_eq!(changed.value().get("locale").as_str(), Some("de-DE"));
        assert!(request.changed(object([("currency", "euro".into())])).is_err());
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
            assert_eq!(PresentationRequest::read(options).unwrap_err().path.as_deref(), Some(path));
        }
    }
}
