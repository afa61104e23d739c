//! The rules against orders whose fate at Klarna is known (`tests/cases/orders.json`), and against random ones.

use super::members::{Given, Kind};
use super::*;
use crate::domain::error::ErrorCode;
use crate::domain::value::object;
use proptest::prelude::*;

/// JSON as the domain's value.
fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap()),
        serde_json::Value::String(text) => Value::String(text.clone()),
        serde_json::Value::Array(items) => Value::Array(items.iter().map(value).collect()),
        serde_json::Value::Object(members) => {
            Value::Object(members.iter().map(|(key, member)| (key.clone(), value(member))).collect())
        }
    }
}

/// A line as the border reads it. That the two agree is shown in browsers, with the same cases.
fn line_of(value: &Value) -> Option<Line> {
    let mut line = Line::default();
    for (member, given) in line.members() {
        let value = member.path.split('.').fold(value, |value, key| value.get(key));
        *given = match (&member.kind, value) {
            (Kind::Object, Value::Object(_)) => Given::Object,
            (Kind::Object, _) | (_, Value::Null) => Given::Absent,
            (Kind::Figure(..), Value::String(text)) if text.starts_with('-') => {
                match figure::given(&Value::from(&text[1..])) {
                    Given::Digits(number) => Given::Digits(-number),
                    _ => Given::NoDigits,
                }
            }
            (Kind::Figure(..), value) => figure::given(value),
            #[expect(clippy::cast_precision_loss, reason = "short texts")]
            (Kind::Text(..), Value::String(text)) => Given::Text(text.chars().count() as f64),
            (Kind::Text(..), _) => Given::Text(1.0),
            (Kind::Word(_) | Kind::OpenWord(_), Value::String(text)) if text.is_empty() => Given::Absent,
            (Kind::Word(words) | Kind::OpenWord(words), value) => {
                let is_listed = words.split('|').any(|word| value.as_str() == Some(word));
                if is_listed { Given::Listed } else { Given::Other }
            }
        };
    }
    value.is_object().then_some(line)
}

fn order_of(data: &Value) -> Order {
    let lines = match data.get("order_lines") {
        Value::Null => Lines::None,
        Value::Array(lines) => Lines::Read(lines.iter().map(line_of).collect()),
        _ => Lines::NoList,
    };
    Order { head: data.clone(), lines, ..Order::default() }
}

fn judged(data: &Value) -> Report {
    check(&order_of(data))
}

fn path_of(data: &Value) -> Option<String> {
    judged(data).refusal().and_then(|error| error.path.clone())
}

fn number(amount: i64) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "small test figures")]
    Value::Number(amount as f64)
}

fn line(quantity: i64, unit_price: i64, discount: i64, rate: i64) -> Value {
    let total = quantity * unit_price - discount;
    #[expect(clippy::cast_precision_loss, reason = "small test figures")]
    let tax = (total * rate) as f64 / (10_000 + rate) as f64;
    object([
        ("name", "Mug".into()),
        ("quantity", number(quantity)),
        ("unit_price", number(unit_price)),
        ("total_discount_amount", number(discount)),
        ("total_amount", number(total)),
        ("tax_rate", number(rate)),
        ("total_tax_amount", tax.round().into()),
    ])
}

fn sum(lines: &[Value], key: &str) -> f64 {
    lines.iter().filter_map(|line| line.get(key).as_f64()).sum()
}

fn order(lines: Vec<Value>) -> Value {
    object([
        ("purchase_country", "SE".into()),
        ("purchase_currency", "SEK".into()),
        ("locale", "sv-SE".into()),
        ("order_amount", Value::Number(sum(&lines, "total_amount"))),
        ("order_tax_amount", Value::Number(sum(&lines, "total_tax_amount"))),
        ("order_lines", Value::Array(lines)),
    ])
}

fn replaced(value: Value, key: &str, with: Value) -> Value {
    let Value::Object(mut members) = value else { return value };
    members.retain(|(name, _)| name != key);
    members.push((key.to_owned(), with));
    Value::Object(members)
}

