//! A token that is held until the backend has it.

use crate::flow::delivery::Delivery;
use crate::interop::payments::kept::Kept;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A token, and all that is needed to post it again under its key.
#[derive(Debug)]
pub(crate) struct Held {
    token: JsValue,
    key: String,
    delivery: Rc<Delivery>,
    kept: Option<Kept>,
}

impl Held {
    pub(super) fn new(token: JsValue, key: String, delivery: Delivery) -> Self {
        Self { token, key, delivery: Rc::new(delivery), kept: None }
    }

    /// It is posted; the keeper has it from now on, should this module trap.
    pub(super) fn post(&mut self, keeper: &JsValue) -> Rc<Delivery> {
        self.kept.get_or_insert_with(|| Kept::new(keeper, &self.key, &self.token));
        Rc::clone(&self.delivery)
    }

    /// Nobody posts it until it is posted again from here.
    pub(super) fn shelve(&mut self) {
        self.kept = None;
    }
}
