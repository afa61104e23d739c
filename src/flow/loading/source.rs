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
    /// The `nonce` of a script tag, or `undefined`.
    pub(crate) nonce: JsValue,
    pub(crate) signal: Option<Signal>,
    /// A Trusted Types policy, the name of one, or `undefined`.
    policy: JsValue,
}

impl Deref for Source {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.0
    }
}

thread_local! {
    /// Policies that we made, by name: a page may allow each name only once.
    static POLICIES: JsValue = js::object();
}

impl Source {
    /// Reads the option `sdk` of `options`; without it the SDK comes from Klarna with the default limits.
    pub(crate) fn read(options: &Options, default_url: &str) -> Result<Self, Failure> {
        let mut source = Contents {
            url: default_url.to_owned(),
            loading: Loading::DEFAULT,
            nonce: JsValue::UNDEFINED,
            signal: None,
            policy: JsValue::UNDEFINED,
        };
        if let Some(sdk) = options.get("sdk")? {
            source.read(&sdk.options()?)?;
        }
        Ok(Self(Rc::new(source)))
    }
}

impl Contents {
    fn read(&mut self, sdk: &Options) -> Result<(), Failure> {
        let allowed_hosts = sdk.texts("allowedHosts")?.unwrap_or_default();
        if let Some(url) = sdk.text("url")? {
            let resolved = address::resolve(&url, "sdk.url")?;
            check_source(&resolved.address, &allowed_hosts)?;
            self.url = resolved.href;
        }
        let loading = &mut self.loading;
        loading.timeout_ms = sdk.number("timeoutMs", 1.0, Limits::LONGEST_MS)?.unwrap_or(loading.timeout_ms);
        if let Some(retries) = sdk.number("retries", 0.0, 10.0)? {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 and 10")]
            let retries = retries as u32;
            loading.retries = retries;
        }
        self.nonce = sdk.text("nonce")?.into();
        self.signal = signal(sdk)?;
        if let Some(field) = sdk.get("trustedTypesPolicy")? {
            self.policy = policy(field)?;
        }
        Ok(())
    }

    /// The failure of the signal, if it fired already.
    #[inline(never)]
    pub(crate) fn still_wanted(&self) -> Result<(), Failure> {
        self.signal.as_ref().and_then(Signal::fired).map_or(Ok(()), Err)
    }

    /// The address in the form that the page's Trusted Types want.
    pub(crate) fn script_url(&self, url: &str) -> Result<JsValue, Failure> {
        trusted(&self.policy, url.into()).map_err(|cause| {
            let message = "the Trusted Types policy does not let the SDK load";
            Failure::caused(Error::at(ErrorCode::SdkLoadFailed, "sdk.trustedTypesPolicy", message), cause)
        })
    }
}

/// The option `signal`.
#[inline(never)]
pub(crate) fn signal(options: &Options) -> Result<Option<Signal>, Failure> {
    options.get("signal")?.map(|field| Signal::read(&field)).transpose()
}

fn policy(field: Field) -> Result<JsValue, Failure> {
    if field.value.is_string() {
        field.text()?;
    } else if !field.value.is_object() || !js::get(&field.value, "createScriptURL").is_function() {
        return Err(Error::argument(field.path, "a policy name or a TrustedTypePolicy is expected here").into());
    }
    Ok(field.value)
}

fn trusted(policy: &JsValue, url: JsValue) -> Result<JsValue, JsValue> {
    let policy = match policy.as_string() {
        Some(name) => named_policy(&name)?,
        None => policy.clone(),
    };
    if policy.is_undefined() { Ok(url) } else { js::call(&policy, "createScriptURL", &[&url]) }
}

/// Our policy of that name; `undefined` in an engine without Trusted Types. It passes addresses on as they are, since
/// only one that `check_source` allowed ever reaches it.
fn named_policy(name: &str) -> Result<JsValue, JsValue> {
    let made = POLICIES.with(JsValue::clone);
    let key = ["policy ", name].concat();
    let known = js::get(&made, &key);
    let factory = global("trustedTypes");
    if !known.is_undefined() || !factory.is_object() {
        return Ok(known);
    }
    let rules = js::object();
    js::set(&rules, "createScriptURL", &function(|url, _| url));
    let policy = js::call(&factory, "createPolicy", &[&name.into(), &rules])?;
    js::set(&made, &key, &policy);
    Ok(policy)
}
