//! A click that reached our `initiate` callback: the backend is asked, the shop told, Klarna answered.

use super::events::Early;
use super::instance::{self, Instance};
use super::options::links;
use super::presentation::Presentation;
use super::sdk::WebSdk;
use crate::domain::delivery::Arrival;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::value::Value;
use crate::domain::web_sdk::{Answered, Ask, Authorization, Choice, Click, Event, PaymentRequest, Verdict, Word};
use crate::flow::delivery::{Delivered, Delivery, Endpoint, send};
use crate::interop::callback::function;
use crate::interop::failure::Failure;
use crate::interop::hub::report;
use crate::interop::json;
use crate::interop::promise::promise;
use crate::sys::js;
use js_sys::{Function, Promise};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::{JsCast, JsValue};

/// How many refusals are remembered until Klarna's SDK reports them back.
const MEMORY: usize = 8;

/// A click on its way to the backend.
#[derive(Debug)]
struct Post {
    click: Click,
    delivery: Delivery,
    endpoint: Endpoint,
    instance: Instance,
}

thread_local! {
    /// The post that is under way, or may have been carried out although it failed: the next click like it is the same
    /// request, also that of another object with the same instance, which a page may have put in the place of the first.
    static OPEN: Cell<Option<Rc<Post>>> = const { Cell::new(None) };
    /// The errors that Klarna's SDK was refused with, newest first, which it reports back to every object of the page.
    static REFUSALS: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
}

/// The callback for Klarna: of a button in a presentation, or of the click of that number on a button of the shop's own.
///
/// It always gives a promise, which resolves with one of the documented objects or rejects with an error.
pub(super) fn callback(
    sdk: &Weak<WebSdk>,
    presentation: Option<Rc<Presentation>>,
    choice: Choice,
    number: Option<u32>,
) -> Function {
    let sdk = sdk.clone();
    function(move |first, second| {
        let Some(sdk) = sdk.upgrade() else {
            return refuse(Error::new(ErrorCode::Disposed, "this object was disposed of").into()).into();
        };
        let mut click = Click::read(&json::read_foreign(&first), &json::read_foreign(&second));
        if click.payment_option_id.is_null() {
            let presentation = presentation.clone().or_else(|| sdk.presentation.borrow().clone());
            click.payment_option_id = presentation.and_then(|presentation| presentation.option_id(choice)).into();
        }
        sdk.clicked(click, number).into()
    })
}

impl WebSdk {
    /// One post per click, however often the SDK calls while the backend is being asked.
    fn clicked(self: &Rc<Self>, click: Click, number: Option<u32>) -> Promise {
        let ask = self.update(|purchase| purchase.ask(number));
        match ask {
            Ask::Refuse(error) => {
                let failure = Failure::from(error);
                // How a click ended that came too late, the shop has been told.
                if failure.code() != ErrorCode::Aborted {
                    self.emit_error(&failure, &PaymentRequest::default(), false);
                }
                refuse(failure)
            }
            Ask::Share => {
                let answer = self.answer.borrow().clone();
                answer.unwrap_or_else(|| refuse(Error::new(ErrorCode::InProgress, "the backend is being asked").into()))
            }
            Ask::Backend => {
                self.answer.take();
                self.begin();
                if number.is_none() {
                    self.supersede();
                }
                self.tell();
                // A handler of the shop's may have disposed of us.
                if let Err(failure) = self.alive() {
                    return refuse(failure);
                }
                let answer = promise(Rc::clone(self).answer(click));
                self.answer.replace(Some(answer.clone()));
                answer
            }
        }
    }

    async fn answer(self: Rc<Self>, mut click: Click) -> Result<JsValue, Failure> {
        if click.session_token.is_null() {
            let token = self.instance.session_token().await.unwrap_or_default();
            click.session_token = token.as_string().filter(|token| !token.is_empty()).into();
        }
        let post = self.post(click);
        let sent = send(&self.options.authorize, &post.delivery, &self.options.log).await;
        self.answered(post, sent)
    }

    /// What is posted. A click whose answer was lost is posted again under its own key, so that nothing is paid twice.
    fn post(&self, click: Click) -> Rc<Post> {
        let open = OPEN.take().filter(|post| post.click.pays_like(&click) && self.posts_like(post));
        let post = if let Some(post) = open {
            post.delivery.arrival.set(Arrival::Possible);
            post
        } else {
            let delivery = Delivery::new(json::to_js(&Value::Object(click.body())), json::to_js(&click.delivery()));
            let (endpoint, instance) = (self.options.authorize.clone(), self.instance.clone());
            Rc::new(Post { click, delivery, endpoint, instance })
        };
        OPEN.set(Some(Rc::clone(&post)));
        post
    }

