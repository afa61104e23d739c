use super::*;
use proptest::prelude::*;

const PAGE: &str = "https://shop.test";

/// A small stand-in for the browser's `URL`, with the page as its base.
fn resolve(text: &str) -> Option<Resolved> {
    let text = text.trim();
    let href = if text.contains(':') { text.to_owned() } else { format!("{PAGE}/{}", text.trim_start_matches('/')) };
    let (scheme, rest) = href.split_once(':')?;
    let host = rest.trim_start_matches('/').split('/').next()?.to_owned();
    let protocol = format!("{}:", scheme.to_ascii_lowercase());
    let address = Address {
        origin: format!("{protocol}//{host}"),
        hostname: host.split(':').next()?.to_owned(),
        has_credentials: host.contains('@'),
        protocol,
        host,
    };
    Some(Resolved { href, address })
}

fn links() -> Links {
    Links { page_origin: PAGE.to_owned(), resolve }
}

fn read(answer: &Value) -> Result<Authorization, Error> {
    Authorization::read(answer, &links())
}

fn reply(answer: &Value) -> Result<Value, Error> {
    read(answer).unwrap().reply(None, None)
}

/// A reply with one member.
fn of(key: &str, text: &str) -> Result<Value, Error> {
    Ok(object([(key, text.into())]))
}

fn fact<'a>(authorization: &'a Authorization, name: &str) -> Option<&'a str> {
    authorization.outcome.get(name).as_str()
}

fn path_of(answer: &Value) -> String {
    let error = read(answer).unwrap_err();
    assert_eq!(error.code, ErrorCode::BackendInvalidResponse);
    error.path.clone().unwrap()
}

fn answer(members: &[(&str, &str)]) -> Value {
    Value::Object(members.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect())
}

fn raw(result: &str) -> Value {
    object([
        (
            "payment_transaction_response",
            object([
                ("result", result.into()),
                ("result_reason", "CUSTOMER_RISK".into()),
                ("payment_transaction", object([("payment_transaction_id", "krn:transaction".into())])),
            ]),
        ),
        (
            "payment_request",
            object([
                ("payment_request_id", "krn:request".into()),
                ("state", "SUBMITTED".into()),
                (
                    "state_context",
                    object([(
                        "customer_interaction",
                        object([
                            ("method", "HANDOVER".into()),
                            ("payment_request_url", "https://pay.klarna.com/eu/r?token=x".into()),
                        ]),
                    )]),
                ),
            ]),
        ),
    ])
}

fn with(mut value: Value, key: &str, member: Value) -> Value {
    if let Value::Object(members) = &mut value {
        members.push((key.to_owned(), member));
    }
    value
}

#[test]
fn the_merchants_own_answer_is_understood_in_camel_and_snake_case() {
    let url = "https://shop.test/thanks";
    let request = "https://pay.klarna.com/r";
    let rows = [
        (answer(&[("result", "APPROVED"), ("returnUrl", url)]), of("returnUrl", url)),
        (answer(&[("result", "approved"), ("return_url", url)]), of("returnUrl", url)),
        (answer(&[("result", "STEP_UP_REQUIRED"), ("paymentRequestId", "krn")]), of("paymentRequestId", "krn")),
        (answer(&[("result", "step_up_required"), ("payment_request_id", "krn")]), of("paymentRequestId", "krn")),
        (answer(&[("result", "StepUpRequired"), ("payment_request_url", request)]), of("paymentRequestUrl", request)),
        (
            answer(&[("result", "Step_Up_Required"), ("paymentRequestUrl", request), ("paymentRequestId", "krn")]),
            of("paymentRequestUrl", request),
        ),
    ];
    for (answer, expected) in rows {
        assert_eq!(reply(&answer), expected, "{answer:?}");
    }
}

#[test]
fn klarnas_own_response_is_understood_when_it_is_passed_through() {
    let approved = read(&with(raw("APPROVED"), "returnUrl", "/thanks".into())).unwrap();
    assert_eq!(fact(&approved, "paymentTransactionId"), Some("krn:transaction"));
    assert_eq!(approved.reply(None, None), of("returnUrl", "https://shop.test/thanks"));

    let step_up = read(&raw("STEP_UP_REQUIRED")).unwrap();
    assert_eq!(step_up.payment_request_id(), Some("krn:request"));
    assert_eq!(step_up.reply(None, None), of("paymentRequestUrl", "https://pay.klarna.com/eu/r?token=x"));

    let declined = read(&raw("DECLINED")).unwrap();
    assert_eq!((declined.verdict, fact(&declined, "reason")), (Verdict::Declined, Some("CUSTOMER_RISK")));
}

