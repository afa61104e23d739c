//! Where Klarna's SDKs come from, and how long we try to get them.

use super::error::{Error, ErrorCode};
use super::retry::Backoff;
use super::value::decimal;

/// Klarna Payments (v1). The client token, not the address, tells playground from production.
pub const PAYMENTS_URL: &str = "https://x.klarnacdn.net/kp/lib/v1/api.js";
/// Klarna Web SDK (v2). The client id tells test from live.
pub const WEB_SDK_URL: &str = "https://js.klarna.com/web-sdk/v2/klarna.mjs";

/// Hosts that Klarna serves its SDKs from (Klarna's browser security page).
const KLARNA_HOSTS: [&str; 3] = ["x.klarnacdn.net", "js.klarna.com", "js.playground.klarna.com"];
/// A query that we add so that a retry is a request of its own: Chromium joins a new tag of the same
/// address to the request that has stalled.
const RETRY_PARAMETER: &str = "kpw-retry";

/// The parts of an absolute address that decide whether it may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// `https:`, `http:` …
    pub protocol: String,
    /// Host with port, if it is not the default one.
    pub host: String,
    /// Host without port.
    pub hostname: String,
    /// Protocol and host.
    pub origin: String,
    /// Whether a user name or password stands in it.
    pub has_credentials: bool,
}

impl Address {
    /// Whether the host is this machine; browsers treat it as secure without TLS.
    pub fn is_loopback(&self) -> bool {
        let name = self.hostname.as_str();
        // Browsers write every IPv4 address as four decimal numbers, and take nothing else for a host of such digits.
        let is_ipv4 = name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        name == "localhost" || name == "[::1]" || name.ends_with(".localhost") || is_ipv4 && name.starts_with("127.")
    }
}

/// How an SDK is loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Loading {
    /// The time limit of one attempt, in milliseconds.
    pub timeout_ms: f64,
    /// How often a failed attempt is repeated.
    pub retries: u32,
}

impl Loading {
    /// Without options: 15 seconds, two retries.
    pub const DEFAULT: Self = Self { timeout_ms: 15_000.0, retries: 2 };

    /// The wait before retry number `retry`, or `None` when there is none left.
    pub fn wait_ms(&self, retry: u32, random: f64) -> Option<f64> {
        const BACKOFF: Backoff = Backoff { base_ms: 400.0, cap_ms: 3_000.0 };
        (retry <= self.retries).then(|| 50.0 + BACKOFF.wait_ms(retry, random))
    }
}

/// Refuses an SDK address that is not Klarna's, not this machine's, and not allowed by the shop.
///
/// A script from a wrong host would own the checkout, so a mistyped or injected address must not load.
pub fn check_source(address: &Address, allowed_hosts: &[String]) -> Result<(), Error> {
    let is_loopback = address.is_loopback();
    let is_secure = address.protocol == "https:" || address.protocol == "http:" && is_loopback;
    let is_known = is_loopback
        || KLARNA_HOSTS.iter().any(|host| address.host == *host)
        || allowed_hosts.iter().any(|host| *host == address.host || *host == address.hostname);
    let message = if address.has_credentials || !is_secure {
        "sdk.url is an https address (http only on this machine)"
    } else if !is_known {
        "the host of sdk.url is not Klarna's; name it in sdk.allowedHosts"
    } else {
        return Ok(());
    };
    Err(Error::argument("sdk.url", message))
}

/// The address of attempt number `attempt` (0 is the first).
pub fn attempt_url(url: &str, attempt: u32) -> String {
    if attempt == 0 {
        return url.to_owned();
    }
    let separator = if url.bytes().any(|byte| byte == b'?') { "&" } else { "?" };
    [url, separator, RETRY_PARAMETER, "=", &decimal(attempt as usize)].concat()
}

/// Whether a script tag loads the SDK at `url`: the same address, whatever its query.
pub fn is_same_script(tag: &str, url: &str) -> bool {
    !tag.is_empty() && bare(tag) == bare(url)
}

