//! Timers that stop when they are dropped.

use super::callback::{Callback, notice};
use super::failure::Failure;
use super::once::Answer;
use crate::sys::browser;
pub(crate) use crate::sys::browser::now_ms;
use wasm_bindgen::prelude::*;

/// A running timer.
#[must_use = "a timer that is dropped never fires"]
#[derive(Debug)]
pub(crate) struct Timer {
    id: JsValue,
    _fire: Callback,
}

impl Timer {
    /// Calls `fire` after `ms` milliseconds.
    pub(crate) fn after(ms: f64, fire: impl Fn() + 'static) -> Self {
        Self::start(ms, notice(fire))
    }

    /// Settles a race after `ms` milliseconds.
    pub(crate) fn settle(ms: f64, race: &Answer, value: impl Fn() -> Result<JsValue, Failure> + 'static) -> Self {
        let race = race.clone();
        Self::after(ms, move || {
            race.settle(value());
        })
    }

    fn start(ms: f64, fire: Callback) -> Self {
        Self { id: browser::set_timeout(fire.as_ref(), ms), _fire: fire }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        browser::clear_timeout(&self.id);
    }
}

/// Waits.
pub(crate) async fn sleep(ms: f64) {
    let over = Answer::new();
    let _timer = Timer::settle(ms, &over, || Ok(JsValue::UNDEFINED));
    let _ = over.await;
}
