//! Twins of `payments_delivery.js`.

use super::stage::*;
use crate::domain::delivery::Arrival;
use crate::domain::error::ErrorCode;
use crate::domain::payments::{Call, Id, Input, Opening, Settled};
use crate::domain::value::Value;

#[test]
fn the_backend_gets_the_token_once_and_the_shop_gets_its_answer() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    stage.answer_last(token("t"));
    assert_eq!((stage.came(caller), stage.state(id)), ("pending", "delivering"));
    stage.posted(id);
    assert_eq!((stage.came(caller), stage.state(id), stage.tokens()), ("approved", "delivered", vec!["t"]));
    assert!(matches!(stage.settled.get(&caller).map(Vec::as_slice), Some([Ok(Settled::Approved(7))])));
    assert_eq!(stage.delivered.as_deref(), Some("s"));
}

#[test]
fn without_a_backend_the_outcome_has_the_token() {
    let mut stage = Stage::default();
    let id = stage.without_backend("s");
    let caller = stage.authorize(id);
    stage.answer_last(token("t"));
    assert_eq!((stage.came(caller), stage.state(id), stage.tokens()), ("approved", "approved", vec![]));
    let deliver = stage.deliver(id);
    assert_eq!(stage.came(deliver), "INVALID_STATE");
}

#[test]
fn what_was_never_sent_may_be_authorized_again() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(token("one"));
    stage.post_failed(id, Arrival::Unsent);
    assert_eq!(stage.state(id), "undelivered");
    let caller = stage.buy(id, "two");
    assert_eq!((stage.came(caller), stage.tokens()), ("approved", vec!["one", "two"]));
}

#[test]
fn a_refused_token_is_kept_and_sent_again() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    stage.answer_last(token("t"));
    stage.post_failed(id, Arrival::Refused);
    assert_eq!((stage.came(caller), stage.state(id)), ("BACKEND_REJECTED", "undelivered"));
    let finalize = stage.call(id, Call::Finalize);
    assert_eq!(stage.came(finalize), "INVALID_STATE");
    let deliver = stage.deliver(id);
    stage.posted(id);
    assert_eq!((stage.came(deliver), stage.tokens()), ("delivered", vec!["t", "t"]));
    let refused = [stage.deliver(id), stage.authorize(id), stage.load(id, 0)];
    assert_eq!(refused.map(|caller| stage.came(caller)), ["INVALID_STATE"; 3]);
}

#[test]
fn a_refused_token_waits_for_the_call_that_may_replace_it() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(token("t"));
    stage.post_failed(id, Arrival::Refused);
    stage.authorize(id);
    stage.abort_last();
    assert_eq!(stage.state(id), "undelivered");
    let deliver = stage.deliver(id);
    assert_eq!(stage.came(deliver), "IN_PROGRESS");
    stage.answer_last(dismissed());
    let deliver = stage.deliver(id);
    assert_eq!(stage.came(deliver), "pending");
}

#[test]
fn while_a_token_is_on_its_way_nothing_else_starts() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(token("t"));
    let callers = [
        stage.authorize(id),
        stage.call(id, Call::Reauthorize),
        stage.call(id, Call::Finalize),
        stage.deliver(id),
        stage.load(id, 0),
    ];
    assert_eq!(callers.map(|caller| stage.came(caller)), ["IN_PROGRESS"; 5]);
}

#[test]
fn a_token_that_may_have_arrived_is_settled_before_a_new_one_is_asked_for() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(token("t"));
    stage.post_failed(id, Arrival::Possible);
    let refused = [stage.authorize(id), stage.call(id, Call::Reauthorize), stage.call(id, Call::Finalize)];
    assert_eq!(refused.map(|caller| stage.came(caller)), ["INVALID_STATE"; 3]);
    let deliver = stage.deliver(id);
    stage.posted(id);
    assert_eq!((stage.came(deliver), stage.count("authorize")), ("delivered", 1));
}

#[test]
fn a_declined_change_leaves_the_delivered_order_as_it_was() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.buy(id, "t");
    let caller = stage.call(id, Call::Reauthorize);
    stage.refuse_last(declined());
    assert_eq!((stage.came(caller), stage.state(id)), ("declined", "delivered"));
}

