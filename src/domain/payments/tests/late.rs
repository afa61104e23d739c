//! Twins of `payments_late.js`: tokens that come when nobody waits.

use super::stage::*;
use crate::domain::delivery::Arrival;
use crate::domain::payments::{Call, Id, Input, Note, Reason, Settled};
use crate::domain::value::Value;

/// An `authorize` of an object, given up in one of the ways there are; gives what was sent.
fn given_up(stage: &mut Stage, how: &str) -> Sent {
    let id = stage.last().who;
    stage.authorize(id);
    let sent = stage.last();
    match how {
        "aborted" => stage.abort_last(),
        "removed" => stage.feed(id, Input::WidgetLeft(sent.number)),
        "disposed" => stage.feed(id, Input::Dispose),
        _ => {}
    }
    sent
}

/// A token that did not come to the backend, or may not have.
fn undelivered(stage: &mut Stage, id: Id, given: &str, arrival: Arrival) {
    stage.authorize(id);
    stage.answer_last(token(given));
    stage.post_failed(id, arrival);
}

/// A token whose caller has gone.
fn unclaimed(stage: &mut Stage, id: Id, given: &str) {
    stage.call(id, Call::Reauthorize);
    stage.abort_last();
    stage.answer_last(token(given));
}

/// A token did not come to the backend, and Klarna is asked anew instead.
fn asked_anew(arrival: Arrival, answer: &Value) -> (Stage, Id) {
    let mut stage = Stage::default();
    let id = stage.with_cancel("s");
    undelivered(&mut stage, id, "one", arrival);
    stage.authorize(id);
    stage.refuse_last(answer.clone());
    (stage, id)
}

#[test]
fn a_token_that_the_backend_refused_is_not_held_any_more_when_klarna_is_asked_anew_and_gives_none() {
    for answer in [declined(), finalize_required()] {
        let (stage, _) = asked_anew(Arrival::Refused, &answer);
        assert!(stage.held.is_empty() && stage.given_back.is_empty());
    }
}

#[test]
fn a_token_that_was_never_sent_is_given_back_when_klarna_is_asked_anew_and_gives_none() {
    for answer in [declined(), finalize_required()] {
        let (stage, id) = asked_anew(Arrival::Unsent, &answer);
        assert_eq!(stage.given_back, [(id, "one".to_owned(), "replaced")]);
    }
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    undelivered(&mut stage, id, "one", Arrival::Unsent);
    stage.authorize(id);
    stage.refuse_last(dismissed());
    assert_eq!((stage.state(id), stage.given_back.len()), ("undelivered", 0), "the customer only closed the window");
}

#[test]
fn a_token_that_comes_when_its_caller_is_gone_is_the_purchases_result_and_answers_the_next_call() {
    for how in ["aborted", "removed"] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        let sent = given_up(&mut stage, how);
        stage.answer(&sent, token("late"));
        assert_eq!((stage.state(id), stage.tokens()), ("delivering", vec!["late"]), "{how}");
        stage.posted(id);
        let caller = stage.authorize(id);
        assert_eq!((stage.came(caller), stage.state(id)), ("approved", "delivered"), "{how}");
        assert_eq!(stage.settled[&caller], [Ok(Settled::Approved(7))], "the backend's answer, and no token");
        assert_eq!(stage.count("authorize"), 1, "Klarna is not asked again");
        let again = stage.authorize(id);
        assert_eq!(stage.came(again), "INVALID_STATE", "it answers one call");
    }
}

#[test]
fn a_call_that_comes_while_such_a_token_is_on_its_way_waits_for_it() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let sent = given_up(&mut stage, "aborted");
    stage.answer(&sent, token("late"));
    let caller = stage.authorize(id);
    assert_eq!(stage.came(caller), "pending");
    stage.posted(id);
    assert_eq!(stage.settled[&caller], [Ok(Settled::Approved(7))], "the backend's answer, and no token");
}

#[test]
fn such_a_token_that_the_backend_may_have_is_settled_first() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let sent = given_up(&mut stage, "aborted");
    stage.answer(&sent, token("late"));
    stage.post_failed(id, Arrival::Possible);
    let caller = stage.authorize(id);
    assert_eq!((stage.came(caller), stage.state(id)), ("INVALID_STATE", "undelivered"));
}

#[test]
fn without_a_backend_such_a_token_is_given_to_the_next_caller() {
    let mut stage = Stage::default();
    let id = stage.without_backend("s");
    let sent = given_up(&mut stage, "removed");
    stage.answer(&sent, token("late"));
    assert_eq!(stage.state(id), "approved");
    let caller = stage.call(id, Call::Finalize);
    assert_eq!(stage.came(caller), "approved");
}

