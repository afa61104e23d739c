//! Instances of the SDK: one per address and configuration.

use super::module;
use crate::domain::web_sdk::InstanceId;
use crate::flow::loading::shared;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::once::Answer;
use crate::interop::promise::settled;
use crate::interop::web_sdk::answered::{incompatible, within};
use crate::options::web_sdk::WebSdkOptions;
use crate::sys::js;
use crate::sys::web_sdk::{Payment, Session};
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// Members of `Payment` without which nothing here works.
const MEMBERS: [&str; 3] = ["presentation", "initiate", "on"];
/// How long the SDK may take to say its session token, which it normally has at hand.
const TOKEN_LIMIT_MS: f64 = 3_000.0;

/// What `KlarnaSDK()` gave.
#[derive(Debug, Clone)]
pub(crate) struct Instance {
    pub(crate) payment: Payment,
    /// Tells it from others.
    pub(super) id: InstanceId,
    root: JsValue,
}

thread_local! {
    /// What `KlarnaSDK()` gave, by address and configuration.
    static MADE: RefCell<Vec<(String, JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// By what name the instance of a configuration is known.
fn key(options: &WebSdkOptions) -> String {
    let text = json::stringify(options.configuration.value()).unwrap_or_default();
    ["instance ", &options.source.url, " ", &text].concat()
}

/// The instance of a configuration, made once for any number of callers; a failure is not kept.
pub(super) async fn get(options: &WebSdkOptions) -> Result<Instance, Failure> {
    options.source.still_wanted()?;
    let key = key(options);
    let root = match find(&key) {
        Some(root) => root,
        None => {
            let work: Work = Box::pin(make(options.clone()));
            shared::join(key, options.source.signal.as_ref(), work).await?
        }
    };
    let number = MADE.with_borrow(|made| made.iter().position(|(_, other)| *other == root));
    let id = InstanceId(number.and_then(|number| u32::try_from(number).ok()).unwrap_or(u32::MAX));
    Ok(Instance { payment: Payment(js::get(&root, "Payment")), id, root })
}

type Work = Pin<Box<dyn Future<Output = Result<JsValue, Failure>>>>;

async fn make(options: WebSdkOptions) -> Result<JsValue, Failure> {
    let module = module::load(&options.source, &options.log).await?;
    let made = module.klarna_sdk(&json::to_js(options.configuration.value()));
    // What comes after the time limit is the next caller's: a second instance may fail for ever.
    if let Ok(made) = &made {
        let (made, key) = (settled(made), key(&options));
        spawn_local(async move {
            if let Ok(root) = made.await {
                let _ = keep(key, root);
            }
        });
    }
    keep(key(&options), within(options.source.loading.timeout_ms, made).await?)
}

fn find(key: &str) -> Option<JsValue> {
    MADE.with_borrow(|made| made.iter().find(|(other, _)| other == key).map(|(_, root)| root.clone()))
}

/// Keeps what was made with a configuration, and gives what was made first.
fn keep(key: String, root: JsValue) -> Result<JsValue, Failure> {
    let payment = js::get(&root, "Payment");
    if MEMBERS.iter().any(|name| !js::get(&payment, name).is_function()) {
        return Err(incompatible("the SDK's Payment lacks what this package needs"));
    }
    if let Some(first) = find(&key) {
        return Ok(first);
    }
    MADE.with_borrow_mut(|made| made.push((key, root.clone())));
    Ok(root)
}

impl Instance {
    /// Asks the SDK for the session token that it holds; by the older interface where the newer one is missing.
    pub(super) fn session_token(&self) -> Answer {
        let session = js::get(&js::get(&self.root, "Network"), "Session");
        let session = if session.is_object() { session } else { js::get(&self.root, "Interoperability") };
        within(TOKEN_LIMIT_MS, Session(session).token())
    }
}
