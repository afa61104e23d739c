//! Twins of `payments_settling.js` and `payments_steps.js`.

use super::stage::*;
use crate::domain::error::ErrorCode;
use crate::domain::payments::{Call, Input, Note};
use crate::domain::value::{Value, object};

const CALLS: [Call; 3] = [Call::Authorize, Call::Reauthorize, Call::Finalize];

#[test]
fn a_callback_before_a_throw_does_not_count_the_throw_wins() {
    for answer in [declined(), token("t")] {
        for call in CALLS {
            let mut stage = Stage::default();
            let id = stage.with_widget("s");
            stage.within.extend([Within::Answer(answer.clone()), Within::Throw]);
            let caller = stage.call(id, call);
            assert_eq!((stage.came(caller), stage.state(id)), ("SDK_ERROR", "loaded"));
            assert_eq!(stage.tokens(), [""; 0]);
        }
    }
    let mut stage = Stage::default();
    let id = stage.open("s");
    stage.within.extend([Within::Answer(unavailable()), Within::Throw]);
    let caller = stage.load(id, 0);
    assert_eq!((stage.came(caller), stage.state(id)), ("SDK_ERROR", "ready"));
}

#[test]
fn a_callback_within_the_call_is_an_answer_like_any_other() {
    let mut stage = Stage::default();
    let id = stage.without_backend("s");
    stage.within.push_back(Within::Answer(token("t")));
    let caller = stage.authorize(id);
    assert_eq!((stage.came(caller), stage.state(id)), ("approved", "approved"));
}

#[test]
fn a_refusal_that_fails_afterwards_is_a_failure_and_no_decline() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    for answer in [declined(), dismissed()] {
        let caller = stage.authorize(id);
        stage.answer_last(answer);
        assert_eq!(stage.came(caller), "pending", "it is doubted first");
        let number = stage.last().number;
        stage.feed(id, Input::Failed(number, fault(ErrorCode::WidgetRemoved)));
        assert_eq!((stage.came(caller), stage.state(id)), ("WIDGET_REMOVED", "ready"));
        stage.believe();
        assert_eq!(stage.state(id), "ready", "and it is not believed any more");
        stage.show(id);
    }
}

#[test]
fn a_failure_that_comes_before_its_refusal_is_one_too() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    let number = stage.last().number;
    stage.feed(id, Input::Failed(number, fault(ErrorCode::WidgetRemoved)));
    assert_eq!(stage.came(caller), "pending");
    stage.answer_last(declined());
    assert_eq!(stage.came(caller), "WIDGET_REMOVED");
}

#[test]
fn an_approval_is_not_doubted_the_token_counts() {
    let mut stage = Stage::default();
    let id = stage.without_backend("s");
    let caller = stage.authorize(id);
    let number = stage.last().number;
    stage.feed(id, Input::Failed(number, fault(ErrorCode::WidgetRemoved)));
    stage.answer_last(token("t"));
    assert_eq!(stage.came(caller), "approved");
}

#[test]
fn a_refusal_that_nothing_contradicts_is_an_outcome() {
    for (answer, status, state) in [(declined(), "declined", "declined"), (dismissed(), "dismissed", "loaded")] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        let caller = stage.authorize(id);
        stage.refuse_last(answer);
        assert_eq!((stage.came(caller), stage.state(id)), (status, state));
    }
}

#[test]
fn only_the_first_of_several_callbacks_counts() {
    let mut stage = Stage::default();
    let id = stage.without_backend("s");
    let caller = stage.authorize(id);
    for answer in [token("first"), token("first"), declined(), Value::Null] {
        stage.answer_last(answer);
    }
    assert_eq!((stage.came(caller), stage.state(id)), ("approved", "approved"));
    assert_eq!(stage.settled.get(&caller).map(Vec::len), Some(1));
}

#[test]
fn one_approval_is_posted_once_however_often_klarna_calls_back() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    for _ in 0..3 {
        stage.answer_last(token("t"));
    }
    assert_eq!(stage.tokens(), ["t"]);
}

#[test]
fn an_answer_that_nobody_knows_is_a_failure() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    stage.answer_last(object([("approved", true.into())]));
    assert_eq!((stage.came(caller), stage.state(id)), ("SDK_INCOMPATIBLE", "loaded"));
}

#[test]
fn an_authorize_that_waits_can_be_aborted() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    assert_eq!(stage.state(id), "authorizing");
    stage.abort_last();
    assert_eq!((stage.came(caller), stage.state(id)), ("ABORTED", "loaded"));
}

#[test]
fn a_signal_that_fires_while_klarna_is_being_called_is_heard() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.within.push_back(Within::Abort);
    let caller = stage.authorize(id);
    assert_eq!((stage.came(caller), stage.watched.len()), ("ABORTED", 0));
}

#[test]
fn a_signal_that_fires_after_the_answer_changes_nothing() {
    let mut stage = Stage::default();
    let id = stage.without_backend("s");
    let caller = stage.authorize(id);
    stage.answer_last(token("t"));
    stage.abort_last();
    assert_eq!((stage.came(caller), stage.state(id)), ("approved", "approved"));
}

