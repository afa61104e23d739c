//! What happens in which order: the domain's decisions carried out with the browser and Klarna's SDKs.

// Shared: a build for one SDK leaves out what only the other one needs.
#[cfg_attr(not(all(feature = "payments", feature = "web-sdk")), allow(dead_code, unused_imports))]
pub(crate) mod delivery;
#[cfg_attr(not(all(feature = "payments", feature = "web-sdk")), allow(dead_code))]
pub(crate) mod loading;
#[cfg(feature = "payments")]
pub(crate) mod payments;
#[cfg(feature = "web-sdk")]
pub(crate) mod web_sdk;
