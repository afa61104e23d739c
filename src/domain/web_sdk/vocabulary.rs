//! Klarna's words in options. The sets are closed: a word that the SDK does not know is refused before it is called.

/// One of a closed set of words.
pub trait Word: Copy + 'static {
    /// The words as options spell them.
    const ALL: &'static [(&'static str, Self)];

    /// The member that is spelt `text`.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(word, _)| *word == text).map(|(_, member)| *member)
    }

    /// The spelling.
    fn as_str(self) -> &'static str;
}

macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident { $($(#[$meta:meta])* $variant:ident = $word:literal,)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "where a word has no comment, Klarna gives it no meaning beyond its name")]
        pub enum $name {
            $($(#[$meta])* $variant,)+
        }

        impl $crate::domain::web_sdk::vocabulary::Word for $name {
            const ALL: &'static [(&'static str, Self)] = &[$(($word, Self::$variant),)+];

            fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }
    )+};
}

pub(super) use words;

words! {
    /// How the purchase journey is launched when the backend answers `STEP_UP_REQUIRED`.
    InitiationMode {
        /// Mobile: redirect. Desktop: a pop-up if possible, else redirect. The SDK's own default.
        DeviceBest = "DEVICE_BEST",
        /// A pop-up if possible, else a full-screen frame. The customer never leaves the page.
        OnPage = "ON_PAGE",
        /// The page is left; the return URL is the one that the server gave to Klarna.
        Redirect = "REDIRECT",
        /// A pop-up and nothing else.
        Popup = "POPUP",
    }

    /// What the customer is about to do; it words the button. The first one is the primary.
    Intent {
        Pay = "PAY",
        Subscribe = "SUBSCRIBE",
        SignUp = "SIGNUP",
        SignIn = "SIGNIN",
        Donate = "DONATE",
        /// Keep Klarna for later purchases; needs no amount.
        AddToWallet = "ADD_TO_WALLET",
    }

    /// The parts of the SDK that are loaded.
    Product {
        Payment = "PAYMENT",
        Customer = "CUSTOMER",
        Identity = "IDENTITY",
        Messaging = "MESSAGING",
    }

    /// The colours of the payment button.
    Theme {
        Default = "default",
        Light = "light",
        Dark = "dark",
        Outlined = "outlined",
    }

    /// The corners of the payment button.
    Shape {
        Default = "default",
        Pill = "pill",
        Rect = "rect",
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn round_trip<W: Word + PartialEq + std::fmt::Debug>() {
        for (word, member) in W::ALL {
            assert_eq!((member.as_str(), W::parse(word)), (*word, Some(*member)));
        }
    }

    #[test]
    fn every_word_reads_as_it_is_written() {
        round_trip::<InitiationMode>();
        round_trip::<Intent>();
        round_trip::<Product>();
        round_trip::<Theme>();
        round_trip::<Shape>();
    }

    #[test]
    fn no_other_spelling_is_taken() {
        for word in ["", "popup", "POP_UP", "POPUP ", "REDIRECTS", "constructor"] {
            assert_eq!(InitiationMode::parse(word), None, "{word}");
        }
    }
}
