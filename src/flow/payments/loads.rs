//! The load that runs and the one that comes after it: Klarna's SDK forgets the first of two.

use crate::interop::failure::Failure;
use crate::interop::once::Answer;
use crate::sys::dom::Element;
use wasm_bindgen::JsValue;

/// What is asked of Klarna, and who waits for it.
#[derive(Debug, Default)]
pub(super) struct Loads {
    running: Option<Running>,
    next: Option<Request>,
    review: Option<Answer>,
}

#[derive(Debug)]
struct Running {
    container: Element,
    answer: Answer,
    waiting: Vec<Answer>,
}

/// A load that is still to be sent.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) container: Element,
    pub(super) data: JsValue,
    pub(super) waiting: Vec<Answer>,
}

impl Loads {
    /// Gives a request back if it can be sent now; else it takes the place of the one that waits already.
    pub(super) fn take(&mut self, mut request: Request) -> Option<Request> {
        if self.running.is_none() {
            return Some(request);
        }
        request.waiting.extend(self.next.take().into_iter().flat_map(|next| next.waiting));
        self.next = Some(request);
        None
    }

    /// A load begins; gives where Klarna's answer is to go.
    pub(super) fn begin(&mut self, container: Element, waiting: Vec<Answer>) -> Answer {
        let answer = Answer::new();
        self.running = Some(Running { container, answer: answer.clone(), waiting });
        answer
    }

    /// A payment review begins; gives where Klarna's answer is to go.
    pub(super) fn begin_review(&mut self) -> Answer {
        self.review.insert(Answer::new()).clone()
    }

    /// A load has ended: who waited for it, and what comes next.
    pub(super) fn end(&mut self) -> (Vec<Answer>, Option<Request>) {
        (self.running.take().map(|running| running.waiting).unwrap_or_default(), self.next.take())
    }

    /// Nobody wants an answer any more.
    pub(super) fn abandon(&mut self, failure: &Failure) {
        let mut waiting = Vec::from_iter(self.review.take());
        if let Some(running) = self.running.take() {
            waiting.push(running.answer);
            waiting.extend(running.waiting);
        }
        waiting.extend(self.next.take().into_iter().flat_map(|next| next.waiting));
        for answer in waiting {
            answer.settle(Err(failure.clone()));
        }
    }

    /// Whether a load runs whose container has this frame in it.
    pub(super) fn is_filling(&self, frame: &Element) -> bool {
        self.running.as_ref().is_some_and(|running| running.container.contains(frame))
    }
}