#[test]
fn an_object_made_anew_gets_the_token_of_the_one_that_was_disposed_of() {
    let mut stage = Stage::default();
    stage.with_widget("s");
    let sent = given_up(&mut stage, "disposed");
    let anew = stage.open("s");
    stage.answer(&sent, token("late"));
    stage.posted(anew);
    let caller = stage.authorize(anew);
    assert_eq!((stage.came(caller), stage.posts.clone()), ("approved", vec![(anew, "late".to_owned())]));
}

#[test]
fn a_token_that_no_object_is_left_for_is_given_back() {
    let mut stage = Stage::default();
    let id = stage.with_cancel("s");
    let sent = given_up(&mut stage, "disposed");
    stage.open("another");
    stage.answer(&sent, token("late"));
    assert_eq!(stage.given_back, [(id, "late".to_owned(), "disposed")]);
    assert_eq!((stage.freed, stage.tokens()), (1, vec![]));
}

#[test]
fn without_an_address_the_log_says_that_an_authorization_was_left_open() {
    let mut stage = Stage::default();
    stage.with_widget("s");
    let sent = given_up(&mut stage, "disposed");
    stage.answer(&sent, token("late"));
    assert_eq!((stage.notes.last(), stage.tokens()), (Some(&Note::LeftOpen(Reason::Disposed)), vec![]));
}

#[test]
fn of_two_tokens_the_first_is_the_result_and_the_second_is_given_back() {
    let mut stage = Stage::default();
    let id = stage.with_cancel("s");
    let first = given_up(&mut stage, "aborted");
    stage.show(id);
    let caller = stage.authorize(id);
    let second = stage.last();
    stage.answer(&first, token("one"));
    stage.posted(id);
    stage.answer(&second, token("two"));
    assert_eq!((stage.came(caller), stage.tokens()), ("approved", vec!["one"]));
    assert_eq!(stage.given_back, [(id, "two".to_owned(), "second")]);
}

#[test]
fn a_token_that_comes_while_another_one_of_its_session_is_posted_is_a_second_one() {
    let mut stage = Stage::default();
    let holder = stage.with_cancel("s");
    undelivered(&mut stage, holder, "one", Arrival::Unsent);
    let other = stage.with_cancel("s");
    let sent = given_up(&mut stage, "removed");
    stage.deliver(holder);
    stage.answer(&sent, token("two"));
    assert_eq!(stage.given_back, [(other, "two".to_owned(), "second")]);
    stage.posted(holder);
    assert_eq!(
        (stage.state(holder), stage.posts.len()),
        ("delivered", 2),
        "the first was posted twice, the second never"
    );
}

#[test]
fn a_refusal_and_then_a_token_is_a_token() {
    for believed in [false, true] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        let caller = stage.authorize(id);
        stage.answer_last(declined());
        if believed {
            stage.believe();
        }
        stage.answer_last(token("t"));
        stage.believe();
        stage.posted(id);
        assert_eq!(
            (stage.came(caller), stage.state(id)),
            (if believed { "declined" } else { "approved" }, "delivered")
        );
    }
}

#[test]
fn a_token_before_a_throw_is_given_back() {
    let mut stage = Stage::default();
    let id = stage.with_cancel("s");
    stage.within.extend([Within::Answer(token("t")), Within::Throw]);
    let caller = stage.authorize(id);
    assert_eq!(stage.came(caller), "SDK_ERROR");
    assert_eq!(stage.given_back, [(id, "t".to_owned(), "failed")]);
}

#[test]
fn a_token_that_was_never_sent_is_given_back_once_it_is_not_needed_any_more() {
    for (is_replaced, reason) in [(true, "replaced"), (false, "disposed")] {
        let mut stage = Stage::default();
        let id = stage.with_cancel("s");
        undelivered(&mut stage, id, "unsent", Arrival::Unsent);
        if is_replaced {
            stage.authorize(id);
            stage.answer_last(token("next"));
        } else {
            stage.feed(id, Input::Dispose);
        }
        assert_eq!(stage.given_back, [(id, "unsent".to_owned(), reason)]);
    }
}

