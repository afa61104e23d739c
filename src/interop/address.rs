//! Addresses, taken apart by the browser itself so that we and `fetch` read them alike.

use super::failure::Failure;
use crate::domain::error::Error;
use crate::domain::sdk::Address;
use crate::sys::browser::{Url, window};
use wasm_bindgen::JsValue;

/// An absolute address and its parts.
pub(crate) struct Resolved {
    pub(crate) href: String,
    pub(crate) address: Address,
}

/// Resolves an address against the page; `path` is its place in the options.
pub(crate) fn resolve(url: &str, path: &str) -> Result<Resolved, Failure> {
    let unreadable = |cause| Failure::caused(Error::argument(path, "this is no address"), cause);
    let url = Url::new(url, &page("href")).map_err(unreadable)?;
    let read = || -> Result<Resolved, JsValue> {
        Ok(Resolved {
            href: url.href()?,
            address: Address {
                protocol: url.protocol()?,
                host: url.host()?,
                hostname: url.hostname()?,
                origin: url.origin()?,
                has_credentials: !url.username()?.is_empty() || !url.password()?.is_empty(),
            },
        })
    };
    read().map_err(unreadable)
}

/// The origin of the page.
pub(crate) fn page_origin() -> String {
    page("origin")
}

fn page(part: &str) -> String {
    let location = window().location();
    let value = location.and_then(|location| if part == "href" { location.href() } else { location.origin() });
    value.ok().and_then(|value| value.as_string()).unwrap_or_default()
}
