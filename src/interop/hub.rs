//! The shop's handlers.

use super::callback::function;
use super::failure::Failure;
use crate::domain::error::Error;
use crate::sys::browser::window;
use crate::sys::js;
use js_sys::Function;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Handlers by event name.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    next: Cell<u32>,
    handlers: Rc<RefCell<Vec<Entry>>>,
}

#[derive(Debug)]
struct Entry {
    number: u32,
    event: &'static str,
    handler: Function,
}

impl Hub {
    /// Adds a handler and gives the function that removes it. `events` are the names that exist.
    pub(crate) fn on(
        &self,
        events: &'static [&'static str],
        event: &JsValue,
        handler: &JsValue,
    ) -> Result<Function, Failure> {
        let Some(event) = events.iter().find(|known| *event == **known) else {
            return Err(Error::argument("event", ["the events are ", &events.join(", ")].concat()).into());
        };
        let Some(handler) = handler.dyn_ref::<Function>() else {
            return Err(Error::argument("handler", "a function is expected here").into());
        };
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        self.handlers.borrow_mut().push(Entry { number, event, handler: handler.clone() });
        Ok(unsubscribe(Rc::clone(&self.handlers), number))
    }

    /// Calls every handler of an event with `payload` and gives what they returned.
    ///
    /// A handler that throws neither starves the others nor vanishes: its error is reported as uncaught.
    /// Handlers may come and go meanwhile, since none of our borrows is held while they run.
    pub(crate) fn emit(&self, event: &str, payload: &JsValue) -> Vec<JsValue> {
        let mut numbers = Vec::new();
        for entry in self.handlers.borrow().iter() {
            if entry.event == event {
                numbers.push(entry.number);
            }
        }
        let mut answers = Vec::new();
        for number in numbers {
            // One that was taken away meanwhile, by another handler or by the disposal, hears nothing any more.
            let Some(handler) = self.handler(number) else { continue };
            match js::invoke(&handler, &[payload]) {
                Ok(answer) => answers.push(answer),
                Err(thrown) => report(&thrown),
            }
        }
        answers
    }

    fn handler(&self, number: u32) -> Option<Function> {
        self.handlers.borrow().iter().find(|entry| entry.number == number).map(|entry| entry.handler.clone())
    }

    /// Whether anybody listens.
    pub(crate) fn is_heard(&self, event: &str) -> bool {
        self.handlers.borrow().iter().any(|entry| entry.event == event)
    }

    /// Forgets every handler.
    pub(crate) fn clear(&self) {
        self.handlers.borrow_mut().clear();
    }
}

fn unsubscribe(handlers: Rc<RefCell<Vec<Entry>>>, number: u32) -> Function {
    function(move |_, _| {
        handlers.borrow_mut().retain(|entry| entry.number != number);
        JsValue::UNDEFINED
    })
}

/// Reports an error the way the browser reports one that nobody caught, so that the shop's monitoring sees it.
pub(crate) fn report(thrown: &JsValue) {
    if js::call(&window(), "reportError", &[thrown]).is_err() {
        // An engine without reportError: a rejected promise that nobody handles says the same.
        drop(js_sys::Promise::reject(thrown));
    }
}
