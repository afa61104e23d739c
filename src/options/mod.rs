//! What the shop gave, read and checked once: options, and the arguments of calls.

#[cfg(feature = "payments")]
pub(crate) mod calls;
pub(crate) mod endpoint;
#[cfg(feature = "payments")]
pub(crate) mod order_data;
#[cfg(feature = "payments")]
pub(crate) mod payments;
pub(crate) mod settling;
pub(crate) mod source;
#[cfg(feature = "web-sdk")]
pub(crate) mod web_sdk;
