//! Whatever may stand in the way of a call, in the order in which a shop is told of it.

use super::contract::{Facts, Found, Id};
use super::errors::{delivered_already, in_progress, widget_removed};
use super::page::Page;
use super::purchase::{Purchase, Rest, Undelivered};
use super::record::Record;
use super::state::{Call, End};
use crate::domain::error::{Error, ErrorCode};

impl<H: Clone> Page<H> {
    /// Whether a call may go to Klarna.
    pub(super) fn permit(&self, id: Id, call: Call, facts: &Facts) -> Result<(), Error> {
        let purchase = self.find(id).ok_or_else(|| End::Disposed.error())?;
        purchase.may_call(call)?;
        is_owner(purchase, facts)?;
        other_copy_is_idle(purchase, facts)?;
        let changes_order = purchase.changes_order(call);
        // One customer is asked one question, and authorizes once.
        for other in self.others(id) {
            if other.session == purchase.session {
                // A call that Klarna is silent about gives way to its own object's only: its caller still waits.
                other.widget_is_free()?;
                other.allows(call, changes_order)?;
            }
        }
        self.rival_is_idle()?;
        // By an object that is gone, or by another copy's.
        if !changes_order && facts.has_order(&purchase.session) {
            return Err(delivered_already());
        }
        match call {
            Call::Finalize => Record::permits_finalize(facts.record().as_ref(), &purchase.session, &purchase.widget),
            // It is loaded again first.
            Call::Authorize if must_load(purchase, facts) => Ok(()),
            Call::Authorize if matches!(facts.widget, Found::Removed | Found::Gone) => Err(widget_removed()),
            Call::Authorize | Call::Reauthorize => Ok(()),
        }
    }

    /// Whether a load or a payment review may be asked for.
    pub(super) fn permit_asking(&self, id: Id, facts: &Facts) -> Result<(), Error> {
        let purchase = self.find(id).ok_or_else(|| End::Disposed.error())?;
        purchase.may_load()?;
        is_owner(purchase, facts)
    }

    /// Whether a load may go to Klarna. Its SDK would take the frame away from whoever asks the customer with it, and never
    /// answer.
    pub(super) fn permit_load(&self, id: Id, facts: &Facts) -> Result<(), Error> {
        self.permit_asking(id, facts)?;
        let purchase = self.find(id).ok_or_else(|| End::Disposed.error())?;
        other_copy_is_idle(purchase, facts)?;
        self.rival_is_idle()?;
        for other in self.others(id) {
            if other.name() == purchase.name() {
                other.widget_is_free()?;
            }
        }
        Ok(())
    }

    /// Whether the token that is held may be posted: not while the session is asked for another one, or has one on its way; and
    /// only where it may have arrived before once another copy of this package had one delivered.
    pub(super) fn permit_delivery(&self, id: Id, facts: &Facts) -> Result<(), Error> {
        let purchase = self.find(id).ok_or_else(|| End::Disposed.error())?;
        purchase.may_deliver()?;
        let is_new = purchase.rest != Rest::Undelivered(Undelivered::Uncertain) && !purchase.follows_order;
        if is_new && facts.has_order(&purchase.session) {
            return Err(delivered_already());
        }
        let is_busy = self.others(id).any(|other| other.session == purchase.session && other.is_busy());
        if is_busy { Err(in_progress("another call of this session")) } else { Ok(()) }
    }

    /// Whether our session may begin once more. Where another script calls Klarna's SDK in this very task, its call would run
    /// on our session.
    fn rival_is_idle(&self) -> Result<(), Error> {
        if !(self.has_rival && self.rival_calls) {
            return Ok(());
        }
        let message = "another script of this page uses Klarna's SDK at this very moment; call again";
        Err(Error::new(ErrorCode::Superseded, message).retryable(true))
    }

    /// The other purchases of the page, from the newest to the oldest.
    fn others(&self, id: Id) -> impl Iterator<Item = &Purchase<H>> {
        self.purchases.iter().rev().filter(move |other| other.id != id)
    }
}

/// Whether the widget has to be loaded before a call: its frame has begun anew, or another script took it into a box of its
/// own.
pub(super) fn must_load<H>(purchase: &Purchase<H>, facts: &Facts) -> bool {
    match facts.widget {
        Found::Restarted => true,
        Found::Elsewhere | Found::Removed => purchase.is_disturbed,
        Found::There | Found::Starting | Found::Gone => false,
    }
}

fn is_owner<H>(purchase: &Purchase<H>, facts: &Facts) -> Result<(), Error> {
    let is_owner = facts.owner.as_deref() == Some(purchase.session.as_str());
    if is_owner { Ok(()) } else { Err(End::Superseded.error()) }
}

/// Klarna's SDK drops a second call of a session in silence, also of another copy of this package.
fn other_copy_is_idle<H>(purchase: &Purchase<H>, facts: &Facts) -> Result<(), Error> {
    if facts.busy_copy.as_deref() != Some(purchase.session.as_str()) {
        return Ok(());
    }
    Err(Error::new(ErrorCode::InProgress, "another copy of this package is at work"))
}