#[test]
fn both_together_have_to_agree() {
    let agreeing = with(raw("DECLINED"), "result", "declined".into());
    assert_eq!(read(&agreeing).unwrap().verdict, Verdict::Declined);
    assert_eq!(path_of(&with(raw("APPROVED"), "result", "DECLINED".into())), "payment_transaction_response.result");
    let other_id = with(raw("STEP_UP_REQUIRED"), "paymentRequestId", "krn:other".into());
    assert_eq!(path_of(&other_id), "payment_request.payment_request_id");
}

#[test]
fn a_payment_request_without_a_result_starts_the_journey() {
    let created = object([
        ("payment_request_id", "krn".into()),
        ("state", "SUBMITTED".into()),
        (
            "state_context",
            object([("customer_interaction", object([("payment_request_url", "https://pay.klarna.com/r".into())]))]),
        ),
    ]);
    assert_eq!(reply(&created), of("paymentRequestUrl", "https://pay.klarna.com/r"));
}

#[test]
fn an_answer_that_cannot_be_used_names_the_place() {
    let rows = [
        (Value::Null, "result"),
        (Value::Array(vec![]), "result"),
        (answer(&[]), "result"),
        (answer(&[("result", "")]), "result"),
        (answer(&[("result", "PENDING")]), "result"),
        (object([("result", true.into())]), "result"),
        (answer(&[("returnUrl", "https://shop.test/thanks")]), "result"),
        (answer(&[("result", "STEP_UP_REQUIRED")]), "paymentRequestUrl"),
        (
            answer(&[
                ("result", "STEP_UP_REQUIRED"),
                ("paymentRequestUrl", "javascript:alert(1)"),
                ("paymentRequestId", "krn"),
            ]),
            "paymentRequestUrl",
        ),
        (answer(&[("result", "STEP_UP_REQUIRED"), ("paymentRequestUrl", "http://psp.example/r")]), "paymentRequestUrl"),
        (answer(&[("result", "STEP_UP_REQUIRED"), ("paymentRequestUrl", "/relative")]), "paymentRequestUrl"),
        (object([("result", "STEP_UP_REQUIRED".into()), ("paymentRequestId", 7.0.into())]), "paymentRequestId"),
    ];
    for (answer, path) in rows {
        assert_eq!(path_of(&answer), path, "{answer:?}");
    }
}

#[test]
fn a_decision_stands_whatever_is_wrong_beside_it() {
    let odd = [
        ("paymentTransactionId", 7.0.into()),
        ("payment_transaction_id", "krn:t".into()),
        ("paymentRequestId", "krn:1".into()),
        ("payment_request_id", "krn:2".into()),
        ("paymentRequestUrl", "javascript:alert(1)".into()),
        ("returnUrl", object([])),
        ("return_url", "/thanks".into()),
        ("reason", true.into()),
        ("payment_transaction", Value::Array(vec![])),
    ];
    for (result, verdict) in [("APPROVED", Verdict::Approved), ("DECLINED", Verdict::Declined)] {
        let answer = odd.iter().cloned().fold(answer(&[("result", result)]), |all, (key, value)| with(all, key, value));
        let authorization = read(&answer).unwrap();
        assert_eq!(authorization.verdict, verdict);
        assert_eq!(fact(&authorization, "paymentTransactionId"), Some("krn:t"));
        assert_eq!(authorization.payment_request_id(), Some("krn:1"));
        assert_eq!(fact(&authorization, "returnUrl"), Some("https://shop.test/thanks"));
    }
}

#[test]
fn an_approval_needs_somewhere_safe_to_go() {
    let approved = |url: &str| read(&answer(&[("result", "APPROVED"), ("returnUrl", url)])).unwrap();
    for url in ["javascript:alert(1)", "data:text/html,x", "http://shop.example/thanks", "https://a@b/", ""] {
        let authorization = approved(url);
        assert_eq!(authorization.verdict, Verdict::Approved, "the money is spoken for");
        assert_eq!(fact(&authorization, "returnUrl"), None, "{url}");
        let error = authorization.reply(None, None).unwrap_err();
        assert_eq!((error.code, error.path.as_deref()), (ErrorCode::BackendInvalidResponse, Some("returnUrl")));
        let configured = "https://shop.test/done";
        assert_eq!(authorization.reply(Some(configured), None), of("returnUrl", configured));
    }
    assert_eq!(approved("/thanks").reply(None, None), of("returnUrl", "https://shop.test/thanks"));
    assert_eq!(approved("http://localhost:8080/t").reply(None, None), of("returnUrl", "http://localhost:8080/t"));
}

