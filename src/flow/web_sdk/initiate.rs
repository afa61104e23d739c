//! A button of the shop's own.

use super::answered::{from_sdk, incompatible};
use super::click;
use super::options::argument;
use super::sdk::WebSdk;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::web_sdk::{FlowOptions, PaymentRequest, Purchase};
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::once::Once;
use crate::interop::promise::settled;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A payment that the customer decides on.
pub(crate) type Pending = Once<Result<JsValue, Failure>>;

impl WebSdk {
    /// Calls `Payment.initiate` before it returns: within the click, so that a pop-up opens in every engine.
    ///
    /// The result settles with the first of: the SDK's own promise, `complete`, `abort`, `error`, an answer of the
    /// backend that needs no journey. (Once an `error` handler exists, the SDK reports errors only there.)
    pub(crate) fn initiate(self: &Rc<Self>, options: &JsValue) -> Result<Pending, Failure> {
        let options = FlowOptions::read(&argument(options, FlowOptions::KEYS)?)?;
        self.purchase.borrow().clone().initiate()?;
        self.register_purchase()?;
        self.purchase.borrow_mut().initiate()?;
        self.refused.set(false);
        self.take_over();
        // A journey whose end went unreported: the new click takes its place.
        self.settle(Err(Error::new(ErrorCode::Superseded, "a newer click took the place of this one").into()));
        let pending = Pending::new();
        self.waiting.replace(Some(pending.clone()));
        self.warn_of_redirect(options.initiation_mode);
        let callback = click::callback(&self.weak, None, options.choice);
        let flow = options.to_value().map(|flow| json::to_js(&flow));
        let returned = match self.instance.payment.initiate(&callback, flow.as_ref()) {
            Ok(returned) => returned,
            Err(thrown) => {
                self.waiting.borrow_mut().take();
                self.change(Purchase::failed);
                return Err(from_sdk(&thrown));
            }
        };
        self.change(|_| ());
        self.follow(returned, pending.clone());
        Ok(pending)
    }

    fn follow(self: &Rc<Self>, returned: JsValue, pending: Pending) {
        let sdk = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            match settled(&returned).await {
                Ok(request) => {
                    let request = PaymentRequest::read(&json::read_foreign(&request));
                    let never_called = sdk.purchase.borrow().is_initiating();
                    if request.is_known() {
                        pending.settle(Ok(sdk.described(&request)));
                    } else if never_called {
                        sdk.change(Purchase::failed);
                        pending.settle(Err(incompatible("the SDK did not call back for the payment")));
                    }
                }
                Err(thrown) => {
                    if pending.settle(Err(from_sdk(&thrown))) {
                        sdk.change(Purchase::failed);
                    }
                }
            }
        });
    }
}
