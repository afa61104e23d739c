//! The options of `loadKlarnaWebSdk`, and options as the domain reads them.

use super::endpoint::Endpoint;
use super::source::Source;
use crate::domain::error::Error;
use crate::domain::sdk::WEB_SDK_URL;
use crate::domain::value::Value;
use crate::domain::web_sdk::{
    CONFIGURATION, Configuration, EXPOSE, Exposed, FlowOptions, Links, PURCHASE, Part, Resolved, Rules, Word, checked,
};
use crate::interop::address;
use crate::interop::failure::Failure;
use crate::interop::json;
use crate::interop::log::Log;
use crate::interop::options::{Field, Options};
use crate::sys::js::{self, record};
use std::ops::Deref;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// What `loadKlarnaWebSdk` was given, checked. A clone is the same.
#[derive(Debug, Clone)]
pub(crate) struct WebSdkOptions(Rc<Contents>);

/// What [`WebSdkOptions`] hold.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) configuration: Configuration,
    pub(crate) authorize: Endpoint,
    pub(crate) status: Option<Endpoint>,
    pub(crate) return_url: Option<String>,
    pub(crate) decline_url: Option<String>,
    /// The shop's name of the purchase.
    pub(crate) purchase: Option<String>,
    pub(crate) exposed: Exposed,
    pub(crate) source: Source,
    pub(crate) log: Log,
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
        // JavaScript calls it where this does not run.
        options.function("fallback")?;
        Ok(Self(Rc::new(contents)))
    }

    /// A redirect comes back to the return URL that the server gave to Klarna; this page cannot check it.
    pub(crate) fn warn_of_redirect(&self, options: &FlowOptions) {
        if options.redirects() && self.return_url.is_none() {
            let message = "REDIRECT needs a return_url in the server's customer_interaction_config";
            self.log.write("warning", &record! { about: "initiationMode", message: message });
        }
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
pub(crate) fn argument(value: &JsValue, rules: &Rules) -> Result<Value, Failure> {
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

/// The part of that name.
pub(crate) fn part(name: &JsValue) -> Result<Part, Failure> {
    let part = name.as_string().as_deref().and_then(Part::parse);
    part.ok_or_else(|| Error::argument("part", ["the parts are ", &Part::NAMES.join(", ")].concat()).into())
}

/// The id of a payment request, as an argument.
pub(crate) fn payment_request_id(value: &JsValue) -> Result<String, Failure> {
    Field { value: value.clone(), path: "paymentRequestId".to_owned() }.text()
}

/// Addresses as the browser reads them, against this page.
pub(crate) fn links() -> Links {
    let resolve = |text: &str| {
        let resolved = address::resolve(text, "").ok()?;
        Some(Resolved { href: resolved.href, address: resolved.address })
    };
    Links { page_origin: address::page_origin(), resolve }
}