#[test]
fn a_token_that_another_object_holds_is_given_back_once_the_session_has_a_newer_one() {
    let mut stage = Stage::default();
    let one = stage.without_backend("s");
    unclaimed(&mut stage, one, "nobody claimed");
    let two = stage.open("s");
    stage.call(two, Call::Reauthorize);
    stage.answer_last(token("newer"));
    stage.posted(two);
    stage.authorize(one);
    assert_eq!((stage.tokens(), stage.given_tokens()), (vec!["newer"], vec![]));
    assert!(stage.notes.contains(&Note::LeftOpen(Reason::Replaced)));
    let mut stage = Stage::default();
    let one = stage.with_cancel("s");
    undelivered(&mut stage, one, "unsent", Arrival::Unsent);
    let two = stage.open_with(with_cancel("s"));
    stage.call(two, Call::Reauthorize);
    stage.answer_last(token("newer"));
    stage.posted(two);
    assert_eq!(stage.given_back, [(one, "unsent".to_owned(), "replaced")]);
    let deliver = stage.deliver(one);
    assert_eq!((stage.came(deliver), stage.tokens()), ("INVALID_STATE", vec!["unsent", "newer"]), "not both");
}

#[test]
fn a_token_that_the_backend_refused_another_object_is_not_posted_again_once_the_session_has_a_newer_one() {
    let mut stage = Stage::default();
    let one = stage.with_cancel("s");
    undelivered(&mut stage, one, "refused", Arrival::Refused);
    let two = stage.with_cancel("s");
    stage.buy(two, "newer");
    let deliver = stage.deliver(one);
    assert_eq!((stage.came(deliver), stage.tokens()), ("INVALID_STATE", vec!["refused", "newer"]));
    assert!(stage.held.is_empty() && stage.given_back.is_empty(), "the backend has seen both");
}

#[test]
fn once_a_token_was_delivered_again_what_an_earlier_call_brings_is_a_second_one() {
    for arrival in [None, Some(Arrival::Possible)] {
        let mut stage = Stage::default();
        let one = stage.with_cancel("s");
        undelivered(&mut stage, one, "refused", Arrival::Refused);
        stage.authorize(one);
        let earlier = stage.last();
        stage.feed(one, Input::WidgetLeft(earlier.number));
        stage.deliver(one);
        match arrival {
            None => stage.posted(one),
            Some(arrival) => stage.post_failed(one, arrival),
        }
        stage.answer(&earlier, token("second"));
        assert_eq!(stage.tokens(), ["refused", "refused"]);
        assert_eq!(stage.given_back, [(one, "second".to_owned(), "second")]);
    }
}

#[test]
fn a_token_that_another_object_holds_is_not_delivered_while_the_session_is_asked_for_a_newer_one() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    undelivered(&mut stage, one, "unsent", Arrival::Unsent);
    let two = stage.open("s");
    stage.call(two, Call::Reauthorize);
    let deliver = stage.deliver(one);
    assert_eq!(stage.came(deliver), "IN_PROGRESS");
    stage.refuse_last(dismissed());
    let deliver = stage.deliver(one);
    stage.posted(one);
    assert_eq!((stage.came(deliver), stage.tokens()), ("delivered", vec!["unsent", "unsent"]));
}

#[test]
fn a_token_that_nobody_claimed_is_not_claimed_while_the_session_is_asked_for_a_newer_one() {
    let mut stage = Stage::default();
    let one = stage.without_backend("s");
    unclaimed(&mut stage, one, "nobody claimed");
    let two = stage.open("s");
    stage.call(two, Call::Reauthorize);
    let finalize = stage.call(two, Call::Finalize);
    assert_eq!(stage.came(finalize), "IN_PROGRESS");
    stage.answer_last(token("newer"));
    assert_eq!((stage.tokens(), stage.given_tokens()), (vec!["newer"], vec![]));
}

#[test]
fn once_a_token_was_claimed_what_an_earlier_call_brings_is_a_second_one() {
    let mut stage = Stage::default();
    let one = stage.without_backend("s");
    unclaimed(&mut stage, one, "first");
    let two = stage.open_with(with_cancel("s"));
    stage.call(two, Call::Reauthorize);
    let earlier = stage.last();
    stage.abort_last();
    stage.call(two, Call::Finalize);
    stage.posted(two);
    stage.answer(&earlier, token("second"));
    assert_eq!((stage.given_tokens(), stage.tokens()), (vec![], vec!["first"]), "that object has a backend");
    assert_eq!(stage.given_back, [(two, "second".to_owned(), "second")]);
}

#[test]
fn a_token_that_another_object_has_without_a_backend_is_posted_where_the_caller_has_one() {
    for arrival in [None, Some(Arrival::Denied)] {
        let mut stage = Stage::default();
        let one = stage.without_backend("s");
        unclaimed(&mut stage, one, "t");
        let two = stage.with_widget("s");
        let caller = stage.call(two, Call::Finalize);
        assert_eq!((stage.came(caller), stage.state(two)), ("pending", "delivering"));
        match arrival {
            None => stage.posted(two),
            Some(arrival) => stage.post_failed(two, arrival),
        }
        let (came, state) = if arrival.is_none() { ("approved", "delivered") } else { ("BACKEND_REJECTED", "loaded") };
        assert_eq!((stage.came(caller), stage.state(two), stage.state(one)), (came, state, "loaded"));
        assert_eq!((stage.given_tokens(), stage.tokens()), (vec![], vec!["t"]));
    }
}