/// Whether a browser runs a script tag of that `type`.
pub fn is_script_type(kind: &str) -> bool {
    ["", "text/javascript", "application/javascript", "module"].iter().any(|known| kind.eq_ignore_ascii_case(known))
}

/// An address up to its query or fragment.
fn bare(address: &str) -> &[u8] {
    address.as_bytes().split(|byte| matches!(byte, b'?' | b'#')).next().unwrap_or_default()
}

/// The failure after the last attempt.
pub fn load_failure(timed_out: bool) -> Error {
    let (code, message) = if timed_out {
        (ErrorCode::SdkLoadTimeout, "Klarna's SDK did not arrive within the time limit")
    } else {
        (ErrorCode::SdkLoadFailed, "Klarna's SDK could not be loaded")
    };
    Error::new(code, message).retryable(true)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn address(protocol: &str, host: &str) -> Address {
        let hostname = host
            .rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
            .map_or(host, |(name, _)| name);
        Address {
            protocol: protocol.to_owned(),
            host: host.to_owned(),
            hostname: hostname.to_owned(),
            origin: format!("{protocol}//{host}"),
            has_credentials: false,
        }
    }

    #[test]
    fn only_klarna_this_machine_and_allowed_hosts_may_serve_the_sdk() {
        let allowed = ["cdn.shop.example".to_owned()];
        for (protocol, host) in [
            ("https:", "x.klarnacdn.net"),
            ("https:", "js.klarna.com"),
            ("http:", "127.0.0.1:8080"),
            ("http:", "localhost:3000"),
            ("http:", "[::1]:3000"),
            ("https:", "cdn.shop.example"),
        ] {
            assert_eq!(check_source(&address(protocol, host), &allowed), Ok(()), "{host}");
        }
        for (protocol, host) in [
            ("http:", "x.klarnacdn.net"),
            ("https:", "x.klarnacdn.net.evil.example"),
            ("https:", "evil.example"),
            ("http:", "cdn.shop.example"),
            ("javascript:", ""),
            ("data:", ""),
            ("http:", "127.0.0.1.evil.example"),
        ] {
            let error = check_source(&address(protocol, host), &allowed).expect_err(host);
            assert_eq!(error.path.as_deref(), Some("sdk.url"));
        }
    }

    #[test]
    fn what_is_of_this_machine_is_what_javascript_takes_for_it() {
        // `tests/export/sdk-options.test.js` reads the same.
        let cases: serde_json::Value = serde_json::from_str(include_str!("../../tests/cases/loopback.json")).unwrap();
        for (list, is_loopback) in [("thisMachine", true), ("elsewhere", false)] {
            for host in cases[list].as_array().unwrap() {
                let host = host.as_str().unwrap();
                assert_eq!(address("http:", host).is_loopback(), is_loopback, "{host}");
            }
        }
    }

    #[test]
    fn a_retry_is_a_different_request_for_the_same_script() {
        let retry = attempt_url(PAYMENTS_URL, 1);
        assert_ne!(retry, PAYMENTS_URL);
        assert!(is_same_script(&retry, PAYMENTS_URL));
        assert_eq!(attempt_url("https://a/b?c=d", 2), "https://a/b?c=d&kpw-retry=2");
        assert!(!is_same_script("https://x.klarnacdn.net/kp/lib/v1/api.js.evil", PAYMENTS_URL));
        assert!(!is_same_script("", PAYMENTS_URL));
    }

    #[test]
    fn a_tag_of_another_type_does_not_run() {
        for kind in ["", "text/javascript", "Text/JavaScript", "module"] {
            assert!(is_script_type(kind), "{kind}");
        }
        for kind in ["text/plain", "text/x-blocked", "application/json"] {
            assert!(!is_script_type(kind), "{kind}");
        }
    }

    #[test]
    fn loading_gives_up_after_its_retries() {
        let waits: Vec<bool> = (1..=4).map(|retry| Loading::DEFAULT.wait_ms(retry, 0.9).is_some()).collect();
        assert_eq!(waits, [true, true, false, false]);
    }
}
