//! The one error of the package: a stable code, a sentence, and where in the input it is.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};

macro_rules! error_codes {
    ($($(#[doc = $meaning:literal])+ $variant:ident = $name:literal,)+) => {
        /// What went wrong. The names are stable: shops switch on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[doc = $meaning])+ $variant,)+
        }

        impl ErrorCode {
            /// Every code, in the order of the table in the docs.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as the shop sees it in `error.code`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

error_codes! {
    /// An option or an argument is missing or has the wrong type or form; `path` names it.
    InvalidArgument = "INVALID_ARGUMENT",
    /// Klarna's SDK does not accept the client token of the session, or the session has expired (48 hours).
    InvalidClientToken = "INVALID_CLIENT_TOKEN",
    /// The container does not exist, is not in the document, or is inside a shadow root.
    InvalidContainer = "INVALID_CONTAINER",
    /// The order data does not add up or is malformed; `path` names the place.
    OrderInvalid = "ORDER_INVALID",
    /// The call does not fit the state: `authorize` before `load`, `finalize` when nothing waits for it.
    InvalidState = "INVALID_STATE",
    /// Another call is still running; this one was not sent to Klarna.
    InProgress = "IN_PROGRESS",
    /// A newer session took over the page; nothing can be authorized through this object any more.
    Superseded = "SUPERSEDED",
    /// The caller's `AbortSignal` fired, or a newer click or presentation took the place of this click.
    Aborted = "ABORTED",
    /// The object was disposed of.
    Disposed = "DISPOSED",
    /// The package's own WebAssembly could not be loaded (Content-Security-Policy without `'wasm-unsafe-eval'`, 404,
    /// another build, Lockdown Mode, an old browser).
    WasmLoadFailed = "WASM_LOAD_FAILED",
    /// Klarna's script could not be loaded (blocked, offline, HTTP error).
    SdkLoadFailed = "SDK_LOAD_FAILED",
    /// Klarna's script did not arrive within the time limit.
    SdkLoadTimeout = "SDK_LOAD_TIMEOUT",
    /// Klarna's SDK is there but lacks what we need, or answered in a form that nobody knows; or its script came,
    /// each time it was asked for, and left nothing behind.
    SdkIncompatible = "SDK_INCOMPATIBLE",
    /// Klarna's SDK did not answer within the time limit.
    SdkTimeout = "SDK_TIMEOUT",
    /// Klarna's SDK reported or threw an error; `cause` is what it threw, `klarna` its details.
    SdkError = "SDK_ERROR",
    /// The widget left the document while Klarna's answer was awaited; load it again.
    WidgetRemoved = "WIDGET_REMOVED",
    /// The endpoint is neither https, nor of the page's own origin, nor loopback: no token is sent there.
    InsecureEndpoint = "INSECURE_ENDPOINT",
    /// The backend could not be reached.
    BackendUnreachable = "BACKEND_UNREACHABLE",
    /// The backend did not answer within the time limit.
    BackendTimeout = "BACKEND_TIMEOUT",
    /// The backend refused the token (`status`), or redirected; `retryable` tells a passing refusal from a final one.
    BackendRejected = "BACKEND_REJECTED",
    /// The backend answered, but not with JSON of the expected shape.
    BackendInvalidResponse = "BACKEND_INVALID_RESPONSE",
    /// The payment was declined (only where Klarna's SDK has to be given an error; elsewhere it is an outcome).
    Declined = "DECLINED",
    /// A fault of this package: its WebAssembly trapped, `cause` is what it threw; please report it.
    Internal = "INTERNAL",
}

impl ErrorCode {
    /// Whose matter it is, as the shop sees it in `error.type`.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::InvalidArgument
            | Self::InvalidClientToken
            | Self::InvalidContainer
            | Self::OrderInvalid
            | Self::InvalidState
            | Self::InProgress
            | Self::Superseded
            | Self::Aborted
            | Self::Disposed
            | Self::WidgetRemoved
            | Self::InsecureEndpoint => "usage",
            Self::Declined => "customer",
            Self::WasmLoadFailed
            | Self::SdkLoadFailed
            | Self::SdkLoadTimeout
            | Self::BackendUnreachable
            | Self::BackendTimeout
            | Self::BackendRejected
            | Self::BackendInvalidResponse => "network",
            Self::SdkIncompatible | Self::SdkTimeout | Self::SdkError => "klarna",
            Self::Internal => "internal",
        }
    }

    /// The anchor of its row in the docs' table, as the shop sees it in `error.help`.
    pub fn help(self) -> String {
        ["#", &self.as_str().to_ascii_lowercase()].concat()
    }
}

/// A failure with a stable code. It never holds the value that was wrong, which might be a token.
///
/// Boxed, and made by functions that are not inlined: nearly every function passes it on, and it is rarely made.
#[derive(Debug, Clone, PartialEq)]
pub struct Error(Box<Details>);

/// What an [`Error`] says.
#[derive(Debug, Clone, PartialEq)]
pub struct Details {
    /// What went wrong.
    pub code: ErrorCode,
    /// One sentence for the developer of the shop.
    pub message: Cow<'static, str>,
    /// Where in the options, arguments or order data: `backend.url`, `order_lines[2].quantity`.
    pub path: Option<String>,
    /// The HTTP status of the backend's last answer.
    pub status: Option<u16>,
    /// Whether trying again can help. Absent where the question makes no sense.
    pub retryable: Option<bool>,
}

impl Error {
    /// A failure with nothing but a code and a sentence.
    #[inline(never)]
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self::boxed(code, None, message.into())
    }

    /// A failure at a place of the input.
    #[inline(never)]
    pub fn at(code: ErrorCode, path: impl Into<String>, message: impl Into<Cow<'static, str>>) -> Self {
        Self::boxed(code, Some(path.into()), message.into())
    }

    /// An option or argument that is not what it has to be.
    #[inline(never)]
    pub fn argument(path: impl Into<String>, message: impl Into<Cow<'static, str>>) -> Self {
        Self::at(ErrorCode::InvalidArgument, path, message)
    }

    /// Whatever is asked of an object that was disposed of.
    #[inline(never)]
    pub fn disposed() -> Self {
        Self::new(ErrorCode::Disposed, "this object was disposed of")
    }

    #[inline(never)]
    fn boxed(code: ErrorCode, path: Option<String>, message: Cow<'static, str>) -> Self {
        Self(Box::new(Details { code, message, path, status: None, retryable: None }))
    }

    /// The same failure with the HTTP status it came from.
    #[must_use]
    #[inline(never)]
    pub fn with_status(mut self, status: Option<u16>) -> Self {
        self.0.status = status;
        self
    }

    /// The same failure, saying whether another try can help.
    #[must_use]
    #[inline(never)]
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = Some(retryable);
        self
    }
}

impl Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_screaming_name() {
        let names: std::collections::HashSet<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), ErrorCode::ALL.len());
        assert!(names.iter().all(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_')));
    }
}