#[test]
fn a_token_that_came_in_the_very_moment_of_the_disposal_is_delivered() {
    for within in [false, true] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        if within {
            stage.within.extend([Within::Answer(token("t")), Within::Dispose]);
        }
        let caller = stage.authorize(id);
        if !within {
            stage.answer_last(token("t"));
            stage.feed(id, Input::Dispose);
        }
        stage.posted(id);
        assert_eq!((stage.came(caller), stage.state(id), stage.tokens()), ("approved", "disposed", vec!["t"]));
    }
}

#[test]
fn a_token_that_is_on_its_way_is_not_asked_for_again_by_an_object_that_comes_after_the_disposal() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    let outcome = stage.authorize(one);
    stage.answer_last(token("t"));
    stage.feed(one, Input::Dispose);
    let two = stage.with_widget("s");
    let second = stage.authorize(two);
    stage.posted(one);
    assert_eq!((stage.came(outcome), stage.came(second)), ("approved", "IN_PROGRESS"));
}

#[test]
fn a_shop_that_is_done_with_a_purchase_may_begin_another_one_with_its_session() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    stage.buy(one, "t");
    stage.feed(one, Input::Dispose);
    assert_eq!(stage.delivered, None);
    let two = stage.with_widget("s");
    let caller = stage.authorize(two);
    assert_eq!(stage.came(caller), "pending");
}

#[test]
fn what_was_disposed_of_while_its_token_was_on_its_way_is_not_bought_again() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    stage.authorize(one);
    stage.answer_last(token("t"));
    stage.feed(one, Input::Dispose);
    let two = stage.with_widget("s");
    stage.posted(one);
    let refused = [stage.authorize(two), stage.call(two, Call::Finalize)];
    assert_eq!(refused.map(|caller| stage.came(caller)), ["INVALID_STATE"; 2]);
}

#[test]
fn a_delivery_in_doubt_outlives_its_object_and_another_one_of_the_session_goes_on_with_it() {
    for is_over_before in [true, false] {
        for over in [Input::Dispose, Input::Dropped] {
            let mut stage = Stage::default();
            let one = stage.with_widget("s");
            let before = if is_over_before { None } else { Some(stage.with_widget("s")) };
            stage.authorize(one);
            stage.answer_last(token("t"));
            stage.post_failed(one, Arrival::Possible);
            stage.feed(one, over);
            let two = before.unwrap_or_else(|| stage.with_widget("s"));
            assert_eq!(stage.state(two), "undelivered");
            let again = stage.authorize(two);
            let deliver = stage.deliver(two);
            stage.posted(two);
            assert_eq!([again, deliver].map(|caller| stage.came(caller)), ["INVALID_STATE", "delivered"]);
            assert_eq!((stage.state(two), stage.tokens()), ("delivered", vec!["t", "t"]));
        }
    }
}

#[test]
fn a_delivery_whose_object_is_gone_is_settled_by_the_next_one() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    stage.authorize(one);
    stage.answer_last(token("t"));
    stage.feed(one, Input::Dispose);
    stage.post_failed(one, Arrival::Possible);
    let two = stage.with_widget("s");
    stage.settle(two, false);
    let caller = stage.authorize(two);
    assert_eq!((stage.came(caller), stage.held.len()), ("pending", 0));
}

#[test]
fn the_backends_own_word_that_there_is_no_order_opens_the_purchase_again() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    stage.answer_last(token("t"));
    stage.post_failed(id, Arrival::Denied);
    assert_eq!((stage.came(caller), stage.state(id)), ("BACKEND_REJECTED", "loaded"));
    let again = stage.authorize(id);
    assert_eq!(stage.came(again), "pending");
}

/// `finalize` took the frame away, and its token did not come to the backend.
fn finalized(arrival: Arrival) -> (Stage, Id) {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.frame_is_gone = true;
    stage.call(id, Call::Finalize);
    stage.frame_is_gone = false;
    stage.answer_last(token("t"));
    stage.post_failed(id, arrival);
    (stage, id)
}

#[test]
fn the_widget_that_finalize_took_comes_back_where_the_purchase_goes_on_without_the_token() {
    for arrival in [Arrival::Denied, Arrival::Refused, Arrival::Unsent] {
        let (mut stage, id) = finalized(arrival);
        assert_eq!(stage.count("load"), 2, "{arrival:?}");
        stage.answer_last(shown());
        let caller = stage.authorize(id);
        assert_eq!(stage.came(caller), "pending");
    }
    let (mut stage, id) = finalized(Arrival::Possible);
    assert_eq!(stage.count("load"), 1, "nothing new may be asked for");
    stage.settle(id, false);
    assert_eq!((stage.count("load"), stage.state(id)), (2, "loading"));
    for is_placed in [false, true] {
        let (mut stage, id) = finalized(Arrival::Possible);
        if is_placed {
            stage.settle(id, true);
        } else {
            stage.deliver(id);
            stage.posted(id);
        }
        assert_eq!(stage.count("load"), 1, "it is over");
    }
}

