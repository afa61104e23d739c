//! The load that runs and the one that comes after it: Klarna's SDK forgets the first of two.

use crate::interop::once::Answer;
use crate::sys::dom::Element;
use crate::sys::js;
use wasm_bindgen::JsValue;

/// What is asked of Klarna, and who waits for it.
#[derive(Debug, Default)]
pub(super) struct Loads {
    running: Option<Request>,
    next: Option<Request>,
    reviews: Vec<Answer>,
}

/// One `load`.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) container: Element,
    pub(super) data: JsValue,
    pub(super) waiting: Vec<Answer>,
}

impl Loads {
    /// Adds a request. It takes the place of one that waits already, and of its waiting callers; what that one had to tell
    /// and this one does not is told all the same.
    pub(super) fn add(&mut self, mut request: Request) {
        if let Some(mut next) = self.next.take() {
            request.waiting.append(&mut next.waiting);
            request.data = js::joined(&[&next.data, &request.data]);
        }
        self.next = Some(request);
    }

    /// The next load begins, if there is one and none runs: where to, with which data, and where Klarna's answer is
    /// to go.
    pub(super) fn begin(&mut self) -> Option<(Element, JsValue, Answer)> {
        if self.running.is_some() {
            return None;
        }
        let mut next = self.next.take()?;
        let answer = Answer::new();
        // Whatever ends the wait of the callers ends ours.
        next.waiting.push(answer.clone());
        let begun = (next.container.clone(), next.data.clone(), answer);
        self.running = Some(next);
        Some(begun)
    }

    /// A payment review begins; gives where Klarna's answer is to go.
    pub(super) fn begin_review(&mut self) -> Answer {
        let answer = Answer::new();
        self.reviews.push(answer.clone());
        answer
    }

    /// The load that ran has ended: who waited for it.
    pub(super) fn end(&mut self) -> Vec<Answer> {
        self.running.take().map(|running| running.waiting).unwrap_or_default()
    }

    /// Nobody wants an answer any more: who waited for one.
    pub(super) fn abandon(&mut self) -> Vec<Answer> {
        let mut waiting = self.end();
        if let Some(mut next) = self.next.take() {
            waiting.append(&mut next.waiting);
        }
        waiting.append(&mut self.reviews);
        waiting
    }

    /// Where the answer to the load that runs is awaited.
    pub(super) fn answer(&self) -> Option<Answer> {
        self.running.as_ref()?.waiting.last().cloned()
    }
}
