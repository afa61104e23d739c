//! The shop's own endpoint that receives a token: what it may be.

use super::error::{Error, ErrorCode};
use super::sdk::Address;

/// The HTTP method of a delivery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Method {
    /// Without options.
    #[default]
    Post,
    /// For an endpoint that replaces a resource.
    Put,
    /// For an endpoint that updates a resource, such as Commerce Layer's.
    Patch,
}

impl Method {
    /// Reads the option `method`; `path` is its place in the options.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        match text {
            "POST" => Ok(Self::Post),
            "PUT" => Ok(Self::Put),
            "PATCH" => Ok(Self::Patch),
            _ => Err(Error::argument(path, "method is POST, PUT or PATCH")),
        }
    }
}

/// Whether cookies go with a delivery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Never.
    Omit,
    /// To the page's own origin only; without options.
    #[default]
    SameOrigin,
    /// Always.
    Include,
}

impl Credentials {
    /// Reads the option `credentials`; `path` is its place in the options.
    pub fn parse(text: &str, path: &str) -> Result<Self, Error> {
        match text {
            "omit" => Ok(Self::Omit),
            "same-origin" => Ok(Self::SameOrigin),
            "include" => Ok(Self::Include),
            _ => Err(Error::argument(path, "credentials is omit, same-origin or include")),
        }
    }
}

/// Refuses an endpoint that a token must not be sent to: it has to be https, of the page's origin, or loopback.
pub fn check_endpoint(address: &Address, page_origin: &str, path: &str) -> Result<(), Error> {
    let insecure = |message| Err(Error::at(ErrorCode::InsecureEndpoint, path, message));
    if address.has_credentials {
        return insecure("the endpoint carries a user name or password in its address");
    }
    match address.protocol.as_str() {
        "https:" => Ok(()),
        "http:" if address.origin == page_origin || address.is_loopback() => Ok(()),
        _ => insecure("the endpoint has to be https, of the page's own origin, or loopback"),
    }
}

/// Refuses a header that the browser would throw on.
pub fn check_header(name: &str, value: &str, path: &str) -> Result<(), Error> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(Error::argument(path, "a header name has characters that HTTP does not allow"));
    }
    let is_allowed = |c: char| c == '\t' || (' '..='\u{ff}').contains(&c) && c != '\u{7f}';
    if !value.chars().all(is_allowed) {
        return Err(Error::argument(path, "a header value has characters that HTTP does not allow"));
    }
    Ok(())
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
        for (name, value) in [("", "x"), ("X Y", "x"), ("X\r\nY", "x"), ("X", "a\r\nY: b"), ("X", "\u{0}"), ("X", "€")]
        {
            assert_eq!(check_header(name, value, "h").map_err(|error| error.path.clone()), Err(Some("h".to_owned())));
        }
    }

    #[test]
    fn methods_and_credentials_are_spelt_as_fetch_spells_them() {
        assert_eq!(Method::parse("PATCH", "m"), Ok(Method::Patch));
        assert!(Method::parse("GET", "m").is_err());
        assert_eq!(Credentials::parse("include", "c"), Ok(Credentials::Include));
        assert!(Credentials::parse("yes", "c").is_err());
    }
}