#[test]
fn every_order_from_the_field_is_judged_as_klarna_judges_it() {
    let cases: Vec<serde_json::Value> = serde_json::from_str(include_str!("../../../tests/cases/orders.json")).unwrap();
    let mut wrong = Vec::new();
    let mut counts = [0; 3];
    for case in &cases {
        let report = judged(&value(&case["order"]));
        let refused = report.refusal().map(|error| error.path.clone().unwrap());
        let expected = match case["klarna"].as_str().unwrap() {
            "refuses" => Some(case["field"].as_str().unwrap().to_owned()),
            // Where no source decides, the order goes on.
            _ => None,
        };
        counts[usize::from(expected.is_some()) + usize::from(case["klarna"] == "unknown") * 2] += 1;
        if refused != expected {
            wrong.push(format!("{}: {refused:?} instead of {expected:?}", case["name"]));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(counts[0] >= 20 && counts[1] >= 21 && counts[2] >= 7, "the cases were read: {counts:?}");
}

#[test]
fn a_doubt_is_told_and_decides_nothing() {
    let cases: Vec<serde_json::Value> = serde_json::from_str(include_str!("../../../tests/cases/orders.json")).unwrap();
    let path = |name: &str| {
        let case = cases.iter().find(|case| case["name"] == name).unwrap();
        let report = judged(&value(&case["order"]));
        assert_eq!(report.refusal(), None);
        report.findings.into_iter().map(|finding| finding.path).collect::<Vec<_>>()
    };
    assert_eq!(path("one cent between the order and its lines"), ["order_amount"]);
    assert_eq!(path("ten pieces in one line, tax of the order off by seven"), ["order_tax_amount"]);
    assert_eq!(path("a rate without its tax, tax of the order as it should be"), ["order_tax_amount"]);
}

#[test]
fn the_examples_for_shops_have_nothing_to_be_told() {
    let examples: Vec<_> = include_str!("../../../www/docs/orders.md")
        .split("```json\n")
        .skip(1)
        .map(|rest| serde_json::from_str(rest.split("```").next().unwrap()).unwrap())
        .collect();
    assert!(examples.len() >= 7, "the examples were found");
    for example in &examples {
        assert_eq!(judged(&value(example)), Report::default(), "{example}");
    }
}

prop_compose! {
    fn any_line()(quantity in 1..100_i64, unit_price in 0..1_000_000_i64, rate in 0..=10_000_i64, share in 0..=100_i64) -> Value {
        line(quantity, unit_price, quantity * unit_price * share / 100, rate)
    }
}

proptest! {
    #[test]
    fn an_order_that_adds_up_has_nothing_to_be_told(lines in prop::collection::vec(any_line(), 1..20)) {
        prop_assert_eq!(judged(&order(lines)), Report::default());
    }

    #[test]
    fn a_total_that_is_off_by_more_than_one_is_refused_with_both_sums(
        lines in prop::collection::vec(any_line(), 1..20), off in 2..1_000_000_i64,
    ) {
        let data = order(lines);
        let right = data.get("order_amount").as_f64().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "small test figures")]
        let wrong = right + off as f64;
        let report = judged(&replaced(data, "order_amount", Value::Number(wrong)));
        let error = report.refusal().unwrap();
        prop_assert_eq!((error.code, error.path.as_deref()), (ErrorCode::OrderInvalid, Some("order_amount")));
        prop_assert!(error.message.contains(&wrong.to_string()) && error.message.contains(&right.to_string()));
        prop_assert_eq!(report.findings.first().and_then(|finding| finding.figures), Some((wrong, right)));
    }

    #[test]
    fn a_line_may_be_off_by_its_quantity_and_no_more(
        lines in prop::collection::vec(any_line(), 1..10), pick in any::<prop::sample::Index>(), off in -300..300_i64,
    ) {
        let mut lines = lines;
        let index = pick.index(lines.len());
        let figure = |key| lines[index].get(key).as_f64().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "small test figures")]
        let (off, quantity) = (off as f64, figure("quantity"));
        let with_total = replaced(lines[index].clone(), "total_amount", Value::Number(figure("total_amount") + off));
        lines[index] = replaced(with_total, "total_tax_amount", Value::Null);
        let path = path_of(&object([("order_lines", Value::Array(lines))]));
        prop_assert_eq!(path, (off.abs() > quantity).then(|| format!("order_lines[{index}].total_amount")));
    }

    #[test]
    fn the_tax_of_an_order_may_be_off_by_its_items(lines in prop::collection::vec(any_line(), 1..10), off in -2000..2000_i64) {
        let data = order(lines);
        #[expect(clippy::cast_precision_loss, reason = "small test figures")]
        let off = off as f64;
        let tax = data.get("order_tax_amount").as_f64().unwrap_or_default() + off;
        prop_assume!(tax >= 0.0);
        let items = sum(data.get("order_lines").items(), "quantity");
        let path = path_of(&replaced(data, "order_tax_amount", Value::Number(tax)));
        prop_assert_eq!(path, (off.abs() > items).then(|| "order_tax_amount".to_owned()));
    }

    #[test]
    fn noise_is_rounded_and_any_other_fraction_is_refused(price in 1..1_000_000_i64, noise in -1e-5..1e-5_f64) {
        #[expect(clippy::cast_precision_loss, reason = "small test figures")]
        let whole = price as f64;
        let given = whole + noise;
        let data = object([("order_amount", given.into())]);
        let report = judged(&data);
        if (given - whole).abs() > 1e-6 {
            let error = report.refusal().unwrap();
            prop_assert!(error.message.contains("Math.round(price * 100)"), "{}", error.message);
        } else if given != whole {
            prop_assert_eq!(report.refusal(), None);
            prop_assert_eq!(report.rounded, vec![Rounded { line: None, member: "order_amount", whole }]);
            prop_assert_eq!(report.findings.len(), 1, "the log hears of it");
        }
    }

    #[test]
    fn a_refusal_is_told_however_much_is_told_before_it(noisy in 0..40_usize, off in 2..1000_i64) {
        let mut lines = vec![line(1, 1999, 0, 0); noisy.max(1)];
        for line in lines.iter_mut().take(noisy) {
            *line = replaced(line.clone(), "unit_price", Value::Number(19.99 * 100.0));
        }
        let data = order(lines);
        #[expect(clippy::cast_precision_loss, reason = "small test figures")]
        let wrong = data.get("order_amount").as_f64().unwrap_or_default() + off as f64;
        let report = judged(&replaced(data, "order_amount", Value::Number(wrong)));
        let error = report.refusal().unwrap();
        prop_assert_eq!(error.path.as_deref(), Some("order_amount"));
        prop_assert_eq!(report.rounded.len(), noisy);
        prop_assert!(report.findings.len() <= 21);
    }
}

