//! Klarna Payments (v1): what the page decides is performed here, in the caller's own task.

mod asking;
mod driver;
mod facts;
mod held;
mod object;
mod page;
mod posting;
mod rival;
mod start;
mod watch;
mod watches;

pub(crate) use driver::settle_delivery;
pub(crate) use facts::read as facts;
pub(crate) use object::Object;
pub(crate) use page::page;
pub(crate) use posting::post_left;
pub(crate) use start::start;
