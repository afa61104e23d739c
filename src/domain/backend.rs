//! The shop's own endpoint that receives a token: what it may be.

use super::error::{Error, ErrorCode};
use super::sdk::Address;

/// A word of `fetch`'s, spelt as `fetch` spells it: one of those that an option allows.
pub type Word = &'static str;

/// The HTTP methods of a delivery, to make a resource, to replace one, or to update it, as Commerce Layer's are.
pub static METHODS: Words =
    Words { default: "POST", allowed: &["POST", "PUT", "PATCH"], message: "method is POST, PUT or PATCH" };

/// Whether cookies go with a delivery: never, to the page's own origin only, or always.
pub static CREDENTIALS: Words = Words {
    default: "same-origin",
    allowed: &["omit", "same-origin", "include"],
    message: "credentials is omit, same-origin or include",
};

/// The words that an option allows.
#[derive(Debug)]
pub struct Words {
    /// Without options.
    pub default: Word,
    allowed: &'static [Word],
    message: &'static str,
}

impl Words {
    /// Reads the option; `path` is its place in the options.
    pub fn read(&self, text: &str, path: &str) -> Result<Word, Error> {
        let known = self.allowed.iter().find(|word| **word == text);
        known.copied().ok_or_else(|| Error::argument(path, self.message))
    }
}

/// Refuses an endpoint that a token must not be sent to: it has to be https, of the page's origin, or loopback.
pub fn check_endpoint(address: &Address, page_origin: &str, path: &str) -> Result<(), Error> {
    let message = match address.protocol.as_str() {
        _ if address.has_credentials => "the endpoint carries a user name or password in its address",
        "https:" => return Ok(()),
        "http:" if address.origin == page_origin || address.is_loopback() => return Ok(()),
        _ => "the endpoint has to be https, of the page's own origin, or loopback",
    };
    Err(Error::at(ErrorCode::InsecureEndpoint, path, message))
}

/// Refuses a header that the browser would throw on.
pub fn check_header(name: &str, value: &str, path: &str) -> Result<(), Error> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    // Latin-1: the characters above it are those that begin with a byte above 0xC3.
    let is_allowed = |byte: u8| byte == b'\t' || (b' '..=0xc3).contains(&byte) && byte != 0x7f;
    let message = if name.is_empty() || !name.bytes().all(is_token) {
        "a header name has characters that HTTP does not allow"
    } else if !value.bytes().all(is_allowed) {
        "a header value has characters that HTTP does not allow"
    } else {
        return Ok(());
    };
    Err(Error::argument(path, message))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn address(protocol: &str, host: &str) -> Address {
        Address {
            protocol: protocol.to_owned(),
            host: host.to_owned(),
            hostname: host.to_owned(),
            origin: format!("{protocol}//{host}"),
            has_credentials: false,
        }
    }

    #[test]
    fn a_token_goes_only_to_https_the_page_itself_or_this_machine() {
        let page = "http://shop.test";
        for allowed in [address("https:", "api.example"), address("http:", "shop.test"), address("http:", "127.0.0.1")]
        {
            assert_eq!(check_endpoint(&allowed, page, "backend.url"), Ok(()));
        }
        for refused in [address("http:", "api.example"), address("ftp:", "shop.test"), address("data:", "")] {
            let error = check_endpoint(&refused, page, "backend.url").unwrap_err();
            assert_eq!((error.code, error.path.as_deref()), (ErrorCode::InsecureEndpoint, Some("backend.url")));
        }
        let with_password = Address { has_credentials: true, ..address("https:", "api.example") };
        assert!(check_endpoint(&with_password, page, "backend.url").is_err());
    }

    #[test]
    fn a_header_cannot_smuggle_another_one() {
        assert_eq!(check_header("X-Cart", "42", "h"), Ok(()));
        assert_eq!(check_header("X", "\t~\u{80}é\u{ff}", "h"), Ok(()));
        for (name, value) in [
            ("", "x"),
            ("X Y", "x"),
            ("X\r\nY", "x"),
            ("X", "a\r\nY: b"),
            ("X", "\u{0}"),
            ("X", "\u{7f}"),
            ("X", "\u{100}"),
            ("X", "€"),
        ] {
            assert_eq!(check_header(name, value, "h").map_err(|error| error.path.clone()), Err(Some("h".to_owned())));
        }
    }

    #[test]
    fn methods_and_credentials_are_spelt_as_fetch_spells_them() {
        assert_eq!(METHODS.read("PATCH", "m"), Ok("PATCH"));
        assert!(METHODS.read("GET", "m").is_err());
        assert_eq!(CREDENTIALS.read("include", "c"), Ok("include"));
        assert!(CREDENTIALS.read("yes", "c").is_err());
    }
}
