//! Timers that stop when they are dropped.

use super::once::Once;
use crate::sys::browser::window;
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
        let fire = Closure::once(fire);
        let id = window().set_timeout(fire.as_ref().unchecked_ref(), ms).ok();
        Self { id, _fire: fire }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(id) = &self.id {
            let _ = window().clear_timeout(id);
        }
    }
}

/// Waits.
pub(crate) async fn sleep(ms: f64) {
    let over = Once::new();
    let fired = over.clone();
    let _timer = Timer::after(ms, move || {
        fired.settle(());
    });
    over.await;
}

/// Milliseconds of a clock that never goes back, where the browser has one.
pub(crate) fn now_ms() -> f64 {
    let performance = js_sys::Reflect::get(&window(), &"performance".into()).ok();
    performance
        .and_then(|performance| {
            let now: js_sys::Function = js_sys::Reflect::get(&performance, &"now".into()).ok()?.dyn_into().ok()?;
            now.call0(&performance).ok()?.as_f64()
        })
        .unwrap_or_else(js_sys::Date::now)
}
