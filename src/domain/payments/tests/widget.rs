//! Twins of `payments_widget.js` and `payments_lifecycle.js`.

use super::stage::*;
use crate::domain::error::ErrorCode;
use crate::domain::payments::{Call, Found, Id, Input, Note};

#[test]
fn loads_during_a_load_are_put_together_into_one_with_the_newest_data() {
    let mut stage = Stage::default();
    let id = stage.open("s");
    let callers = [1, 2, 3, 4].map(|order| stage.load(id, order));
    assert_eq!((stage.count("load"), stage.state(id)), (1, "loading"));
    stage.answer_last(shown());
    assert_eq!(stage.last().orders, [2, 3, 4], "the later counts");
    stage.answer_last(shown());
    assert_eq!((stage.count("load"), stage.state(id)), (2, "loaded"));
    assert_eq!(callers.map(|caller| stage.came(caller)), ["shown"; 4]);
}

#[test]
fn a_load_that_was_waiting_settles_with_the_load_that_was_sent_for_it() {
    let mut stage = Stage::default();
    let id = stage.open("s");
    let (first, second) = (stage.load(id, 1), stage.load(id, 2));
    stage.answer_last(shown());
    assert_eq!((stage.came(first), stage.came(second)), ("shown", "pending"));
    stage.answer_last(unavailable());
    assert_eq!((stage.came(second), stage.state(id)), ("unavailable", "ready"));
}

#[test]
fn load_that_is_never_answered_is_a_timeout_and_can_be_tried_again() {
    let mut stage = Stage::default();
    let id = stage.open("s");
    let caller = stage.load(id, 0);
    let load = stage.last();
    stage.feed(id, Input::TimedOut(load.number));
    assert_eq!((stage.came(caller), stage.state(id)), ("SDK_TIMEOUT", "ready"));
    stage.answer(&load, shown());
    assert_eq!(stage.state(id), "ready", "a late answer changes nothing");
    let again = stage.show(id);
    assert_eq!((stage.came(again), stage.watched.len()), ("shown", 0));
}

#[test]
fn authorize_during_a_load_is_refused_and_not_sent() {
    let mut stage = Stage::default();
    let id = stage.open("s");
    stage.load(id, 0);
    let caller = stage.authorize(id);
    assert_eq!((stage.came(caller), stage.count("authorize")), ("IN_PROGRESS", 0));
}

#[test]
fn authorize_without_a_widget_is_refused_here_klarna_would_seem_to_decline() {
    let mut stage = Stage::default();
    let id = stage.open("s");
    let before = stage.authorize(id);
    stage.load(id, 0);
    stage.answer_last(unavailable());
    let after = stage.authorize(id);
    assert_eq!((stage.came(before), stage.came(after)), ("INVALID_STATE", "INVALID_STATE"));
    assert_eq!(stage.count("authorize"), 0);
}

#[test]
fn authorize_after_the_widget_is_gone_is_refused_and_works_again_after_load() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.widget = Some(Found::Gone);
    let gone = stage.authorize(id);
    assert_eq!((stage.came(gone), stage.state(id)), ("WIDGET_REMOVED", "ready"));
    stage.widget = None;
    stage.show(id);
    let caller = stage.authorize(id);
    assert_eq!(stage.came(caller), "pending");
}

#[test]
fn a_widget_that_leaves_while_authorize_waits_settles_it() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    let number = stage.last().number;
    stage.feed(id, Input::WidgetLeft(number));
    assert_eq!((stage.came(caller), stage.state(id)), ("WIDGET_REMOVED", "ready"));
    let again = stage.authorize(id);
    assert_eq!((stage.came(again), stage.watched.len()), ("INVALID_STATE", 0));
}

#[test]
fn a_load_into_another_place_frees_the_page_of_what_a_call_left_whose_caller_gave_up_and_whose_widget_is_gone() {
    for found in [Found::Gone, Found::Removed, Found::There] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        stage.authorize(id);
        stage.abort_last();
        stage.widget = Some(found);
        stage.load(id, 0);
        assert_eq!(stage.freed, usize::from(found != Found::There), "{found:?}: Klarna may cover the page still");
    }
}