#[test]
fn malformed_members_are_refused_with_their_path() {
    let with = |key, value| order(vec![replaced(line(1, 100, 0, 0), key, value)]);
    let cases = [
        (object([("purchase_country", "Sweden".into())]), "purchase_country"),
        (object([("purchase_currency", "kr".into())]), "purchase_currency"),
        (object([("locale", "swedish please".into())]), "locale"),
        (object([("locale", Value::Number(1.0))]), "locale"),
        (object([("intent", "sell".into())]), "intent"),
        (object([("customer", object([("type", "company".into())]))]), "customer.type"),
        (object([("merchant_reference1", "x".repeat(256).into())]), "merchant_reference1"),
        (object([("merchant_urls", object([("push", "x".repeat(2001).into())]))]), "merchant_urls.push"),
        (object([("attachment", object([("body", "{}".into())]))]), "attachment.content_type"),
        (object([("order_amount", Value::Number(10.5))]), "order_amount"),
        (object([("order_amount", Value::Number(-1.0))]), "order_amount"),
        (object([("order_amount", Value::Number(1e300))]), "order_amount"),
        (object([("order_amount", "100 kr".into())]), "order_amount"),
        (object([("order_amount", "-100".into())]), "order_amount"),
        (object([("order_amount", true.into())]), "order_amount"),
        (object([("order_lines", "none".into())]), "order_lines"),
        (object([("order_lines", Value::Array(vec![]))]), "order_lines"),
        (object([("order_lines", Value::Array(vec![Value::Null]))]), "order_lines[0]"),
        (object([("order_lines", Value::Array(vec![line(1, 1, 0, 0); 1001]))]), "order_lines"),
        (with("quantity", number(-1)), "order_lines[0].quantity"),
        (with("tax_rate", number(10_001)), "order_lines[0].tax_rate"),
        (with("unit_price", "1.5".into()), "order_lines[0].unit_price"),
        (with("unit_price", "-".into()), "order_lines[0].unit_price"),
        (with("unit_price", "2".into()), "order_lines[0].total_amount"),
        (with("reference", "x".repeat(256).into()), "order_lines[0].reference"),
        (with("quantity_unit", "kilograms".into()), "order_lines[0].quantity_unit"),
        (with("image_url", "x".repeat(1025).into()), "order_lines[0].image_url"),
        (
            with("product_identifiers", object([("brand", "x".repeat(71).into())])),
            "order_lines[0].product_identifiers.brand",
        ),
        (with("subscription", object([("name", "Tea".into())])), "order_lines[0].subscription.interval"),
    ];
    for (data, path) in cases {
        let error = judged(&data).refusal().expect(path);
        assert_eq!((error.code, error.path.as_deref()), (ErrorCode::OrderInvalid, Some(path)));
    }
    let many = check(&Order { lines: Lines::Many(5000), ..Order::default() });
    assert_eq!(many.refusal().unwrap().path.as_deref(), Some("order_lines"));
}

