//! Twins of `payments_owner.js`.

use super::stage::*;
use crate::domain::delivery::Arrival;
use crate::domain::error::ErrorCode;
use crate::domain::payments::{Call, Input, Opening};

const CALLS: [Call; 3] = [Call::Authorize, Call::Reauthorize, Call::Finalize];

#[test]
fn with_two_sessions_on_a_page_only_the_newer_one_can_be_authorized() {
    let mut stage = Stage::default();
    let older = stage.with_widget("older");
    let newer = stage.with_widget("newer");
    let sent = stage.sent.len();
    for call in CALLS {
        let caller = stage.call(older, call);
        assert_eq!(stage.came(caller), "SUPERSEDED");
    }
    let load = stage.load(older, 0);
    assert_eq!((stage.came(load), stage.sent.len()), ("SUPERSEDED", sent));
    let caller = stage.authorize(newer);
    assert_eq!(stage.came(caller), "pending");
}

#[test]
fn the_older_object_hears_at_once_also_while_it_waits_for_klarna() {
    let mut stage = Stage::default();
    let older = stage.with_widget("older");
    let caller = stage.authorize(older);
    let authorize = stage.last();
    stage.open("newer");
    assert_eq!((stage.came(caller), stage.state(older)), ("SUPERSEDED", "superseded"));
    stage.answer(&authorize, token("of the older"));
    assert_eq!(stage.tokens(), [""; 0]);
}

#[test]
fn the_older_object_hears_with_klarnas_answer_that_another_copy_has_taken_the_page() {
    let mut stage = Stage::default();
    let older = stage.with_widget("older");
    let caller = stage.authorize(older);
    stage.owner = Some("newer".to_owned());
    stage.answer_last(token("of the older"));
    assert_eq!((stage.came(caller), stage.state(older)), ("SUPERSEDED", "superseded"));
    assert_eq!(stage.tokens(), [""; 0]);
}

#[test]
fn the_older_object_hears_at_once_also_while_it_loads() {
    let mut stage = Stage::default();
    let older = stage.open("older");
    let loads = [stage.load(older, 1), stage.load(older, 2)];
    stage.open("newer");
    assert_eq!(loads.map(|load| stage.came(load)), ["SUPERSEDED"; 2]);
}

#[test]
fn a_session_that_comes_back_is_authorized_through_its_newest_object() {
    let mut stage = Stage::default();
    let first = stage.with_widget("s");
    stage.open("second");
    let again = stage.with_widget("s");
    let callers = [stage.authorize(first), stage.authorize(again)];
    assert_eq!(callers.map(|caller| stage.came(caller)), ["SUPERSEDED", "pending"]);
}

#[test]
fn objects_of_one_session_show_two_widgets_and_ask_klarna_one_at_a_time() {
    let mut stage = Stage::default();
    let one = stage.open_as("s", "pay_now", true);
    let two = stage.open_as("s", "pay_later", true);
    stage.show(one);
    stage.show(two);
    stage.authorize(one);
    let refused = [stage.authorize(two), stage.call(two, Call::Finalize)];
    assert_eq!(refused.map(|caller| stage.came(caller)), ["IN_PROGRESS"; 2]);
    stage.refuse_last(dismissed());
    let caller = stage.authorize(two);
    assert_eq!((stage.came(caller), stage.last().who), ("pending", two));
}

#[test]
fn while_a_token_of_the_session_is_on_its_way_or_may_have_arrived_no_other_object_asks_for_one() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    let two = stage.with_widget("s");
    stage.authorize(one);
    stage.answer_last(token("t"));
    let on_its_way = stage.authorize(two);
    stage.post_failed(one, Arrival::Possible);
    let uncertain = stage.authorize(two);
    stage.deliver(one);
    stage.posted(one);
    let delivered = stage.authorize(two);
    let came = [on_its_way, uncertain, delivered].map(|caller| stage.came(caller));
    assert_eq!(came, ["IN_PROGRESS", "INVALID_STATE", "INVALID_STATE"]);
    let changed = stage.call(two, Call::Reauthorize);
    assert_eq!(stage.came(changed), "pending", "the order changed");
}

#[test]
fn a_session_that_another_copy_of_this_package_had_delivered_is_not_asked_for_a_second_token() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.delivered = Some("s".to_owned());
    let refused = [stage.authorize(id), stage.call(id, Call::Finalize)];
    assert_eq!(refused.map(|caller| stage.came(caller)), ["INVALID_STATE"; 2]);
    let changed = stage.call(id, Call::Reauthorize);
    assert_eq!(stage.came(changed), "pending", "the order changed");
}