#[test]
fn an_answer_and_a_removal_in_one_task_the_answer_counts() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    let number = stage.last().number;
    stage.answer_last(dismissed());
    stage.feed(id, Input::WidgetLeft(number));
    stage.believe();
    assert_eq!(stage.came(caller), "dismissed");
}

#[test]
fn a_container_that_leaves_while_load_waits_settles_it() {
    let mut stage = Stage::default();
    let id = stage.open("s");
    let caller = stage.load(id, 0);
    let number = stage.last().number;
    stage.feed(id, Input::WidgetLeft(number));
    assert_eq!((stage.came(caller), stage.state(id)), ("WIDGET_REMOVED", "ready"));
}

#[test]
fn a_widget_that_was_moved_is_loaded_again_once_its_frame_speaks() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.move_widget();
    stage.frame_speaks(id);
    assert_eq!((stage.count("load"), stage.state(id)), (2, "loading"));
    let caller = stage.authorize(id);
    assert_eq!((stage.last().what, stage.came(caller)), ("authorize", "pending"), "Klarna takes it behind our load");
}

#[test]
fn authorize_after_a_move_waits_until_the_widget_is_loaded_again() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.move_widget();
    let caller = stage.authorize(id);
    assert_eq!((stage.count("authorize"), stage.state(id), stage.awaited.len()), (0, "authorizing", 1));
    let refused = [stage.authorize(id), stage.call(id, Call::Finalize), stage.deliver(id)];
    assert_eq!(refused.map(|caller| stage.came(caller)), ["IN_PROGRESS"; 3]);
    stage.frame_speaks(id);
    assert_eq!((stage.count("load"), stage.count("authorize")), (2, 0));
    stage.answer_last(shown());
    assert_eq!((stage.count("authorize"), stage.awaited.len()), (1, 0));
    stage.answer_last(token("t"));
    stage.posted(id);
    assert_eq!((stage.came(caller), stage.state(id)), ("approved", "delivered"));
}

#[test]
fn a_load_that_a_move_swallowed_is_sent_once_more() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.move_widget();
    let first = stage.load(id, 1);
    let second = stage.load(id, 2);
    stage.frame_speaks(id);
    assert_eq!((stage.count("load"), stage.last().orders), (3, vec![1, 2]), "with all that was asked for");
    stage.answer_last(shown());
    assert_eq!([first, second].map(|caller| stage.came(caller)), ["shown"; 2]);
}

#[test]
fn whoever_waits_for_a_moved_widget_is_told_why_it_does_not_come_back() {
    for (input, code) in [
        (Input::WidgetLeft as fn(_) -> _, "WIDGET_REMOVED"),
        (|number| Input::GivenUp(number, fault(ErrorCode::Aborted)), "ABORTED"),
        (|_| Input::Dispose, "DISPOSED"),
    ] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        stage.move_widget();
        let caller = stage.authorize(id);
        let (_, number) = stage.awaited[0];
        stage.feed(id, input(number));
        assert_eq!((stage.came(caller), stage.awaited.len(), stage.count("authorize")), (code, 0, 0));
        stage.frame_speaks(id);
        assert_eq!((stage.came(caller), stage.count("authorize")), (code, 0));
    }
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.move_widget();
    let caller = stage.authorize(id);
    stage.frame_speaks(id);
    stage.answer_last(unavailable());
    assert_eq!((stage.came(caller), stage.state(id)), ("INVALID_STATE", "ready"));
}

#[test]
fn a_token_that_comes_meanwhile_answers_the_call_that_waits_for_a_moved_widget() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    let first = stage.last();
    stage.abort_last();
    stage.show(id);
    stage.move_widget();
    let caller = stage.authorize(id);
    stage.answer(&first, token("of the first"));
    stage.posted(id);
    assert_eq!((stage.came(caller), stage.tokens()), ("approved", vec!["of the first"]));
    stage.frame_speaks(id);
    assert_eq!(stage.count("authorize"), 1);
}

/// A call of an object that waits until its widget, which was moved, is loaded again; the load is at Klarna.
fn waits_for_its_load(stage: &mut Stage, id: Id) -> (Handle, Sent) {
    stage.move_widget();
    let caller = stage.authorize(id);
    stage.frame_speaks(id);
    let load = stage.last();
    assert_eq!((load.what, stage.came(caller)), ("load", "pending"));
    (caller, load)
}

