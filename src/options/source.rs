//! The options `sdk`: where the SDK comes from and how long we try.

use crate::domain::delivery::Limits;
use crate::domain::error::{Error, ErrorCode};
use crate::domain::sdk::{Loading, check_source};
use crate::interop::abort::Signal;
use crate::interop::address;
use crate::interop::failure::Failure;
use crate::interop::options::{Field, Options};
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
    /// Whether the browser has tried in vain to fetch the script ahead (`sdk-options.js`).
    pub(crate) has_failed: bool,
    /// A Trusted Types policy, or `undefined`. (One of a name is made by `sdk-options.js`.)
    policy: JsValue,
}

impl Deref for Source {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.0
    }
}

impl Source {
    /// Reads the option `sdk` of `options`; without it the SDK comes from Klarna with the default limits.
    pub(crate) fn read(options: &Options, default_url: &str) -> Result<Self, Failure> {
        let mut source = Contents {
            url: default_url.to_owned(),
            loading: Loading::DEFAULT,
            nonce: JsValue::UNDEFINED,
            signal: None,
            has_failed: false,
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
        self.has_failed = sdk.boolean("hasFailed")?.unwrap_or_default();
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
        if self.policy.is_undefined() {
            return Ok(url.into());
        }
        js::call(&self.policy, "createScriptURL", &[&url.into()]).map_err(|cause| {
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
    if !js::get(&field.value, "createScriptURL").is_function() {
        return Err(Error::argument(field.path, "a policy name or a TrustedTypePolicy is expected here").into());
    }
    Ok(field.value)
}
