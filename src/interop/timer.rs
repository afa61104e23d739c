//! Timers that stop when they are dropped.

use super::once::Once;
use crate::sys::browser;
pub(crate) use crate::sys::browser::now_ms;
use wasm_bindgen::prelude::*;

/// A running timer.
#[must_use = "a timer that is dropped never fires"]
#[derive(Debug)]
pub(crate) struct Timer {
    id: Option<JsValue>,
    _fire: Closure<dyn FnMut()>,
}

impl Timer {
    /// Calls `fire` after `ms` milliseconds.
    pub(crate) fn after(ms: f64, fire: impl FnOnce() + 'static) -> Self {
        Self::start(ms, Closure::once(fire))
    }

    /// Settles a race with `value` after `ms` milliseconds.
    pub(crate) fn settle<T: 'static>(ms: f64, race: &Once<T>, value: impl FnOnce() -> T + 'static) -> Self {
        let race = race.clone();
        Self::after(ms, move || {
            race.settle(value());
        })
    }

    fn start(ms: f64, fire: Closure<dyn FnMut()>) -> Self {
        Self { id: browser::set_timeout(fire.as_ref(), ms), _fire: fire }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(id) = &self.id {
            browser::clear_timeout(id);
        }
    }
}

/// Waits.
pub(crate) async fn sleep(ms: f64) {
    let over = Once::new();
    let _timer = Timer::settle(ms, &over, || ());
    over.await;
}