#[test]
fn a_call_that_waited_is_not_sent_to_a_page_that_another_copy_took_over_meanwhile() {
    for rival in [false, true] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        if rival {
            stage.page.rival_begins();
        }
        let (caller, load) = waits_for_its_load(&mut stage, id);
        stage.owner = Some("session of another copy".to_owned());
        let begun = stage.count("init");
        stage.answer(&load, shown());
        assert_eq!((stage.came(caller), stage.state(id)), ("SUPERSEDED", "superseded"));
        assert_eq!((stage.count("authorize"), stage.count("init")), (0, begun), "nor is the page taken back");
    }
}

#[test]
fn a_call_that_waited_is_not_sent_once_the_session_was_delivered_or_another_copy_is_at_work() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let (caller, load) = waits_for_its_load(&mut stage, id);
    stage.delivered = Some("s".to_owned());
    stage.answer(&load, shown());
    assert_eq!((stage.came(caller), stage.count("authorize")), ("INVALID_STATE", 0));
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let (caller, load) = waits_for_its_load(&mut stage, id);
    stage.busy_copy = Some("s".to_owned());
    stage.answer(&load, shown());
    assert_eq!((stage.came(caller), stage.count("authorize")), ("IN_PROGRESS", 0));
}

#[test]
fn a_call_that_waited_is_sent_on_our_session_where_another_script_begins_its_own() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let (caller, load) = waits_for_its_load(&mut stage, id);
    stage.page.rival_begins();
    stage.answer(&load, shown());
    let last: Vec<_> = stage.sent.iter().rev().take(2).map(|sent| sent.what).collect();
    assert_eq!((last, stage.came(caller)), (vec!["authorize", "init"], "pending"));
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let (caller, load) = waits_for_its_load(&mut stage, id);
    stage.page.rival_begins();
    stage.begin_fails = true;
    stage.answer(&load, shown());
    assert_eq!((stage.came(caller), stage.count("authorize")), ("INVALID_CLIENT_TOKEN", 0));
}

#[test]
fn a_token_that_comes_to_another_object_meanwhile_answers_the_call_that_waits_for_a_moved_widget() {
    for has_backend in [false, true] {
        let mut stage = Stage::default();
        let one = stage.open_as("s", "pay_now", has_backend);
        let two = stage.open_as("s", "pay_later", has_backend);
        stage.show(one);
        stage.show(two);
        stage.authorize(one);
        let first = stage.last();
        stage.feed(one, Input::WidgetLeft(first.number));
        let (caller, load) = waits_for_its_load(&mut stage, two);
        stage.answer(&first, token("of the first"));
        stage.posted(one);
        assert_eq!((stage.came(caller), stage.state(two)), ("approved", "loading"));
        stage.answer(&load, shown());
        assert_eq!(stage.count("authorize"), 1, "the session has its token");
        assert_eq!(stage.tokens().len() + stage.given_tokens().len(), 1);
    }
}

#[test]
fn a_widget_that_moves_while_it_is_asked_with_is_lost_and_the_page_is_freed() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    let number = stage.last().number;
    stage.move_widget();
    stage.feed(id, Input::WidgetLeft(number));
    assert_eq!((stage.came(caller), stage.freed), ("WIDGET_REMOVED", 1));
}

#[test]
fn what_klarna_refuses_once_the_session_has_expired_is_an_error_with_a_remedy() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.age_ms = 48.0 * 3_600_000.0 - 1.0;
    let declined_in_time = stage.authorize(id);
    stage.refuse_last(declined());
    stage.show(id);
    stage.age_ms += 1.0;
    let dismissed_late = stage.authorize(id);
    stage.refuse_last(dismissed());
    let authorize = stage.authorize(id);
    stage.refuse_last(declined());
    let load = stage.load(id, 0);
    stage.answer_last(unavailable());
    let came = [declined_in_time, dismissed_late, authorize, load].map(|caller| stage.came(caller));
    assert_eq!(came, ["declined", "dismissed", "INVALID_CLIENT_TOKEN", "INVALID_CLIENT_TOKEN"]);
    stage.show(id);
    stage.authorize(id);
    stage.answer_last(token("t"));
    assert_eq!(stage.tokens(), ["t"], "Klarna has the last word");
}

