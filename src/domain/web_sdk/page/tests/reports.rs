//! What Klarna's SDK reports, and to whom.

use super::stage::*;
use crate::domain::delivery::Arrival;
use crate::domain::error::ErrorCode;
use crate::domain::web_sdk::page::*;
use crate::domain::web_sdk::*;

/// An object in a journey.
fn in_journey(stage: &mut Stage, payment_request: &str) -> Id {
    let id = stage.open();
    stage.click(id);
    stage.answer_last(step_up(payment_request));
    id
}

/// Klarna's SDK reports to every object.
fn complete(stage: &mut Stage, ids: &[Id], payment_request: &str) {
    for id in ids {
        stage.complete(*id, payment_request);
    }
}

#[test]
fn a_completion_is_told_once_and_answered_the_same_way_again() {
    let mut stage = Stage::default();
    let id = in_journey(&mut stage, "krn:1");
    stage.complete(id, "krn:1");
    stage.complete(id, "krn:1");
    assert_eq!(stage.heard(id), ["outcome", "complete", "completed"]);
    let given: Vec<_> = stage
        .done
        .iter()
        .filter_map(|(_, effect)| if let Effect::Give(promise) = effect { Some(promise) } else { None })
        .collect();
    assert_eq!((given.len(), given.first()), (2, given.last()));
}

#[test]
fn what_happened_before_a_redirect_is_told_with_the_end_of_its_click() {
    let mut stage = Stage::default();
    let ids = [stage.open(), stage.open()];
    complete(&mut stage, &ids, "krn:1");
    for id in ids {
        assert_eq!((stage.heard(id), stage.state(id)), (vec!["complete", "completed"], State::Completed));
    }
}

#[test]
fn an_abort_after_the_end_is_no_news() {
    let mut stage = Stage::default();
    let id = in_journey(&mut stage, "krn:1");
    stage.complete(id, "krn:1");
    stage.abort(id, "krn:1", "COMPLETED");
    assert_eq!((stage.state(id), stage.heard(id).len()), (State::Completed, 3));
    let other = stage.open();
    stage.click(other);
    stage.answer_last(approved());
    stage.abort(other, "krn:2", "CANCELED");
    assert_eq!((stage.state(other), stage.heard(other)), (State::Approved, vec!["outcome", "approved"]));
}

#[test]
fn a_journey_that_klarna_declines_ends_as_declined() {
    let mut stage = Stage::default();
    let id = in_journey(&mut stage, "krn:1");
    stage.abort(id, "krn:1", "DECLINED");
    assert_eq!((stage.state(id), stage.heard(id)), (State::Declined, vec!["outcome", "abort", "declined"]));
}

#[test]
fn the_customer_may_stop_and_start_again_as_often_as_they_like() {
    let mut stage = Stage::default();
    let id = stage.open();
    for _ in 0..3 {
        stage.click(id);
        stage.answer_last(step_up("krn:1"));
        stage.abort(id, "krn:1", "SUBMITTED");
        assert_eq!(stage.state(id), State::Aborted);
    }
    assert_eq!(stage.heard(id), ["outcome", "abort", "dismissed"].repeat(3));
}

#[test]
fn a_late_report_of_an_earlier_payment_request_does_not_end_the_current_journey() {
    let mut stage = Stage::default();
    let id = in_journey(&mut stage, "krn:1");
    stage.abort(id, "krn:1", "SUBMITTED");
    stage.click(id);
    stage.answer_last(step_up("krn:2"));
    stage.complete(id, "krn:1");
    assert_eq!(stage.state(id), State::InJourney);
    stage.complete(id, "krn:2");
    assert_eq!(stage.state(id), State::Completed);
}

