//! The surface that JavaScript sees: objects and their methods, synchronous into the drivers.
//!
//! An object of the shop's is a [`subject`] here and gets its shape from a class beside it (`klarna-payments.js`,
//! `klarna-web-sdk.js`). What it promises is in `index.d.ts`.

#[cfg(feature = "payments")]
mod payments;
mod subject;
#[cfg(feature = "web-sdk")]
mod web_sdk;

#[cfg(feature = "payments")]
pub use payments::{load_klarna_payments, post_left_token};
#[cfg(feature = "web-sdk")]
pub use web_sdk::load_klarna_web_sdk;
