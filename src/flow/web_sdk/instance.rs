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
use crate::interop::promise::spawn;
use crate::sys::js;
use crate::sys::web_sdk::{Payment, Session};
use std::cell::RefCell;
use std::rc::Weak;
use wasm_bindgen::JsValue;

/// Members of `Payment` without which nothing here works.
const MEMBERS: [&str; 3] = ["presentation", "initiate", "on"];
/// How long the SDK may take to say its session token, which it normally has at hand.
const TOKEN_LIMIT_MS: f64 = 3_000.0;

/// What `KlarnaSDK()` gave.
#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub(super) payment: Payment,
    root: JsValue,
}

type Made = Result<Instance, Failure>;

/// An instance that is there, or that somebody waits for.
#[derive(Debug)]
struct Slot {
    url: String,
    configuration: Configuration,
    made: Option<Instance>,
    waiting: Vec<Once<Made>>,
}

thread_local! {
    static SLOTS: RefCell<Vec<Slot>> = const { RefCell::new(Vec::new()) };
    /// Whose click Klarna works on: its events are for nobody else with the same instance.
    static OWNER: RefCell<Weak<WebSdk>> = const { RefCell::new(Weak::new()) };
}

/// The instance of a configuration, made once for any number of callers; a failure is not kept.
pub(super) async fn get(source: Source, configuration: Configuration, log: Log) -> Made {
    if let Some(failure) = source.signal.as_ref().and_then(|signal| signal.fired()) {
        return Err(failure);
    }
    let done: Once<Made> = Once::new();
    let aborted = done.clone();
    // The signal is this caller's: the work goes on for whoever joins.
    let _abort = source.signal.as_ref().and_then(|signal| {
        signal.watch(move |failure| {
            aborted.settle(Err(failure));
        })
    });
    let is_first = SLOTS.with_borrow_mut(|slots| {
        let found = slots.iter_mut().find(|slot| slot.url == source.url && slot.configuration == configuration);
        let Some(slot) = found else {
            let (url, waiting) = (source.url.clone(), vec![done.clone()]);
            slots.push(Slot { url, configuration: configuration.clone(), made: None, waiting });
            return true;
        };
        match &slot.made {
            Some(instance) => drop(done.settle(Ok(instance.clone()))),
            None => slot.waiting.push(done.clone()),
        }
        false
    });
    if is_first {
        spawn(async move {
            let made = make(&source, &configuration, &log).await;
            let waiting = SLOTS.with_borrow_mut(|slots| {
                let index = slots.iter().position(|slot| slot.url == source.url && slot.configuration == configuration);
                let mut slot = slots.swap_remove(index?);
                let waiting = std::mem::take(&mut slot.waiting);
                slot.made = made.as_ref().ok().cloned();
                if slot.made.is_some() {
                    slots.push(slot);
                }
                Some(waiting)
            });
            for waiting in waiting.into_iter().flatten() {
                waiting.settle(made.clone());
            }
        });
    }
    done.await
}

async fn make(source: &Source, configuration: &Configuration, log: &Log) -> Made {
    let module = module::load(source, log).await?;
    let made = module.klarna_sdk(&json::to_js(configuration.value()));
    let root = within(source.loading.timeout_ms, made).await?;
    let payment = js::get(&root, "Payment");
    if MEMBERS.iter().any(|name| !js::get(&payment, name).is_function()) {
        return Err(incompatible("the SDK's Payment lacks what this package needs"));
    }
    Ok(Instance { payment: Payment(payment), root })
}

impl Instance {
    /// The session token that the SDK holds; the older interface where the newer one is missing.
    pub(super) async fn session_token(&self) -> Option<String> {
        let session = js::get(&js::get(&self.root, "Network"), "Session");
        let session = if session.is_object() { session } else { js::get(&self.root, "Interoperability") };
        let token = within(TOKEN_LIMIT_MS, Session(session).token()).await;
        token.ok()?.as_string().filter(|token| !token.is_empty())
    }
}

/// From now on Klarna's events are this object's.
pub(super) fn own(sdk: &WebSdk) {
    OWNER.replace(sdk.weak.clone());
}

/// Whether Klarna's events concern this object: those of its own clicks, and those that nobody here caused.
pub(super) fn concern(sdk: &WebSdk) -> bool {
    let owner = OWNER.with_borrow(Weak::upgrade);
    owner.is_none_or(|owner| std::ptr::eq(&raw const *owner, sdk) || owner.instance.root != sdk.instance.root)
}

/// The object is over.
pub(super) fn leave(sdk: &WebSdk) {
    if OWNER.with_borrow(|owner| std::ptr::eq(owner.as_ptr(), sdk)) {
        OWNER.replace(Weak::new());
    }
}
