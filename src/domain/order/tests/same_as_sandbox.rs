//! The sandbox plays Klarna's server with order rules of its own, in JavaScript. Neither they nor these may refuse what the
//! other takes, but where sources are silent: there the sandbox is strict, and a shop is told of a doubt.

use super::{judged, value};
use serde_json::Value as Json;
use std::process::Command;

/// Random orders, with the paths of what the sandbox finds wrong in each.
fn generated() -> Vec<(Json, Vec<String>)> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/www/sandbox/tests/generated-orders.js");
    let output = Command::new("node").arg(program).output().expect("this test needs Node");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |line: &str| {
        let mut read: Json = serde_json::from_str(line).unwrap();
        (read["order"].take(), serde_json::from_value(read["problems"].take()).unwrap())
    };
    String::from_utf8(output.stdout).unwrap().lines().map(read).collect()
}

#[test]
fn two_thousand_orders_are_judged_as_the_sandbox_judges_them() {
    let mut differences = Vec::new();
    let (mut taken, mut refused, mut doubted) = (0, 0, 0);
    for (order, problems) in generated() {
        let report = judged(&value(&order));
        let wrong: Vec<_> =
            report.findings.iter().filter(|finding| finding.is_wrong).map(|found| &found.path).collect();
        let is_doubtful = wrong.is_empty() && !(report.findings.is_empty() && report.rounded.is_empty());
        match (wrong.is_empty(), problems.is_empty()) {
            _ if is_doubtful => doubted += 1,
            (true, true) => taken += 1,
            (false, false) if wrong.iter().any(|path| problems.contains(path)) => refused += 1,
            _ => differences.push(format!("here {wrong:?}, there {problems:?}: {order}")),
        }
    }
    assert_eq!(differences, Vec::<String>::new());
    assert!(
        taken > 700 && refused > 700 && doubted < 200,
        "no order is judged differently, but generated-orders.js makes too few of a kind (a wrong value that is as frequent as \
         the right ones, perhaps): taken {taken}, refused {refused}, in doubt {doubted}"
    );
}
