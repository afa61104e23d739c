//! Klarna Web SDK (v2). The types that a shop programs against are in `index.d.ts`.

use super::subject::{Arguments, subject};
use crate::domain::web_sdk::page::Input;
use crate::domain::web_sdk::{
    BUTTON, FlowOptions, INITIATE, PART, PRESENTATION, PresentationId, PresentationRequest, checked,
};
use crate::flow::web_sdk::{Object, confirm, hold, initiate, listen, page, questions, register_purchase, start};
use crate::interop::container;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::once::Answer;
use crate::interop::promise::{deferred, promise, rejected};
use crate::interop::web_sdk::answered::within;
use crate::interop::web_sdk::mounted::Mounted;
use crate::interop::web_sdk::presentation::Presentation;
use crate::options::settling::placed;
use crate::options::web_sdk::{WebSdkOptions, argument, part, payment_request_id};
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Loads Klarna's SDK and makes an instance of it; resolves with what stands behind a `KlarnaWebSdk`.
#[wasm_bindgen(js_name = loadKlarnaWebSdk)]
pub fn load_klarna_web_sdk(options: JsValue) -> Promise {
    match WebSdkOptions::read(&options) {
        Ok(options) => promise(async move {
            let sdk = Rc::new(WebSdk(start(options).await?));
            Ok(subject(move |method, arguments| answer(&sdk, method, arguments)))
        }),
        Err(failure) => rejected(failure),
    }
}

/// The shop's object, as long as JavaScript holds it, or something that it shows.
struct WebSdk(Rc<Object>);

/// Nobody can call any more. The SDK may, as long as it has a handler of ours.
impl Drop for WebSdk {
    fn drop(&mut self) {
        if self.0.registered.borrow().is_empty() {
            self.dispose();
        }
    }
}

/// Klarna's SDK is called before `initiate` returns: within the click, so that a pop-up opens in every engine.
fn answer(sdk: &Rc<WebSdk>, method: &str, arguments: &Arguments) -> Result<JsValue, Failure> {
    let (object, first) = (&sdk.0, arguments.at(0));
    let mut answer = JsValue::UNDEFINED;
    match method {
        "state" => answer = page(|page| page.state(object.feed.id)).as_str().into(),
        "presentation" => {
            object.feed.alive()?;
            let request = PresentationRequest::read(argument(&first, PRESENTATION)?)?;
            answer = asked(object, |caller| Input::Present(caller, request))?;
        }
        "shown" => {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a number of ours")]
            let id = PresentationId(first.as_f64().unwrap_or_default() as u32);
            let (sdk, presentation) = (Rc::clone(sdk), hold(id));
            answer = subject(move |method, arguments| sdk.answer_presentation(&presentation, method, arguments));
        }
        "initiate" => answer = sdk.initiate(&first)?,
        "on" => answer = listen(object, &first, &arguments.at(1))?.into(),
        "fetch" => answer = sdk.described(&first, |object, id| object.instance.payment.fetch(id))?,
        "cancel" => answer = sdk.described(&first, |object, id| object.instance.payment.cancel(id))?,
        "confirm" => {
            object.feed.alive()?;
            let questions = questions(object, payment_request_id(&first)?, &arguments.at(1))?;
            answer = promise(confirm(Rc::clone(object), questions)).into();
        }
        // Rejects with the end of the object, or of everything: should the WebAssembly trap, whoever waits is told.
        "over" => {
            let object = Rc::clone(object);
            answer = promise(async move { object.unless_disposed(Answer::new()).await }).into();
        }
        // What the shop has learnt from its server of a purchase in doubt.
        "settle" => {
            drop(object.feed.give(Input::Settle(placed(&first)?))?);
        }
        // What it mounted is taken out, and nothing of it listens any more.
        "dispose" => sdk.dispose(),
        _ => {}
    }
    Ok(answer)
}

fn asked(object: &Object, input: impl FnOnce(JsValue) -> Input<JsValue, Failure>) -> Result<JsValue, Failure> {
    let (promise, caller) = deferred();
    object.feed.give(input(caller))?;
    Ok(promise.into())
}

