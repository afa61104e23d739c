//! `loadKlarnaPayments`: script, session, ready.

use super::object::Object;
use super::page::{Feed, page};
use super::{asking, driver, facts, rival, watch};
use crate::domain::payments::{Page, Record};
use crate::flow::loading::script;
use crate::interop::failure::Failure;
use crate::interop::payments::events::SdkEvents;
use crate::interop::timer::sleep;
use crate::options::order_data::rehearse;
use crate::options::payments::PaymentsOptions;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Loads the SDK and gives it the session. `init` runs as soon as the SDK is there, long before any click: it
/// starts the download that the purchase window needs to open within the click.
pub(crate) async fn start(mut options: PaymentsOptions) -> Result<Rc<Object>, Failure> {
    let feed = Feed { id: page(Page::ask), feed: driver::feed };
    let loading = script::load(&options.sdk, &options.settings.log)?;
    // Klarna's script takes longer.
    spawn_local(async {
        sleep(0.0).await;
        rehearse();
    });
    loading.await?;
    let sdk = script::loaded()?;
    options.sdk.still_wanted()?;
    page(|page| page.may_open(feed.id, &options.settings.session.name))?;
    asking::init(&sdk, &options.settings.client_token)?;
    rival::watch(&sdk);
    let settings = &mut options.settings;
    if let Some(widget) = Record::widget(&facts::record(), &settings.session.name, &settings.widget) {
        settings.widget = Rc::new(widget);
    }
    let object = Rc::new(Object::new(feed, options.settings, sdk.clone()));
    driver::open(&object);
    object.messages.replace(watch::messages(feed.id, driver::came));
    object.sdk_events.replace(Some(SdkEvents::listen(sdk, feed.id, driver::hear)));
    Ok(object)
}
