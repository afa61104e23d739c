//! The surface that JavaScript sees: thin, and synchronous into the flows.

mod payments;
mod web_sdk;

pub use payments::{KlarnaPayments, load_klarna_payments};
pub use web_sdk::{KlarnaWebSdk, MountedElement, PaymentButton, Presentation, load_klarna_web_sdk};