#[test]
fn placeholders_that_klarna_fills_in_are_kept_to_the_letter() {
    let url = "https://shop.test/thanks/{klarna.payment_request.id}";
    let authorization = read(&answer(&[("result", "APPROVED"), ("returnUrl", url)])).unwrap();
    assert_eq!(fact(&authorization, "returnUrl"), Some(url));
}

#[test]
fn a_decline_is_refused_or_led_to_the_page_the_shop_configured_for_it() {
    let declined = read(&answer(&[("result", "DECLINED"), ("returnUrl", "https://shop.test/thanks")])).unwrap();
    let error = declined.reply(Some("https://shop.test/done"), None).unwrap_err();
    assert_eq!(error.code, ErrorCode::Declined);
    let page = "https://shop.test/other-methods";
    assert_eq!(declined.reply(None, Some(page)), of("returnUrl", page));
}

#[test]
fn the_shop_sees_what_the_backend_said_under_one_set_of_names() {
    let outcome = read(&raw("STEP_UP_REQUIRED")).unwrap().outcome;
    assert_eq!(outcome.get("result").as_str(), Some("STEP_UP_REQUIRED"));
    assert_eq!(outcome.get("paymentRequestId").as_str(), Some("krn:request"));
    assert_eq!(outcome.get("reason").as_str(), Some("CUSTOMER_RISK"));
    assert!(outcome.get("returnUrl").is_null());
}

fn any_answer() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        "[a-z:/.]{0,12}",
        Just("APPROVED".to_owned()),
        Just("step_up_required".to_owned()),
        Just("DECLINED".to_owned()),
        Just("https://shop.test/x".to_owned()),
        Just("javascript:alert(1)".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<f64>().prop_map(Value::Number),
        word.prop_map(Value::String),
    ];
    let keys = [
        "result",
        "returnUrl",
        "return_url",
        "paymentRequestId",
        "payment_request_id",
        "paymentRequestUrl",
        "reason",
        "payment_transaction_response",
        "payment_request",
        "state_context",
        "customer_interaction",
        "payment_request_url",
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        let member = (prop::sample::select(keys.to_vec()).prop_map(str::to_owned), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..3).prop_map(Value::Array),
            prop::collection::vec(member, 0..8).prop_map(Value::Object),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_the_backend_says_the_sdk_gets_one_of_three_things(value in any_answer()) {
        match read(&value) {
            Err(error) => prop_assert_eq!(error.code, ErrorCode::BackendInvalidResponse),
            Ok(authorization) => {
                let reply = authorization.reply(None, None);
                if let Ok(Value::Object(members)) = reply {
                    prop_assert_eq!(members.len(), 1);
                    let (key, value) = &members[0];
                    prop_assert!(["returnUrl", "paymentRequestUrl", "paymentRequestId"].contains(&key.as_str()));
                    let text = value.as_text().unwrap();
                    prop_assert!(!text.starts_with("javascript:") || key == "paymentRequestId");
                    let approved = authorization.verdict == Verdict::Approved;
                    prop_assert_eq!(key == "returnUrl", approved, "a page to go to is for approvals only");
                }
            }
        }
    }

    #[test]
    fn a_result_means_the_same_in_any_letter_case(upper in prop::collection::vec(any::<bool>(), 16)) {
        let word: String = "step_up_required"
            .chars()
            .zip(upper)
            .map(|(c, upper)| if upper { c.to_ascii_uppercase() } else { c })
            .collect();
        let authorization = read(&answer(&[("result", &word), ("paymentRequestId", "krn")])).unwrap();
        prop_assert_eq!(authorization.verdict, Verdict::StepUpRequired);
    }
}

#[test]
fn a_refusal_is_a_decline_where_it_says_so_and_no_other_result_counts_beside_it() {
    let declined = |status, result: &str| Authorization::declined(status, &answer(&[("result", result)]), &links());
    for status in [400, 402, 422, 499] {
        assert_eq!(declined(status, "DECLINED").map(|read| read.verdict), Some(Verdict::Declined));
        assert!(Authorization::declined(status, &raw("DECLINED"), &links()).is_some(), "as Klarna says it");
        for other in ["APPROVED", "STEP_UP_REQUIRED", "refused"] {
            assert_eq!(declined(status, other), None);
        }
    }
    assert_eq!(declined(500, "DECLINED"), None);
    assert_eq!(Authorization::declined(404, &Value::Null, &links()), None);
}
