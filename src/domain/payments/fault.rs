//! What a thrown error of Klarna's SDK means.

use crate::domain::error::{Error, ErrorCode};

const TOKEN_INVALID: &str = "InvalidClientTokenError";
const NOT_INITIALIZED: &str = "ApplicationNotInitializedError";
const NOT_LOADED: &str = "ApplicationNotLoadedError";

/// Current builds throw these three as plain `Error`, told apart by the English message only
/// (`klarna.md`, "Errors"); older ones have a class name.
const BY_MESSAGE: [(&str, &str); 3] = [
    ("The client token is invalid", TOKEN_INVALID),
    ("The application has not yet been initialized", NOT_INITIALIZED),
    ("The application has not yet been loaded", NOT_LOADED),
];

/// Codes, and where in the options the fault is, by the name of the error.
const BY_NAME: [(&str, ErrorCode, &str); 9] = [
    (TOKEN_INVALID, ErrorCode::InvalidClientToken, "clientToken"),
    ("InvalidContainerSelectorError", ErrorCode::InvalidContainer, "container"),
    ("SyntaxError", ErrorCode::InvalidContainer, "container"),
    ("PaymentMethodCategoryNotSupportedError", ErrorCode::InvalidArgument, "paymentMethodCategory"),
    ("PaymentMethodCategoryNotProvidedError", ErrorCode::InvalidArgument, "paymentMethodCategory"),
    ("PreferredPaymentMethodNotSupportedError", ErrorCode::InvalidArgument, "preferredPaymentMethod"),
    ("InstanceIDNotProvidedError", ErrorCode::InvalidArgument, "instanceId"),
    ("InvalidInstanceIDError", ErrorCode::InvalidArgument, "instanceId"),
    ("PaymentMethodCategoryOrInstanceIDRequiredError", ErrorCode::InvalidArgument, "instanceId"),
];

/// Gives a thrown error its code. `name` and `message` are what the thrown value carries, empty if it is no error.
pub fn classify(name: &str, message: &str) -> Error {
    let name = kind(name, message);
    if let Some((_, code, path)) = BY_NAME.iter().find(|(known, ..)| *known == name) {
        return Error::at(*code, *path, ["Klarna does not accept the ", path].concat());
    }
    if name == NOT_LOADED {
        return Error::new(ErrorCode::WidgetRemoved, "Klarna has no loaded widget for this call; load it again");
    }
    Error::new(ErrorCode::SdkError, "Klarna's SDK threw an error; see cause")
}

/// Whether an unhandled rejection on the page is Klarna's way to say that the call just answered with
/// `approved: false` did in truth never run.
pub fn is_late_failure(name: &str, message: &str) -> bool {
    let name = kind(name, message);
    BY_MESSAGE.iter().any(|(_, known)| *known == name)
}

/// The name of an error, whichever way it is told.
fn kind<'a>(name: &'a str, message: &str) -> &'a str {
    BY_MESSAGE.iter().find(|(start, _)| message.starts_with(start)).map_or(name, |(_, name)| name)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_recognised_by_its_name_or_by_its_message() {
        let rows = [
            ("InvalidClientTokenError", "", ErrorCode::InvalidClientToken, Some("clientToken")),
            ("Error", "The client token is invalid. Check it.", ErrorCode::InvalidClientToken, Some("clientToken")),
            ("ApplicationNotLoadedError", "", ErrorCode::WidgetRemoved, None),
            ("Error", "The application has not yet been loaded. Call load.", ErrorCode::WidgetRemoved, None),
            ("Error", "The application has not yet been initialized. …", ErrorCode::SdkError, None),
            ("ApplicationNotInitializedError", "", ErrorCode::SdkError, None),
            ("InvalidContainerSelectorError", "", ErrorCode::InvalidContainer, Some("container")),
            ("SyntaxError", "'#1' is not a valid selector", ErrorCode::InvalidContainer, Some("container")),
            ("PaymentMethodCategoryNotSupportedError", "", ErrorCode::InvalidArgument, Some("paymentMethodCategory")),
            ("PaymentMethodCategoryNotProvidedError", "", ErrorCode::InvalidArgument, Some("paymentMethodCategory")),
            ("PreferredPaymentMethodNotSupportedError", "", ErrorCode::InvalidArgument, Some("preferredPaymentMethod")),
            ("InstanceIDNotProvidedError", "", ErrorCode::InvalidArgument, Some("instanceId")),
            ("InvalidInstanceIDError", "", ErrorCode::InvalidArgument, Some("instanceId")),
            ("PaymentMethodCategoryOrInstanceIDRequiredError", "", ErrorCode::InvalidArgument, Some("instanceId")),
            ("OperationNotSupportedError", "", ErrorCode::SdkError, None),
            ("TypeError", "Cannot read properties of undefined (reading 'experiments')", ErrorCode::SdkError, None),
            ("", "", ErrorCode::SdkError, None),
        ];
        for (name, message, code, path) in rows {
            let error = classify(name, message);
            assert_eq!((error.code, error.path.as_deref()), (code, path), "{name} {message}");
        }
    }

    #[test]
    fn only_klarnas_own_rejections_turn_a_refusal_into_a_failure() {
        assert!(is_late_failure("Error", "The application has not yet been loaded. …"));
        assert!(!is_late_failure("TypeError", "fetch failed"));
    }
}