#[test]
fn a_completion_of_an_earlier_payment_request_is_told_once_while_another_click_runs_and_ends_nothing() {
    for is_launched in [false, true] {
        let mut stage = Stage::default();
        let id = in_journey(&mut stage, "krn:1");
        let waiting = stage.initiate(id).unwrap();
        stage.call(id, Some(stage.own()), "t", "o");
        let mut heard = vec!["outcome", "pending"];
        if is_launched {
            stage.answer_last(step_up("krn:2"));
            heard.push("outcome");
        }
        let state = stage.state(id);
        stage.complete(id, "krn:1");
        stage.complete(id, "krn:1");
        heard.push("complete");
        assert_eq!((stage.state(id), stage.heard(id), stage.came(&waiting)), (state, heard, None));
    }
}

/// The customer has accepted krn:1 while the backend is asked about the next click of that purchase.
fn completed_beside_another_click(stage: &mut Stage) -> Id {
    let id = stage.page.open(named("order-1"));
    stage.click(id);
    stage.answer_last(step_up("krn:1"));
    stage.click(id);
    stage.complete(id, "krn:1");
    id
}

/// The server says that nothing came of krn:1.
fn is_paid_anew_once_declined(stage: &mut Stage, id: Id) {
    stage.feed(id, Input::Confirmed("krn:1".to_owned(), Confirmation::Declined)).unwrap();
    stage.click(id);
    assert_eq!(stage.posts.len(), 3);
}

#[test]
fn what_is_completed_while_another_click_runs_is_paid_until_the_server_says_otherwise() {
    let mut stage = Stage::default();
    let id = completed_beside_another_click(&mut stage);
    stage.answer_last(declined());
    let refused = stage.click(id);
    assert_eq!((stage.code(&refused), stage.posts.len()), (Some(ErrorCode::InvalidState), 2));
    is_paid_anew_once_declined(&mut stage, id);
}

#[test]
fn what_is_completed_while_the_backend_gives_its_payment_request_again_may_be_paid_anew_where_the_server_declines_it() {
    let mut stage = Stage::default();
    let id = completed_beside_another_click(&mut stage);
    stage.answer_last(step_up("krn:1"));
    stage.abort(id, "krn:1", "DECLINED");
    is_paid_anew_once_declined(&mut stage, id);
}

/// Paid twice: krn:1 is accepted, and the customer would stand before krn:2.
#[test]
fn no_journey_begins_for_a_purchase_that_was_accepted_while_the_backend_was_asked_about_it() {
    let mut stage = Stage::default();
    let id = completed_beside_another_click(&mut stage);
    let asked = stage.click(id);
    stage.answer_last(step_up("krn:2"));
    assert_eq!((stage.state(id), stage.code(&asked)), (State::Failed, Some(ErrorCode::InvalidState)));
    assert_eq!(stage.heard(id), ["outcome", "pending", "complete", "outcome", "error", "failed"]);
    stage.error(id, true);
    assert_eq!(stage.heard(id).len(), 6, "Klarna's SDK says the refusal back");
    let refused = stage.click(id);
    assert_eq!((stage.code(&refused), stage.posts.len()), (Some(ErrorCode::InvalidState), 2));
    is_paid_anew_once_declined(&mut stage, id);
    stage.answer_last(step_up("krn:3"));
    assert_eq!(stage.state(id), State::InJourney);
}

#[test]
fn a_journey_begins_for_another_purchase_or_where_the_server_has_declined_the_accepted_one() {
    for is_declined in [false, true] {
        let mut stage = Stage::default();
        let id = stage.page.open(named("order-1"));
        stage.click(id);
        stage.answer_last(step_up("krn:1"));
        let caller = stage.initiate_named(id, Some(if is_declined { "order-1" } else { "order-2" })).unwrap();
        let asked = stage.call(id, Some(stage.own()), "t", "o");
        stage.complete(id, "krn:1");
        if is_declined {
            stage.feed(id, Input::Confirmed("krn:1".to_owned(), Confirmation::Declined)).unwrap();
        }
        stage.answer_last(step_up("krn:2"));
        assert!(stage.came(&asked).unwrap().is_ok() && stage.came(&caller).is_none());
        stage.complete(id, "krn:2");
        assert_eq!(stage.state(id), State::Completed);
    }
}

