//! Klarna's module.
//!
//! The browser itself imports an address once for any number of callers. It may also remember for the life of the page
//! that an address could not be imported, so every attempt after a failure has an address of its own (a query that
//! Klarna ignores), also across calls. Measured with one address: Firefox 153 remembers an HTTP error and a wrong media
//! type, Firefox and Chromium 156 a module that threw; WebKit remembers nothing.

use super::answered::incompatible;
use crate::domain::sdk::{attempt_url, load_failure};
use crate::flow::loading::source::Source;
use crate::flow::loading::tries::Tries;
use crate::interop::failure::Failure;
use crate::interop::log::Log;
use crate::interop::once::Answer;
use crate::interop::promise::{settled, spawn};
use crate::interop::timer::Timer;
use crate::sys::js;
use crate::sys::web_sdk::{Module, import_module};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// What is known of an address.
#[derive(Default)]
struct Known {
    url: String,
    /// Attempts that failed so far: the next one is the attempt of that number.
    failures: u32,
    /// The module's namespace, whichever attempt brought it and whoever was still waiting.
    arrived: Option<JsValue>,
}

thread_local! {
    static KNOWN: RefCell<Vec<Known>> = const { RefCell::new(Vec::new()) };
}

fn with_known<T>(url: &str, change: impl FnOnce(&mut Known) -> T) -> T {
    KNOWN.with_borrow_mut(|known| {
        if let Some(known) = known.iter_mut().find(|known| known.url == url) {
            return change(known);
        }
        let mut new = Known { url: url.to_owned(), ..Known::default() };
        let result = change(&mut new);
        known.push(new);
        result
    })
}

/// The attempt that is waited for. An import cannot be called back: one that comes after its time limit still counts,
/// so that the module is not evaluated a second time for nothing (it would define Klarna's custom elements twice).
type Race = Rc<RefCell<Answer>>;

/// Imports the module, with retries.
pub(super) async fn load(source: &Source, log: &Log) -> Result<Module, Failure> {
    let race: Race = Rc::new(RefCell::new(Answer::new()));
    let mut tries = Tries::new(source, log);
    loop {
        // Also after a wait: what comes too late for its attempt is not to be evaluated again.
        let (number, arrived) = with_known(&source.url, |known| (known.failures, known.arrived.clone()));
        if let Some(namespace) = arrived {
            return usable(namespace);
        }
        let url = source.script_url(&attempt_url(&source.url, number))?;
        let ended = attempt(&race, &source.url, url, source.loading.timeout_ms).await;
        tries.note(ended.is_ok(), None);
        if let Err(failure) = ended {
            with_known(&source.url, |known| known.failures = number + 1);
            tries.again(failure).await?;
        }
    }
}

async fn attempt(race: &Race, known_as: &str, url: JsValue, timeout_ms: f64) -> Result<JsValue, Failure> {
    let ended = Answer::new();
    race.replace(ended.clone());
    let (race, failed) = (Rc::clone(race), ended.clone());
    let known_as = known_as.to_owned();
    spawn(async move {
        let imported = match import_module(&url) {
            Ok(promise) => settled(&promise).await,
            Err(thrown) => Err(thrown),
        };
        match imported {
            Ok(namespace) => {
                with_known(&known_as, |known| {
                    known.arrived.get_or_insert(namespace);
                });
                let race = race.borrow().clone();
                race.settle(Ok(JsValue::UNDEFINED));
            }
            Err(thrown) => {
                failed.settle(Err(Failure::caused(load_failure(false), thrown)));
            }
        }
    });
    let _timer = Timer::settle(timeout_ms, &ended, || Err(load_failure(true).into()));
    ended.clone().await
}

fn usable(namespace: JsValue) -> Result<Module, Failure> {
    if js::get(&namespace, "KlarnaSDK").is_function() {
        return Ok(Module(namespace));
    }
    Err(incompatible("the SDK's module does not export KlarnaSDK"))
}
