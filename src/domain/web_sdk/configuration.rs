//! What an instance of the SDK is made with.

use super::options::Options;
use super::vocabulary::{Product, Word};
use crate::domain::error::Error;
use crate::domain::order::is_locale;
use crate::domain::value::{Value, object};

/// The argument of `KlarnaSDK()`. Two callers with equal configurations share one instance: a second one
/// would define Klarna's custom elements again, which the browser refuses.
///
/// Source: Klarna Web SDK, `klarna.SDKConfig` (reference, section 1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configuration {
    client_id: String,
    locale: Option<String>,
    partner_account_id: Option<String>,
    sdk_token: Option<String>,
    products: Option<Vec<Product>>,
    acquiring: Option<Acquiring>,
}

/// Which account acquires the payment: Klarna takes either form, and rejects an empty one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Acquiring {
    Account { payment_account_id: String },
    Reference { payment_account_reference: String, payment_acquiring_account_id: String },
}

impl Configuration {
    /// The options that exist.
    pub const KEYS: &'static [&'static str] =
        &["clientId", "locale", "partnerAccountId", "sdkToken", "products", "acquiringConfig"];

    /// Reads the options of `loadKlarnaWebSdk`.
    pub fn read(options: &Value) -> Result<Self, Error> {
        let options = Options::new(options, "")?;
        let configuration = Self {
            client_id: options.required_text("clientId")?,
            locale: options.text_like("locale", is_locale, "has to be a language tag such as en-GB")?,
            partner_account_id: options.text("partnerAccountId")?,
            sdk_token: options.text("sdkToken")?,
            products: options.words("products")?,
            acquiring: Acquiring::read(options.member("acquiringConfig"))?,
        };
        match &configuration.products {
            Some(products) if !products.contains(&Product::Payment) => {
                Err(Error::argument("products", "products has to include PAYMENT, which this package drives"))
            }
            _ => Ok(configuration),
        }
    }

    /// The object that `KlarnaSDK()` gets: what is absent is left out, since Klarna shows `undefined` as text.
    pub fn to_value(&self) -> Value {
        let products = self.products.as_ref().map(|products| products.iter().map(|p| p.as_str()).collect::<Vec<_>>());
        object([
            ("clientId", self.client_id.as_str().into()),
            ("locale", self.locale.clone().into()),
            ("partnerAccountId", self.partner_account_id.clone().into()),
            ("sdkToken", self.sdk_token.clone().into()),
            ("products", products.into()),
            ("acquiringConfig", self.acquiring.as_ref().map_or(Value::Null, Acquiring::to_value)),
        ])
    }
}

impl Acquiring {
    fn read(value: &Value) -> Result<Option<Self>, Error> {
        if value.is_null() {
            return Ok(None);
        }
        let config = Options::new(value, "acquiringConfig")?;
        let account = config.text("paymentAccountId")?;
        let reference = config.text("paymentAccountReference")?;
        let acquiring = config.text("paymentAcquiringAccountId")?;
        match (account, reference, acquiring) {
            (Some(payment_account_id), None, None) => Ok(Some(Self::Account { payment_account_id })),
            (None, Some(payment_account_reference), Some(payment_acquiring_account_id)) => {
                Ok(Some(Self::Reference { payment_account_reference, payment_acquiring_account_id }))
            }
            _ => Err(Error::argument(
                "acquiringConfig",
                "acquiringConfig has paymentAccountId, or paymentAccountReference with paymentAcquiringAccountId",
            )),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Account { payment_account_id } => object([("paymentAccountId", payment_account_id.as_str().into())]),
            Self::Reference { payment_account_reference, payment_acquiring_account_id } => object([
                ("paymentAccountReference", payment_account_reference.as_str().into()),
                ("paymentAcquiringAccountId", payment_acquiring_account_id.as_str().into()),
            ]),
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn path_of(options: &Value) -> String {
        Configuration::read(options).unwrap_err().path.unwrap()
    }

    #[test]
    fn only_what_was_given_reaches_klarna() {
        let configuration = Configuration::read(&object([("clientId", "klarna_test_client_x".into())])).unwrap();
        assert_eq!(configuration.to_value(), object([("clientId", "klarna_test_client_x".into())]));
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
        assert_eq!(Configuration::read(&options).unwrap().to_value(), options);
    }

    #[test]
    fn what_belongs_to_us_is_not_passed_on() {
        let options = object([("clientId", "x".into()), ("declineUrl", "/no".into()), ("environment", "test".into())]);
        assert_eq!(Configuration::read(&options).unwrap().to_value(), object([("clientId", "x".into())]));
    }

    #[test]
    fn every_wrong_option_is_named() {
        let with = |key: &str, value: Value| object([("clientId", "x".into()), (key, value)]);
        let rows = [
            (Value::Null, "clientId"),
            (object([("clientId", " ".into())]), "clientId"),
            (object([("clientId", 7.0.into())]), "clientId"),
            (with("locale", "english".into()), "locale"),
            (with("sdkToken", true.into()), "sdkToken"),
            (with("products", vec!["PAYMENT", "WALLET"].into()), "products[1]"),
            (with("products", vec!["MESSAGING"].into()), "products"),
            (with("products", Value::Array(vec![])), "products"),
            (with("acquiringConfig", object([])), "acquiringConfig"),
            (with("acquiringConfig", object([("paymentAccountReference", "r".into())])), "acquiringConfig"),
            (with("acquiringConfig", object([("paymentAccountId", 1.0.into())])), "acquiringConfig.paymentAccountId"),
        ];
        for (options, path) in rows {
            assert_eq!(path_of(&options), path);
        }
    }

    #[test]
    fn an_instance_is_shared_by_equal_configurations_only() {
        let read = |client: &str, locale: Option<&str>| {
            Configuration::read(&object([("clientId", client.into()), ("locale", locale.into())])).unwrap()
        };
        assert_eq!(read("a", Some("en-GB")), read("a", Some("en-GB")));
        assert_ne!(read("a", Some("en-GB")), read("a", None));
        assert_ne!(read("a", None), read("b", None));
    }
}