#[test]
fn the_widget_that_finalize_took_comes_back_where_the_call_failed() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.frame_is_gone = true;
    let caller = stage.call(id, Call::Finalize);
    stage.frame_is_gone = false;
    stage.answer_last(Value::Null);
    assert_eq!((stage.came(caller), stage.count("load")), ("SDK_INCOMPATIBLE", 2));
    stage.answer_last(shown());
    assert_eq!(stage.state(id), "loaded");
}

#[test]
fn the_shop_settles_a_doubt_that_its_backend_leaves() {
    for (is_placed, state, came) in [(true, "delivered", "INVALID_STATE"), (false, "loaded", "pending")] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        let mut effects = Vec::new();
        assert!(stage.page.settle_delivery(id, is_placed, &mut effects).is_err(), "there is no doubt");
        stage.authorize(id);
        stage.answer_last(token("t"));
        assert!(stage.page.settle_delivery(id, is_placed, &mut effects).is_err(), "it is on its way");
        stage.post_failed(id, Arrival::Possible);
        stage.settle(id, is_placed);
        assert_eq!(stage.state(id), state);
        let caller = stage.authorize(id);
        assert_eq!(stage.came(caller), came);
        assert_eq!(stage.delivered.as_deref(), is_placed.then_some("s"));
    }
}

#[test]
fn a_session_that_another_object_still_shows_keeps_its_order_when_the_one_that_placed_it_is_disposed_of() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    let two = stage.with_widget("s");
    stage.buy(one, "t");
    stage.feed(one, Input::Dispose);
    let caller = stage.authorize(two);
    assert_eq!((stage.came(caller), stage.count("authorize")), ("INVALID_STATE", 1));
}

/// A token of the first of two objects of a session may have arrived; the shop goes on with the second.
fn in_doubt(stage: &mut Stage, two: Opening) -> (Id, Id) {
    let one = stage.with_widget("s");
    let two = stage.open_with(two);
    stage.show(two);
    stage.authorize(one);
    stage.answer_last(token("t"));
    stage.post_failed(one, Arrival::Possible);
    (one, two)
}

#[test]
fn a_delivery_in_doubt_is_sent_again_by_whichever_object_of_its_session_the_shop_asks() {
    let mut stage = Stage::default();
    let (one, two) = in_doubt(&mut stage, opening("s", "klarna", true));
    let caller = stage.deliver(two);
    assert_eq!((stage.came(caller), stage.state(one)), ("pending", "loaded"));
    stage.posted(two);
    assert_eq!((stage.came(caller), stage.tokens()), ("delivered", vec!["t", "t"]));
    let again = stage.authorize(one);
    assert_eq!(stage.came(again), "INVALID_STATE", "the session has its order");
}

#[test]
fn a_delivery_in_doubt_is_settled_by_whichever_object_of_its_session_the_shop_asks() {
    for has_backend in [true, false] {
        let mut stage = Stage::default();
        let (_, two) = in_doubt(&mut stage, opening("s", "klarna", has_backend));
        stage.settle(two, false);
        let caller = stage.authorize(two);
        assert_eq!((stage.came(caller), stage.held.len()), ("pending", 0));
        let mut stage = Stage::default();
        let (one, two) = in_doubt(&mut stage, opening("s", "klarna", has_backend));
        stage.settle(two, true);
        assert_eq!((stage.state(two), stage.delivered.as_deref(), stage.held.len()), ("delivered", Some("s"), 0));
        let caller = stage.authorize(one);
        assert_eq!(stage.came(caller), "INVALID_STATE");
    }
}

#[test]
fn a_delivery_in_doubt_of_another_session_or_on_its_way_again_is_left_where_it_is() {
    let mut stage = Stage::default();
    let (one, two) = in_doubt(&mut stage, opening("s", "klarna", true));
    stage.deliver(one);
    let caller = stage.deliver(two);
    assert_eq!((stage.came(caller), stage.state(one)), ("INVALID_STATE", "delivering"));
    stage.post_failed(one, Arrival::Possible);
    let another = stage.with_widget("another");
    let caller = stage.deliver(another);
    assert_eq!((stage.came(caller), stage.held.keys().next()), ("INVALID_STATE", Some(&one)));
}

