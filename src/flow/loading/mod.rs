//! Getting Klarna's SDK into the page.

pub(crate) mod script;
pub(crate) mod shared;
pub(crate) mod tries;
