//! The errors that Klarna's SDK was refused with: it reports them back to every object of the page.

use crate::sys::js;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// How many are remembered.
const MEMORY: usize = 8;

thread_local! {
    /// Newest first.
    static REFUSALS: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
}

/// The SDK is about to be refused with an error.
pub(crate) fn remember(refusal: &JsValue) {
    REFUSALS.with_borrow_mut(|refusals| {
        refusals.truncate(MEMORY - 1);
        refusals.insert(0, refusal.clone());
    });
}

/// Whether it is an error of ours, which the shop has heard of: itself, or in a wrapper that has no more of it than its text,
/// since not all releases of Klarna's SDK add the `originalError`.
pub(crate) fn is_known(thrown: &JsValue) -> bool {
    let refusals = REFUSALS.with_borrow(Vec::clone);
    let says = ["errorMessage", "message"].map(|key| js::text(thrown, key));
    refusals.iter().any(|refusal| {
        let message = js::text(refusal, "message");
        refusal == thrown || message.is_some() && says.contains(&message)
    })
}
