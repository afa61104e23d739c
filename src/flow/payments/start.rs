//! `loadKlarnaPayments`: script, session, ready.

use super::events::SdkEvents;
use super::options::PaymentsOptions;
use super::owner::{self, Turn};
use super::purchase::Purchase;
use crate::domain::payments::classify;
use crate::flow::loading::script;
use crate::interop::failure::{Failure, described};
use crate::sys::js;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// Loads the SDK and gives it the session. `init` runs as soon as the SDK is there, long before any click: it
/// starts the download that the purchase window needs to open within the click.
pub(crate) async fn start(options: PaymentsOptions) -> Result<Rc<Purchase>, Failure> {
    let turn = Turn::next();
    script::load(&options.sdk, &options.settings.log)?.await?;
    let sdk = script::loaded()?;
    options.sdk.still_wanted()?;
    turn.check(&options.settings.session)?;
    let argument = js::object();
    js::set(&argument, "client_token", &options.client_token);
    sdk.init(&argument).map_err(thrown_by_sdk)?;
    let purchase = Rc::new(Purchase::new(options.settings, sdk, turn));
    owner::take(&purchase)?;
    let events = SdkEvents::listen(&purchase);
    purchase.sdk_events.replace(Some(events));
    Ok(purchase)
}

/// The failure for what Klarna's SDK threw.
#[inline(never)]
pub(super) fn thrown_by_sdk(thrown: JsValue) -> Failure {
    let (name, message) = described(&thrown);
    Failure::caused(classify(&name, &message), thrown)
}
