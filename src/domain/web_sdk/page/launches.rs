//! Which object launched which payment request: the reports on it are that object's.

use super::input::Id;
use super::requests::Scope;
use crate::domain::web_sdk::{InstanceId, Turn};

/// How many payment requests are remembered.
const MEMORY: usize = 32;

#[derive(Debug, Clone)]
struct Launch {
    /// `None`: the backend gave its URL only.
    payment_request_id: Option<String>,
    instance: InstanceId,
    launcher: Launcher,
    scope: Option<Scope>,
}

/// The click that launched it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Launcher {
    /// Whose click it was.
    pub object: Id,
    /// Its place among all clicks of the page; `None`: nobody has clicked on this page.
    pub turn: Option<Turn>,
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
    pub fn note(&mut self, id: Option<&str>, instance: InstanceId, launcher: Launcher, scope: Option<Scope>) {
        self.0.retain(|launch| !launch.is(id, instance));
        if self.0.len() == MEMORY {
            self.0.remove(0);
        }
        self.0.push(Launch { payment_request_id: id.map(str::to_owned), instance, launcher, scope });
    }

    /// Which click launched it.
    pub fn of(&self, payment_request_id: Option<&str>, instance: InstanceId) -> Option<Launcher> {
        self.find(payment_request_id, instance).map(|launch| launch.launcher)
    }

    /// Which purchase it was launched for, and with which click.
    pub fn purchase_of(&self, payment_request_id: &str, instance: InstanceId) -> Option<(Launcher, Option<Scope>)> {
        self.find(Some(payment_request_id), instance).map(|launch| (launch.launcher, launch.scope.clone()))
    }

    fn find(&self, payment_request_id: Option<&str>, instance: InstanceId) -> Option<&Launch> {
        self.0.iter().find(|launch| launch.is(payment_request_id, instance))
    }

    /// A click of an object ended: no journey of its waits for the payment request to be known.
    pub fn end(&mut self, who: Id) {
        self.0.retain(|launch| launch.launcher.object != who || launch.payment_request_id.is_some());
    }
}

impl Launch {
    fn is(&self, payment_request_id: Option<&str>, instance: InstanceId) -> bool {
        self.payment_request_id.as_deref() == payment_request_id && self.instance == instance
    }
}
