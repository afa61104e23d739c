//! Klarna Web SDK (v2): the payment button, the question to the backend, and what the SDK reports.
//!
//! Source: the klarna-web-sdk-v2 reference, which says for every shape in which release it was seen.

mod answer;
mod authorization;
mod configuration;
mod confirmation;
mod event;
mod flow_options;
mod initiate;
mod options;
mod payment_button;
mod payment_request;
mod presentation;
mod purchase;
mod updates;
mod vocabulary;

pub use authorization::{Authorization, Handoff, Links, Reply, Resolved, Verdict};
pub use configuration::Configuration;
pub use confirmation::{Confirmation, DEFAULT_TIMEOUT_MS, Poll, Polling, StatusAddress};
pub use event::{Event, Source};
pub use flow_options::FlowOptions;
pub use initiate::{Click, Known};
pub use options::Options;
pub use payment_button::PaymentButton;
pub use payment_request::{EXPOSE, PaymentRequest, Secret, read_exposed};
pub use presentation::{Choice, IconShape, Instruction, Look, Offer, Part, PartOptions, PresentationRequest, Variant};
pub use purchase::{Answered, Ask, Purchase, State};
pub use updates::{Report, Update, Updates};
pub use vocabulary::{InitiationMode, Intent, Product, Shape, Theme, Word};
