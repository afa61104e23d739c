//! Klarna Payments (v1): what the page decides is performed here, in the caller's own task.

mod api;
mod asking;
mod driver;
mod events;
mod facts;
mod failure;
mod feed;
mod kept;
mod object;
mod options;
mod order_data;
mod place;
mod posting;
mod rival;
mod start;
mod watch;
mod watches;

pub(crate) use api::{Parameters, Purchase};
pub(crate) use options::PaymentsOptions;
pub(crate) use posting::post_left;
pub(crate) use start::start;
