//! `loadKlarnaPayments`: script, session, ready.

use super::events::SdkEvents;
use super::loads::Loads;
use super::options::PaymentsOptions;
use super::owner;
use super::purchase::Purchase;
use crate::domain::payments::{Machine, State, classify};
use crate::domain::value::object;
use crate::flow::loading::script;
use crate::interop::failure::{Failure, described};
use crate::interop::hub::Hub;
use crate::interop::json;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Loads the SDK and gives it the session. `init` runs as soon as the SDK is there, long before any click: it
/// starts the download that the purchase window needs to open within the click.
pub(crate) async fn start(options: PaymentsOptions) -> Result<Rc<Purchase>, Failure> {
    let sdk = script::load(&options.sdk, &options.log).await?;
    options.sdk.still_wanted()?;
    let argument = json::to_js(&object([("client_token", options.client_token.as_str().into())]));
    sdk.init(&argument).map_err(|thrown| thrown_by_sdk(&thrown))?;
    let purchase = Rc::new_cyclic(|weak| Purchase {
        weak: weak.clone(),
        session: options.session,
        widget: options.widget,
        preferred_payment_method: options.preferred_payment_method,
        backend: options.backend,
        load_timeout_ms: options.load_timeout_ms,
        log: options.log,
        sdk,
        machine: Cell::new(Machine::default()),
        hub: Hub::default(),
        loads: RefCell::new(Loads::default()),
        place: RefCell::new(None),
        call: RefCell::new(None),
        calls: Cell::new(0),
        parcel: RefCell::new(None),
        sdk_events: RefCell::new(None),
        told: Cell::new(State::Ready),
    });
    owner::take(&purchase)?;
    let events = SdkEvents::listen(&purchase);
    purchase.sdk_events.replace(Some(events));
    Ok(purchase)
}

/// The failure for what Klarna's SDK threw.
pub(super) fn thrown_by_sdk(thrown: &JsValue) -> Failure {
    let (name, message) = described(thrown);
    Failure::caused(classify(&name, &message), thrown.clone())
}
