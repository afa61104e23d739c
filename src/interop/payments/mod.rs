//! What Klarna Payments (v1) puts into the page, says and throws.

pub(crate) mod events;
pub(crate) mod failure;
pub(crate) mod kept;
pub(crate) mod place;
