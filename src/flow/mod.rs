//! What happens in which order: the domain's decisions carried out with the browser and Klarna's SDKs.

pub(crate) mod delivery;
pub(crate) mod loading;
pub(crate) mod payments;
pub(crate) mod web_sdk;
