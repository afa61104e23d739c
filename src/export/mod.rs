//! The surface that JavaScript sees: thin, and synchronous into the flows.

mod payments;

pub use payments::{KlarnaPayments, load_klarna_payments};