    /// Whether this object would have posted it to the same effect.
    fn posts_like(&self, post: &Post) -> bool {
        let (ours, theirs) = (&self.options.authorize, &post.endpoint);
        self.instance.is_same(&post.instance)
            && (&ours.url, &ours.context, &ours.body) == (&theirs.url, &theirs.context, &theirs.body)
    }

    /// The backend answered, or cannot be asked.
    fn answered(&self, post: Rc<Post>, sent: Result<Delivered, Failure>) -> Result<JsValue, Failure> {
        let read = sent.and_then(read);
        // A refusal says what it thinks of the last attempt; an earlier one may be carried out all the same.
        let is_open = read.is_err() && post.delivery.arrival.get() == Arrival::Possible;
        if !is_open {
            // The next click is another request, unless one has begun already.
            OPEN.set(OPEN.take().filter(|open| !Rc::ptr_eq(open, &post)));
        }
        let early = self.early.take();
        let told = match read {
            Ok((authorization, body)) => self.conclude(&authorization, &body, early),
            Err(failure) => {
                self.end(Answered::Failed, false);
                self.fail(&failure, &PaymentRequest::default());
                Err(failure)
            }
        };
        told.or_else(|failure| Ok(refuse(failure).into()))
    }

    /// The question to the backend is over; the shop is told later.
    #[inline(never)]
    fn end(&self, answered: Answered, leaves: bool) {
        self.update(|purchase| purchase.answered(answered, leaves));
    }

    /// The shop hears of the outcome first, then Klarna is answered. `early` is what Klarna's SDK said meanwhile.
    fn conclude(&self, authorization: &Authorization, body: &JsValue, early: Vec<Early>) -> Result<JsValue, Failure> {
        let options = &self.options;
        let reply = authorization.reply(options.return_url.as_deref(), options.decline_url.as_deref());
        let answered = match authorization.verdict {
            Verdict::Approved => Answered::Approved,
            Verdict::StepUpRequired => Answered::StepUpRequired,
            Verdict::Declined => Answered::Declined,
        };
        let result = authorization.verdict.as_str();
        let id = authorization.payment_request_id();
        let is_journey = answered == Answered::StepUpRequired;
        if is_journey {
            self.updates.borrow_mut().launched(id);
            instance::launched(id.unwrap_or_default());
        }
        let outcome = json::to_js(&authorization.outcome);
        js::set(&outcome, "body", body);
        options.log.write("outcome", &[("result", result.into())]);
        self.end(answered, reply.is_ok());
        if !is_journey {
            self.settle(Ok(js::record(&[("paymentRequestId", id.into()), ("state", result.into())])));
        }
        self.tell();
        self.emit(Event::Outcome, &outcome);
        if is_journey {
            // No journey starts behind the back of a shop that is told of another end; and once a handler of its has begun
            // another click, what was said of this one is over.
            for early in early {
                if !self.is_busy() {
                    self.say(early);
                }
            }
            self.purchase.get().may_launch()?;
        } else if let Err(error) = &reply
            && error.code != ErrorCode::Declined
            && (authorization.has_return_url || !self.hub.is_heard(Event::Outcome.as_str()))
        {
            // The payment is approved, whatever Klarna's SDK can be told: a shop that heard of an error now might
            // take the money a second time. It is the developer who has to know, unless the page shows the approval itself.
            report(&Failure::from(error.clone()).into_js());
        }
        Ok(json::to_js(&reply?))
    }
}

/// The answer to Klarna's SDK when there is nothing to go on with. It will report the error back: the shop has heard of it
/// by then.
fn refuse(failure: Failure) -> Promise {
    let refusal = failure.into_js();
    REFUSALS.with_borrow_mut(|refusals| {
        refusals.truncate(MEMORY - 1);
        refusals.insert(0, refusal.clone());
    });
    Promise::reject(&refusal).unchecked_into()
}

/// Whether it is an error of ours, which the shop has heard of.
pub(super) fn is_refusal(thrown: &JsValue) -> bool {
    REFUSALS.with_borrow(|refusals| refusals.contains(thrown))
}

/// Believes the backend's answer, or says why not.
fn read(delivered: Delivered) -> Result<(Authorization, JsValue), Failure> {
    let answer = json::read_shallow(&delivered.body);
    match Authorization::read(&answer, &links()) {
        Ok(authorization) => Ok((authorization, delivered.body)),
        Err(error) => Err(Failure::from(error.with_status(Some(delivered.status))).with_body(Some(delivered.body))),
    }
}
