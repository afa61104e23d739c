//! Klarna Payments (v1): every purchase of a page, decided without a browser.

mod calls;
mod contract;
mod deliveries;
mod errors;
mod fault;
mod handle;
mod late;
mod loads;
mod page;
mod permit;
mod purchase;
mod record;
mod result;
mod rival;
mod state;
mod widget;
mod widgets;

pub use contract::{Announcement, Effect, Facts, Fault, Found, Id, Input, Note, Opening, Reason, Request, Settled};
pub use fault::{classify, is_late_failure};
pub use page::{Change, Page};
pub use record::Record;
pub use result::{APPROVED, Authorization, Load};
pub use state::{Call, End, Number, State};
pub use widget::{Category, Widget, frame_id, renamed};

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
