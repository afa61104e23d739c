//! What a shop can listen to.

use super::vocabulary::words;

words! {
    /// The events of the Web SDK. Those of Klarna keep Klarna's names.
    Event {
        /// The customer accepted. The shop's server has the last word: ask it with `confirm`.
        Complete = "complete",
        /// The customer stopped.
        Abort = "abort",
        /// Something failed: Klarna's SDK, the backend, or a handler of the shop's.
        Error = "error",
        /// Texts or components of a presentation changed.
        PresentationUpdate = "presentationupdate",
        /// The backend answered; comes before the SDK is told.
        Outcome = "outcome",
        /// A click ended, however: once per click, after the event that tells the same in more detail.
        End = "end",
        /// `state` changed.
        StateChange = "statechange",
        /// The customer changed the address; the handler's answer goes to Klarna.
        ShippingAddressChange = "shippingaddresschange",
        /// The customer chose how to ship; the handler's answer goes to Klarna.
        ShippingOptionSelect = "shippingoptionselect",
        /// Only for accounts that Klarna opened it to: the SDK is about to leave the page.
        Redirect = "redirect",
        /// Only for accounts that Klarna opened it to.
        OverlayOpen = "overlayopen",
        /// Only for accounts that Klarna opened it to.
        OverlayClose = "overlayclose",
    }
}

/// How Klarna treats a handler of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The event is ours; Klarna knows nothing of it.
    Ours,
    /// Always registered with Klarna before a button is mounted, since the purchase depends on it.
    Purchase,
    /// Registered with Klarna when the shop listens, and not before: Klarna expects an answer then.
    OnDemand,
}

impl Event {
    /// Those that a purchase depends on.
    pub const OF_PURCHASE: [Self; 3] = [Self::Complete, Self::Abort, Self::Error];

    /// Where the event comes from.
    pub fn source(self) -> Source {
        match self {
            Self::Outcome | Self::End | Self::StateChange => Source::Ours,
            Self::Complete | Self::Abort | Self::Error => Source::Purchase,
            _ => Source::OnDemand,
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::web_sdk::vocabulary::Word;

    #[test]
    fn an_event_is_known_by_its_exact_name() {
        assert_eq!(Event::parse("complete"), Some(Event::Complete));
        for name in ["completed", "Complete", "", "update", "toString"] {
            assert_eq!(Event::parse(name), None, "{name}");
        }
    }

    #[test]
    fn every_event_is_found_by_its_name() {
        for event in Event::ALL {
            assert_eq!(Event::parse(event.as_str()), Some(*event));
        }
    }

    #[test]
    fn handlers_that_klarna_expects_an_answer_from_are_registered_on_demand_only() {
        assert_eq!(Event::ShippingAddressChange.source(), Source::OnDemand);
        for event in Event::OF_PURCHASE {
            assert_eq!(event.source(), Source::Purchase);
        }
        assert_eq!(Event::Outcome.source(), Source::Ours);
    }
}