#[test]
fn no_journey_begins_for_a_purchase_that_was_accepted_through_another_object() {
    for again in ["krn:1", "krn:2"] {
        let mut stage = Stage::default();
        let ids = [stage.page.open(named("order-1")), stage.page.open(named("order-1"))];
        stage.click(ids[0]);
        stage.answer_last(step_up("krn:1"));
        let waiting = stage.initiate(ids[1]).unwrap();
        let asked = stage.call(ids[1], Some(stage.own()), "t", "o");
        complete(&mut stage, &ids, "krn:1");
        stage.answer_last(step_up(again));
        assert_eq!((stage.state(ids[0]), stage.state(ids[1])), (State::Completed, State::Failed));
        assert_eq!(stage.code(&asked), Some(ErrorCode::InvalidState));
        assert_eq!(stage.code(&waiting), Some(ErrorCode::InvalidState));
        stage.feed(ids[0], Input::Confirmed("krn:1".to_owned(), Confirmation::Declined)).unwrap();
        stage.click(ids[1]);
        assert_eq!(stage.posts.len(), 3);
    }
}

/// Klarna's SDK may report nothing a second time, and the page would wait for ever: with a name or without.
#[test]
fn what_was_accepted_while_the_backend_was_asked_ends_the_click_whose_payment_request_it_turns_out_to_be() {
    for is_asking in [false, true] {
        let mut stage = Stage::default();
        let id = in_journey(&mut stage, "krn:1");
        let caller = stage.initiate(id).unwrap();
        if !is_asking {
            stage.complete(id, "krn:1");
        }
        let asked = stage.call(id, Some(stage.own()), "t", "o");
        if is_asking {
            stage.complete(id, "krn:1");
        }
        stage.answer_last(step_up("krn:1"));
        assert_eq!((stage.state(id), stage.code(&asked)), (State::Completed, Some(ErrorCode::Aborted)));
        assert_eq!(stage.came(&caller).unwrap().unwrap().get("state").as_str(), Some("COMPLETED"));
        let heard = ["outcome", "pending", "complete", "outcome", "completed"];
        assert_eq!(stage.heard(id), heard);
        stage.complete(id, "krn:1");
        assert_eq!(stage.heard(id), heard, "once");
    }
}

/// Paid twice: A is paid with krn:1, whatever became of krn:0.
#[test]
fn what_becomes_of_a_payment_request_that_was_completed_before_the_journey_says_nothing_of_the_journey() {
    for is_asking in [false, true] {
        let mut stage = Stage::default();
        let id = stage.open();
        stage.initiate_named(id, Some("A")).unwrap();
        if !is_asking {
            stage.complete(id, "krn:0");
        }
        stage.call(id, Some(stage.own()), "t", "o");
        if is_asking {
            stage.complete(id, "krn:0");
        }
        stage.answer_last(step_up("krn:1"));
        stage.complete(id, "krn:1");
        stage.feed(id, Input::Confirmed("krn:0".to_owned(), Confirmation::Expired)).unwrap();
        assert_eq!(stage.state(id), State::Completed);
        stage.present(id, 100.0, None);
        assert_eq!(stage.initiate_named(id, Some("A")).err(), Some(ErrorCode::InvalidState));
    }
}

/// The journey may go on in a window though another presentation was asked for.
#[test]
fn what_becomes_of_a_payment_request_of_another_page_says_nothing_of_a_journey_that_is_out_of_sight() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.initiate_named(id, Some("A")).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer_last(step_up("krn:1"));
    stage.present(id, 100.0, None);
    stage.complete(id, "krn:0");
    stage.complete(id, "krn:1");
    stage.feed(id, Input::Confirmed("krn:0".to_owned(), Confirmation::Expired)).unwrap();
    stage.present(id, 100.0, None);
    assert_eq!(stage.initiate_named(id, Some("A")).err(), Some(ErrorCode::InvalidState));
}

