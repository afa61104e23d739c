//! Klarna Payments (v1). The types that a shop programs against are in `index.d.ts`.

use crate::domain::payments::Call;
use crate::flow::payments::{CallOptions, PaymentsOptions, Purchase, start};
use crate::interop::failure::Failure;
use crate::interop::promise::{promise, rejected};
use js_sys::{Function, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Loads Klarna's SDK and starts the session. See `loadKlarnaPayments` in `index.d.ts`.
#[wasm_bindgen(js_name = loadKlarnaPayments)]
pub fn load_klarna_payments(options: JsValue) -> Promise {
    match PaymentsOptions::read(&options) {
        Ok(options) => promise(async move { Ok(KlarnaPayments { purchase: start(options).await? }.into()) }),
        Err(failure) => rejected(failure),
    }
}

/// One purchase of one session.
#[wasm_bindgen]
#[derive(Debug)]
pub struct KlarnaPayments {
    purchase: Rc<Purchase>,
}

#[wasm_bindgen]
impl KlarnaPayments {
    /// Where the purchase stands.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> String {
        self.purchase.state().as_str().to_owned()
    }

    /// Shows or refreshes the widget.
    pub fn load(&self, container: JsValue, data: JsValue) -> Promise {
        match self.purchase.load(&container, &data) {
            Ok(waiting) => promise(waiting),
            Err(failure) => rejected(failure),
        }
    }

    /// Shows Klarna's summary of the chosen method.
    #[wasm_bindgen(js_name = loadPaymentReview)]
    pub fn load_payment_review(&self, container: JsValue) -> Promise {
        match self.purchase.load_payment_review(&container) {
            Ok(pending) => promise(pending.shown()),
            Err(failure) => rejected(failure),
        }
    }

    /// Asks the customer and Klarna to agree.
    pub fn authorize(&self, options: JsValue, data: JsValue) -> Promise {
        self.call(Call::Authorize, CallOptions::read(&options), &data)
    }

    /// Asks again after the order changed.
    pub fn reauthorize(&self, data: JsValue) -> Promise {
        self.call(Call::Reauthorize, Ok(CallOptions::default()), &data)
    }

    /// Completes an authorization at the Buy button.
    pub fn finalize(&self, data: JsValue) -> Promise {
        self.call(Call::Finalize, Ok(CallOptions::default()), &data)
    }

    /// Sends an undelivered token again.
    pub fn deliver(&self) -> Promise {
        let purchase = Rc::clone(&self.purchase);
        match purchase.begin_delivery() {
            Ok(parcel) => promise(purchase.deliver(parcel)),
            Err(failure) => rejected(failure),
        }
    }

    /// Adds a handler; gives the function that removes it.
    pub fn on(&self, event: JsValue, handler: JsValue) -> Result<Function, JsValue> {
        self.purchase.on(&event, &handler).map_err(Failure::into_js)
    }

    /// Ends everything that this object began.
    pub fn dispose(&self) {
        self.purchase.dispose();
    }
}

impl KlarnaPayments {
    fn call(&self, call: Call, options: Result<CallOptions, Failure>, data: &JsValue) -> Promise {
        match options.and_then(|options| self.purchase.call(call, &options, data)) {
            Ok(pending) => promise(Rc::clone(&self.purchase).outcome(pending)),
            Err(failure) => rejected(failure),
        }
    }
}