#[test]
fn what_is_absent_may_be_null_or_empty_text() {
    let none = ["purchase_country", "purchase_currency", "locale", "intent", "merchant_data", "merchant_reference1"];
    for absent in [Value::Null, "".into()] {
        let members = none.iter().map(|key| ((*key).to_owned(), absent.clone())).collect();
        assert_eq!(judged(&Value::Object(members)), Report::default());
        let line = ["tax_rate", "total_tax_amount", "reference", "quantity_unit", "type", "subscription"]
            .iter()
            .fold(line(1, 100, 0, 0), |line, key| replaced(line, key, absent.clone()));
        assert_eq!(judged(&object([("order_lines", Value::Array(vec![line]))])), Report::default());
    }
}

#[test]
fn a_length_counts_characters_and_not_bytes() {
    let named = |name: String| order(vec![replaced(line(1, 100, 0, 0), "name", name.into())]);
    assert_eq!(path_of(&named("ö".repeat(255))), None);
    assert_eq!(path_of(&named("🍵".repeat(255))), None);
    assert_eq!(path_of(&named("ö".repeat(256))).as_deref(), Some("order_lines[0].name"));
    assert_eq!(path_of(&object([("merchant_data", "ö".repeat(6000).into())])), None);
}

proptest! {
    #[test]
    fn whole_numbers_as_text_are_sent_as_numbers(lines in prop::collection::vec(any_line(), 1..5), off in 0..2_i64) {
        let data = order(lines);
        let text = |data: Value, key| {
            let figure = shown(data.get(key).as_f64().unwrap_or_default());
            replaced(data, key, figure.into())
        };
        let lines = data.get("order_lines").items().to_vec();
        let first = text(text(lines[0].clone(), "unit_price"), "total_amount");
        #[expect(clippy::cast_precision_loss, reason = "small test figures")]
        let amount = data.get("order_amount").as_f64().unwrap_or_default() + 100.0 * off as f64;
        let data = replaced(data, "order_lines", [vec![first], lines[1..].to_vec()].concat().into());
        let report = judged(&text(replaced(data, "order_amount", amount.into()), "order_amount"));
        let sent: Vec<_> = report.rounded.iter().map(|rounded| (rounded.line, rounded.member)).collect();
        prop_assert_eq!(sent, [(None, "order_amount"), (Some(0), "unit_price"), (Some(0), "total_amount")]);
        prop_assert_eq!(report.rounded[0].whole, amount);
        prop_assert_eq!(report.refusal().is_some(), off > 0, "their sums are checked all the same");
        prop_assert_eq!(report.findings.iter().filter(|finding| !finding.is_wrong).count(), 3, "the log hears of it");
    }
}

