//! Which object launched which payment request: the reports on it are that object's.

use super::input::Id;

/// How many payment requests are remembered.
const MEMORY: usize = 32;

#[derive(Debug, Clone)]
struct Launch {
    payment_request_id: String,
    instance: u32,
    who: Id,
    /// The click that did it, in the order of all clicks of the page.
    turn: u32,
}

/// The payment requests of a page.
#[derive(Debug, Clone)]
pub struct Launches(Vec<Launch>);

impl Launches {
    /// None.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// An object launched it, or learnt that it had. No id: the backend gave its URL only.
    pub fn note(&mut self, payment_request_id: &str, instance: u32, who: Id, turn: u32) {
        self.0.retain(|launch| launch.payment_request_id != payment_request_id || launch.instance != instance);
        if self.0.len() == MEMORY {
            self.0.remove(0);
        }
        self.0.push(Launch { payment_request_id: payment_request_id.to_owned(), instance, who, turn });
    }

    /// Who launched it, and with which click.
    pub fn of(&self, payment_request_id: &str, instance: u32) -> Option<(Id, u32)> {
        let mut launches = self.0.iter();
        let launch =
            launches.find(|launch| launch.payment_request_id == payment_request_id && launch.instance == instance)?;
        Some((launch.who, launch.turn))
    }

    /// A click of an object ended: no journey of its waits for the payment request to be known.
    pub fn end(&mut self, who: Id) {
        self.0.retain(|launch| launch.who != who || !launch.payment_request_id.is_empty());
    }
}
