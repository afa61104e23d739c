//! Work that is done once for any number of callers.

use crate::interop::abort::Signal;
use crate::interop::failure::Failure;
use crate::interop::listener::Listener;
use crate::interop::once::Answer;
use std::cell::RefCell;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

type Work = Pin<Box<dyn Future<Output = Result<JsValue, Failure>>>>;

thread_local! {
    /// Everybody who waits, and for what.
    static WAITING: RefCell<Vec<(String, Answer)>> = const { RefCell::new(Vec::new()) };
}

/// The wait for work that is shared.
#[derive(Debug)]
pub(crate) struct Joined {
    answer: Answer,
    _abort: Option<Listener>,
}

impl Future for Joined {
    type Output = Result<JsValue, Failure>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.answer).poll(context)
    }
}

impl Joined {
    /// Nothing is left to wait for.
    pub(crate) fn done() -> Self {
        let answer = Answer::new();
        answer.settle(Ok(JsValue::UNDEFINED));
        Self { answer, _abort: None }
    }
}

/// Does `work` unless it is being done already, and gives its result, or the failure of this caller's signal. The
/// signal is this caller's alone: the work goes on for whoever joins.
pub(crate) fn join(
    key: String,
    signal: Option<&Signal>,
    work: impl Future<Output = Result<JsValue, Failure>> + 'static,
) -> Joined {
    let answer = Answer::new();
    let abort = signal.and_then(|signal| signal.settles(&answer));
    if is_first(&key, &answer) {
        start(key, Box::pin(work));
    }
    Joined { answer, _abort: abort }
}

/// Does the work for everybody who waits for it then. (Settling only wakes: nobody looks at the list meanwhile.)
fn start(key: String, work: Work) {
    spawn_local(async move {
        let result = work.await;
        WAITING.with_borrow_mut(|waiting| {
            waiting.retain(|(other, answer)| {
                let is_done = *other == key;
                if is_done {
                    answer.settle(result.clone());
                }
                !is_done
            });
        });
    });
}

/// Joins those who wait for `key`; whether there was nobody.
fn is_first(key: &str, answer: &Answer) -> bool {
    WAITING.with_borrow_mut(|waiting| {
        let is_first = waiting.iter().all(|(other, _)| other != key);
        waiting.push((key.to_owned(), answer.clone()));
        is_first
    })
}
