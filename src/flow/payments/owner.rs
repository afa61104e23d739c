//! One owner per page.
//!
//! Klarna's SDK is a page-wide singleton: `init` with another session takes the page away from everybody who used it
//! before, and a call would run through the old frame with the new session. So every object asks, before each call,
//! whether the page is still its own. The answer lives on `window`, where a second copy of this package sees it too.

use super::purchase::{Place, Purchase};
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::End;
use crate::interop::failure::Failure;
use crate::sys::browser::{global, window};
use crate::sys::js;
use std::cell::RefCell;
use std::rc::{Rc, Weak};

thread_local! {
    /// The purchases of this page.
    static PURCHASES: RefCell<Vec<Weak<Purchase>>> = const { RefCell::new(Vec::new()) };
}

/// The member of `window` that names the session which owns the page.
const OWNER: &str = "__klarnaPaymentsWasmSession";

/// The page now belongs to this purchase's session. Objects of other sessions are over.
pub(super) fn take(purchase: &Rc<Purchase>) -> Result<(), Failure> {
    let session = &purchase.settings.session.name;
    js::write(&window(), OWNER, &session.into()).map_err(Failure::internal)?;
    PURCHASES.with_borrow_mut(|purchases| {
        purchases.retain(|other| other.strong_count() > 0);
        purchases.push(Rc::downgrade(purchase));
    });
    any(&|other| {
        if other.settings.session.name != *session {
            other.finish(End::Superseded);
        }
        false
    });
    Ok(())
}

/// Ends a purchase whose page was taken over, by whatever copy of this package.
pub(super) fn check(purchase: &Purchase) -> Result<(), Failure> {
    if global(OWNER) == purchase.settings.session.name.as_str() {
        return Ok(());
    }
    purchase.finish(End::Superseded);
    Err(purchase.machine.get().end().unwrap_or(End::Superseded).error().into())
}

/// Refuses a call while another object of the same session has one running: Klarna asks one customer one question.
pub(super) fn check_lane(purchase: &Purchase) -> Result<(), Failure> {
    if any_other(purchase, &|other| other.machine.get().is_calling()) {
        return Err(Error::new(ErrorCode::InProgress, "another Klarna call of this page is still running").into());
    }
    Ok(())
}

/// Takes a widget out of its container, unless another purchase shows the same frame by now (Klarna's SDK reuses it).
pub(super) fn take_out(purchase: &Purchase, place: &Place) {
    if let Some(frame) = &place.frame
        && place.container.contains(frame)
        && !any_other(purchase, &|other| other.shows(frame))
    {
        frame.remove();
    }
}

/// Whether a purchase of this page, not yet disposed of, goes by that widget name.
pub(super) fn is_known(widget: &str) -> bool {
    any(&|other| other.machine.get().end() != Some(End::Disposed) && other.settings.widget.name() == widget)
}

fn any_other(purchase: &Purchase, is_so: &dyn Fn(&Purchase) -> bool) -> bool {
    any(&|other| !std::ptr::eq(other, purchase) && is_so(other))
}

/// Whether it is so of any purchase of this page, looked at from the newest to the oldest. They may come and go
/// meanwhile, since none of our borrows is held.
#[inline(never)]
fn any(is_so: &dyn Fn(&Purchase) -> bool) -> bool {
    let mut index = PURCHASES.with_borrow(Vec::len);
    while index > 0 {
        index -= 1;
        let purchase = PURCHASES.with_borrow(|purchases| purchases.get(index).and_then(Weak::upgrade));
        if purchase.is_some_and(|purchase| is_so(&purchase)) {
            return true;
        }
    }
    false
}