/// A session has its order, which was changed; the token of the change did not come to the backend.
fn changed(arrival: Arrival) -> (Stage, Id) {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.buy(id, "t");
    stage.call(id, Call::Reauthorize);
    stage.answer_last(token("changed"));
    stage.post_failed(id, arrival);
    (stage, id)
}

#[test]
fn a_change_that_came_to_nothing_leaves_the_delivered_order_as_it_was() {
    let (stage, id) = changed(Arrival::Denied);
    assert_eq!((stage.state(id), stage.held.len()), ("delivered", 0), "the backend says that there is no order of it");
    let (mut stage, id) = changed(Arrival::Possible);
    stage.settle(id, false);
    assert_eq!(stage.state(id), "delivered", "the shop says so");
    let (mut stage, id) = changed(Arrival::Refused);
    let caller = stage.call(id, Call::Reauthorize);
    stage.refuse_last(declined());
    assert_eq!((stage.came(caller), stage.state(id), stage.held.len()), ("declined", "delivered", 0), "Klarna does");
    let caller = stage.call(id, Call::Reauthorize);
    assert_eq!(stage.came(caller), "pending");
}

#[test]
fn a_change_that_came_to_nothing_leaves_the_order_also_where_another_object_went_on_with_it() {
    let (mut stage, one) = changed(Arrival::Possible);
    let two = stage.with_widget("s");
    stage.settle(two, false);
    assert_eq!([one, two].map(|id| stage.state(id)), ["delivered"; 2]);
}

#[test]
fn what_comes_while_a_widget_that_was_taken_is_brought_back_is_sent_after_it() {
    for (call, name) in [(Call::Reauthorize, "reauthorize"), (Call::Finalize, "finalize")] {
        for answer in [Some(shown()), Some(unavailable()), None] {
            let mut stage = Stage::default();
            let id = stage.with_widget("s");
            stage.frame_is_gone = true;
            stage.call(id, Call::Finalize);
            stage.frame_is_gone = false;
            stage.answer_last(dismissed());
            stage.believe();
            let (load, before) = (stage.last(), stage.count(name));
            let caller = stage.call(id, call);
            assert_eq!((load.what, stage.count(name), stage.came(caller)), ("load", before, "pending"));
            match answer {
                Some(answer) => stage.answer(&load, answer),
                None => stage.feed(id, Input::TimedOut(load.number)),
            }
            assert_eq!((stage.count(name), stage.came(caller)), (before + 1, "pending"));
            stage.answer_last(token("t"));
            stage.posted(id);
            assert_eq!(stage.came(caller), "approved");
        }
    }
}

#[test]
fn what_waits_for_a_widget_that_is_brought_back_can_be_given_up_and_ends_with_its_object() {
    for over in [None, Some(Input::Dispose)] {
        let (mut stage, id) = finalized(Arrival::Refused);
        let load = stage.last();
        let caller = stage.call(id, Call::Reauthorize);
        let (_, number) = stage.awaited.last().copied().unwrap();
        assert_eq!((stage.state(id), stage.count("reauthorize")), ("reauthorizing", 0));
        // The widget is not what it is about.
        stage.feed(id, Input::WidgetLeft(number));
        assert_eq!(stage.came(caller), "pending");
        let came = if over.is_some() { "DISPOSED" } else { "ABORTED" };
        stage.feed(id, over.unwrap_or(Input::GivenUp(number, fault(ErrorCode::Aborted))));
        stage.answer(&load, shown());
        assert_eq!((stage.came(caller), stage.count("reauthorize")), (came, 0));
    }
}

#[test]
fn what_waits_for_a_widget_that_cannot_be_brought_back_just_now_is_told_why() {
    let (mut stage, id) = finalized(Arrival::Refused);
    let caller = stage.call(id, Call::Reauthorize);
    stage.page.rival_begins();
    stage.page.rival_calls();
    stage.frame_speaks(id);
    assert_eq!((stage.came(caller), stage.count("reauthorize")), ("SUPERSEDED", 0));
}

#[test]
fn a_load_that_the_shop_waits_for_is_in_no_calls_way_that_takes_the_widget() {
    let mut stage = Stage::default();
    let id = stage.open("s");
    stage.load(id, 0);
    let caller = stage.call(id, Call::Finalize);
    assert_eq!((stage.came(caller), stage.last().what), ("pending", "finalize"));
}