#[test]
fn after_an_abort_nothing_new_starts_until_klarna_has_answered() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.abort_last();
    for call in CALLS {
        let caller = stage.call(id, call);
        assert_eq!(stage.came(caller), "IN_PROGRESS");
    }
    stage.answer(&stage.last(), dismissed());
    let caller = stage.authorize(id);
    assert_eq!((stage.came(caller), stage.count("authorize")), ("pending", 2));
}

#[test]
fn after_an_abort_a_load_that_fails_is_no_new_beginning() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.abort_last();
    let authorize = stage.last();
    stage.within.push_back(Within::Throw);
    let load = stage.load(id, 0);
    assert_eq!(stage.came(load), "SDK_ERROR");
    let caller = stage.call(id, Call::Reauthorize);
    assert_eq!(stage.came(caller), "IN_PROGRESS", "Klarna still asks the customer");
    stage.answer(&authorize, dismissed());
    let caller = stage.call(id, Call::Reauthorize);
    assert_eq!(stage.came(caller), "pending");
}

#[test]
fn the_widget_may_be_loaded_again_in_the_very_task_of_the_abort() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.abort_last();
    let load = stage.show(id);
    let caller = stage.authorize(id);
    assert_eq!((stage.came(load), stage.came(caller)), ("shown", "pending"));
}

#[test]
fn a_late_token_of_an_aborted_call_is_the_answer_of_the_one_that_took_its_place() {
    let mut stage = Stage::default();
    let id = stage.without_backend("s");
    stage.authorize(id);
    let first = stage.last();
    stage.abort_last();
    stage.show(id);
    let caller = stage.authorize(id);
    stage.answer(&first, token("late"));
    assert_eq!((stage.came(caller), stage.state(id)), ("approved", "approved"));
}

#[test]
fn a_token_of_a_call_that_threw_is_the_answer_of_the_one_that_took_its_place() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.within.push_back(Within::Throw);
    stage.authorize(id);
    let first = stage.last();
    let caller = stage.authorize(id);
    stage.answer(&first, token("late"));
    stage.posted(id);
    assert_eq!((stage.came(caller), stage.tokens()), ("approved", vec!["late"]));
}

#[test]
fn a_second_call_while_one_runs_is_refused_and_never_sent() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let first = stage.authorize(id);
    let sent = stage.sent.len();
    for call in CALLS {
        let caller = stage.call(id, call);
        assert_eq!(stage.came(caller), "IN_PROGRESS");
    }
    let load = stage.load(id, 0);
    assert_eq!((stage.came(load), stage.sent.len()), ("IN_PROGRESS", sent));
    stage.refuse_last(dismissed());
    assert_eq!((stage.came(first), stage.state(id)), ("dismissed", "loaded"));
}

#[test]
fn the_two_steps_lead_from_payment_page_to_delivery() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let authorize = stage.authorize(id);
    stage.answer_last(finalize_required());
    assert_eq!((stage.came(authorize), stage.state(id)), ("finalize_required", "finalize_required"));
    let finalize = stage.call(id, Call::Finalize);
    stage.answer_last(token("t"));
    stage.posted(id);
    assert_eq!((stage.came(finalize), stage.state(id)), ("approved", "delivered"));
    let states: Vec<_> = stage.states.iter().map(|(_, state)| state.as_str()).collect();
    let (first, then) =
        (["loading", "loaded", "authorizing"], ["finalize_required", "finalizing", "delivering", "delivered"]);
    assert_eq!(states, [&first[..], &then[..]].concat());
}

#[test]
fn finalize_on_a_later_page_needs_no_widget() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(finalize_required());
    stage.feed(id, Input::Dispose);
    let later = stage.open("s");
    let caller = stage.call(later, Call::Finalize);
    stage.answer_last(token("t"));
    stage.posted(later);
    assert_eq!(stage.came(caller), "approved");
}

#[test]
fn a_customer_who_stops_at_finalize_may_try_again() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(finalize_required());
    let caller = stage.call(id, Call::Finalize);
    stage.refuse_last(dismissed());
    assert_eq!((stage.came(caller), stage.state(id)), ("dismissed", "finalize_required"));
    let again = stage.call(id, Call::Finalize);
    assert_eq!(stage.came(again), "pending");
}

#[test]
fn after_authorize_gave_the_token_there_is_nothing_to_finalize_here_and_on_a_later_page() {
    let mut stage = Stage::default();
    let id = stage.without_backend("s");
    stage.authorize(id);
    stage.answer_last(token("t"));
    let here = stage.call(id, Call::Finalize);
    let later = stage.open("s");
    let there = stage.call(later, Call::Finalize);
    assert_eq!((stage.came(here), stage.came(there)), ("INVALID_STATE", "INVALID_STATE"));
    assert_eq!(stage.count("finalize"), 0);
}

