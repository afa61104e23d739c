//! What an instance of the SDK is made with.

use super::options::{Rule, Rules, checked, missing};
use crate::domain::error::Error;
use crate::domain::value::Value;

/// The argument of `KlarnaSDK()`. Two callers with equal configurations share one instance: a second one
/// would define Klarna's custom elements again, which the browser refuses.
///
/// Source: Klarna Web SDK, `klarna.SDKConfig` (`klarna.md`).
#[derive(Debug, Clone, PartialEq)]
pub struct Configuration(Value);

/// The options that exist.
pub const CONFIGURATION: &Rules = &[
    ("clientId", Rule::Text),
    ("locale", Rule::Locale),
    ("partnerAccountId", Rule::Text),
    ("sdkToken", Rule::Text),
    ("products", Rule::Words(&["PAYMENT", "CUSTOMER", "IDENTITY", "MESSAGING"])),
    (
        "acquiringConfig",
        Rule::Object(&[
            ("paymentAccountId", Rule::Text),
            ("paymentAccountReference", Rule::Text),
            ("paymentAcquiringAccountId", Rule::Text),
        ]),
    ),
];

impl Configuration {
    /// Reads the options of `loadKlarnaWebSdk`.
    pub fn read(options: Value) -> Result<Self, Error> {
        let options = checked(options, CONFIGURATION)?;
        if options.get("clientId").is_null() {
            return Err(missing("clientId"));
        }
        let products = options.get("products").items();
        if !products.is_empty() && products.iter().all(|product| product.as_str() != Some("PAYMENT")) {
            return Err(Error::argument(
                "products",
                "PAYMENT, which this package drives, has to be among the products",
            ));
        }
        let acquiring = options.get("acquiringConfig");
        let has = |key: &str| !acquiring.get(key).is_null();
        // Klarna takes either form, and rejects an empty one.
        let is_account = has("paymentAccountId");
        let is_reference = has("paymentAccountReference") && has("paymentAcquiringAccountId");
        if !acquiring.is_null() && is_account == is_reference {
            return Err(Error::argument(
                "acquiringConfig",
                "either paymentAccountId, or paymentAccountReference and paymentAcquiringAccountId, are expected here",
            ));
        }
        Ok(Self(options))
    }

    /// The object that `KlarnaSDK()` gets.
    pub fn value(&self) -> &Value {
        &self.0
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::value::object;

    fn with(key: &str, value: Value) -> Value {
        object([("clientId", "x".into()), (key, value)])
    }

    #[test]
    fn everything_documented_is_passed_on() {
        let options = object([
            ("clientId", "klarna_live_client_x".into()),
            ("locale", "sv-SE".into()),
            ("partnerAccountId", "krn:partner:global:account:live:X".into()),
            ("sdkToken", "sdk".into()),
            ("products", vec!["PAYMENT", "MESSAGING"].into()),
            ("acquiringConfig", object([("paymentAccountId", "krn:account".into())])),
        ]);
        assert_eq!(Configuration::read(options.clone()).unwrap().value(), &options);
    }

    #[test]
    fn what_belongs_to_us_or_to_nobody_is_not_passed_on() {
        let configuration = Configuration::read(with("environment", "test".into())).unwrap();
        assert_eq!(configuration.value(), &object([("clientId", "x".into())]));
    }

    #[test]
    fn every_wrong_option_is_named() {
        let reference = object([("paymentAccountReference", "r".into())]);
        let both = object([
            ("paymentAccountId", "a".into()),
            ("paymentAccountReference", "r".into()),
            ("paymentAcquiringAccountId", "q".into()),
        ]);
        let rows = [
            (Value::Null, "clientId"),
            (object([("clientId", " ".into())]), "clientId"),
            (with("locale", "english".into()), "locale"),
            (with("products", vec!["PAYMENT", "WALLET"].into()), "products[1]"),
            (with("products", vec!["MESSAGING"].into()), "products"),
            (with("acquiringConfig", object([])), "acquiringConfig"),
            (with("acquiringConfig", reference), "acquiringConfig"),
            (with("acquiringConfig", both), "acquiringConfig"),
            (with("acquiringConfig", object([("paymentAccountId", 1.0.into())])), "acquiringConfig.paymentAccountId"),
        ];
        for (options, path) in rows {
            assert_eq!(Configuration::read(options).unwrap_err().path.as_deref(), Some(path));
        }
    }

    #[test]
    fn an_instance_is_shared_by_equal_configurations_only() {
        let read = |client: &str, locale: Option<&str>| {
            Configuration::read(object([("clientId", client.into()), ("locale", locale.into())])).unwrap()
        };
        assert_eq!(read("a", Some("en-GB")), read("a", Some("en-GB")));
        assert_ne!(read("a", Some("en-GB")), read("a", None));
        assert_ne!(read("a", None), read("b", None));
    }
}
