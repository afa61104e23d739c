//! Addresses, taken apart by the browser itself so that we and `fetch` read them alike.

use super::failure::Failure;
use crate::domain::error::Error;
use crate::domain::sdk::Address;
use crate::sys::{browser, dom, js};

/// An absolute address and its parts.
pub(crate) struct Resolved {
    pub(crate) href: String,
    pub(crate) address: Address,
}

/// Resolves an address against the page; `path` is its place in the options.
pub(crate) fn resolve(url: &str, path: &str) -> Result<Resolved, Failure> {
    let url = js::construct("URL", &[&url.into(), &base().into()])
        .map_err(|cause| Failure::caused(Error::argument(path, "this is no address"), cause))?;
    let part = |name| js::text(&url, name).unwrap_or_default();
    Ok(Resolved {
        href: part("href"),
        address: Address {
            protocol: part("protocol"),
            host: part("host"),
            hostname: part("hostname"),
            origin: part("origin"),
            has_credentials: !part("username").is_empty() || !part("password").is_empty(),
        },
    })
}

/// Where relative addresses begin: where `<base>` says, as for `fetch`, but never on another origin, to which foreign
/// markup could carry a token.
fn base() -> String {
    js::text(&dom::document(), "baseURI")
        .filter(|base| base.strip_prefix(&page_origin()).is_some_and(|path| path.starts_with('/')))
        .unwrap_or_else(|| browser::location("href"))
}

/// The origin of the page.
pub(crate) fn page_origin() -> String {
    browser::location("origin")
}
