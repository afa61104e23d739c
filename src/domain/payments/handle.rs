//! The page's only door.

use super::contract::{Effect, Id, Input};
use super::page::Page;

impl<H: Clone> Page<H> {
    /// Takes what happened to a purchase and adds what is to be done, all of it before the next input.
    #[inline(never)]
    pub fn handle(&mut self, id: Id, input: Input<H>, out: &mut Vec<Effect<H>>) {
        let begin = out.len();
        match input {
            Input::Call { request, caller, facts } => self.call(id, request, caller, &facts, out),
            Input::Load { container, order, caller, facts } => {
                self.load(id, (container, order, caller), &facts, out);
            }
            Input::LoadNext(facts) => self.load_next(id, &facts, out),
            Input::Review { container, caller, facts } => self.review(id, container, caller, &facts, out),
            Input::Returned { number, frame_is_gone } => {
                self.call_returned(id, number, frame_is_gone, out);
                self.load_returned(id, number, out);
            }
            Input::Threw(number, fault) if self.is_load(id, number) => self.loaded(id, number, Err(fault), out),
            Input::Threw(number, fault) => self.call_threw(id, number, fault, out),
            Input::Answered { number, answer, owner } => {
                // Another copy of this package says nothing when it takes the page for another session: whoever waits for
                // Klarna learns of it with the answer, before that is taken for a result.
                if let Some(owner) = owner {
                    self.supersede(&owner, out);
                }
                if self.is_load(id, number) {
                    self.load_answered(id, number, answer, out);
                } else {
                    self.answered(id, number, answer, out);
                }
            }
            Input::Believed(number, record) => self.believed(id, number, &record, out),
            Input::Failed(number, fault) => self.refusal_failed(id, number, fault, out),
            Input::GivenUp(number, fault) => self.abandoned(id, number, fault, out),
            Input::Alive => self.sign_of_life(id, out),
            Input::Restarted => self.restarted(id, out),
            Input::Silent(number) => self.silent(id, number, out),
            Input::Overlay(is_shown) => self.overlay(id, is_shown, out),
            Input::Begun(Ok(())) => self.begun(id, out),
            Input::Begun(Err(fault)) => self.not_begun(id, &fault, out),
            Input::SendQueued { has_begun, facts } => self.send_queued(id, has_begun, &facts, out),
            Input::TaskEnds(number) => self.task_ends(id, number, out),
            Input::WidgetLeft(number) if self.is_load(id, number) => self.container_left(id, number, out),
            Input::WidgetLeft(number) => self.widget_left(id, number, out),
            Input::TimedOut(number) => self.timed_out(id, number, out),
            Input::Deliver { caller, facts } => self.deliver(id, caller, &facts, out),
            Input::Posted(result) => self.posted(id, result, out),
            Input::Dispose => self.dispose(id, out),
            Input::Dropped => self.dropped(id),
        }
        self.close(begin, out);
    }
}