#[test]
fn a_late_completion_does_not_mark_the_purchase_as_paid_that_was_clicked_since() {
    let mut stage = Stage::default();
    let id = stage.open();
    for (name, payment_request) in [("A", "krn:1"), ("B", "krn:2")] {
        stage.initiate_named(id, Some(name)).unwrap();
        stage.call(id, Some(stage.own()), "t", "o");
        stage.answer_last(step_up(payment_request));
    }
    stage.present(id, 100.0, Some("C"));
    stage.complete(id, "krn:1");
    stage.present(id, 100.0, Some("C"));
    assert_eq!(stage.initiate_named(id, Some("A")), Err(ErrorCode::InvalidState));
    assert!(stage.initiate_named(id, Some("B")).is_ok());
}

#[test]
fn what_is_completed_after_the_click_that_followed_it_is_the_purchase_that_it_was_launched_for() {
    let mut stage = Stage::default();
    let id = stage.open();
    for (name, answer) in [("A", step_up("krn:1")), ("B", declined())] {
        stage.initiate_named(id, Some(name)).unwrap();
        stage.call(id, Some(stage.own()), "t", "o");
        stage.answer_last(answer);
    }
    stage.complete(id, "krn:1");
    stage.present(id, 100.0, None);
    assert_eq!(stage.initiate_named(id, Some("A")), Err(ErrorCode::InvalidState));
    assert!(stage.initiate_named(id, Some("B")).is_ok());
}

#[test]
fn what_is_reported_of_a_payment_request_of_another_page_does_not_end_the_current_journey() {
    let mut stage = Stage::default();
    let id = in_journey(&mut stage, "krn:1");
    stage.complete(id, "krn:0");
    stage.abort(id, "krn:00", "SUBMITTED");
    let failure = Fault::Theirs("late");
    stage.feed(id, Input::Error { failure, is_refusal: false, request: request("krn:000", "SUBMITTED") }).unwrap();
    assert_eq!((stage.state(id), stage.heard(id)), (State::InJourney, vec!["outcome", "complete", "error"]));
    stage.complete(id, "krn:1");
    assert_eq!((stage.state(id), stage.heard(id).last().copied()), (State::Completed, Some("completed")));
}

#[test]
fn what_is_reported_of_another_payment_request_before_the_journey_begins_does_not_end_the_click() {
    let mut stage = Stage::default();
    let id = stage.open();
    let caller = stage.initiate(id).unwrap();
    let strangers = |stage: &mut Stage| {
        stage.abort(id, "krn:0", "EXPIRED");
        let failure = Fault::Theirs("late");
        stage.feed(id, Input::Error { failure, is_refusal: false, request: request("krn:0", "EXPIRED") }).unwrap();
        stage.complete(id, "krn:00");
    };
    strangers(&mut stage);
    assert_eq!((stage.state(id), stage.heard(id)), (State::Initiating, vec!["error", "complete"]));
    let asked = stage.call(id, Some(stage.own()), "t", "o");
    strangers(&mut stage);
    assert_eq!(stage.state(id), State::Authorizing);
    stage.answer(0, step_up("krn:1"));
    assert_eq!((stage.state(id), stage.code(&asked)), (State::InJourney, None));
    assert!(stage.came(&asked).unwrap().is_ok() && stage.came(&caller).is_none());
    stage.complete(id, "krn:1");
    assert_eq!(stage.state(id), State::Completed);
}

#[test]
fn the_completion_of_a_click_counts_beside_that_of_another_one_before_the_backend_answers() {
    let mut stage = Stage::default();
    let id = stage.open();
    let caller = stage.initiate(id).unwrap();
    let asked = stage.call(id, Some(stage.own()), "t", "o");
    stage.complete(id, "krn:0");
    stage.complete(id, "krn:1");
    stage.answer(0, step_up("krn:1"));
    assert_eq!(stage.state(id), State::Completed);
    assert_eq!(stage.code(&asked), Some(ErrorCode::Aborted), "no journey into what is completed");
    assert!(stage.came(&caller).unwrap().is_ok());
}

