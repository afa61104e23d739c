//! Work that is done once for any number of callers.

use crate::interop::abort::Signal;
use crate::interop::failure::Failure;
use crate::interop::once::Answer;
use crate::interop::promise::spawn;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

thread_local! {
    /// Everybody who waits, by what is being done.
    static RUNNING: RefCell<Vec<(String, Vec<Answer>)>> = const { RefCell::new(Vec::new()) };
}

/// Does `work` unless it is being done already, and gives its result, or the failure of this caller's signal. The
/// signal is this caller's alone: the work goes on for whoever joins.
pub(crate) async fn join(
    key: String,
    signal: Option<&Signal>,
    work: impl Future<Output = Result<JsValue, Failure>> + 'static,
) -> Result<JsValue, Failure> {
    let answer = Answer::new();
    let _abort = signal.and_then(|signal| signal.settles(&answer));
    if is_first(&key, &answer) {
        spawn(async move {
            let result = work.await;
            for waiting in leave(&key) {
                waiting.settle(result.clone());
            }
        });
    }
    answer.await
}

/// Joins those who wait for `key`; whether there was nobody.
fn is_first(key: &str, answer: &Answer) -> bool {
    RUNNING.with_borrow_mut(|running| {
        let same = running.iter_mut().find(|(other, _)| other == key);
        let is_first = same.is_none();
        match same {
            Some((_, waiting)) => waiting.push(answer.clone()),
            None => running.push((key.to_owned(), vec![answer.clone()])),
        }
        is_first
    })
}

/// The work is done: everybody who waited for it.
fn leave(key: &str) -> Vec<Answer> {
    RUNNING.with_borrow_mut(|running| {
        let index = running.iter().position(|(other, _)| other == key);
        index.map(|index| running.swap_remove(index).1).unwrap_or_default()
    })
}
