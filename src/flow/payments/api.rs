//! One purchase, as the surface calls it. Each method reaches Klarna's SDK before it returns.

use super::object::Object;
use super::order_data::order_data;
use super::{driver, facts};
use crate::domain::delivery::Limits;
use crate::domain::payments::{Call, Input, Request};
use crate::flow::loading::source::signal;
use crate::interop::abort::Signal;
use crate::interop::container;
use crate::interop::failure::Failure;
use crate::interop::options::Options;
use crate::interop::promise::deferred;
use crate::sys::js::{self, record};
use js_sys::{Function, Promise};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The events that a shop can listen to.
const EVENTS: &[&str] = &["statechange", "heightchanged", "overlayshown", "overlayhidden", "widgetremoved", "stalled"];

/// What the parameters of a call may hold.
const PARAMETERS: [&str; 4] = ["order", "autoFinalize", "signal", "timeoutMs"];

/// One purchase of one session. When JavaScript lets go of it, the page hears of that.
#[derive(Debug)]
pub(crate) struct Purchase(pub(super) Rc<Object>);

/// What a call is given.
#[derive(Debug)]
pub(crate) struct Parameters {
    order: JsValue,
    auto_finalize: Option<bool>,
    signal: Option<Signal>,
    timeout_ms: Option<f64>,
}

impl Parameters {
    /// Of `authorize`: options, and the order in them or beside them.
    pub(crate) fn of_authorize(options: &JsValue, order: JsValue) -> Result<Self, Failure> {
        let mut parameters = Self::read(options)?;
        if !order.is_undefined() {
            parameters.order = order;
        }
        Ok(parameters)
    }

    /// Of `reauthorize` and `finalize`: parameters, or the order itself.
    pub(crate) fn of_other(value: JsValue) -> Result<Self, Failure> {
        if value.is_object() && PARAMETERS.iter().any(|key| js::has_own(&value, key)) {
            return Self::read(&value);
        }
        Ok(Self { order: value, auto_finalize: None, signal: None, timeout_ms: None })
    }

    fn read(value: &JsValue) -> Result<Self, Failure> {
        let options = Options::argument(value, "options")?;
        // Klarna's own spelling, or the order in the wrong place, would otherwise authorize what the shop did not mean.
        options.only(&PARAMETERS)?;
        Ok(Self {
            auto_finalize: options.boolean("autoFinalize")?,
            signal: signal(&options)?,
            timeout_ms: options.number("timeoutMs", 1.0, Limits::LONGEST_MS)?,
            order: options.get("order")?.map(|field| field.value).unwrap_or_default(),
        })
    }
}

impl Purchase {
    /// The name of the state as the shop sees it.
    pub(crate) fn state(&self) -> &'static str {
        driver::state(self.0.feed.id).as_str()
    }

    /// Adds a handler of the shop's; gives the function that removes it.
    pub(crate) fn on(&self, event: &JsValue, handler: &JsValue) -> Result<Function, Failure> {
        driver::may_listen(self.0.feed.id)?;
        self.0.hub.on(EVENTS, event, handler)
    }

    /// Shows the widget, or refreshes it.
    pub(crate) fn load(&self, container: &JsValue, data: &JsValue) -> Result<Promise, Failure> {
        let order = order_data(&self.0.settings, data)?;
        let container = self.container(container)?;
        let (promise, caller) = deferred();
        let facts = facts::read(&self.0);
        self.0.feed.give(Input::Load { container, order, caller: Some(caller), facts });
        Ok(promise)
    }

    /// Shows Klarna's summary of the chosen method on a review page (Klarna: United States and Great Britain).
    pub(crate) fn load_payment_review(&self, container: &JsValue) -> Result<Promise, Failure> {
        let container = self.container(container)?;
        let (promise, caller) = deferred();
        self.0.feed.give(Input::Review { container, caller, facts: facts::read(&self.0) });
        Ok(promise)
    }

    fn container(&self, container: &JsValue) -> Result<JsValue, Failure> {
        let container = container::find(container)?;
        if container::is_in_modal_dialog(&container) {
            let message =
                "Klarna's overlay lies under a modal dialog: open it with show(), or close it before authorize";
            self.0.settings.log.write("overlay", &record! { message: message });
        }
        Ok(container.as_ref().clone())
    }

    /// `authorize`, `reauthorize` or `finalize`.
    pub(crate) fn call(&self, call: Call, options: Parameters) -> Result<Promise, Failure> {
        let order = order_data(&self.0.settings, &options.order)?;
        if let Some(failure) = options.signal.as_ref().and_then(Signal::fired) {
            return Err(failure);
        }
        let signal = options.signal.map(Signal::into_js);
        let (auto_finalize, timeout_ms) = (options.auto_finalize, options.timeout_ms);
        let request = Request { call, auto_finalize, order, signal, timeout_ms };
        let (promise, caller) = deferred();
        self.0.feed.give(Input::Call { request, caller, facts: facts::read(&self.0) });
        Ok(promise)
    }

    /// Sends an undelivered token again, under the same idempotency key.
    pub(crate) fn deliver(&self) -> Promise {
        let (promise, caller) = deferred();
        self.0.feed.give(Input::Deliver(caller));
        promise
    }

    /// What the shop has learnt from its server about a delivery in doubt.
    pub(crate) fn settle(&self, options: &JsValue) -> Result<(), Failure> {
        let options = Options::argument(options, "options")?;
        options.only(&["placed"])?;
        let is_placed = options.required("placed")?.boolean()?;
        Ok(driver::settle_delivery(self.0.feed.id, is_placed)?)
    }

    /// The shop is done with it. What it showed is taken out, nothing of it listens any more.
    pub(crate) fn dispose(&self) {
        self.0.feed.give(Input::Dispose);
    }
}

impl Drop for Purchase {
    fn drop(&mut self) {
        self.0.feed.give(Input::Dropped);
    }
}