#[test]
fn a_completion_before_the_sdk_calls_back_marks_no_purchase_as_paid() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.initiate_named(id, Some("A")).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer_last(declined());
    let caller = stage.initiate_named(id, Some("B")).unwrap();
    stage.complete(id, "krn:0");
    assert_eq!((stage.state(id), stage.came(&caller)), (State::Initiating, None));
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer_last(step_up("krn:1"));
    stage.abort(id, "krn:1", "SUBMITTED");
    assert!(stage.initiate_named(id, Some("A")).is_ok());
}

#[test]
fn a_purchase_that_the_sdk_completes_by_itself_is_the_one_that_was_clicked() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.initiate_named(id, Some("A")).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer_last(declined());
    stage.initiate_named(id, Some("B")).unwrap();
    stage.settled_by_sdk(id, stage.own(), Ok(request("krn:1", "COMPLETED")));
    stage.present(id, 100.0, None);
    assert_eq!(stage.initiate_named(id, Some("B")), Err(ErrorCode::InvalidState));
    assert!(stage.initiate_named(id, Some("A")).is_ok());
}

#[test]
fn a_promise_of_the_sdk_that_settles_with_an_earlier_payment_request_leaves_no_call_waiting() {
    let mut stage = Stage::default();
    let id = in_journey(&mut stage, "krn:1");
    stage.abort(id, "krn:1", "SUBMITTED");
    let caller = stage.initiate(id).unwrap();
    stage.settled_by_sdk(id, stage.own(), Ok(request("krn:1", "SUBMITTED")));
    assert_eq!((stage.state(id), stage.code(&caller)), (State::Failed, Some(ErrorCode::SdkIncompatible)));
}

#[test]
fn a_late_report_does_not_keep_a_declined_purchase_completed() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.complete(id, "krn:1");
    stage.complete(id, "krn:0");
    stage.abort(id, "krn:00", "SUBMITTED");
    stage.feed(id, Input::Confirmed("krn:1".to_owned(), Confirmation::Declined)).unwrap();
    assert_eq!(stage.state(id), State::Ready);
}

#[test]
fn what_is_completed_after_the_customer_came_back_is_paid() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.initiate_named(id, Some("A")).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer_last(step_up("krn:1"));
    stage.feed(id, Input::CameBack).unwrap();
    stage.complete(id, "krn:1");
    stage.present(id, 100.0, None);
    assert_eq!(stage.initiate_named(id, Some("A")), Err(ErrorCode::InvalidState));
    assert!(stage.initiate_named(id, Some("B")).is_ok());
}

#[test]
fn the_shop_has_the_last_word_on_a_purchase_that_was_named_with_the_click() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.initiate_named(id, Some("A")).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.lose(0);
    stage.settle(id, true).unwrap();
    stage.settle(id, false).unwrap();
    assert!(stage.initiate_named(id, Some("A")).is_ok());
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer_last(step_up("krn:1"));
    stage.settle(id, true).unwrap();
    stage.present(id, 100.0, None);
    assert_eq!(stage.initiate_named(id, Some("A")), Err(ErrorCode::InvalidState));
    assert!(stage.initiate(id).is_ok());
}

#[test]
fn while_the_backend_is_asked_its_answer_goes_before_what_the_sdk_says() {
    for (answer, state, heard) in [
        (declined(), State::Declined, vec!["outcome", "declined"]),
        (approved(), State::Approved, vec!["outcome", "approved"]),
        (step_up("krn:1"), State::Aborted, vec!["outcome", "abort", "dismissed", "error"]),
    ] {
        let mut stage = Stage::default();
        let id = stage.open();
        let caller = stage.initiate(id).unwrap();
        let asked = stage.call(id, Some(stage.own()), "t", "o");
        stage.feed(id, Input::Abort(PaymentRequest::default())).unwrap();
        stage.error(id, false);
        stage.settled_by_sdk(id, stage.own(), Err(Fault::Theirs("impatient")));
        assert_eq!((stage.state(id), stage.heard(id)), (State::Authorizing, vec![]));
        stage.answer(0, answer.clone());
        assert_eq!((stage.state(id), stage.heard(id)), (state, heard));
        assert!(stage.came(&caller).unwrap().is_ok());
        if state == State::Aborted {
            assert_eq!(stage.code(&asked), Some(ErrorCode::Aborted), "no journey starts after that");
        }
    }
}

