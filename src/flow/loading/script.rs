//! Loading Klarna Payments (v1), a classic script that leaves a global behind.
//!
//! `klarnaAsyncCallback` is never touched: the tag's own `load` event tells us, so a callback that the shop set
//! before is kept and called by Klarna's script as ever.

use super::{shared, tries};
use crate::domain::error::{Error, ErrorCode};
use crate::domain::sdk::{attempt_url, is_same_script, is_script_type, load_failure};
use crate::interop::failure::Failure;
use crate::interop::listener::Listener;
use crate::interop::log::Log;
use crate::interop::once::Answer;
use crate::interop::timer::Timer;
use crate::options::source::Source;
use crate::sys::browser::{finished_fetches, window};
use crate::sys::dom::{Element, is_page_loaded};
use crate::sys::js;
use crate::sys::klarna_payments::Payments;
use std::cell::Cell;
use wasm_bindgen::JsValue;

/// Members without which nothing here works.
const MEMBERS: [&str; 6] = ["init", "load", "authorize", "reauthorize", "finalize", "on"];

thread_local! {
    /// How many tags of this page came to nothing. The next one, also of a later call, gets an address of its own:
    /// browsers join a tag of the same address to the request that has stalled.
    static DEAD: Cell<u32> = const { Cell::new(0) };
}

/// How long a script that has been fetched may take to run, in milliseconds.
const JUST_ARRIVED_MS: f64 = 100.0;

/// Loads the script, once for any number of callers. A failure is not kept: a later call tries again.
pub(crate) fn load(source: &Source, log: &Log) -> Result<shared::Joined, Failure> {
    source.still_wanted()?;
    if Payments::present(&MEMBERS).is_some() {
        return Ok(shared::Joined::done());
    }
    let work = attempts(source.clone(), log.clone());
    Ok(shared::join("script".to_owned(), source.signal.as_ref(), work))
}

/// Klarna's API object, once the script has been loaded.
pub(crate) fn loaded() -> Result<Payments, Failure> {
    Payments::present(&MEMBERS).ok_or_else(incompatible)
}

async fn attempts(source: Source, log: Log) -> Result<JsValue, Failure> {
    let mut adopted = existing_tag(&source.url);
    if let Some(tag) = adopted.take_if(|tag| is_over(tag)) {
        // What has arrived this very moment may not have run yet.
        let _ = wait_for(&tag, JUST_ARRIVED_MS).await;
        if Payments::present(&MEMBERS).is_some() {
            return Ok(JsValue::UNDEFINED);
        }
        bury(&tag);
    }
    let mut tries = tries::Tries::new(&source, &log);
    if source.has_failed && adopted.is_none() {
        // The link that fetched ahead has failed, which counts as the first attempt: a tag of the same address would fail as
        // well, or in Firefox ask once more.
        DEAD.set(DEAD.get() + 1);
        tries.note(false, Some(false));
        tries.again(load_failure(false).into()).await?;
    }
    loop {
        let is_ours = adopted.is_none();
        let tag = match adopted.take() {
            Some(tag) => tag,
            None => inject(&source)?,
        };
        let ended = wait_for(&tag, source.loading.timeout_ms).await;
        let is_there = Payments::present(&MEMBERS).is_some();
        tries.note(is_there, Some(!is_ours));
        if is_there {
            return Ok(JsValue::UNDEFINED);
        }
        let failure = match ended {
            Ok(_) if is_ours && Payments::exists() => return Err(incompatible()),
            // It left nothing, so it was none of Klarna's. WebKit gives what was once preloaded to every page of the tab,
            // whatever its headers say; another address is asked for anew.
            Ok(_) if is_ours => incompatible(),
            Ok(_) => load_failure(false).into(),
            Err(failure) => failure,
        };
        bury(&tag);
        tries.again(failure).await?;
    }
}

/// Waits until the tag has loaded or failed.
async fn wait_for(tag: &Element, timeout_ms: f64) -> Result<JsValue, Failure> {
    let ended = Answer::new();
    let listen = |target: &JsValue, name, end: fn(&Element, JsValue) -> Option<Result<JsValue, Failure>>| {
        let (ended, tag) = (ended.clone(), tag.clone());
        Listener::new(target, name, move |event| {
            if let Some(end) = end(&tag, event) {
                ended.settle(end);
            }
        })
    };
    let _listeners = [
        listen(tag.as_ref(), "load", |_, event| Some(Ok(event))),
        listen(tag.as_ref(), "error", |_, event| Some(Err(Failure::caused(load_failure(false), event)))),
        listen(&window(), "load", |tag, _| is_over(tag).then(|| Err(load_failure(false).into()))),
    ];
    let timed_out: fn() -> Result<JsValue, Failure> = || Err(load_failure(true).into());
    let _timer = Timer::settle(timeout_ms, &ended, timed_out);
    ended.clone().await
}

fn incompatible() -> Failure {
    Error::new(ErrorCode::SdkIncompatible, "the SDK's script ran but left no usable Klarna.Payments").into()
}

fn inject(source: &Source) -> Result<Element, Failure> {
    let address = source.script_url(&attempt_url(&source.url, DEAD.get()))?;
    let insert = || {
        let tag = Element::new("script")?;
        for (key, value) in [("async", &JsValue::TRUE), ("nonce", &source.nonce), ("src", &address)] {
            if !value.is_undefined() {
                tag.set(key, value)?;
            }
        }
        tag.append_to_head()?;
        Ok(tag)
    };
    insert().map_err(|cause| {
        Failure::caused(Error::new(ErrorCode::SdkLoadFailed, "the page does not let the SDK's script in"), cause)
    })
}

/// A tag of the same script that somebody else put into the page. One that a consent tool keeps from running, by another
/// `type`, is left to that tool.
fn existing_tag(url: &str) -> Option<Element> {
    let runs = |tag: &Element| is_script_type(&js::text(tag.as_ref(), "type").unwrap_or_default());
    (0..).map_while(Element::script).find(|tag| is_same_script(&tag.src(), url) && runs(tag))
}

/// A dead tag, whose fetch is over and from which no event will ever come, would be adopted again by the next caller.
fn bury(tag: &Element) {
    tag.remove();
    DEAD.set(DEAD.get() + 1);
}

/// Whether nothing will come of a tag any more: its fetch has ended, and so has the loading of the page, during which a
/// script that has been fetched (or only preloaded) may still wait for its turn.
fn is_over(tag: &Element) -> bool {
    is_page_loaded() && finished_fetches(&tag.src()) > 0.0
}
