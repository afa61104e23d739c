//! Loading Klarna Payments (v1), a classic script that leaves a global behind.
//!
//! `klarnaAsyncCallback` is never touched: the tag's own `load` event tells us, so a callback that the shop set
//! before is kept and called by Klarna's script as ever.

use super::source::Source;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::sdk::{attempt_url, is_same_script, load_failure};
use crate::interop::failure::Failure;
use crate::interop::listener::Listener;
use crate::interop::log::Log;
use crate::interop::once::Once;
use crate::interop::promise::spawn;
use crate::interop::timer::{Timer, now_ms, sleep};
use crate::sys::browser::{finished_fetches, window};
use crate::sys::dom::{Element, is_page_loaded};
use crate::sys::klarna_payments::Payments;
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// Members without which nothing here works.
const MEMBERS: [&str; 6] = ["init", "load", "authorize", "reauthorize", "finalize", "on"];

type Loaded = Result<Payments, Failure>;

thread_local! {
    /// Everybody who waits for the load that is running, if one is.
    static WAITING: RefCell<Option<Vec<Once<Loaded>>>> = const { RefCell::new(None) };
}

/// Klarna's API object, loaded once for any number of callers. A failure is not kept: a later call tries again.
pub(crate) async fn load(source: &Source, log: &Log) -> Loaded {
    if let Some(failure) = source.signal.as_ref().and_then(|signal| signal.fired()) {
        return Err(failure);
    }
    if let Some(payments) = Payments::present(&MEMBERS) {
        return Ok(payments);
    }
    let done: Once<Loaded> = Once::new();
    let aborted = done.clone();
    let _abort = source.signal.as_ref().and_then(|signal| {
        signal.watch(move |failure| {
            aborted.settle(Err(failure));
        })
    });
    let is_first = WAITING.with_borrow_mut(|waiting| {
        let is_first = waiting.is_none();
        waiting.get_or_insert_default().push(done.clone());
        is_first
    });
    if is_first {
        let (source, log) = (source.clone(), log.clone());
        spawn(async move {
            let loaded = attempts(&source, &log).await;
            for waiting in WAITING.with_borrow_mut(Option::take).unwrap_or_default() {
                waiting.settle(loaded.clone());
            }
        });
    }
    done.await
}

/// How one attempt ended.
enum Ended {
    Loaded,
    Failed(Option<JsValue>),
    TimedOut,
}

async fn attempts(source: &Source, log: &Log) -> Loaded {
    let mut adopted = existing_tag(&source.url);
    let mut attempt = 0;
    loop {
        let started = now_ms();
        let (tag, is_ours) = match adopted.take() {
            Some(tag) => (tag, false),
            None => (inject(source, &attempt_url(&source.url, attempt))?, true),
        };
        let ended = wait_for(&tag, source.loading.timeout_ms).await;
        let payments = Payments::present(&MEMBERS);
        log.write(
            "load",
            [
                ("attempt", f64::from(attempt + 1).into()),
                ("adopted", (!is_ours).into()),
                ("ok", payments.is_some().into()),
                ("ms", (now_ms() - started).round().into()),
            ],
        );
        if let Some(payments) = payments {
            return Ok(payments);
        }
        let (timed_out, cause) = match ended {
            Ended::Loaded if is_ours => {
                return Err(Error::new(
                    ErrorCode::SdkIncompatible,
                    "the SDK's script ran but left no usable Klarna.Payments",
                )
                .into());
            }
            Ended::Loaded => (false, None),
            Ended::Failed(cause) => (false, cause),
            Ended::TimedOut => (true, None),
        };
        // A dead tag would be adopted again by the next caller, and Chromium would join a new one to it.
        tag.remove();
        attempt += 1;
        match source.loading.wait_ms(attempt, js_sys::Math::random()) {
            Some(wait_ms) => sleep(wait_ms).await,
            None => return Err(Failure::from(load_failure(timed_out)).or_caused(cause)),
        }
    }
}

async fn wait_for(tag: &Element, timeout_ms: f64) -> Ended {
    let ended = Once::new();
    let listen = |name, make: fn(JsValue) -> Ended| {
        let ended = ended.clone();
        Listener::new(tag.as_ref(), name, move |event| {
            ended.settle(make(event));
        })
    };
    let _loaded = listen("load", |_| Ended::Loaded);
    let _failed = listen("error", |event| Ended::Failed(Some(event)));
    let (dead, watched) = (ended.clone(), tag.clone());
    let _page = Listener::new(&window(), "load", move |_| {
        if is_over(&watched) {
            dead.settle(Ended::Failed(None));
        }
    });
    let _timer = Timer::settle(timeout_ms, &ended, || Ended::TimedOut);
    ended.clone().await
}

fn inject(source: &Source, url: &str) -> Result<Element, Failure> {
    let address = source.script_url(url)?;
    let insert = || {
        let tag = Element::new("script")?;
        tag.set("async", &JsValue::TRUE)?;
        if let Some(nonce) = &source.nonce {
            tag.set("nonce", &nonce.into())?;
        }
        tag.set("src", &address)?;
        tag.append_to_head()?;
        Ok(tag)
    };
    insert().map_err(|cause| {
        Failure::caused(Error::new(ErrorCode::SdkLoadFailed, "the page does not let the SDK's script in"), cause)
    })
}

/// A tag of the same script that somebody else put into the page and that may still load. A dead one is removed:
/// its fetch is over, yet Klarna is not there, and no event will ever come from it.
fn existing_tag(url: &str) -> Option<Element> {
    let tag = Element::scripts().into_iter().find(|tag| is_same_script(&tag.src(), url))?;
    if is_over(&tag) {
        tag.remove();
        return None;
    }
    Some(tag)
}

/// Whether nothing will come of a tag any more: its fetch has ended, and so has the loading of the page, during which a
/// script that has been fetched (or only preloaded) may still wait for its turn.
fn is_over(tag: &Element) -> bool {
    is_page_loaded() && finished_fetches(&tag.src()) > 0.0
}
