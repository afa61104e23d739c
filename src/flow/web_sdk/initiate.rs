//! A button of the shop's own.

use super::answered::{from_sdk, incompatible};
use super::click;
use super::events::Early;
use super::options::argument;
use super::requests::described;
use super::sdk::WebSdk;
use crate::domain::error::Error;
use crate::domain::web_sdk::{Choice, FlowOptions, INITIATE, Purchase};
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::once::Answer;
use crate::interop::promise::{settled, spawn};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A payment that the customer decides on.
pub(crate) type Pending = Answer;

impl WebSdk {
    /// Calls `Payment.initiate` before it returns: within the click, so that a pop-up opens in every engine.
    ///
    /// The result settles with the first of: the SDK's own promise, `complete`, `abort`, `error`, an answer of the
    /// backend that needs no journey. (Once an `error` handler exists, the SDK reports errors only there.) While the
    /// backend is being asked, its answer goes before whatever the SDK says.
    pub(crate) fn initiate(self: &Rc<Self>, options: &JsValue) -> Result<Pending, Failure> {
        let options = FlowOptions::read(argument(options, INITIATE)?, INITIATE)?;
        self.purchase.get().initiate()?;
        let presentation = self.presentation.borrow().clone();
        if options.choice == Choice::Saved && !presentation.is_some_and(|shown| shown.offer().has_saved()) {
            return Err(no_saved_option());
        }
        self.register_purchase()?;
        let number = self.update(Purchase::initiate)?;
        self.begin();
        // A journey whose end went unreported: the new click takes its place.
        self.supersede();
        let pending = Pending::new();
        self.waiting.set(Some(pending.clone()));
        self.warn_of_redirect(&options);
        let callback = click::callback(&self.weak, None, options.choice, Some(number));
        let flow = (!options.is_empty()).then(|| json::to_js(&options.value));
        let returned = self.instance.payment.initiate(&callback, flow.as_ref());
        self.tell();
        match returned {
            Ok(returned) => {
                let (sdk, waiting) = (Rc::clone(self), pending.clone());
                spawn(async move {
                    let settled = settled(&returned).await;
                    sdk.initiated(waiting, settled);
                });
            }
            Err(thrown) => self.initiated(pending.clone(), Err(thrown)),
        }
        Ok(pending)
    }

    /// The SDK's own promise settled.
    pub(super) fn initiated(&self, pending: Pending, settled: Result<JsValue, JsValue>) {
        let purchase = self.purchase.get();
        if purchase.is_asking() {
            return self.later(Early::Settled(pending, settled));
        }
        let (result, end): (_, fn(&mut Purchase)) = match settled {
            Ok(raw) => {
                let request = self.read(&raw);
                let is_earlier = request.id().is_some_and(|id| self.updates.borrow().is_earlier(id));
                if is_earlier || !(request.is_known() || purchase.is_initiating()) {
                    return;
                }
                if request.is_known() {
                    let is_completed = request.state() == Some("COMPLETED");
                    (Ok(described(&request)), if is_completed { Purchase::completed } else { Purchase::give_up })
                } else {
                    (Err(incompatible("the SDK did not call back for the payment")), Purchase::failed)
                }
            }
            Err(thrown) => (Err(from_sdk(&thrown)), Purchase::failed),
        };
        // One that was settled before belongs to a click that has ended: it says nothing about the one under way.
        if pending.settle(result) {
            self.change(end);
        }
    }
}

pub(super) fn no_saved_option() -> Failure {
    Error::argument("option", "the presentation has no saved option").into()
}