#[test]
fn finalize_takes_the_widget_away_and_says_so_it_comes_back_if_the_customer_stopped() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.answer_last(finalize_required());
    stage.frame_is_gone = true;
    let caller = stage.call(id, Call::Finalize);
    assert!(stage.notes.contains(&Note::WidgetRemoved));
    stage.frame_is_gone = false;
    let finalize = stage.last();
    stage.answer(&finalize, dismissed());
    stage.believe();
    assert_eq!((stage.came(caller), stage.count("load")), ("dismissed", 2));
    stage.answer_last(shown());
    assert_eq!(stage.state(id), "finalize_required");
}

#[test]
fn a_widget_that_is_still_being_loaded_is_taken_away_by_finalize_too() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let load = stage.load(id, 0);
    stage.frame_is_gone = true;
    stage.call(id, Call::Finalize);
    assert_eq!((stage.came(load), stage.state(id)), ("WIDGET_REMOVED", "finalizing"));
}

#[test]
fn a_widget_that_finalize_took_away_stays_away_once_the_purchase_is_decided() {
    for answer in [declined(), token("t")] {
        let mut stage = Stage::default();
        let id = stage.without_backend("s");
        stage.frame_is_gone = true;
        stage.call(id, Call::Reauthorize);
        stage.refuse_last(answer);
        assert_eq!(stage.count("load"), 1);
    }
}

#[test]
fn after_a_decline_the_widget_can_be_offered_anew() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    stage.refuse_last(declined());
    stage.show(id);
    assert_eq!(stage.state(id), "loaded");
}

#[test]
fn disposal_settles_whatever_waits() {
    for call in [Call::Authorize, Call::Reauthorize, Call::Finalize] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        let caller = stage.call(id, call);
        stage.feed(id, Input::Dispose);
        assert_eq!((stage.came(caller), stage.watched.len()), ("DISPOSED", 0));
        stage.answer_last(token("late"));
        assert_eq!(stage.tokens(), [""; 0]);
    }
    let mut stage = Stage::default();
    let id = stage.open("s");
    let (facts, review) = (stage.facts(), stage.caller());
    stage.feed(id, Input::Review { container: 0, caller: review, facts });
    let callers = [stage.load(id, 1), stage.load(id, 2), review];
    stage.feed(id, Input::Dispose);
    assert_eq!(callers.map(|caller| stage.came(caller)), ["DISPOSED"; 3]);
    assert_eq!((stage.state(id), stage.watched.len(), stage.taken_out.len()), ("disposed", 0, 1));
}

#[test]
fn disposal_within_a_load_takes_out_the_frame_that_the_load_had_made() {
    let mut stage = Stage::default();
    let id = stage.open("s");
    stage.within.push_back(Within::Dispose);
    let caller = stage.load(id, 0);
    assert_eq!((stage.came(caller), stage.taken_out.len()), ("DISPOSED", 2));
}

#[test]
fn nothing_reaches_an_object_that_was_disposed_of() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.feed(id, Input::Dispose);
    stage.feed(id, Input::Dispose);
    let sent = stage.sent.len();
    let callers = [stage.load(id, 0), stage.authorize(id), stage.call(id, Call::Finalize), stage.deliver(id)];
    assert_eq!(callers.map(|caller| stage.came(caller)), ["DISPOSED"; 4]);
    assert_eq!(stage.sent.len(), sent);
    assert!(stage.page.may_listen(id).is_err());
}

#[test]
fn the_events_of_another_widget_are_not_told() {
    let mut stage = Stage::default();
    let mine = stage.open_as("s", "mine", true);
    stage.open_as("s", "yours", true);
    let concerns = [Some("yours"), Some("mine"), Some("one"), None].map(|name| stage.page.concerns(mine, name));
    assert_eq!(concerns, [false, true, true, true]);
}

#[test]
fn an_object_that_javascript_let_go_of_leaves_the_page_once_nothing_runs() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    stage.feed(id, Input::Dropped);
    stage.answer_last(token("t"));
    stage.posted(id);
    assert_eq!((stage.came(caller), stage.state(id)), ("approved", "disposed"));
}
