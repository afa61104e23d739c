//! Klarna's words that our own code knows by name.

/// One of a closed set of words.
pub trait Word: Copy + Into<usize> + 'static {
    /// The members.
    const ALL: &'static [Self];

    /// Their names as Klarna spells them, in the same order.
    const NAMES: &'static [&'static str];

    /// The member that is spelt `text`.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.get(index(Self::NAMES, text)?).copied()
    }

    /// The spelling.
    fn as_str(self) -> &'static str {
        Self::NAMES.get(self.into()).copied().unwrap_or_default()
    }
}

#[inline(never)]
fn index(names: &[&str], text: &str) -> Option<usize> {
    names.iter().position(|name| *name == text)
}

macro_rules! words {
    ($($(#[$doc:meta])+ $name:ident { $($(#[$meta:meta])* $variant:ident = $word:literal,)+ })+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "where a word has no comment, Klarna gives it no meaning beyond its name")]
        pub enum $name {
            $($(#[$meta])* $variant,)+
        }

        impl From<$name> for usize {
            fn from(word: $name) -> Self {
                word as Self
            }
        }

        impl $crate::domain::web_sdk::vocabulary::Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];
            const NAMES: &'static [&'static str] = &[$($word,)+];
        }
    )+};
}

pub(super) use words;

/// What the customer is about to do; the first one words the button.
pub const INTENTS: &[&str] = &["PAY", "SUBSCRIBE", "SIGNUP", "SIGNIN", "DONATE", "ADD_TO_WALLET"];

/// How the purchase journey is launched when the backend answers `STEP_UP_REQUIRED`.
///
/// `DEVICE_BEST`, the SDK's default: mobile redirects, desktop opens a pop-up if possible, else redirects.
/// `ON_PAGE`: a pop-up if possible, else a full-screen frame. `REDIRECT`: the page is left, for a return URL that the
/// server gave to Klarna. `POPUP`: a pop-up and nothing else.
pub const INITIATION_MODES: &[&str] = &["DEVICE_BEST", "ON_PAGE", REDIRECT, "POPUP"];

/// The mode that leaves the page in any case.
pub const REDIRECT: &str = "REDIRECT";