impl WebSdk {
    /// The promise settles with the first of: the SDK's own promise, `complete`, `abort`, `error`, an answer of the
    /// backend that needs no journey. (Once an `error` handler exists, the SDK reports errors only there.) While the
    /// backend is being asked, its answer goes before whatever the SDK says.
    fn initiate(&self, options: &JsValue) -> Result<JsValue, Failure> {
        let options = FlowOptions::read(argument(options, INITIATE)?, INITIATE)?;
        self.0.feed.alive()?;
        register_purchase(&self.0)?;
        self.0.options.warn_of_redirect(&options);
        asked(&self.0, |caller| Input::Initiate(caller, options))
    }

    /// Asks Klarna about a payment request, or cancels one that is not completed.
    fn described(&self, id: &JsValue, ask: fn(&Object, &str) -> Result<JsValue, JsValue>) -> Result<JsValue, Failure> {
        self.0.feed.alive()?;
        let returned = ask(&self.0, &payment_request_id(id)?);
        let (object, answer) = (Rc::clone(&self.0), within(self.0.limit_ms(), returned));
        let described = promise(async move {
            let request = object.unless_disposed(answer).await?;
            object.feed.alive()?;
            Ok(json::to_js(object.read(&request).value()))
        });
        Ok(described.into())
    }

    fn dispose(&self) {
        let _ = self.0.feed.give(Input::Dispose);
    }

    fn answer_presentation(
        self: &Rc<Self>,
        presentation: &Rc<Presentation>,
        method: &str,
        arguments: &Arguments,
    ) -> Result<JsValue, Failure> {
        let first = arguments.at(0);
        Ok(match method {
            "instruction" | "degraded" | "hasSavedOption" => presentation.member(method),
            "mount" => self.mount(presentation, &first, &arguments.at(1), &arguments.at(2))?,
            "mountButton" => self.mount_button(presentation, &first, &arguments.at(1))?,
            // Asks again for what has changed, such as the amount, and shows what is mounted anew in its place.
            "refresh" => {
                self.0.feed.alive()?;
                let changes = argument(&first, PRESENTATION)?;
                asked(&self.0, |caller| Input::Refresh(caller, presentation.id, changes))?
            }
            _ => JsValue::UNDEFINED,
        })
    }

    /// Shows a part of a presentation. A part that this release of the SDK does not have is left out.
    fn mount(
        self: &Rc<Self>,
        presentation: &Rc<Presentation>,
        name: &JsValue,
        container: &JsValue,
        options: &JsValue,
    ) -> Result<JsValue, Failure> {
        self.0.feed.alive()?;
        let part = part(name)?;
        let options = checked(argument(options, PART)?, PART)?;
        let container = container::find(container)?;
        Ok(self.shown(self.0.show(Mounted::part(container, Rc::clone(presentation), part, options))?))
    }

    /// Shows the payment button. Klarna's events are listened to first: what a redirect left pending comes at once.
    fn mount_button(
        self: &Rc<Self>,
        presentation: &Rc<Presentation>,
        container: &JsValue,
        options: &JsValue,
    ) -> Result<JsValue, Failure> {
        let object = &self.0;
        object.feed.alive()?;
        let options = FlowOptions::read(argument(options, BUTTON)?, BUTTON)?;
        let container = container::find(container)?;
        page(|page| page.permits_button(presentation.id, options.choice))?;
        register_purchase(object)?;
        object.options.warn_of_redirect(&options);
        let initiate = initiate(object, Some(Rc::clone(presentation)), options.choice, None);
        let mounted = object.show(Mounted::button(container, Rc::clone(presentation), options, initiate))?;
        mounted.show_busy(page(|page| page.is_busy(object.feed.id)));
        Ok(self.shown(mounted))
    }

    /// A part or a button in its container.
    fn shown(self: &Rc<Self>, mounted: Rc<Mounted>) -> JsValue {
        let sdk = Rc::clone(self);
        subject(move |method, arguments| {
            let is_set = arguments.at(0).is_truthy();
            match method {
                "shown" => return Ok(mounted.is_shown().into()),
                "setDisabled" => mounted.set_disabled(is_set),
                "setLoading" => mounted.set_loading(is_set),
                "unmount" => sdk.0.unmount(&mounted),
                _ => {}
            }
            Ok(JsValue::UNDEFINED)
        })
    }
}