#[test]
fn a_late_token_of_an_object_that_was_collected_is_that_of_one_that_is_alive_or_is_given_back() {
    for is_another_alive in [true, false] {
        let mut stage = Stage::default();
        let gone = stage.with_cancel("s");
        let other = is_another_alive.then(|| stage.open("s"));
        stage.authorize(gone);
        let sent = stage.last();
        stage.abort_last();
        stage.feed(gone, Input::Dropped);
        stage.answer(&sent, token("late"));
        match other {
            Some(other) => assert_eq!(stage.posts, [(other, "late".to_owned())]),
            None => assert_eq!(stage.given_back, [(gone, "late".to_owned(), "disposed")]),
        }
    }
}

#[test]
fn a_token_that_nobody_claimed_before_a_newer_session_took_the_page_over_is_given_back_at_once() {
    let mut stage = Stage::default();
    let one = stage.without_backend("s");
    unclaimed(&mut stage, one, "t");
    stage.open("newer");
    assert_eq!(stage.notes.last(), Some(&Note::LeftOpen(Reason::Disposed)));
    stage.feed(one, Input::Dispose);
    assert_eq!(stage.notes.iter().filter(|note| matches!(note, Note::LeftOpen(_))).count(), 1);
}

#[test]
fn a_token_after_a_refusal_of_an_object_that_is_gone_is_given_back_as_well() {
    for over in [Input::Dispose, Input::Dropped] {
        let mut stage = Stage::default();
        let id = stage.with_cancel("s");
        stage.authorize(id);
        let sent = stage.last();
        stage.refuse_last(declined());
        stage.feed(id, over);
        stage.answer(&sent, token("late"));
        assert_eq!(stage.given_back, [(id, "late".to_owned(), "disposed")]);
    }
}

#[test]
fn what_was_posted_is_never_given_back() {
    for arrival in [Arrival::Possible, Arrival::Refused, Arrival::Denied] {
        let mut stage = Stage::default();
        let id = stage.with_cancel("s");
        undelivered(&mut stage, id, "t", arrival);
        stage.feed(id, Input::Dispose);
        assert_eq!(stage.given_back, [], "{arrival:?}");
    }
}

#[test]
fn a_consent_that_comes_late_is_finalized_here_and_by_an_object_that_comes_after() {
    for how in ["aborted", "removed", "disposed"] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        stage.authorize(id);
        stage.refuse_last(declined());
        stage.show(id);
        let sent = given_up(&mut stage, how);
        stage.answer(&sent, finalize_required());
        assert_eq!(stage.state(id), if how == "disposed" { "disposed" } else { "finalize_required" });
        let who = if how == "aborted" { id } else { stage.open("s") };
        let caller = stage.call(who, Call::Finalize);
        assert_eq!((stage.came(caller), stage.last().what), ("pending", "finalize"), "{how}");
    }
}

#[test]
fn a_consent_that_comes_late_does_not_count_once_the_session_has_a_token_or_another_one_has_the_page() {
    let mut stage = Stage::default();
    let id = stage.without_backend("s");
    let first = given_up(&mut stage, "aborted");
    stage.show(id);
    stage.authorize(id);
    stage.answer_last(token("t"));
    let record = stage.record.clone();
    stage.answer(&first, finalize_required());
    assert_eq!((stage.state(id), &stage.record), ("approved", &record));
    let mut stage = Stage::default();
    stage.with_widget("older");
    let first = given_up(&mut stage, "disposed");
    let newer = stage.with_widget("newer");
    stage.answer(&first, finalize_required());
    let caller = stage.call(newer, Call::Finalize);
    assert_eq!(stage.came(caller), "pending", "a consent to another session is not in its way");
}

#[test]
fn where_klarna_drops_a_second_call_the_next_load_takes_another_instance_id() {
    for how in ["removed", "aborted"] {
        let mut stage = Stage::default();
        let id = stage.open_with(dropping("s"));
        stage.show(id);
        let sent = given_up(&mut stage, how);
        stage.show(id);
        assert_eq!(stage.renamed, [(id, 1)], "{how}");
        assert!(stage.page.concerns(id, Some("klarna-1")));
        stage.show(id);
        assert_eq!(stage.renamed.len(), 1, "once");
        let caller = stage.authorize(id);
        assert_eq!(stage.came(caller), "pending");
        stage.answer(&sent, token("late"));
        stage.posted(id);
        assert_eq!(stage.came(caller), "approved", "the first window was confirmed");
    }
}

