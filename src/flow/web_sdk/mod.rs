//! Klarna Web SDK (v2): what the page decides, done with the browser, Klarna's SDK and the shop's backend.

mod answered;
mod api;
mod callbacks;
mod confirm;
mod driver;
mod instance;
mod module;
mod mounted;
mod object;
mod options;
mod posting;
mod presentation;
mod refusals;

pub(crate) use api::{WebSdk, start};
pub(crate) use mounted::Mounted;
pub(crate) use options::WebSdkOptions;
pub(crate) use presentation::Presentation;
