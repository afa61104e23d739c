//! Klarna Web SDK (v2): what the page decides, done with the browser, Klarna's SDK and the shop's backend.

mod callbacks;
mod confirm;
mod driver;
mod instance;
mod module;
mod object;
mod page;
mod posting;

pub(crate) use callbacks::{initiate, listen, register_purchase};
pub(crate) use confirm::{confirm, questions};
pub(crate) use driver::start;
pub(crate) use object::Object;
pub(crate) use page::{hold, page};
