//! Instances of the SDK: one per address and configuration.

use super::answered::{incompatible, within};
use super::module;
use super::sdk::WebSdk;
use crate::domain::web_sdk::Configuration;
use crate::flow::loading::source::Source;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::log::Log;
use crate::interop::once::Once;
use crate::sys::js;
use crate::sys::web_sdk::{Payment, Session};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use wasm_bindgen::JsValue;

/// Members of `Payment` without which nothing here works.
const MEMBERS: [&str; 3] = ["presentation", "initiate", "on"];
/// How long the SDK may take to say its session token, which it normally has at hand.
const TOKEN_LIMIT_MS: f64 = 3_000.0;

/// What `KlarnaSDK()` gave.
#[derive(Debug)]
pub(super) struct Instance {
    pub(super) payment: Payment,
    root: JsValue,
    /// Whose click Klarna works on: its events are for nobody else.
    owner: RefCell<Weak<WebSdk>>,
}

type Made = Result<Rc<Instance>, Failure>;

#[derive(Debug)]
struct Slot {
    url: String,
    configuration: Configuration,
    state: SlotState,
}

#[derive(Debug)]
enum SlotState {
    Starting(Vec<Once<Made>>),
    Ready(Rc<Instance>),
}

thread_local! {
    static INSTANCES: RefCell<Vec<Slot>> = const { RefCell::new(Vec::new()) };
}

/// The instance of a configuration, made once for any number of callers; a failure is not kept.
pub(super) async fn get(source: &Source, configuration: &Configuration, log: &Log) -> Made {
    if let Some(failure) = source.signal.as_ref().and_then(|signal| signal.fired()) {
        return Err(failure);
    }
    let done: Once<Made> = Once::new();
    let aborted = done.clone();
    let _abort = source.signal.as_ref().and_then(|signal| {
        signal.watch(move |failure| {
            aborted.settle(Err(failure));
        })
    });
    let is_mine = |slot: &&mut Slot| slot.url == source.url && slot.configuration == *configuration;
    let is_first =
        INSTANCES.with_borrow_mut(|slots| match slots.iter_mut().find(is_mine).map(|slot| &mut slot.state) {
            Some(SlotState::Ready(instance)) => {
                done.settle(Ok(Rc::clone(instance)));
                false
            }
            Some(SlotState::Starting(waiting)) => {
                waiting.push(done.clone());
                false
            }
            None => {
                let state = SlotState::Starting(vec![done.clone()]);
                slots.push(Slot { url: source.url.clone(), configuration: configuration.clone(), state });
                true
            }
        });
    if is_first {
        // The signal is this caller's: the work goes on for whoever joins.
        let (source, configuration, log) = (source.clone(), configuration.clone(), log.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let made = make(&source, &configuration, &log).await;
            for waiting in settle_slot(&source, &configuration, &made) {
                waiting.settle(made.clone());
            }
        });
    }
    done.await
}

/// Keeps an instance, forgets a failure; gives everybody who waits.
fn settle_slot(source: &Source, configuration: &Configuration, made: &Made) -> Vec<Once<Made>> {
    INSTANCES.with_borrow_mut(|slots| {
        let is_mine = |slot: &Slot| slot.url == source.url && slot.configuration == *configuration;
        let Some(index) = slots.iter().position(is_mine) else { return Vec::new() };
        let mut slot = slots.swap_remove(index);
        let state = made.as_ref().ok().map(|instance| SlotState::Ready(Rc::clone(instance)));
        let before = match state {
            Some(state) => {
                let before = std::mem::replace(&mut slot.state, state);
                slots.push(slot);
                before
            }
            None => slot.state,
        };
        match before {
            SlotState::Starting(waiting) => waiting,
            SlotState::Ready(_) => Vec::new(),
        }
    })
}

async fn make(source: &Source, configuration: &Configuration, log: &Log) -> Made {
    let module = module::load(source, log).await?;
    let made = module.klarna_sdk(&json::to_js(&configuration.to_value()));
    let root = within(source.loading.timeout_ms, made).await?;
    let payment = member(&root, "Payment").ok_or_else(|| incompatible("the SDK has no Payment"))?;
    if MEMBERS.iter().any(|name| !js::get(&payment, name).is_function()) {
        return Err(incompatible("the SDK's Payment lacks what this package needs"));
    }
    Ok(Rc::new(Instance { payment: Payment(payment), root, owner: RefCell::new(Weak::new()) }))
}

fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    Some(js::get(object, name)).filter(JsValue::is_object)
}

impl Instance {
    /// The session token that the SDK holds; the older interface where the newer one is missing.
    pub(super) async fn session_token(&self) -> Option<String> {
        let network = member(&self.root, "Network").and_then(|network| member(&network, "Session"));
        let session = Session(network.or_else(|| member(&self.root, "Interoperability"))?);
        within(TOKEN_LIMIT_MS, session.token()).await.ok()?.as_string().filter(|token| !token.is_empty())
    }

    /// From now on Klarna's events are this object's.
    pub(super) fn belongs_to(&self, sdk: &Weak<WebSdk>) {
        self.owner.replace(sdk.clone());
    }

    /// Whether Klarna's events concern this object: those of its own clicks, and those that nobody here caused.
    pub(super) fn concerns(&self, sdk: &WebSdk) -> bool {
        self.owner.borrow().upgrade().is_none_or(|owner| std::ptr::eq(&raw const *owner, sdk))
    }

    /// The object is over.
    pub(super) fn leave(&self, sdk: &WebSdk) {
        if self.concerns(sdk) {
            self.owner.replace(Weak::new());
        }
    }
}
