//! A value that is settled once, by whoever comes first.

use super::failure::Failure;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::JsValue;

/// Several sources hold a clone (a callback, a timer, an abort signal); the first to settle wins, the others are
/// ignored. That is how every race of this package is run, so a source that never answers cannot hang it.
#[derive(Debug)]
pub(crate) struct Once<T>(Rc<RefCell<Slot<T>>>);

/// The usual race: for an answer of Klarna's, of the browser's or of ours.
pub(crate) type Answer = Once<Result<JsValue, Failure>>;

#[derive(Debug)]
enum Slot<T> {
    Open(Option<Waker>),
    Settled(Option<T>),
}

impl<T> Once<T> {
    pub(crate) fn new() -> Self {
        Self(Rc::new(RefCell::new(Slot::Open(None))))
    }

    /// Settles it; `false` if somebody was earlier.
    pub(crate) fn settle(&self, value: T) -> bool {
        let waker = match &mut *self.0.borrow_mut() {
            Slot::Settled(_) => return false,
            Slot::Open(waker) => waker.take(),
        };
        *self.0.borrow_mut() = Slot::Settled(Some(value));
        if let Some(waker) = waker {
            waker.wake();
        }
        true
    }

    /// Whether somebody has.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(&*self.0.borrow(), Slot::Settled(_))
    }
}

impl<T> Clone for Once<T> {
    #[inline(never)]
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// Awaited by one task. A value taken out before leaves it pending, which our flows never do.
impl<T> Future for Once<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        match &mut *self.0.borrow_mut() {
            Slot::Settled(value) => value.take().map_or(Poll::Pending, Poll::Ready),
            Slot::Open(waker) => {
                *waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_to_settle_wins() {
        let once = Once::new();
        let mut context = Context::from_waker(Waker::noop());
        let mut waiting = Box::pin(once.clone());
        assert_eq!(waiting.as_mut().poll(&mut context), Poll::Pending);
        assert!(!once.is_settled());
        assert!(once.settle(1));
        assert!(once.is_settled());
        assert!(!once.settle(2));
        assert_eq!(waiting.as_mut().poll(&mut context), Poll::Ready(1));
    }
}
