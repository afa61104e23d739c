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
    js::write(&window(), OWNER, &purchase.session.name.as_str().into()).map_err(Failure::internal)?;
    let known = PURCHASES.with_borrow_mut(|purchases| {
        purchases.retain(|other| other.strong_count() > 0);
        let known = purchases.clone();
        purchases.push(Rc::downgrade(purchase));
        known
    });
    for other in known.iter().filter_map(Weak::upgrade).filter(|other| other.session != purchase.session) {
        other.finish(End::Superseded);
    }
    Ok(())
}

/// Ends a purchase whose page was taken over, by whatever copy of this package.
pub(super) fn check(purchase: &Purchase) -> Result<(), Failure> {
    if global(OWNER).as_string().as_deref() == Some(purchase.session.name.as_str()) {
        return Ok(());
    }
    purchase.finish(End::Superseded);
    Err(purchase.machine.get().end().unwrap_or(End::Superseded).error().into())
}

/// Refuses a call while another object of the same session has one running: Klarna asks one customer one question.
pub(super) fn check_lane(purchase: &Purchase) -> Result<(), Failure> {
    if others(purchase).iter().any(|other| other.machine.get().is_calling()) {
        return Err(Error::new(ErrorCode::InProgress, "another Klarna call of this page is still running").into());
    }
    Ok(())
}

/// Takes a widget out of its container, unless another purchase shows the same frame by now (Klarna's SDK reuses it).
pub(super) fn take_out(purchase: &Purchase, place: &Place) {
    let Some(frame) = place.frame.as_ref().filter(|frame| place.container.contains(frame)) else { return };
    if !others(purchase).iter().any(|other| other.shows(frame)) {
        frame.remove();
    }
}

/// Whether a purchase of this page goes by that widget name.
pub(super) fn is_known(widget: &str) -> bool {
    PURCHASES.with_borrow(|purchases| {
        purchases.iter().filter_map(Weak::upgrade).any(|purchase| purchase.widget.name() == widget)
    })
}

fn others(purchase: &Purchase) -> Vec<Rc<Purchase>> {
    PURCHASES.with_borrow(|purchases| {
        purchases.iter().filter_map(Weak::upgrade).filter(|other| !std::ptr::eq(&raw const **other, purchase)).collect()
    })
}

/// The purchase is gone.
pub(super) fn leave(purchase: &Purchase) {
    PURCHASES.with_borrow_mut(|purchases| {
        purchases.retain(|other| other.strong_count() > 0 && !std::ptr::eq(other.as_ptr(), purchase));
    });
}
