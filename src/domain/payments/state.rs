//! What the shop sees of a purchase, and the words for its calls and its end.

use crate::domain::error::{Error, ErrorCode};

/// A call that asks the customer or Klarna to decide. Only one runs at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// On the payment page, with a widget.
    Authorize,
    /// After the order changed.
    Reauthorize,
    /// At the Buy button.
    Finalize,
}

impl Call {
    /// The name of the call in Klarna's SDK and in ours.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Reauthorize => "reauthorize",
            Self::Finalize => "finalize",
        }
    }

    /// Whether the customer is asked with the widget that is shown. (For the others Klarna's SDK takes its frame away.)
    pub(super) const fn needs_widget(self) -> bool {
        matches!(self, Self::Authorize)
    }

    /// The state while it runs.
    pub(super) const fn state(self) -> State {
        match self {
            Self::Authorize => State::Authorizing,
            Self::Reauthorize => State::Reauthorizing,
            Self::Finalize => State::Finalizing,
        }
    }
}

/// Numbers whatever is sent to Klarna's SDK, page-wide.
pub type Number = u32;

/// Why nothing can be called any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A newer session took over the page.
    Superseded,
    /// The shop disposed of the object.
    Disposed,
}

impl End {
    /// The error of every later or pending call.
    pub fn error(self) -> Error {
        match self {
            Self::Superseded => Error::new(ErrorCode::Superseded, "a newer Klarna session took over this page"),
            Self::Disposed => Error::disposed(),
        }
    }
}

macro_rules! states {
    ($($(#[doc = $meaning:literal])+ $variant:ident = $name:literal,)+) => {
        /// What the shop sees in `state`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum State {
            $($(#[doc = $meaning])+ $variant,)+
        }

        impl State {
            /// The name as the shop sees it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

states! {
    /// The session is there, no widget is shown.
    Ready = "ready",
    /// The widget is being loaded.
    Loading = "loading",
    /// The widget is shown.
    Loaded = "loaded",
    /// `authorize` waits for the customer.
    Authorizing = "authorizing",
    /// `reauthorize` waits for Klarna.
    Reauthorizing = "reauthorizing",
    /// The customer agreed; `finalize` has to follow.
    FinalizeRequired = "finalize_required",
    /// `finalize` waits for the customer.
    Finalizing = "finalizing",
    /// Klarna approved, and the shop has the token: there is no backend.
    Approved = "approved",
    /// The token is on its way to the backend.
    Delivering = "delivering",
    /// The backend has the token.
    Delivered = "delivered",
    /// The backend does not have the token, or it is not known whether it has: `deliver()` sends it again.
    Undelivered = "undelivered",
    /// Klarna declined; `load` offers it anew.
    Declined = "declined",
    /// A newer session took over the page.
    Superseded = "superseded",
    /// The object was disposed of.
    Disposed = "disposed",
}