#[test]
fn a_token_that_was_refused_is_not_sent_again_once_another_copy_of_this_package_had_one_of_the_session_delivered() {
    for (arrival, came) in
        [(Arrival::Refused, "INVALID_STATE"), (Arrival::Unsent, "INVALID_STATE"), (Arrival::Possible, "pending")]
    {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        stage.authorize(id);
        stage.answer_last(token("t"));
        stage.post_failed(id, arrival);
        stage.delivered = Some("s".to_owned());
        let deliver = stage.deliver(id);
        assert_eq!(stage.came(deliver), came, "{arrival:?}");
    }
}

#[test]
fn the_token_of_a_changed_order_is_sent_again() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.buy(id, "t");
    stage.call(id, Call::Reauthorize);
    stage.answer_last(token("changed"));
    stage.post_failed(id, Arrival::Refused);
    let deliver = stage.deliver(id);
    stage.posted(id);
    assert_eq!((stage.came(deliver), stage.tokens()), ("delivered", vec!["t", "changed", "changed"]));
}

#[test]
fn the_session_that_was_asked_for_last_has_the_page_whichever_is_ready_first() {
    let mut stage = Stage::default();
    let late = stage.page.ask();
    let newer = stage.with_widget("newer");
    assert_eq!(stage.start(late, opening("older", "klarna", true)).map_err(|code| code.as_str()), Err("SUPERSEDED"));
    let caller = stage.authorize(newer);
    assert_eq!(stage.came(caller), "pending");
}

#[test]
fn another_copy_of_this_package_takes_the_page_over_as_well() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.owner = Some("session of another copy".to_owned());
    let caller = stage.authorize(id);
    assert_eq!((stage.came(caller), stage.state(id)), ("SUPERSEDED", "superseded"));
}

#[test]
fn another_copy_of_this_package_is_not_disturbed() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.busy_copy = Some("s".to_owned());
    let callers = [stage.authorize(id), stage.call(id, Call::Finalize), stage.load(id, 0)];
    assert_eq!(callers.map(|caller| stage.came(caller)), ["IN_PROGRESS"; 3]);
    stage.busy_copy = Some("another session".to_owned());
    let caller = stage.authorize(id);
    assert_eq!((stage.came(caller), stage.busy.as_deref()), ("pending", Some("s")));
}

#[test]
fn a_load_that_had_to_wait_is_not_sent_to_a_page_that_another_copy_took_over_meanwhile() {
    let mut stage = Stage::default();
    let id = stage.open("s");
    let loads = [stage.load(id, 1), stage.load(id, 2)];
    stage.owner = Some("session of another copy".to_owned());
    stage.answer_last(shown());
    assert_eq!(loads.map(|load| stage.came(load)), ["SUPERSEDED"; 2]);
    assert_eq!(stage.count("load"), 1);
}

#[test]
fn a_superseded_object_still_delivers_the_token_that_it_holds() {
    let mut stage = Stage::default();
    let older = stage.with_widget("older");
    stage.authorize(older);
    stage.answer_last(token("t"));
    stage.post_failed(older, Arrival::Refused);
    stage.open("newer");
    let caller = stage.deliver(older);
    stage.posted(older);
    assert_eq!((stage.came(caller), stage.tokens()), ("delivered", vec!["t", "t"]));
}

#[test]
fn disposing_of_the_older_object_leaves_the_newer_one_its_widget() {
    let mut stage = Stage::default();
    let older = stage.with_widget("s");
    let newer = stage.with_widget("s");
    stage.feed(older, Input::Dispose);
    assert_eq!(stage.taken_out, [(older, vec![newer])]);
}

#[test]
fn a_late_token_of_a_disposed_object_is_the_answer_of_the_one_that_took_its_place() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    stage.authorize(one);
    let first = stage.last();
    stage.feed(one, Input::Dispose);
    let two = stage.with_widget("s");
    let caller = stage.authorize(two);
    stage.answer(&first, token("late"));
    stage.posted(two);
    assert_eq!((stage.came(caller), stage.posts.clone()), ("approved", vec![(two, "late".to_owned())]));
}

