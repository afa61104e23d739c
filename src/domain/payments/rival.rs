//! Another script of the page that starts sessions of its own.
//!
//! Klarna's SDK runs every call on the session that began last. `init` with our own brings ours back, in every kind of
//! session and within the task of the call, without disturbing what runs. (`klarna.md`, "Several sessions on a page".)

use super::contract::{Effect, Id};
use super::page::Page;
use super::state::Number;

impl<H: Clone> Page<H> {
    /// Klarna's SDK is another object from now on: nobody has reached for its methods yet.
    pub fn watch_anew(&mut self) {
        self.has_rival = false;
        self.rival_calls = false;
    }

    /// Another script reached for `init`: it may begin a session now, or later, out of sight.
    pub fn rival_begins(&mut self) {
        self.has_rival = true;
        for purchase in &mut self.purchases {
            purchase.is_disturbed = true;
        }
    }

    /// Another script reached for a call: it may be running in this very task.
    pub fn rival_calls(&mut self) {
        self.rival_calls = true;
    }

    /// That task is over.
    pub fn rival_is_done(&mut self) {
        self.rival_calls = false;
    }

    /// Klarna's SDK may read the session only now, when the task of the call is over: another script may have begun its own
    /// within it.
    pub(super) fn task_ends(&mut self, id: Id, number: Number, out: &mut Vec<Effect<H>>) {
        let is_disturbed = self.find_mut(id).is_some_and(|purchase| {
            let is_disturbed = purchase.is_disturbed;
            purchase.running(number).is_some() && is_disturbed
        });
        if is_disturbed && self.has_rival && !self.rival_calls {
            out.push(Effect::Begin(id));
        }
    }
}
