//! What the Web SDK (v2) gives, shows in the page and throws.

pub(crate) mod answered;
pub(crate) mod mounted;
pub(crate) mod presentation;
pub(crate) mod refusals;