#[test]
fn an_aborted_call_of_an_object_that_the_shop_forgot_holds_nobody_up_once_the_widget_is_loaded_again() {
    for (one, widget, locks) in [
        (opening("s", "klarna", true), "klarna", false),
        (opening("s", "pay_now", true), "klarna", false),
        (dropping("s"), "klarna", true),
    ] {
        let mut stage = Stage::default();
        let forgotten = stage.open_with(one.clone());
        stage.show(forgotten);
        stage.authorize(forgotten);
        let first = stage.last();
        stage.abort_last();
        let two = stage.open_with(Opening { widget: category(widget), ..one });
        let failed = stage.load(two, 0);
        stage.answer_last(unavailable());
        let finalize = stage.call(two, Call::Finalize);
        assert_eq!((stage.came(failed), stage.came(finalize)), ("unavailable", "IN_PROGRESS"), "it began nothing");
        stage.show(two);
        assert_eq!(stage.renamed, if locks { vec![(two, 1)] } else { vec![] });
        let caller = stage.authorize(two);
        assert_eq!((stage.last().what, stage.came(caller)), ("authorize", "pending"));
        stage.answer(&first, token("late"));
        stage.posted(two);
        assert_eq!((stage.came(caller), stage.tokens()), ("approved", vec!["late"]));
    }
}

#[test]
fn an_aborted_call_of_an_object_that_javascript_let_go_of_holds_nobody_up() {
    for is_dropped_first in [false, true] {
        let mut stage = Stage::default();
        let gone = stage.with_widget("s");
        let two = stage.open_as("s", "pay_later", true);
        stage.show(two);
        stage.authorize(gone);
        let first = stage.last();
        let given_up = Input::GivenUp(first.number, fault(ErrorCode::Aborted));
        let inputs = if is_dropped_first { [Input::Dropped, given_up] } else { [given_up, Input::Dropped] };
        for input in inputs {
            stage.feed(gone, input);
        }
        let caller = stage.authorize(two);
        assert_eq!((stage.last().who, stage.came(caller)), (two, "pending"));
        stage.answer(&first, token("late"));
        stage.posted(two);
        assert_eq!((stage.came(caller), stage.state(gone)), ("approved", "disposed"));
    }
}

#[test]
fn a_widget_of_a_name_that_klarnas_sdk_would_drop_is_loaded_by_another_one_within_the_call() {
    let mut stage = Stage::default();
    let one = stage.open_with(dropping("s"));
    stage.show(one);
    let two = stage.open_with(dropping("s"));
    stage.show(two);
    stage.authorize(one);
    stage.abort_last();
    stage.show(two);
    let caller = stage.authorize(one);
    let last: Vec<_> = stage.sent.iter().rev().take(2).map(|sent| (sent.who, sent.what)).collect();
    assert_eq!((last, stage.came(caller)), (vec![(one, "authorize"), (one, "load")], "pending"));
    assert_eq!(stage.renamed, [(two, 1), (one, 1)]);
}

#[test]
fn a_late_token_of_another_session_answers_nobody() {
    let mut stage = Stage::default();
    let older = stage.with_widget("older");
    stage.authorize(older);
    let first = stage.last();
    let newer = stage.with_widget("newer");
    let caller = stage.authorize(newer);
    stage.answer(&first, token("late"));
    assert_eq!((stage.came(caller), stage.tokens()), ("pending", vec![]));
}

#[test]
fn a_widget_that_klarna_asks_the_customer_with_is_not_loaded_elsewhere_by_another_object() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    stage.authorize(one);
    let two = stage.open("s");
    let load = stage.load(two, 0);
    assert_eq!(stage.came(load), "IN_PROGRESS");
    stage.refuse_last(dismissed());
    let load = stage.show(two);
    assert_eq!(stage.came(load), "shown");
}

#[test]
fn an_object_that_javascript_let_go_of_listens_as_long_as_somebody_waits() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.feed(id, Input::Dropped);
    assert_eq!(stage.unsubscribed, [id]);
    for end in [token("t"), dismissed()] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        stage.authorize(id);
        stage.feed(id, Input::Dropped);
        assert_eq!(stage.unsubscribed, []);
        stage.refuse_last(end);
        assert_eq!(stage.unsubscribed, [id]);
    }
    let mut stage = Stage::default();
    let id = stage.open("s");
    stage.load(id, 0);
    stage.feed(id, Input::Dropped);
    assert_eq!(stage.unsubscribed, []);
    stage.answer_last(shown());
    assert_eq!(stage.unsubscribed, [id]);
}

#[test]
fn an_object_that_is_over_listens_no_more() {
    let mut stage = Stage::default();
    let older = stage.with_widget("older");
    stage.authorize(older);
    let newer = stage.with_widget("newer");
    stage.authorize(newer);
    stage.feed(newer, Input::Dispose);
    stage.feed(newer, Input::Dropped);
    assert_eq!(stage.unsubscribed, [older, newer]);
}
