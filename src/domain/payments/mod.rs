//! Klarna Payments (v1): one purchase on one page, as states and results.

mod fault;
mod machine;
mod record;
mod result;
mod widget;

pub use fault::{classify, is_late_failure};
pub use machine::{Call, End, Machine, State, Undelivered};
pub use record::Record;
pub use result::{Authorization, Load};
pub use widget::{Category, Widget, frame_id};
