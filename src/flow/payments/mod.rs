//! Klarna Payments (v1): one purchase, from the widget to the delivered token.

mod call;
mod deliver;
mod events;
mod load;
mod loads;
mod options;
mod order_data;
mod owner;
mod purchase;
mod record;
mod start;
mod watch;

pub(crate) use call::CallOptions;
pub(crate) use options::PaymentsOptions;
pub(crate) use purchase::Purchase;
pub(crate) use start::start;
