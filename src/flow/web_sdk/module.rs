//! Klarna's module.
//!
//! The browser itself imports an address once for any number of callers. It may also remember for the life of the page
//! that an address could not be imported, so every attempt after a failure has an address of its own (a query that
//! Klarna ignores), also across calls. Measured with one address: Firefox 153 remembers an HTTP error and a wrong media
//! type, Firefox and Chromium 156 a module that threw; WebKit remembers nothing.

use crate::domain::sdk::{attempt_url, load_failure};
use crate::flow::loading::tries::Tries;
use crate::interop::failure::Failure;
use crate::interop::log::Log;
use crate::interop::once::Answer;
use crate::interop::promise::settled;
use crate::interop::timer::Timer;
use crate::interop::web_sdk::answered::incompatible;
use crate::options::source::Source;
use crate::sys::js;
use crate::sys::web_sdk::{Module, import_module};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// What is known of an address.
#[derive(Default)]
struct Known {
    url: String,
    /// Attempts that failed so far: the next one is the attempt of that number.
    failures: Cell<u32>,
    /// The module's namespace, whichever attempt brought it and whoever was still waiting.
    arrived: OnceCell<JsValue>,
    /// The attempts that are waited for. An import cannot be called back: one that comes after its time limit still
    /// counts, so that the module is not evaluated a second time for nothing (it would define Klarna's custom elements
    /// twice).
    waiting: RefCell<Vec<Answer>>,
}

thread_local! {
    static KNOWN: RefCell<Vec<Rc<Known>>> = const { RefCell::new(Vec::new()) };
}

fn known(url: &str) -> Rc<Known> {
    KNOWN.with_borrow_mut(|all| {
        if let Some(known) = all.iter().find(|known| known.url == url) {
            return Rc::clone(known);
        }
        let new = Rc::new(Known { url: url.to_owned(), ..Known::default() });
        all.push(Rc::clone(&new));
        new
    })
}

/// Imports the module, with retries.
pub(super) async fn load(source: &Source, log: &Log) -> Result<Module, Failure> {
    let known = known(&source.url);
    let mut tries = Tries::new(source, log);
    loop {
        // Also after a wait: what comes too late for its attempt is not to be evaluated again.
        if let Some(namespace) = known.arrived.get() {
            return Ok(Module(namespace.clone()));
        }
        let number = known.failures.get();
        let url = source.script_url(&attempt_url(&source.url, number))?;
        let ended = Answer::new();
        known.waiting.borrow_mut().push(ended.clone());
        let timer = Timer::settle(source.loading.timeout_ms, &ended, || Err(load_failure(true).into()));
        spawn_local(import(url, Rc::clone(&known), ended.clone()));
        let ended = ended.await;
        drop(timer);
        tries.note(ended.is_ok(), None);
        if let Err(failure) = ended {
            known.failures.set(number + 1);
            tries.again(failure).await?;
        }
    }
}

/// One attempt: a failure is its own, a success anybody's who still waits.
async fn import(url: JsValue, known: Rc<Known>, ended: Answer) {
    let imported = match import_module(&url) {
        Ok(promise) => settled(&promise).await,
        Err(thrown) => Err(thrown),
    };
    match imported {
        // Something in its place, a blocker's script perhaps: asked for anew, as v1's script that leaves nothing behind.
        Ok(namespace) if !js::get(&namespace, "KlarnaSDK").is_function() => {
            ended.settle(Err(incompatible("the SDK's module does not export KlarnaSDK")));
        }
        Ok(namespace) => {
            known.arrived.get_or_init(|| namespace);
            for waiting in known.waiting.take() {
                waiting.settle(Ok(JsValue::UNDEFINED));
            }
        }
        Err(thrown) => {
            ended.settle(Err(Failure::caused(load_failure(false), thrown)));
        }
    }
}
