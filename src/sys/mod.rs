//! Raw bindings, one file per foreign object.
//!
//! Every import is `catch`: a getter of a Proxy, a patched method or Klarna's code may throw anything, and an
//! exception that passes through our frames uncaught would leave a promise pending for ever. Nothing is decided here.

pub(crate) mod browser;
pub(crate) mod dom;
pub(crate) mod http;
pub(crate) mod klarna_payments;
