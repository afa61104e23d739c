//! Hears of other scripts that use Klarna's SDK on this page.
//!
//! They have to reach for the methods of `Klarna.Payments`, which is where they are heard. What they call, and with what, is
//! not looked at, and not changed.

use super::page::page;
use crate::domain::payments::Page;
use crate::interop::callback::function;
use crate::interop::timer::sleep;
use crate::sys::js;
use crate::sys::klarna_payments::{Payments, clear_reading, is_ours};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

thread_local! {
    /// The API object that is watched.
    static WATCHED: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Watches the API object, once. Where it cannot be watched, there may be another script.
pub(super) fn watch(sdk: &Payments) {
    if WATCHED.with_borrow(|watched| sdk.is_same(watched)) {
        return;
    }
    WATCHED.set(sdk.as_ref().clone());
    clear_reading();
    page(Page::watch_anew);
    for call in ["authorize", "reauthorize", "finalize"] {
        watch_method(sdk, call, rival_calls);
    }
    if !watch_method(sdk, "init", rival_begins) {
        rival_begins();
    }
}

fn watch_method(sdk: &Payments, name: &str, reached: fn()) -> bool {
    let heard = function(move |_, _| {
        if !is_ours() {
            reached();
        }
        JsValue::UNDEFINED
    });
    js::watch(sdk.as_ref(), name, &sdk.method(name), &heard)
}

fn rival_begins() {
    page(Page::rival_begins);
}

fn rival_calls() {
    page(Page::rival_calls);
    spawn_local(async {
        sleep(0.0).await;
        page(Page::rival_is_done);
    });
}
