//! What Klarna's SDK passes to our `initiate` callback.

use crate::domain::value::{Value, object};

/// What Klarna's SDK passes to our `initiate` callback, as the backend is told of it. What is unknown is `Null`.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    /// `klarnaNetworkSessionToken`. Klarna's first authorize call works without one.
    pub session_token: Value,
    /// `paymentOptionId`.
    pub payment_option_id: Value,
    /// `acquiringConfig`, as the SDK gave it.
    pub acquiring_config: Value,
}

impl Passed {
    /// Reads the arguments of the call (`klarna.md`): one object in the latest release, none in
    /// releases 6 and 8, and the token and the option id one after the other in a sample of Klarna's.
    pub fn read(first: &Value, second: &Value) -> Self {
        let object = if first.is_object() { first } else { second };
        let text = |positional: &Value, keys: &[&str]| {
            let value = if object.is_object() { object.any_of(keys) } else { positional };
            Value::from(value.as_text())
        };
        Self {
            session_token: text(first, &[TOKEN, "klarna_network_session_token"]),
            payment_option_id: text(second, &[OPTION, "payment_option_id"]),
            acquiring_config: object.any_of(&[ACQUIRING, "acquiring_config"]).clone(),
        }
    }

    /// The members of the body that is posted; the shop's context is added to them. `purchase` is the shop's name of the
    /// purchase, `replaces` the key of the request in doubt that this one follows.
    pub fn body(&self, purchase: Option<&str>, replaces: Option<&str>) -> Value {
        self.members(purchase, replaces, Value::Null)
    }

    /// What a shop that shapes the body itself is given.
    pub fn delivery(&self, purchase: Option<&str>, replaces: Option<&str>) -> Value {
        self.members(purchase, replaces, self.acquiring_config.clone())
    }

    fn members(&self, purchase: Option<&str>, replaces: Option<&str>, acquiring_config: Value) -> Value {
        object([
            (TOKEN, self.session_token.clone()),
            (OPTION, self.payment_option_id.clone()),
            (ACQUIRING, acquiring_config),
            ("purchase", purchase.into()),
            ("replaces", replaces.into()),
        ])
    }
}

const TOKEN: &str = "klarnaNetworkSessionToken";
const OPTION: &str = "paymentOptionId";
const ACQUIRING: &str = "acquiringConfig";

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::domain::value::object;
    use proptest::prelude::*;

    fn passed(arguments: &[Value]) -> Passed {
        Passed::read(arguments.first().unwrap_or(&Value::Null), arguments.get(1).unwrap_or(&Value::Null))
    }

    fn pair(arguments: &[Value]) -> (Value, Value) {
        let passed = passed(arguments);
        (passed.session_token, passed.payment_option_id)
    }

    fn both(token: &str, option: &str) -> (Value, Value) {
        (token.into(), option.into())
    }

    #[test]
    fn every_documented_call_says_the_same() {
        let camel = object([("klarnaNetworkSessionToken", "t".into()), ("paymentOptionId", "o".into())]);
        let snake = object([("klarna_network_session_token", "t".into()), ("payment_option_id", "o".into())]);
        assert_eq!(pair(&[camel]), both("t", "o"));
        assert_eq!(pair(&[Value::Null, snake]), both("t", "o"));
        assert_eq!(pair(&["t".into(), "o".into()]), both("t", "o"));
        assert_eq!(pair(&[]), (Value::Null, Value::Null));
    }

    #[test]
    fn what_the_call_leaves_out_is_unknown() {
        let token_only = object([("klarnaNetworkSessionToken", "t".into())]);
        assert_eq!(pair(&[token_only]), ("t".into(), Value::Null));
        let option_only = object([("paymentOptionId", "o".into()), ("klarnaNetworkSessionToken", "".into())]);
        assert_eq!(pair(&[option_only]), (Value::Null, "o".into()));
        assert_eq!(pair(&["t".into()]), ("t".into(), Value::Null));
        assert_eq!(pair(&[Value::Null, "o".into()]), (Value::Null, "o".into()));
        assert_eq!(pair(&[7.0.into(), true.into()]), (Value::Null, Value::Null));
    }

    #[test]
    fn what_is_unknown_is_left_out_of_the_body() {
        assert_eq!(passed(&[]).body(None, None), object([]));
        let body = passed(&["t".into()]).body(Some("order-1"), Some("key"));
        let told =
            [("klarnaNetworkSessionToken", "t".into()), ("purchase", "order-1".into()), ("replaces", "key".into())];
        assert_eq!(body, object(told));
    }

    #[test]
    fn the_acquiring_configuration_is_for_shops_that_shape_the_body() {
        let acquiring = object([("paymentAccountId", "krn".into())]);
        let passed = passed(&[object([("acquiringConfig", acquiring.clone())])]);
        assert_eq!(passed.delivery(None, None).get("acquiringConfig"), &acquiring);
        assert_eq!(passed.body(None, None), object([]));
    }

    proptest! {
        #[test]
        fn a_token_is_never_taken_for_an_option(token in "[a-z]{1,8}", option in "[A-Z]{1,8}") {
            prop_assert_eq!(pair(&[token.as_str().into(), option.as_str().into()]), both(&token, &option));
        }
    }
}
