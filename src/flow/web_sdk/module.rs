//! Klarna's module, imported once per address.
//!
//! An engine may remember for the life of the page that an address could not be imported. So every attempt after a
//! failure has an address of its own (a query that Klarna ignores), also across calls.

use crate::domain::error::{Error, ErrorCode};
use crate::domain::sdk::{attempt_url, load_failure};
use crate::flow::loading::source::Source;
use crate::interop::failure::Failure;
use crate::interop::log::Log;
use crate::interop::once::Once;
use crate::interop::promise::settled;
use crate::interop::timer::{Timer, now_ms, sleep};
use crate::sys::js;
use crate::sys::web_sdk::{Module, import_module};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsValue;

type Loaded = Result<Module, Failure>;

/// What is known of an address.
#[derive(Debug, Default)]
struct Known {
    /// Attempts that failed so far.
    failures: u32,
    module: Option<Module>,
    waiting: Option<Vec<Once<Loaded>>>,
}

thread_local! {
    static MODULES: RefCell<BTreeMap<String, Known>> = const { RefCell::new(BTreeMap::new()) };
}

fn with_known<T>(url: &str, change: impl FnOnce(&mut Known) -> T) -> T {
    MODULES.with_borrow_mut(|modules| change(modules.entry(url.to_owned()).or_default()))
}

/// The module, imported once for any number of callers. A failure is not kept: a later call tries again.
pub(super) async fn load(source: &Source, log: &Log) -> Loaded {
    if let Some(module) = with_known(&source.url, |known| known.module.clone()) {
        return Ok(module);
    }
    let done: Once<Loaded> = Once::new();
    let is_first = with_known(&source.url, |known| {
        let is_first = known.waiting.is_none();
        known.waiting.get_or_insert_default().push(done.clone());
        is_first
    });
    if is_first {
        let (source, log) = (source.clone(), log.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let loaded = attempts(&source, &log).await;
            let waiting = with_known(&source.url, |known| {
                known.module = loaded.as_ref().ok().cloned();
                known.waiting.take()
            });
            for waiting in waiting.unwrap_or_default() {
                waiting.settle(loaded.clone());
            }
        });
    }
    done.await
}

/// How the race of an attempt ended.
enum Ended {
    Arrived(JsValue),
    Failed(JsValue),
    TimedOut,
}

async fn attempts(source: &Source, log: &Log) -> Loaded {
    // An import cannot be called back: one that comes after its time limit still counts, and the module is not
    // evaluated a second time for nothing (it would define Klarna's custom elements twice).
    let race: Rc<RefCell<Once<Ended>>> = Rc::new(RefCell::new(Once::new()));
    let mut retry = 0;
    loop {
        let started = now_ms();
        let failures = with_known(&source.url, |known| known.failures);
        let url = source.script_url(&attempt_url(&source.url, failures))?;
        let ended = attempt(&race, url, source.loading.timeout_ms).await;
        log.write(
            "load",
            [
                ("attempt", f64::from(retry + 1).into()),
                ("ok", matches!(ended, Ended::Arrived(_)).into()),
                ("ms", (now_ms() - started).round().into()),
            ],
        );
        let (timed_out, cause) = match ended {
            Ended::Arrived(namespace) => return usable(&namespace),
            Ended::Failed(thrown) => (false, Some(thrown)),
            Ended::TimedOut => (true, None),
        };
        with_known(&source.url, |known| known.failures += 1);
        retry += 1;
        match source.loading.wait_ms(retry, js_sys::Math::random()) {
            Some(wait_ms) => sleep(wait_ms).await,
            None => return Err(Failure::from(load_failure(timed_out)).or_caused(cause)),
        }
    }
}

async fn attempt(race: &Rc<RefCell<Once<Ended>>>, url: JsValue, timeout_ms: f64) -> Ended {
    let ended: Once<Ended> = Once::new();
    race.replace(ended.clone());
    let (race, failed, late) = (Rc::clone(race), ended.clone(), ended.clone());
    wasm_bindgen_futures::spawn_local(async move {
        let imported = match import_module(&url) {
            Ok(promise) => settled(&promise).await,
            Err(thrown) => Err(thrown),
        };
        match imported {
            Ok(namespace) => {
                let race = race.borrow().clone();
                race.settle(Ended::Arrived(namespace));
            }
            Err(thrown) => {
                failed.settle(Ended::Failed(thrown));
            }
        }
    });
    let _timer = Timer::after(timeout_ms, move || {
        late.settle(Ended::TimedOut);
    });
    ended.await
}

fn usable(namespace: &JsValue) -> Loaded {
    if js::get(namespace, "KlarnaSDK").is_function() {
        return Ok(Module(namespace.clone()));
    }
    Err(Error::new(ErrorCode::SdkIncompatible, "the SDK's module does not export KlarnaSDK").into())
}
