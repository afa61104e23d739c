//! What a thrown error of Klarna's SDK means.

use crate::domain::error::{Error, ErrorCode};

/// Current builds throw these three as plain `Error`, told apart by the English message only
/// (klarna-payments-v1-observed reference, section 2); older ones have a class name.
const TOKEN_INVALID: &str = "The client token is invalid";
const NOT_INITIALIZED: &str = "The application has not yet been initialized";
const NOT_LOADED: &str = "The application has not yet been loaded";

/// Gives a thrown error its code. `name` and `message` are what the thrown value carries, empty if it is no error.
pub fn classify(name: &str, message: &str) -> Error {
    if name == "InvalidClientTokenError" || message.starts_with(TOKEN_INVALID) {
        return Error::at(ErrorCode::InvalidClientToken, "clientToken", "Klarna does not accept the client token");
    }
    if name == "ApplicationNotLoadedError" || message.starts_with(NOT_LOADED) {
        return Error::new(ErrorCode::WidgetRemoved, "Klarna has no loaded widget for this call; load it again");
    }
    match name {
        "InvalidContainerSelectorError" | "SyntaxError" => {
            Error::at(ErrorCode::InvalidContainer, "container", "Klarna does not accept the container")
        }
        "PaymentMethodCategoryNotSupportedError" | "PaymentMethodCategoryNotProvidedError" => {
            Error::argument("paymentMethodCategory", "Klarna does not know the payment method category")
        }
        "PreferredPaymentMethodNotSupportedError" => {
            Error::argument("preferredPaymentMethod", "Klarna does not know the preferred payment method")
        }
        "InstanceIDNotProvidedError" | "InvalidInstanceIDError" | "PaymentMethodCategoryOrInstanceIDRequiredError" => {
            Error::argument("instanceId", "Klarna does not accept the instance id")
        }
        _ => Error::new(ErrorCode::SdkError, "Klarna's SDK threw an error; see cause"),
    }
}

/// Whether an unhandled rejection on the page is Klarna's way to say that the call just answered with
/// `approved: false` did in truth never run.
pub fn is_late_failure(name: &str, message: &str) -> bool {
    [NOT_LOADED, NOT_INITIALIZED, TOKEN_INVALID].iter().any(|prefix| message.starts_with(prefix))
        || matches!(name, "ApplicationNotLoadedError" | "ApplicationNotInitializedError" | "InvalidClientTokenError")
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