#[test]
fn also_through_a_new_session_of_the_page() {
    let mut stage = Stage::default();
    let id = stage.open_with(dropping("s"));
    stage.show(id);
    given_up(&mut stage, "removed");
    let next = stage.open_with(dropping("next"));
    stage.show(next);
    assert_eq!(stage.renamed, [(next, 1)]);
}

#[test]
fn a_call_of_a_frame_session_that_never_ended_has_a_later_session_take_another_name_too() {
    for how in ["removed", "disposed", "inherited"] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        let first = given_up(&mut stage, if how == "inherited" { "aborted" } else { how });
        if how == "inherited" {
            stage.show(id);
            stage.authorize(id);
            stage.answer(&first, token("t"));
        }
        let next = stage.open_with(dropping("next"));
        stage.show(next);
        assert_eq!(stage.renamed, [(next, 1)], "{how}: only where Klarna asks for the name");
    }
}

#[test]
fn an_answer_frees_the_name_again() {
    let mut stage = Stage::default();
    let id = stage.open_with(dropping("s"));
    stage.show(id);
    let sent = given_up(&mut stage, "removed");
    stage.answer(&sent, dismissed());
    stage.show(id);
    assert_eq!(stage.renamed, []);
}

#[test]
fn a_changed_order_is_not_answered_by_the_token_of_an_earlier_change() {
    for is_another in [false, true] {
        let mut stage = Stage::default();
        let one = stage.with_cancel("s");
        stage.buy(one, "t");
        stage.call(one, Call::Reauthorize);
        let first = stage.last();
        stage.abort_last();
        let two = if is_another { stage.with_cancel("s") } else { one };
        let caller = stage.call(two, Call::Reauthorize);
        let second = stage.last();
        stage.answer(&first, token("old"));
        assert_eq!((stage.came(caller), second.who), ("pending", two));
        stage.answer(&second, token("new"));
        stage.posted(two);
        assert_eq!((stage.came(caller), stage.tokens()), ("approved", vec!["t", "new"]));
        assert_eq!(stage.given_back, [(one, "old".to_owned(), "second")]);
    }
}

#[test]
fn an_order_that_no_caller_heard_of_is_not_placed_again_once_its_object_is_made_anew() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let sent = given_up(&mut stage, "aborted");
    stage.answer(&sent, token("late"));
    stage.posted(id);
    stage.feed(id, Input::Dispose);
    let anew = stage.with_widget("s");
    let caller = stage.authorize(anew);
    assert_eq!((stage.came(caller), stage.count("authorize")), ("INVALID_STATE", 1));
}

#[test]
fn a_late_token_of_a_changed_order_that_comes_to_nothing_leaves_the_order_as_it_was() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    stage.buy(one, "t");
    let two = stage.open("s");
    stage.call(one, Call::Reauthorize);
    let sent = stage.last();
    stage.abort_last();
    stage.feed(one, Input::Dispose);
    stage.answer(&sent, token("changed"));
    stage.post_failed(two, Arrival::Denied);
    assert_eq!((stage.state(two), stage.tokens()), ("delivered", vec!["t", "changed"]));
}

#[test]
fn the_finalize_of_a_changed_order_is_not_answered_by_the_token_of_an_earlier_change() {
    let mut stage = Stage::default();
    let id = stage.with_cancel("s");
    stage.buy(id, "t");
    stage.call(id, Call::Reauthorize);
    let first = stage.last();
    stage.abort_last();
    stage.call(id, Call::Reauthorize);
    stage.answer_last(finalize_required());
    let caller = stage.call(id, Call::Finalize);
    let second = stage.last();
    stage.answer(&first, token("old"));
    assert_eq!(stage.came(caller), "pending");
    stage.answer(&second, token("new"));
    stage.posted(id);
    assert_eq!((stage.came(caller), stage.tokens()), ("approved", vec!["t", "new"]));
    assert_eq!(stage.given_back, [(id, "old".to_owned(), "second")]);
}

#[test]
fn the_finalize_of_a_changed_order_is_not_answered_by_what_came_of_the_order_before() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    let late = stage.last();
    stage.abort_last();
    stage.answer(&late, token("late"));
    stage.posted(id);
    stage.call(id, Call::Reauthorize);
    stage.answer_last(finalize_required());
    let caller = stage.call(id, Call::Finalize);
    assert_eq!((stage.came(caller), stage.count("finalize")), ("pending", 1));
}
