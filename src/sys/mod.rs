//! The border to JavaScript.
//!
//! A typed import costs about a hundred bytes of module and glue, so the many foreign objects of the web and of Klarna
//! are reached through the few imports of [`js`], and each has a file that gives its members names and types.
//! Every import is `catch`, or is JavaScript of ours that catches (`js.js`): a getter of a Proxy, a patched method or
//! Klarna's code may throw anything, and an exception that passes through our frames uncaught would leave a promise
//! pending for ever. Nothing is decided here.

pub(crate) mod browser;
pub(crate) mod dom;
pub(crate) mod http;
pub(crate) mod js;
pub(crate) mod json;
pub(crate) mod klarna_payments;
#[cfg(feature = "payments")]
pub(crate) mod order;
#[cfg(feature = "web-sdk")]
pub(crate) mod web_sdk;