#[test]
fn a_completion_while_the_backend_is_asked_ends_the_click_whose_journey_it_turns_out_to_be() {
    let mut stage = Stage::default();
    let id = stage.open();
    let caller = stage.initiate(id).unwrap();
    let asked = stage.call(id, Some(stage.own()), "t", "o");
    stage.complete(id, "krn:1");
    assert_eq!((stage.state(id), stage.heard(id)), (State::Authorizing, vec!["complete"]));
    stage.answer(0, step_up("krn:1"));
    assert_eq!((stage.state(id), stage.heard(id)), (State::Completed, vec!["complete", "outcome", "completed"]));
    assert_eq!(stage.came(&caller).unwrap().unwrap().get("state").as_str(), Some("COMPLETED"));
    assert_eq!(stage.code(&asked), Some(ErrorCode::Aborted), "no journey starts after that");
    stage.complete(id, "krn:1");
    assert_eq!(stage.heard(id).len(), 3, "once");
}

#[test]
fn a_completion_of_another_payment_request_while_the_backend_is_asked_does_not_end_the_click() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.click(id);
    stage.complete(id, "krn:of the page before");
    stage.answer_last(step_up("krn:1"));
    assert_eq!((stage.state(id), stage.heard(id)), (State::InJourney, vec!["complete", "outcome"]));
    stage.complete(id, "krn:1");
    assert_eq!(stage.heard(id), ["complete", "outcome", "complete", "completed"]);
}

#[test]
fn what_klarna_said_while_the_backend_was_asked_does_not_end_a_newer_click() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.initiate(id).unwrap();
    let asked = stage.call(id, Some(stage.own()), "t", "o");
    stage.feed(id, Input::Abort(PaymentRequest::default())).unwrap();
    stage.error(id, false);
    stage.on(|stage, id, word| {
        if matches!(word, Note::Abort(_)) {
            stage.initiate(id).unwrap();
        }
    });
    stage.answer(0, step_up("krn:1"));
    assert_eq!((stage.state(id), stage.code(&asked)), (State::Initiating, Some(ErrorCode::Aborted)));
    assert_eq!(stage.heard(id), ["outcome", "abort", "dismissed"]);
}

#[test]
fn an_error_while_the_backend_is_asked_does_not_free_the_click() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.click(id);
    stage.error(id, false);
    stage.click(id);
    assert_eq!((stage.state(id), stage.posts.len()), (State::Authorizing, 1));
}

#[test]
fn no_event_ever_leads_to_a_post() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.present(id, 1.0, None);
    stage.complete(id, "krn:1");
    stage.abort(id, "krn:2", "DECLINED");
    stage.error(id, false);
    stage.feed(id, Input::Updated("raw".to_owned(), Some(offer()))).unwrap();
    stage.feed(id, Input::CameBack).unwrap();
    assert_eq!(stage.posts, []);
}

#[test]
fn the_events_of_one_objects_click_are_not_anothers() {
    let mut stage = Stage::default();
    let first = in_journey(&mut stage, "krn:1");
    let other = stage.open();
    complete(&mut stage, &[first, other], "krn:1");
    assert_eq!((stage.state(first), stage.heard(other)), (State::Completed, vec![]));
}

#[test]
fn the_completion_of_the_first_objects_request_is_its_own_after_a_click_on_the_seconds_button() {
    let mut stage = Stage::default();
    let first = in_journey(&mut stage, "krn:1");
    let second = in_journey(&mut stage, "krn:2");
    complete(&mut stage, &[first, second], "krn:1");
    assert_eq!((stage.state(first), stage.state(second)), (State::Completed, State::InJourney));
    complete(&mut stage, &[first, second], "krn:2");
    assert_eq!(
        (stage.heard(first), stage.heard(second)),
        (vec!["outcome", "complete", "completed"], vec!["outcome", "complete", "completed"])
    );
}

