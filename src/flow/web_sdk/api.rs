//! What the shop can do with an object.

use super::answered::within;
use super::callbacks::{self, register, register_purchase, releasing};
use super::mounted::{Mounted, read_part};
use super::object::Object;
use super::options::{WebSdkOptions, argument};
use super::presentation::Presentation;
use super::{confirm, driver, instance};
use crate::domain::error::Error;
use crate::domain::web_sdk::page::Input;
use crate::domain::web_sdk::{
    BUTTON, Event, FlowOptions, INITIATE, PART, PRESENTATION, PresentationRequest, Source, State, Word, checked,
};
use crate::interop::container;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::once::Answer;
use crate::interop::options::{Field, Options};
use crate::interop::promise::{deferred, promise};
use crate::sys::js::{self, record};
use js_sys::{Function, Promise};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The shop's object.
#[derive(Debug)]
pub(crate) struct WebSdk {
    object: Rc<Object>,
}

/// Nobody can call any more. The SDK may, as long as it has a handler of ours.
impl Drop for WebSdk {
    fn drop(&mut self) {
        if self.object.registered.borrow().is_empty() {
            self.dispose();
        }
    }
}

/// Loads the SDK and makes, or joins, the instance of the configuration.
pub(crate) async fn start(options: WebSdkOptions) -> Result<Rc<WebSdk>, Failure> {
    let instance = instance::get(&options).await?;
    Ok(Rc::new(WebSdk { object: driver::open(options, instance) }))
}

impl WebSdk {
    /// The state as the shop sees it.
    pub(crate) fn state(&self) -> State {
        driver::state(self.object.feed.id)
    }

    /// Calls `Payment.initiate` before it returns: within the click, so that a pop-up opens in every engine.
    ///
    /// The promise settles with the first of: the SDK's own promise, `complete`, `abort`, `error`, an answer of the
    /// backend that needs no journey. (Once an `error` handler exists, the SDK reports errors only there.) While the
    /// backend is being asked, its answer goes before whatever the SDK says.
    pub(crate) fn initiate(&self, options: &JsValue) -> Result<Promise, Failure> {
        let options = FlowOptions::read(argument(options, INITIATE)?, INITIATE)?;
        self.object.feed.alive()?;
        register_purchase(&self.object)?;
        self.warn_of_redirect(&options);
        self.asked(|caller| Input::Initiate(caller, options))
    }

    /// Asks Klarna how it wants to be shown. The promise gives the number of the presentation, for [`Self::shown`].
    pub(crate) fn presentation(&self, options: &JsValue) -> Result<Promise, Failure> {
        self.object.feed.alive()?;
        let request = PresentationRequest::read(argument(options, PRESENTATION)?)?;
        self.asked(|caller| Input::Present(caller, request))
    }

