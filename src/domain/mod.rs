//! What the package decides, in plain Rust: no JavaScript type, no clock, no randomness of its own.
//!
//! Time, random numbers and everything that the outside says enter as values, so that every rule here is
//! tested by `cargo test` without a browser.

pub mod amount;
pub mod backend;
pub mod delivery;
pub mod error;
pub mod locale;
pub mod order;
pub mod payments;
pub mod retry;
pub mod sdk;
pub mod token;
pub mod value;
pub mod web_sdk;
