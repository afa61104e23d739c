//! The load that runs and the one that comes after it: Klarna's SDK forgets the first of two.

use super::state::Number;
use crate::domain::value::Value;

/// What is asked of Klarna, and who waits for it.
#[derive(Debug)]
pub(super) struct Loads<H> {
    pub(super) running: Option<Box<RunningLoad<H>>>,
    next: Option<NextLoad<H>>,
    /// Payment reviews disturb nothing, and go beside.
    reviews: Vec<Box<RunningLoad<H>>>,
}

/// A `load`, or a payment review, that Klarna works on.
#[derive(Debug)]
pub(super) struct RunningLoad<H> {
    pub(super) number: Number,
    pub(super) container: H,
    pub(super) orders: Vec<H>,
    pub(super) callers: Vec<H>,
    /// The session had expired by then.
    pub(super) is_expired: bool,
    /// The SDK may call back before it returns, or throws: a throw wins.
    pub(super) returned: bool,
    pub(super) early: Option<Value>,
}

/// A `load` that waits.
#[derive(Debug)]
pub(super) struct NextLoad<H> {
    pub(super) container: H,
    pub(super) orders: Vec<H>,
    pub(super) callers: Vec<H>,
}

impl<H> Default for Loads<H> {
    fn default() -> Self {
        Self { running: None, next: None, reviews: Vec::new() }
    }
}

impl<H> Loads<H> {
    /// Adds a request. It joins one that waits already: its container counts, and what the earlier one had to tell of the
    /// order and this one does not is told all the same.
    pub(super) fn add(&mut self, container: H, order: H, caller: Option<H>) {
        let (mut orders, mut callers) = self.next.take().map(|next| (next.orders, next.callers)).unwrap_or_default();
        orders.push(order);
        callers.extend(caller);
        self.next = Some(NextLoad { container, orders, callers });
    }

    /// The load that waits, if none runs.
    pub(super) fn take_next(&mut self) -> Option<NextLoad<H>> {
        if self.running.is_some() { None } else { self.next.take() }
    }

    /// Whether a load waits, and none runs.
    pub(super) fn has_next(&self) -> bool {
        self.running.is_none() && self.next.is_some()
    }

    /// Whether nothing is at Klarna, and nothing waits.
    pub(super) fn are_over(&self) -> bool {
        self.running.is_none() && self.next.is_none() && self.reviews.is_empty()
    }

    /// Whether anybody waits for a load.
    pub(super) fn is_awaited(&self) -> bool {
        let running = self.running.iter().map(|load| &load.callers);
        running.chain(self.next.iter().map(|load| &load.callers)).any(|callers| !callers.is_empty())
    }

    /// Whether a load runs that the shop did not ask for.
    pub(super) fn is_unasked(&self) -> bool {
        self.running.as_ref().is_some_and(|load| load.callers.is_empty())
    }

    /// The load that runs is to be sent once more, together with the one that waits: the number it had.
    pub(super) fn repeat(&mut self) -> Option<Number> {
        let RunningLoad { number, container, mut orders, mut callers, .. } = *self.running.take()?;
        let container = match self.next.take() {
            Some(next) => {
                orders.extend(next.orders);
                callers.extend(next.callers);
                next.container
            }
            None => container,
        };
        self.next = Some(NextLoad { container, orders, callers });
        Some(number)
    }

    /// A payment review is sent.
    pub(super) fn add_review(&mut self, review: Box<RunningLoad<H>>) {
        self.reviews.push(review);
    }

    /// The load or the review of that number.
    pub(super) fn find(&mut self, number: Number) -> Option<&mut RunningLoad<H>> {
        self.running.iter_mut().chain(&mut self.reviews).find(|load| load.number == number).map(AsMut::as_mut)
    }

    /// It ends: whether it is the load, where the widget is, and who waits for it.
    #[inline(never)]
    pub(super) fn take(&mut self, number: Number) -> Option<(bool, H, Vec<H>)> {
        let (is_load, load) = match self.running.take_if(|load| load.number == number) {
            Some(load) => (true, load),
            None => {
                let at = self.reviews.iter().position(|review| review.number == number)?;
                (false, self.reviews.swap_remove(at))
            }
        };
        let RunningLoad { container, callers, .. } = *load;
        Some((is_load, container, callers))
    }

    /// Nobody wants an answer any more: which numbers are watched, and who waits.
    pub(super) fn abandon(&mut self) -> (Vec<Number>, Vec<H>) {
        let (mut numbers, mut callers) = (Vec::new(), Vec::new());
        for load in self.running.take().into_iter().chain(self.reviews.drain(..)) {
            numbers.push(load.number);
            callers.extend(load.callers);
        }
        callers.extend(self.next.take().into_iter().flat_map(|next| next.callers));
        (numbers, callers)
    }
}
