//! Klarna Web SDK (v2). The types that a shop programs against are in `index.d.ts`.

use crate::domain::web_sdk::Word;
use crate::flow::web_sdk::{Mounted, Presentation as Presented, WebSdk, WebSdkOptions, start};
use crate::interop::failure::Failure;
use crate::interop::promise::{promise, rejected};
use js_sys::{Function, Promise};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Loads Klarna's SDK and makes an instance of it. See `loadKlarnaWebSdk` in `index.d.ts`.
#[wasm_bindgen(js_name = loadKlarnaWebSdk)]
pub fn load_klarna_web_sdk(options: JsValue) -> Promise {
    match WebSdkOptions::read(&options) {
        Ok(options) => promise(async move { Ok(KlarnaWebSdk { sdk: start(options).await? }.into()) }),
        Err(failure) => rejected(failure),
    }
}

/// Klarna's SDK, with the shop's backend behind it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct KlarnaWebSdk {
    sdk: Rc<WebSdk>,
}

#[wasm_bindgen]
impl KlarnaWebSdk {
    /// Where the purchase stands.
    #[wasm_bindgen(getter)]
    pub fn state(&self) -> String {
        self.sdk.state().as_str().to_owned()
    }

    /// Asks Klarna how it wants to be shown.
    pub fn presentation(&self, options: JsValue) -> Promise {
        let sdk = Rc::clone(&self.sdk);
        match sdk.ask_presentation(&options) {
            Ok(asked) => promise(async move {
                let presentation = sdk.present(asked).await?;
                Ok(Presentation { sdk, presentation }.into())
            }),
            Err(failure) => rejected(failure),
        }
    }

    /// Begins a payment from a button of the shop's own.
    pub fn initiate(&self, options: JsValue) -> Promise {
        self.sdk.initiate(&options).map_or_else(rejected, promise)
    }

    /// Adds a handler; gives the function that removes it.
    pub fn on(&self, event: JsValue, handler: JsValue) -> Result<Function, JsValue> {
        self.sdk.on(&event, &handler).map_err(Failure::into_js)
    }

    /// Reads a payment request.
    pub fn fetch(&self, payment_request_id: JsValue) -> Promise {
        let sdk = Rc::clone(&self.sdk);
        match sdk.fetch(&payment_request_id) {
            Ok(answer) => promise(async move { sdk.described_answer(answer).await }),
            Err(failure) => rejected(failure),
        }
    }

    /// Cancels a payment request.
    pub fn cancel(&self, payment_request_id: JsValue) -> Promise {
        let sdk = Rc::clone(&self.sdk);
        match sdk.cancel(&payment_request_id) {
            Ok(answer) => promise(async move { sdk.described_answer(answer).await }),
            Err(failure) => rejected(failure),
        }
    }

    /// Asks the shop's server what became of a payment.
    pub fn confirm(&self, payment_request_id: JsValue, options: JsValue) -> Promise {
        match self.sdk.questions(&payment_request_id, &options) {
            Ok(questions) => promise(Rc::clone(&self.sdk).confirm(questions)),
            Err(failure) => rejected(failure),
        }
    }

    /// Ends everything that this object began.
    pub fn dispose(&self) {
        self.sdk.dispose();
    }
}

/// How Klarna wants to be shown.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Presentation {
    sdk: Rc<WebSdk>,
    presentation: Rc<Presented>,
}

#[wasm_bindgen]
impl Presentation {
    /// How prominently.
    #[wasm_bindgen(getter)]
    pub fn instruction(&self) -> String {
        self.presentation.offer().instruction.as_str().to_owned()
    }

    /// Whether the SDK made it up.
    #[wasm_bindgen(getter)]
    pub fn degraded(&self) -> bool {
        self.presentation.offer().degraded
    }

    /// Whether there is a saved way to pay.
    #[wasm_bindgen(getter, js_name = hasSavedOption)]
    pub fn has_saved_option(&self) -> bool {
        self.presentation.offer().has_saved()
    }

    /// Asks again for what has changed, and shows what is mounted anew.
    pub fn refresh(&self, options: JsValue) -> Promise {
        let (sdk, presentation) = (Rc::clone(&self.sdk), Rc::clone(&self.presentation));
        match sdk.ask_again(&presentation, &options) {
            Ok(asked) => promise(async move { sdk.refresh(&presentation, asked).await.map(|()| JsValue::UNDEFINED) }),
            Err(failure) => rejected(failure),
        }
    }

    /// Shows a part.
    pub fn mount(&self, part: JsValue, container: JsValue, options: JsValue) -> Result<MountedElement, JsValue> {
        let mounted = self.sdk.mount(&self.presentation, &part, &container, &options).map_err(Failure::into_js)?;
        Ok(MountedElement { sdk: Rc::clone(&self.sdk), mounted })
    }

    /// Shows the payment button.
    #[wasm_bindgen(js_name = mountButton)]
    pub fn mount_button(&self, container: JsValue, options: JsValue) -> Result<PaymentButton, JsValue> {
        let mounted = self.sdk.mount_button(&self.presentation, &container, &options).map_err(Failure::into_js)?;
        Ok(PaymentButton { sdk: Rc::clone(&self.sdk), mounted })
    }
}

/// A part of a presentation in a container.
#[wasm_bindgen]
#[derive(Debug)]
pub struct MountedElement {
    sdk: Rc<WebSdk>,
    mounted: Rc<Mounted>,
}

#[wasm_bindgen]
impl MountedElement {
    /// Whether anything is shown.
    #[wasm_bindgen(getter)]
    pub fn shown(&self) -> bool {
        self.mounted.is_shown()
    }

    /// Takes it out.
    pub fn unmount(&self) {
        self.sdk.unmount(&self.mounted);
    }
}

/// Klarna's payment button in a container.
#[wasm_bindgen]
#[derive(Debug)]
pub struct PaymentButton {
    sdk: Rc<WebSdk>,
    mounted: Rc<Mounted>,
}

#[wasm_bindgen]
impl PaymentButton {
    /// Whether it is shown.
    #[wasm_bindgen(getter)]
    pub fn shown(&self) -> bool {
        self.mounted.is_shown()
    }

    /// Disables or enables it.
    #[wasm_bindgen(js_name = setDisabled)]
    pub fn set_disabled(&self, disabled: bool) {
        self.mounted.set_disabled(disabled);
    }

    /// Lets it show that the shop is busy, or not.
    #[wasm_bindgen(js_name = setLoading)]
    pub fn set_loading(&self, loading: bool) {
        self.mounted.set_loading(loading);
    }

    /// Takes it out.
    pub fn unmount(&self) {
        self.sdk.unmount(&self.mounted);
    }
}
