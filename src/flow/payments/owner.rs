//! One owner per page.
//!
//! Klarna's SDK is a page-wide singleton: `init` with another session takes the page away from everybody who used it
//! before, and a call would run through the old frame with the new session. So every object asks, before each call,
//! whether the page is still its own. The answer lives on `window`, where a second copy of this package sees it too.

use super::options::Session;
use super::purchase::{Place, Purchase};
use crate::domain::error::{Error, ErrorCode};
use crate::domain::payments::{Call, End, Machine, State};
use crate::interop::failure::Failure;
use crate::sys::browser::{global, window};
use crate::sys::js;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;

thread_local! {
    /// The purchases of this page.
    static PURCHASES: RefCell<Vec<Weak<Purchase>>> = const { RefCell::new(Vec::new()) };
    /// How many sessions were asked for.
    static TURNS: Cell<u32> = const { Cell::new(0) };
    /// What this copy of the package signs with.
    static COPY: JsValue = js::object();
}

/// The member of `window` that names the session which owns the page.
const OWNER: &str = "__klarnaPaymentsWasmSession";

/// The member of `window` with the signature of the copy that waits for Klarna, or for the backend, and its session.
const BUSY: &str = "__klarnaPaymentsWasmBusy";

/// The member of `window` that names the session whose token the backend got last.
const DELIVERED: &str = "__klarnaPaymentsWasmDelivered";

/// Where a call to load stands among all of this copy's: the newest one gets the page, whichever is ready first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) struct Turn(u32);

impl Turn {
    /// The next one.
    pub(super) fn next() -> Self {
        TURNS.with(|turns| {
            turns.set(turns.get().wrapping_add(1));
            Self(turns.get())
        })
    }

    /// Refuses to start a session in place of another one that was asked for later.
    pub(super) fn check(self, session: &Session) -> Result<(), Failure> {
        let is_over = known().any(|other| {
            other.turn > self && other.settings.session.name != session.name && other.machine.get().end().is_none()
        });
        if is_over { Err(End::Superseded.error().into()) } else { Ok(()) }
    }
}

/// The page now belongs to this purchase's session. Objects of other sessions are over.
pub(super) fn take(purchase: &Rc<Purchase>) -> Result<(), Failure> {
    let session = &purchase.settings.session.name;
    js::write(&window(), OWNER, &session.into()).map_err(Failure::internal)?;
    PURCHASES.with_borrow_mut(|purchases| {
        purchases.retain(|other| other.strong_count() > 0);
        purchases.push(Rc::downgrade(purchase));
    });
    for other in known() {
        if other.settings.session.name != *session {
            other.finish(End::Superseded);
        }
    }
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

/// Refuses a call while another object of the same session asks the customer, or has a token that the backend has, or may
/// get: one customer is asked one question, and authorizes once.
pub(super) fn check_lane(purchase: &Purchase, call: Call) -> Result<(), Failure> {
    check_copies(purchase)?;
    for other in others(purchase) {
        if other.settings.session.name == purchase.settings.session.name {
            other.machine.get().makes_way(call)?;
        }
    }
    // By an object that nobody holds any more, or by another copy's.
    if call != Call::Reauthorize && global(DELIVERED) == purchase.settings.session.name.as_str() {
        return Err(Machine::delivered_already().into());
    }
    Ok(())
}

/// The backend has the token of this purchase's session, until the shop is done with the purchase.
pub(super) fn delivered(purchase: &Purchase) {
    if purchase.machine.get().end() != Some(End::Disposed) {
        js::set(&window(), DELIVERED, &purchase.settings.session.name.as_str().into());
    }
}

/// The shop is done with a purchase, and may begin another one with its session.
pub(super) fn free(purchase: &Purchase) {
    if purchase.state() == State::Delivered {
        js::set(&window(), DELIVERED, &JsValue::UNDEFINED);
    }
}

/// Refuses to load a widget with which another object asks the customer: Klarna's SDK would take the frame away from it,
/// and never answer.
pub(super) fn check_widget(purchase: &Purchase) -> Result<(), Failure> {
    check(purchase)?;
    check_copies(purchase)?;
    for other in others(purchase) {
        if other.settings.widget.name() == purchase.settings.widget.name() {
            other.machine.get().spares_widget()?;
        }
    }
    Ok(())
}

/// Refuses to disturb another copy of this package at work on the same session: Klarna's SDK drops a second call in
/// silence.
fn check_copies(purchase: &Purchase) -> Result<(), Failure> {
    let busy = global(BUSY);
    if COPY.with(|copy| *copy == busy) || js::get(&busy, "session") != purchase.settings.session.name.as_str() {
        return Ok(());
    }
    Err(Error::new(ErrorCode::InProgress, "another copy of this package is at work").into())
}

/// Lets the other copies of this package know whether this one is at work.
#[inline(never)]
pub(super) fn tell_copies() {
    let busy = known().find(|purchase| purchase.machine.get().is_busy());
    COPY.with(|copy| {
        if let Some(purchase) = busy {
            js::set(copy, "session", &purchase.settings.session.name.as_str().into());
            js::set(&window(), BUSY, copy);
        } else if global(BUSY) == *copy {
            js::set(&window(), BUSY, &JsValue::UNDEFINED);
        }
    });
}

/// Gives a token to the call that runs for its session.
pub(super) fn answer(session: &Session, token: JsValue) {
    for purchase in known() {
        let call = purchase.call.borrow().clone();
        if purchase.settings.session.name == session.name
            && let Some(call) = call
            && call.answer.settle(Ok(token.clone()))
        {
            return;
        }
    }
}

/// Takes a widget out of its container, unless another purchase shows the same frame by now (Klarna's SDK reuses it).
pub(super) fn take_out(purchase: &Purchase, place: &Place) {
    if let Some(frame) = &place.frame
        && place.holds_frame()
        && !others(purchase).any(|other| other.shows(frame))
    {
        frame.element.remove();
    }
}

/// Whether a purchase of this page, not yet disposed of, goes by that widget name.
pub(super) fn is_known(widget: &str) -> bool {
    known().any(|other| other.machine.get().end() != Some(End::Disposed) && other.settings.widget.name() == widget)
}

fn others(purchase: &Purchase) -> impl Iterator<Item = Rc<Purchase>> {
    known().filter(move |other| !std::ptr::eq(Rc::as_ptr(other), purchase))
}

/// The purchases of this page, from the newest to the oldest. They may come and go meanwhile, since none of our
/// borrows is held.
fn known() -> Known {
    Known { left: PURCHASES.with_borrow(Vec::len) }
}

struct Known {
    left: usize,
}

impl Iterator for Known {
    type Item = Rc<Purchase>;

    #[inline(never)]
    fn next(&mut self) -> Option<Rc<Purchase>> {
        while self.left > 0 {
            self.left -= 1;
            let purchase = PURCHASES.with_borrow(|purchases| purchases.get(self.left).and_then(Weak::upgrade));
            if purchase.is_some() {
                return purchase;
            }
        }
        None
    }
}
