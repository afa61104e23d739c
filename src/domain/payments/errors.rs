//! What a shop is told of a call that does not go to Klarna, or comes to nothing.

use crate::domain::error::{Error, ErrorCode};

/// What is still running, for [`in_progress`].
pub(super) const DELIVERY: &str = "the delivery of the token";

/// The error of a call that would ask for a second token of a session.
pub(super) fn delivered_already() -> Error {
    invalid("the token was delivered already; reauthorize() if the order changed")
}

/// The error of what Klarna refuses since the session has expired.
pub(super) fn expired() -> Error {
    let message = "the session has expired, 48 hours after your server made it; make a new one";
    Error::at(ErrorCode::InvalidClientToken, "clientToken", message)
}

/// The error of a call for which nothing is shown.
pub(super) fn widget_missing() -> Error {
    invalid("authorize needs a widget; call load first")
}

/// The error of a call, or a load, whose widget is gone.
#[inline(never)]
pub(super) fn widget_removed() -> Error {
    Error::new(ErrorCode::WidgetRemoved, "the widget left the document before Klarna answered; load it again")
}

/// The error of a call that another one, or a delivery, stands in the way of.
pub(super) fn in_progress(what: &str) -> Error {
    Error::new(ErrorCode::InProgress, [what, " is still running"].concat())
}

/// The error of a call that does not fit the state.
pub(super) fn invalid(message: &'static str) -> Error {
    Error::new(ErrorCode::InvalidState, message)
}
