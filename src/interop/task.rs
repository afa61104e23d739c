//! Tasks: futures that run beside the caller's, step by step among the browser's microtasks.
//!
//! wasm-bindgen-futures does the same, and brings a queue, a kind of closure and ways to call functions of its own, on both
//! sides of the border.

use super::callback::{Callback, notice};
use crate::sys::browser::queue_microtask;
use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

type Task = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    /// The tasks that wait, by number.
    static TASKS: RefCell<Vec<(u32, Task)>> = const { RefCell::new(Vec::new()) };
    /// Those that may go on, each with a microtask to come.
    static READY: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<u32> = const { Cell::new(0) };
    static GO_ON: Callback = notice(go_on);
}

/// Wakes a task. (A waker is shared between threads, by its type; a number may be, the task may not.)
struct Number(u32);

impl Wake for Number {
    fn wake(self: Arc<Self>) {
        ready(self.0);
    }
}

/// Runs a task beside the caller's.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    begin(Box::pin(task));
}

fn begin(task: Task) {
    let number = LAST.get().wrapping_add(1);
    LAST.set(number);
    TASKS.with_borrow_mut(|tasks| tasks.push((number, task)));
    ready(number);
}

fn ready(number: u32) {
    READY.with_borrow_mut(|ready| ready.push(number));
    GO_ON.with(|go_on| queue_microtask(go_on.as_ref()));
}

/// Polls the task whose turn it is. Nothing is borrowed meanwhile: it may begin others, and wake any.
fn go_on() {
    // A few at the most: a queue would be more code.
    let next = READY.with_borrow_mut(|ready| (!ready.is_empty()).then(|| ready.remove(0)));
    let Some(number) = next else { return };
    let task = TASKS.with_borrow_mut(|tasks| {
        let at = tasks.iter().position(|(other, _)| *other == number)?;
        Some(tasks.swap_remove(at))
    });
    // Woken twice, it may be over by now.
    let Some((_, mut task)) = task else { return };
    let waker = Waker::from(Arc::new(Number(number)));
    if task.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
        TASKS.with_borrow_mut(|tasks| tasks.push((number, task)));
    }
}