#[test]
fn a_number_that_is_none_is_told_and_the_orders_own_sum_has_to_be_one() {
    let report =
        |path: &str| check(&Order { no_numbers: vec![path.to_owned()], ..order_of(&order(vec![line(1, 100, 0, 0)])) });
    for path in ["billing_address.phone", "order_lines[0].tax_rate"] {
        let report = report(path);
        assert_eq!((report.refusal(), report.findings.len()), (None, 1));
        assert_eq!(report.findings[0].path, path);
    }
    for path in ["order_amount", "order_tax_amount"] {
        assert_eq!(report(path).refusal().unwrap().path.as_deref(), Some(path));
    }
}

#[test]
fn a_figure_that_is_none_is_refused_with_a_word_on_how_to_give_it() {
    for figure in [Value::from("19.99"), "1 999".into(), true.into()] {
        let error = judged(&object([("order_amount", figure)])).refusal().unwrap();
        assert!(error.message.contains("Math.round(price * 100)"), "{}", error.message);
    }
    for (member, figure, advice) in [
        ("quantity", 1.5, "1.5: this is a whole number"),
        ("tax_rate", 0.25, "0.25: a rate"),
        ("unit_price", 9.99, "Math.round"),
    ] {
        let data = order(vec![replaced(line(1, 100, 0, 0), member, figure.into())]);
        let error = judged(&data).refusal().unwrap();
        assert!(error.message.contains(advice), "{}", error.message);
    }
}

#[test]
fn sums_of_lines_that_are_wrong_themselves_are_not_told() {
    let data = order(vec![line(1, 100, 0, 0), replaced(line(1, 100, 0, 0), "total_amount", number(500))]);
    let report = judged(&replaced(data, "order_amount", number(7)));
    let paths: Vec<_> = report.findings.iter().map(|finding| finding.path.as_str()).collect();
    assert_eq!(paths, ["order_lines[1].total_amount"]);
}

#[test]
fn an_error_never_repeats_a_text_of_the_order() {
    for key in ["locale", "intent", "purchase_country", "order_amount"] {
        let error = judged(&object([(key, "secret".into())])).refusal().unwrap();
        assert!(!error.message.contains("secret"), "{}", error.message);
    }
}

#[test]
fn every_text_outside_the_lines_is_read() {
    for path in members::TEXTS.iter().map(|(key, ..)| *key).chain(members::FIGURES).chain(["attachment"]) {
        assert!(members::HEAD.lines().any(|name| name == path), "{path}");
    }
}

#[test]
fn a_page_that_makes_text_of_lists_is_named() {
    let spoilt = |data: &Value| check(&Order { lists_become_text: true, ..order_of(data) }).refusal();
    let error = spoilt(&order(vec![line(1, 100, 0, 0)])).unwrap();
    assert_eq!(error.path.as_deref(), Some("order_lines"));
    assert!(error.message.contains("Array.prototype.toJSON"), "{}", error.message);
    assert_eq!(spoilt(&object([("order_amount", number(1))])), None, "no list, no harm");
}

#[test]
fn only_who_asks_for_it_is_refused() {
    let wrong = order_of(&object([("order_amount", number(-1))]));
    assert!(OrderCheck::Refuse.judge(&wrong).1.is_some());
    let (report, refusal) = OrderCheck::Warn.judge(&wrong);
    assert_eq!((report.findings.len(), refusal), (1, None));
    assert_eq!(OrderCheck::Off.judge(&wrong), (Report::default(), None));
}

#[test]
fn a_check_is_refused_told_or_left_out_by_name() {
    let all = ["refuse", "warn", "off"].map(OrderCheck::named);
    assert_eq!(all, [Some(OrderCheck::Refuse), Some(OrderCheck::Warn), Some(OrderCheck::Off)]);
    assert_eq!(OrderCheck::named("Refuse"), None);
}

mod same_as_sandbox;