    /// The presentation of that number.
    pub(crate) fn shown(number: &JsValue) -> Rc<Presentation> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a number of ours")]
        let number = number.as_f64().unwrap_or_default() as u32;
        driver::hold(number)
    }

    /// Asks again for what has changed, such as the amount, and shows what is mounted anew in its place.
    pub(crate) fn refresh(&self, presentation: &Presentation, options: &JsValue) -> Result<Promise, Failure> {
        self.object.feed.alive()?;
        let changes = argument(options, PRESENTATION)?;
        self.asked(|caller| Input::Refresh(caller, presentation.id, changes))
    }

    fn asked(&self, input: impl FnOnce(JsValue) -> Input<JsValue, Failure>) -> Result<Promise, Failure> {
        let (promise, caller) = deferred();
        self.object.feed.give(input(caller))?;
        Ok(promise)
    }

    /// Says what the shop has learnt from its server of a purchase in doubt.
    pub(crate) fn settle(&self, options: &JsValue) -> Result<(), Failure> {
        let options = Options::argument(options, "options")?;
        let field = options.required("placed")?;
        let Some(is_placed) = field.value.as_bool() else {
            return Err(Error::argument(field.path, "true or false is expected here").into());
        };
        self.object.feed.give(Input::Settle(is_placed)).map(drop)
    }

    /// Adds a handler of the shop's; gives the function that removes it. Klarna replays what happened before a
    /// redirect to a handler that is registered late, so ours is registered with the shop's first.
    pub(crate) fn on(&self, event: &JsValue, handler: &JsValue) -> Result<Function, Failure> {
        let object = &self.object;
        object.feed.alive()?;
        let remove = object.hub.on(Event::NAMES, event, handler)?;
        let event = event.as_string().as_deref().and_then(Event::parse);
        let Some(event) = event.filter(|event| event.source() != Source::Ours) else { return Ok(remove) };
        if let Err(failure) = register(object, event) {
            let _ = js::invoke(&remove, &[]);
            return Err(failure);
        }
        Ok(if event.source() == Source::OnDemand { releasing(object, event, remove) } else { remove })
    }

    /// Shows a part of a presentation. A part that this release of the SDK does not have is left out.
    pub(crate) fn mount(
        &self,
        presentation: &Rc<Presentation>,
        part: &JsValue,
        container: &JsValue,
        options: &JsValue,
    ) -> Result<Rc<Mounted>, Failure> {
        self.object.feed.alive()?;
        let part = read_part(part)?;
        let options = checked(argument(options, PART)?, PART)?;
        let container = container::find(container)?;
        self.show(Mounted::part(container, Rc::clone(presentation), part, options))
    }

    /// Shows the payment button. Klarna's events are listened to first: what a redirect left pending comes at once.
    pub(crate) fn mount_button(
        &self,
        presentation: &Rc<Presentation>,
        container: &JsValue,
        options: &JsValue,
    ) -> Result<Rc<Mounted>, Failure> {
        self.object.feed.alive()?;
        let options = FlowOptions::read(argument(options, BUTTON)?, BUTTON)?;
        let container = container::find(container)?;
        driver::permits_button(presentation, &options)?;
        register_purchase(&self.object)?;
        self.warn_of_redirect(&options);
        let initiate = callbacks::initiate(&self.object, Some(Rc::clone(presentation)), options.choice, None);
        let mounted = self.show(Mounted::button(container, Rc::clone(presentation), options, initiate))?;
        mounted.show_busy(driver::is_busy(self.object.feed.id));
        Ok(mounted)
    }

    fn show(&self, mounted: Rc<Mounted>) -> Result<Rc<Mounted>, Failure> {
        let object = &self.object;
        let before = object.mounted.borrow().iter().find(|other| other.collides(&mounted)).cloned();
        if let Some(before) = before {
            self.unmount(&before);
        }
        // What Klarna reports meanwhile may have made the shop dispose of us.
        let shown = mounted.show(&object.instance.payment).and_then(|()| object.feed.alive());
        shown.inspect_err(|_| mounted.hide())?;
        if mounted.is_shown() {
            object.mounted.borrow_mut().push(Rc::clone(&mounted));
        }
        Ok(mounted)
    }

    /// Takes something out; as often as one likes.
    pub(crate) fn unmount(&self, mounted: &Rc<Mounted>) {
        self.object.mounted.borrow_mut().retain(|other| !Rc::ptr_eq(other, mounted));
        mounted.hide();
    }

    /// A redirect comes back to the return URL that the server gave to Klarna; this page cannot check it.
    fn warn_of_redirect(&self, options: &FlowOptions) {
        if options.redirects() && self.object.options.return_url.is_none() {
            let message = "REDIRECT needs a return_url in the server's customer_interaction_config";
            self.object.options.log.write("warning", &record! { about: "initiationMode", message: message });
        }
    }

    /// Asks Klarna for a payment request.
    pub(crate) fn fetch(&self, payment_request_id: &JsValue) -> Result<Promise, Failure> {
        self.object.feed.alive()?;
        let returned = self.object.instance.payment.fetch(&id(payment_request_id)?);
        Ok(self.described(within(self.object.limit_ms(), returned)))
    }

    /// Cancels a payment request that is not completed.
    pub(crate) fn cancel(&self, payment_request_id: &JsValue) -> Result<Promise, Failure> {
        self.object.feed.alive()?;
        let returned = self.object.instance.payment.cancel(&id(payment_request_id)?);
        Ok(self.described(within(self.object.limit_ms(), returned)))
    }

    fn described(&self, answer: Answer) -> Promise {
        let object = Rc::clone(&self.object);
        promise(async move {
            let request = object.unless_disposed(answer).await?;
            object.feed.alive()?;
            Ok(json::to_js(object.read(&request).value()))
        })
    }

    /// Asks the shop's server what became of a payment.
    pub(crate) fn confirm(&self, payment_request_id: &JsValue, options: &JsValue) -> Result<Promise, Failure> {
        self.object.feed.alive()?;
        let questions = confirm::questions(&self.object, id(payment_request_id)?, options)?;
        Ok(promise(confirm::confirm(Rc::clone(&self.object), questions)))
    }

    /// The shop is done with it. What it mounted is taken out, and nothing of it listens any more.
    pub(crate) fn dispose(&self) {
        let _ = self.object.feed.give(Input::Dispose);
    }
}

/// The id of a payment request, as an argument.
fn id(value: &JsValue) -> Result<String, Failure> {
    Field { value: value.clone(), path: "paymentRequestId".to_owned() }.text()
}
