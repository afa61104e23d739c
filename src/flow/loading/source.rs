//! The options `sdk`: where the SDK comes from and how long we try.

use crate::domain::delivery::Limits;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::sdk::{Loading, check_source};
use crate::interop::abort::Signal;
use crate::interop::address;
use crate::interop::callback::function;
use crate::interop::failure::Failure;
use crate::interop::options::{Field, Options};
use crate::sys::browser::global;
use crate::sys::js;
use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Where an SDK comes from. A clone is the same one.
#[derive(Debug, Clone)]
pub(crate) struct Source(Rc<Contents>);

/// What a [`Source`] holds.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) url: String,
    pub(crate) loading: Loading,
    pub(crate) nonce: Option<String>,
    pub(crate) signal: Option<Signal>,
    trusted_types: Option<Policy>,
}

impl Deref for Source {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.0
    }
}

#[derive(Debug)]
enum Policy {
    Named(String),
    Given(JsValue),
}

thread_local! {
    /// Policies that we made, by name: a page may allow each name only once.
    static POLICIES: RefCell<Vec<(String, JsValue)>> = const { RefCell::new(Vec::new()) };
}

impl Source {
    /// Reads the option `sdk` of `options`; without it the SDK comes from Klarna with the default limits.
    pub(crate) fn read(options: &Options, default_url: &str) -> Result<Self, Failure> {
        let mut source = Contents {
            url: default_url.to_owned(),
            loading: Loading::DEFAULT,
            nonce: None,
            signal: None,
            trusted_types: None,
        };
        let Some(field) = options.get("sdk")? else { return Ok(Self(Rc::new(source))) };
        let sdk = field.options()?;
        let allowed_hosts = sdk.texts("allowedHosts")?.unwrap_or_default();
        if let Some(url) = sdk.text("url")? {
            let resolved = address::resolve(&url, "sdk.url")?;
            check_source(&resolved.address, &allowed_hosts)?;
            source.url = resolved.href;
        }
        if let Some(timeout_ms) = sdk.number("timeoutMs", 1.0, Limits::LONGEST_MS)? {
            source.loading.timeout_ms = timeout_ms;
        }
        if let Some(retries) = sdk.number("retries", 0.0, 10.0)? {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 and 10")]
            let retries = retries as u32;
            source.loading.retries = retries;
        }
        source.nonce = sdk.text("nonce")?;
        source.signal = sdk.get("signal")?.map(|field| Signal::read(&field)).transpose()?;
        source.trusted_types = sdk.get("trustedTypesPolicy")?.map(|field| Policy::read(&field)).transpose()?;
        Ok(Self(Rc::new(source)))
    }

    /// The failure of the signal, if it fired already.
    pub(crate) fn still_wanted(&self) -> Result<(), Failure> {
        self.signal.as_ref().and_then(Signal::fired).map_or(Ok(()), Err)
    }

    /// The address in the form that the page's Trusted Types want.
    pub(crate) fn script_url(&self, url: &str) -> Result<JsValue, Failure> {
        let refused = |cause| {
            Failure::caused(
                Error::at(
                    ErrorCode::SdkLoadFailed,
                    "sdk.trustedTypesPolicy",
                    "the Trusted Types policy does not let the SDK load",
                ),
                cause,
            )
        };
        let policy = match &self.trusted_types {
            None => return Ok(url.into()),
            Some(Policy::Given(policy)) => policy.clone(),
            Some(Policy::Named(name)) => named_policy(name).map_err(refused)?,
        };
        if policy.is_undefined() {
            return Ok(url.into());
        }
        js::call(&policy, "createScriptURL", &[&url.into()]).map_err(refused)
    }
}

impl Policy {
    fn read(field: &Field) -> Result<Self, Failure> {
        if field.value.is_string() {
            return Ok(Self::Named(field.text()?));
        }
        let is_policy = field.value.is_object() && js::get(&field.value, "createScriptURL").is_function();
        if is_policy {
            return Ok(Self::Given(field.value.clone()));
        }
        Err(Error::argument(field.path.clone(), "a policy name or a TrustedTypePolicy is expected here").into())
    }
}

/// Our policy of that name; `undefined` in an engine without Trusted Types. It passes addresses on as they are, since
/// only one that `check_source` allowed ever reaches it.
fn named_policy(name: &str) -> Result<JsValue, JsValue> {
    if let Some(policy) =
        POLICIES.with_borrow(|made| made.iter().find(|(known, _)| known == name).map(|(_, policy)| policy.clone()))
    {
        return Ok(policy);
    }
    let factory = global("trustedTypes");
    if !factory.is_object() {
        return Ok(JsValue::UNDEFINED);
    }
    let rules = js::object();
    let pass = function(|url, _| url);
    js::set(&rules, "createScriptURL", &pass);
    let policy = js::call(&factory, "createPolicy", &[&name.into(), &rules])?;
    POLICIES.with_borrow_mut(|made| made.push((name.to_owned(), policy.clone())));
    Ok(policy)
}
