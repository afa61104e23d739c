//! The options of `loadKlarnaWebSdk`, and options as the domain reads them.

use crate::domain::error::Error;
use crate::domain::sdk::WEB_SDK_URL;
use crate::domain::value::Value;
use crate::domain::web_sdk::{
    CONFIGURATION, Configuration, EXPOSE, Exposed, Links, PURCHASE, Resolved, Rules, checked,
};
use crate::flow::delivery::Endpoint;
use crate::flow::loading::source::Source;
use crate::interop::address;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::log::Log;
use crate::interop::options::{Field, Options};
use crate::sys::js;
use std::ops::Deref;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// What `loadKlarnaWebSdk` was given, checked. A clone is the same.
#[derive(Debug, Clone)]
pub(crate) struct WebSdkOptions(Rc<Contents>);

/// What [`WebSdkOptions`] hold.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(super) configuration: Configuration,
    pub(super) authorize: Endpoint,
    pub(super) status: Option<Endpoint>,
    pub(super) return_url: Option<String>,
    pub(super) decline_url: Option<String>,
    /// The shop's name of the purchase.
    pub(super) purchase: Option<String>,
    pub(super) exposed: Exposed,
    pub(super) source: Source,
    pub(super) log: Log,
}

impl Deref for WebSdkOptions {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.0
    }
}

impl WebSdkOptions {
    /// Reads and checks everything before anything is loaded.
    pub(crate) fn read(value: &JsValue) -> Result<Self, Failure> {
        let options = Options::argument(value, "options")?;
        let configuration = Configuration::read(values(&options, CONFIGURATION)?)?;
        let endpoints = options.required("backend")?.options()?;
        let mut contents = Contents {
            configuration,
            authorize: Endpoint::read(&endpoints.required("authorize")?)?,
            source: Source::read(&options, WEB_SDK_URL)?,
            status: None,
            return_url: None,
            decline_url: None,
            purchase: None,
            exposed: Exposed::default(),
            log: Log::default(),
        };
        contents.status = endpoints.get("status")?.map(|field| Endpoint::read(&field)).transpose()?;
        contents.return_url = page(&options, "returnUrl")?;
        contents.decline_url = page(&options, "declineUrl")?;
        contents.purchase = checked(values(&options, NAMED)?, NAMED)?.get(PURCHASE.0).as_text().map(str::to_owned);
        contents.exposed = Exposed::read(values(&options, EXPOSE)?)?;
        contents.log = Log::new(options.function("log")?);
        Ok(Self(Rc::new(contents)))
    }
}

const NAMED: &Rules = &[PURCHASE];

/// A page of the shop's.
fn page(options: &Options, key: &str) -> Result<Option<String>, Failure> {
    let Some(url) = options.text(key)? else { return Ok(None) };
    let page = links().safe(&url);
    if page.is_none() {
        let message = [key, " is not an address that a customer may be sent to"].concat();
        return Err(Error::argument(key, message).into());
    }
    Ok(page)
}

/// Options of a call, as the domain reads them.
pub(super) fn argument(value: &JsValue, rules: &Rules) -> Result<Value, Failure> {
    values(&Options::argument(value, "options")?, rules)
}

fn values(options: &Options, rules: &Rules) -> Result<Value, Failure> {
    let mut members = Vec::new();
    for (key, _) in rules {
        if let Some(field) = options.get(key)? {
            members.push(((*key).to_owned(), value(&field)?));
        }
    }
    Ok(Value::Object(members))
}

fn value(field: &Field) -> Result<Value, Failure> {
    let js = &field.value;
    if js.is_string() {
        return field.text().map(Value::String);
    }
    if js::is_list(js) {
        return Ok(Value::Array(field.texts()?.into_iter().map(Value::String).collect()));
    }
    if js.is_null() || js.as_f64().is_some() || js.as_bool().is_some() {
        return Ok(json::read(js).unwrap_or_default());
    }
    field.json_object().map(|(_, value)| value)
}

/// Addresses as the browser reads them, against this page.
pub(super) fn links() -> Links {
    let resolve = |text: &str| {
        let resolved = address::resolve(text, "").ok()?;
        Some(Resolved { href: resolved.href, address: resolved.address })
    };
    Links { page_origin: address::page_origin(), resolve }
}