#[test]
fn after_a_decline_there_is_nothing_to_finalize_on_a_later_page() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.refuse_last(declined());
    let later = stage.open("s");
    let caller = stage.call(later, Call::Finalize);
    assert_eq!(stage.came(caller), "INVALID_STATE");
}

#[test]
fn after_a_finalize_that_was_declined_or_only_closed_it_may_be_asked_for_again_here_and_on_a_later_page() {
    for is_later in [false, true] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        stage.authorize(id);
        stage.answer_last(finalize_required());
        let first = stage.call(id, Call::Finalize);
        stage.refuse_last(declined());
        assert_eq!((stage.came(first), stage.state(id)), ("declined", "declined"));
        let id = if is_later { stage.open("s") } else { id };
        let again = stage.call(id, Call::Finalize);
        assert_eq!((stage.came(again), stage.count("finalize")), ("pending", 2));
        stage.answer_last(token("t"));
        stage.posted(id);
        let more = stage.call(id, Call::Finalize);
        assert_eq!((stage.came(again), stage.came(more)), ("approved", "INVALID_STATE"));
    }
}

#[test]
fn after_a_finalize_that_was_declined_another_session_may_be_finalized_that_was_authorized_elsewhere() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(finalize_required());
    stage.call(id, Call::Finalize);
    stage.refuse_last(declined());
    let other = stage.open("other");
    let finalized = stage.call(other, Call::Finalize);
    stage.answer_last(token("t"));
    stage.posted(other);
    assert_eq!(stage.came(finalized), "approved");
}

#[test]
fn a_decline_of_another_widget_leaves_what_waits_for_finalize() {
    let mut stage = Stage::default();
    let waits = stage.with_widget("s");
    stage.authorize(waits);
    stage.answer_last(finalize_required());
    let other = stage.open_as("s", "pay_later", true);
    stage.show(other);
    stage.authorize(other);
    stage.refuse_last(declined());
    let caller = stage.call(waits, Call::Finalize);
    assert_eq!(stage.came(caller), "pending");
}

#[test]
fn a_session_that_changed_in_between_is_not_finalized() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(finalize_required());
    let other = stage.open("made anew");
    let caller = stage.call(other, Call::Finalize);
    assert_eq!((stage.came(caller), stage.count("finalize")), ("INVALID_STATE", 0));
}

#[test]
fn where_nothing_is_known_as_in_a_second_tab_klarna_decides() {
    for record in [Value::Null, "tampered with".into()] {
        let mut stage = Stage::default();
        stage.record = record;
        let id = stage.open("s");
        let caller = stage.call(id, Call::Finalize);
        assert_eq!(stage.came(caller), "pending");
    }
}

#[test]
fn the_log_hears_of_calls_and_of_how_they_ended() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(finalize_required());
    let expected = [
        Note::Loaded(Ok("shown")),
        Note::Called(Call::Authorize, None),
        Note::Ended(Call::Authorize, Ok("finalize_required")),
    ];
    assert_eq!(stage.notes, expected);
}

#[test]
fn a_changed_order_is_finalized_where_klarna_asks_for_it() {
    for is_another in [false, true] {
        let mut stage = Stage::default();
        let one = stage.with_widget("s");
        stage.buy(one, "t");
        let id = if is_another { stage.with_widget("s") } else { one };
        let before = stage.call(id, Call::Finalize);
        stage.call(id, Call::Reauthorize);
        stage.answer_last(finalize_required());
        let authorize = stage.authorize(id);
        let caller = stage.call(id, Call::Finalize);
        let came = [before, authorize, caller].map(|caller| stage.came(caller));
        assert_eq!(came, ["INVALID_STATE", "INVALID_STATE", "pending"]);
        stage.answer_last(token("changed"));
        stage.posted(id);
        let again = stage.call(id, Call::Finalize);
        assert_eq!((stage.tokens(), stage.came(again)), (vec!["t", "changed"], "INVALID_STATE"));
    }
}

#[test]
fn a_consent_to_a_changed_order_counts_no_more_once_another_object_brought_a_newer_token() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    stage.buy(one, "t");
    stage.call(one, Call::Reauthorize);
    stage.answer_last(finalize_required());
    let two = stage.with_widget("s");
    stage.call(two, Call::Reauthorize);
    stage.answer_last(token("newer"));
    stage.posted(two);
    // Storage is switched off.
    stage.record = Value::Null;
    let caller = stage.call(one, Call::Finalize);
    assert_eq!(stage.came(caller), "INVALID_STATE");
}

#[test]
fn a_consent_to_the_order_before_is_not_finalized_as_a_change_of_it() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(finalize_required());
    stage.delivered = Some("s".to_owned());
    stage.call(id, Call::Reauthorize);
    stage.refuse_last(dismissed());
    let caller = stage.call(id, Call::Finalize);
    assert_eq!((stage.came(caller), stage.count("finalize")), ("INVALID_STATE", 0));
}
