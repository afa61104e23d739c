//! Klarna Web SDK (v2): the payment button, the question to the backend, and what the SDK reports.
//!
//! What is known of Klarna's SDK, and where it can be read, is in `klarna.md`.

mod answer;
mod authorization;
mod configuration;
mod confirmation;
mod event;
mod flow_options;
mod numbers;
mod options;
pub mod page;
mod passed;
mod payment_request;
mod presentation;
mod purchase;
mod updates;
mod vocabulary;

pub use authorization::{Authorization, Links, Resolved, Verdict};
pub use configuration::{CONFIGURATION, Configuration};
pub use confirmation::{Confirmation, DEFAULT_TIMEOUT_MS, Poll, Polling, status_address};
pub use event::{Event, Source};
pub use flow_options::{BUTTON, FlowOptions, INITIATE};
pub use numbers::{ClickNumber, InstanceId, PresentationId, QuestionNumber, Turn};
pub use options::{PURCHASE, Rule, Rules, checked};
pub use passed::Passed;
pub use payment_request::{EXPOSE, Exposed, PaymentRequest};
pub use presentation::{Choice, Instruction, Offer, PART, PRESENTATION, Part, Place, PresentationRequest};
pub use purchase::{Answered, Ask, Purchase, State};
pub use updates::{Report, Update, Updates};
pub use vocabulary::Word;
