//! JavaScript values into the domain's and back, and the few primitives that waiting needs.

pub(crate) mod abort;
pub(crate) mod address;
pub(crate) mod callback;
pub(crate) mod container;
pub(crate) mod failure;
pub(crate) mod hub;
pub(crate) mod json;
pub(crate) mod listener;
pub(crate) mod log;
pub(crate) mod once;
pub(crate) mod options;
#[cfg(feature = "payments")]
pub(crate) mod order;
#[cfg(feature = "payments")]
pub(crate) mod payments;
pub(crate) mod promise;
pub(crate) mod random;
pub(crate) mod timer;
#[cfg(feature = "web-sdk")]
pub(crate) mod web_sdk;