#[test]
fn a_journey_that_was_launched_by_its_url_is_told_of_its_end_though_another_object_was_clicked() {
    let mut stage = Stage::default();
    let first = stage.open();
    stage.click(first);
    let url = crate::domain::value::object([("paymentRequestUrl", "https://pay.klarna.com/1".into())]);
    let Post { who, number, key, .. } = stage.posts.first().unwrap().clone();
    let links = Links {
        page_origin: "https://shop.test".to_owned(),
        resolve: |text| {
            Some(Resolved {
                href: text.to_owned(),
                address: crate::domain::sdk::Address {
                    protocol: "https:".to_owned(),
                    host: "pay.klarna.com".to_owned(),
                    hostname: "pay.klarna.com".to_owned(),
                    origin: "https://pay.klarna.com".to_owned(),
                    has_credentials: false,
                },
            })
        },
    };
    let answer = Ok((Authorization::read(&url, &links).unwrap(), "body".to_owned()));
    let posted = Posted { answer, arrival: Arrival::Possible, is_outcome_heard: true };
    stage.feed(who, Input::Posted(number, key, posted)).unwrap();
    let second = in_journey(&mut stage, "krn:2");
    complete(&mut stage, &[first, second], "krn:1");
    assert_eq!((stage.state(first), stage.state(second)), (State::Completed, State::InJourney));
}

#[test]
fn the_end_of_a_disposed_objects_journey_is_that_of_the_one_made_anew_unless_it_was_clicked() {
    let mut stage = Stage::default();
    let first = in_journey(&mut stage, "krn:1");
    stage.dispose(first);
    let second = in_journey(&mut stage, "krn:2");
    stage.abort(second, "krn:1", "CANCELED");
    assert_eq!((stage.state(second), stage.heard(second)), (State::InJourney, vec!["outcome"]));
    stage.dispose(second);
    let third = stage.open();
    stage.complete(third, "krn:2");
    assert_eq!(stage.state(third), State::Completed);
}

#[test]
fn a_payment_request_that_another_object_launches_again_is_the_others() {
    let mut stage = Stage::default();
    let first = stage.open();
    let waiting = stage.initiate(first).unwrap();
    stage.call(first, Some(stage.own()), "t", "o");
    stage.answer_last(step_up("krn:1"));
    let second = in_journey(&mut stage, "krn:1");
    assert_eq!((stage.code(&waiting), stage.state(first)), (Some(ErrorCode::Aborted), State::Ready));
    complete(&mut stage, &[first, second], "krn:1");
    assert_eq!((stage.heard(first), stage.state(second)), (vec!["outcome", "pending"], State::Completed));
}

#[test]
fn a_refusal_of_one_objects_click_is_no_error_of_anothers() {
    let mut stage = Stage::default();
    let first = stage.open();
    stage.click(first);
    stage.dispose(first);
    let other = stage.open();
    stage.initiate(other).unwrap();
    stage.answer(0, declined());
    stage.error(other, true);
    assert_eq!((stage.state(other), stage.heard(other)), (State::Initiating, vec![]));
}

#[test]
fn an_error_of_an_earlier_payment_request_is_told_and_ends_nothing() {
    let mut stage = Stage::default();
    let id = in_journey(&mut stage, "krn:1");
    stage.abort(id, "krn:1", "SUBMITTED");
    stage.click(id);
    stage.answer_last(step_up("krn:2"));
    let failure = Fault::Theirs("late");
    stage.feed(id, Input::Error { failure, is_refusal: false, request: request("krn:1", "SUBMITTED") }).unwrap();
    assert_eq!((stage.state(id), stage.heard(id).last().copied()), (State::InJourney, Some("error")));
}

#[test]
fn only_what_became_of_the_current_payment_makes_room_for_another() {
    let mut stage = Stage::default();
    let id = in_journey(&mut stage, "krn:1");
    stage.complete(id, "krn:1");
    stage.feed(id, Input::Confirmed("krn:0".to_owned(), Confirmation::Declined)).unwrap();
    assert_eq!(stage.state(id), State::Completed);
    stage.feed(id, Input::Confirmed("krn:1".to_owned(), Confirmation::Expired)).unwrap();
    assert_eq!(stage.state(id), State::Ready);
}

