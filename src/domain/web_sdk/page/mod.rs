//! Everything that happens through the Web SDK on one page, decided: takes what happened, gives what is to be done.
//!
//! `H` is what JavaScript gave and wants back (what settles a promise, the backend's JSON), `F` a failure: values of
//! JavaScript's in the driver, names in the tests.
//!
//! Effects are performed at once and in order, in the task of whoever caused them. What the shop hears waits in a queue of
//! the page, so that a handler of the shop's, which may call anything, runs when everything is done: the outermost call
//! takes it from there with [`Page::next`].

mod clicks;
mod input;
mod launches;
mod object;
mod outcomes;
mod posts;
mod presentations;
mod reports;
mod requests;
mod shared;
mod under_way;

pub use input::{Callback, Effect, End, Id, Input, Note, Posted, Setting, Status};

use super::{Choice, Offer, PaymentRequest, PresentationId, State};
use crate::domain::error::Error;
use launches::Launcher;
use object::Object;
use shared::{Next, Shared};

/// All objects of a page.
#[derive(Debug)]
pub struct Page<H, F> {
    objects: Vec<Object<H, F>>,
    shared: Shared<H, F>,
}

impl<H, F> Page<H, F> {
    /// A page without an object.
    pub const fn new() -> Self {
        Self { objects: Vec::new(), shared: Shared::new() }
    }
}

impl<H, F> Default for Page<H, F> {
    fn default() -> Self {
        Self::new()
    }
}

/// What is to be done, and for which object.
pub type Effects<H, F> = Vec<(Id, Effect<H, F>)>;

impl<H: Clone, F: Clone + From<Error>> Page<H, F> {
    /// The shop has another object.
    pub fn open(&mut self, setting: Setting) -> Id {
        let id = Id(self.shared.number());
        self.objects.push(Object::new(id, setting));
        id
    }

    /// Something happened to an object. An error says that it was refused, and that nothing came of it.
    #[inline(never)]
    pub fn handle(&mut self, id: Id, input: Input<H, F>, effects: &mut Effects<H, F>) -> Result<(), Error> {
        let is_concerned = match &input {
            Input::Complete(_, _, request) | Input::Abort(request) | Input::Error { request, .. } => {
                self.concerns(id, request)
            }
            _ => true,
        };
        let Self { objects, shared } = self;
        let Some(object) = find(objects, id) else { return Err(Error::disposed()) };
        let done = object.handle(input, is_concerned, shared);
        self.close();
        effects.append(&mut self.shared.effects);
        done
    }

    /// The next thing that was put off until everything else was done; `false` at the end.
    pub fn next(&mut self, effects: &mut Effects<H, F>) -> bool {
        let Self { objects, shared } = self;
        let Some((id, next)) = shared.next.pop_front() else { return false };
        match next {
            Next::Note(note) => shared.does(id, Effect::Tell(note)),
            Next::Step(step) => {
                if let Some(object) = find(objects, id) {
                    object.step(step, shared);
                }
            }
        }
        self.close();
        effects.append(&mut self.shared.effects);
        true
    }

    /// What follows for other objects, and which are over.
    fn close(&mut self) {
        let Self { objects, shared } = self;
        if let Some((loser, payment_request_id)) = shared.taken.take()
            && let Some(object) = find(objects, loser)
        {
            object.lose(&payment_request_id, shared);
        }
        objects.retain(|object| {
            if object.is_over {
                shared.does(object.id, Effect::Forget);
                shared.owners.retain(|(_, owner)| *owner != object.id);
            }
            !object.is_over
        });
        let Self { objects, shared } = self;
        let is_newest = |id: PresentationId| objects.iter().any(|object| object.newest == Some(id));
        shared.presentations.retain(|shown| shown.is_held || is_newest(shown.id));
    }

    /// Whether an event of Klarna's SDK concerns an object: those about what it launched, and beyond that those after its
    /// own clicks, and those that nobody here caused.
    pub fn concerns(&self, id: Id, request: &PaymentRequest) -> bool {
        let find = |id: Id| self.objects.iter().find(|object| object.id == id && object.state() != State::Disposed);
        let Some(object) = find(id) else {
            // What comes after the disposal is heard all the same: it may be our own refusal.
            return true;
        };
        let instance = object.setting.instance;
        let launcher = request.id().and_then(|request| {
            self.shared.launches.of(Some(request), instance).or_else(|| self.shared.launches.of(None, instance))
        });
        if let Some(Launcher { object: who, turn }) = launcher {
            // The object is gone that launched it: one that was made anew since goes on with it.
            return if find(who).is_some() { who == id } else { turn > object.turn };
        }
        let owner = self.shared.owners.iter().find(|(other, _)| *other == instance);
        owner.is_none_or(|(_, owner)| *owner == id)
    }

    /// Whether the object is there and not disposed of.
    pub fn alive(&self, id: Id) -> Result<(), Error> {
        if self.state(id) == State::Disposed { Err(Error::disposed()) } else { Ok(()) }
    }

    /// The state as the shop sees it.
    pub fn state(&self, id: Id) -> State {
        self.objects.iter().find(|object| object.id == id).map_or(State::Disposed, Object::state)
    }

    /// Whether the backend is about to be asked.
    pub fn is_busy(&self, id: Id) -> bool {
        self.objects.iter().any(|object| object.id == id && object.purchase.is_busy())
    }

    /// A presentation as it is now: what Klarna gave, and what it says.
    pub fn presentation(&self, id: PresentationId) -> Option<(&H, &Offer)> {
        self.shared.shown(id).map(|shown| (&shown.raw, &shown.offer))
    }

    /// The shop and what it mounted hold the presentation no more.
    pub fn release(&mut self, id: PresentationId) {
        if let Some(shown) = self.shared.presentation(id) {
            shown.is_held = false;
        }
        self.close();
    }

    /// For the tests: the requests that are under way or in doubt.
    #[cfg(test)]
    pub fn requests(&self) -> &[requests::Request] {
        self.shared.requests.all()
    }

    /// Whether a presentation has the way to pay that a button wants.
    pub fn permits_button(&self, presentation: PresentationId, choice: Choice) -> Result<(), Error> {
        self.shared.permits_choice(Some(presentation), choice)
    }
}

#[inline(never)]
fn find<H, F>(objects: &mut [Object<H, F>], id: Id) -> Option<&mut Object<H, F>> {
    objects.iter_mut().find(|object| object.id == id)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
