//! The surface that JavaScript sees: thin, and synchronous into the flows.
//!
//! An object of the shop's is a [`subject`] here and gets its shape from a class beside it (`klarna_payments.js`,
//! `klarna_web_sdk.js`). What it promises is in `index.d.ts`.

mod payments;
mod subject;
mod web_sdk;

pub use payments::load_klarna_payments;
pub use web_sdk::load_klarna_web_sdk;
