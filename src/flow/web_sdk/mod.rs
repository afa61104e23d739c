//! Klarna Web SDK (v2): presentation, payment button, the question to the backend, events.

mod answered;
mod buttons;
mod click;
mod confirm;
mod events;
mod initiate;
mod instance;
mod module;
mod mounted;
mod options;
mod presentation;
mod requests;
mod sdk;

pub(crate) use mounted::Mounted;
pub(crate) use options::WebSdkOptions;
pub(crate) use presentation::Presentation;
pub(crate) use sdk::{WebSdk, start};