#[test]
fn a_shop_that_disposes_of_everything_when_it_hears_of_the_end_is_told_the_end() {
    let mut stage = Stage::default();
    let id = stage.open();
    let caller = stage.initiate(id).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer(0, step_up("krn:1"));
    stage.on(|stage, id, word| {
        if matches!(word, Note::State(_, State::Completed)) {
            stage.dispose(id);
        }
    });
    stage.complete(id, "krn:1");
    assert_eq!(stage.came(&caller).unwrap().unwrap().get("state").as_str(), Some("COMPLETED"));
    assert_eq!(stage.state(id), State::Disposed);
}

#[test]
fn a_purchase_that_the_server_declined_may_be_paid_anew_though_another_is_presented_or_clicked_by_then() {
    for is_clicked in [false, true] {
        let mut stage = Stage::default();
        let id = stage.open();
        stage.initiate_named(id, Some("A")).unwrap();
        stage.call(id, Some(stage.own()), "t", "o");
        stage.answer_last(step_up("krn:1"));
        stage.complete(id, "krn:1");
        stage.present(id, 100.0, Some("B"));
        if is_clicked {
            stage.initiate_named(id, Some("B")).unwrap();
            stage.call(id, Some(stage.own()), "t", "o");
            stage.answer_last(step_up("krn:2"));
        }
        assert_eq!(stage.initiate_named(id, Some("A")).err(), Some(ErrorCode::InvalidState));
        let state = stage.state(id);
        stage.feed(id, Input::Confirmed("krn:1".to_owned(), Confirmation::Declined)).unwrap();
        assert_eq!(stage.state(id), state, "what became of A says nothing about B");
        if is_clicked {
            stage.abort(id, "krn:2", "SUBMITTED");
        }
        assert_eq!(stage.initiate_named(id, Some("A")).err(), None);
    }
}

#[test]
fn a_purchase_that_the_server_declined_by_its_own_id_may_be_paid_anew() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.initiate_named(id, Some("A")).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer_last(step_up("pr_1"));
    stage.complete(id, "krn:payment:eu1:request:1");
    stage.feed(id, Input::Confirmed("pr_1".to_owned(), Confirmation::Expired)).unwrap();
    assert_eq!(stage.state(id), State::Ready);
    assert!(stage.initiate_named(id, Some("A")).is_ok());
}

#[test]
fn what_became_of_an_earlier_payment_request_says_nothing_of_a_purchase_that_was_paid_with_another() {
    let mut stage = Stage::default();
    let id = stage.open();
    for request in ["krn:1", "krn:2"] {
        stage.initiate_named(id, Some("A")).unwrap();
        stage.call(id, Some(stage.own()), "t", "o");
        stage.answer_last(step_up(request));
        if request == "krn:1" {
            stage.abort(id, "krn:1", "SUBMITTED");
        }
    }
    stage.complete(id, "krn:2");
    stage.feed(id, Input::Confirmed("krn:1".to_owned(), Confirmation::Expired)).unwrap();
    stage.present(id, 100.0, None);
    assert_eq!(stage.initiate_named(id, Some("A")).err(), Some(ErrorCode::InvalidState));
}

/// The redirect of the page before failed: its end is told as that of a completed or aborted one is, once.
#[test]
fn an_error_that_a_redirect_comes_back_with_is_the_end_of_the_click_of_the_page_before() {
    let mut stage = Stage::default();
    let id = stage.open();
    for _ in 0..2 {
        let failure = Fault::Theirs("expired");
        stage.feed(id, Input::Error { failure, is_refusal: false, request: request("krn:0", "EXPIRED") }).unwrap();
    }
    assert_eq!((stage.state(id), stage.heard(id)), (State::Ready, vec!["error", "failed", "error"]));
    // An error of no payment request is none of a click.
    let other = stage.open();
    stage.error(other, false);
    assert_eq!(stage.heard(other), vec!["error"]);
}
