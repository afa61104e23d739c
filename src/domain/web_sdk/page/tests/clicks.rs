//! Clicks, and who is told of their end.

use super::stage::*;
use crate::domain::delivery::Arrival;
use crate::domain::error::ErrorCode;
use crate::domain::value::Value;
use crate::domain::web_sdk::page::*;
use crate::domain::web_sdk::*;

#[test]
fn a_second_click_while_the_backend_is_asked_shares_the_answer() {
    let mut stage = Stage::default();
    let id = stage.open();
    let (one, two) = (stage.click(id), stage.click(id));
    stage.answer(0, approved());
    assert_eq!(stage.posts.len(), 1);
    assert!(stage.came(&one).unwrap().is_ok() && stage.came(&one) == stage.came(&two));
}

#[test]
fn each_click_has_an_idempotency_key_of_its_own() {
    let mut stage = Stage::default();
    let id = stage.open();
    for post in 0..2 {
        let click = stage.click(id);
        stage.answer(post, declined());
        assert_eq!(stage.code(&click), Some(ErrorCode::Declined));
    }
    assert_ne!(stage.keys().first(), stage.keys().last());
}

#[test]
fn a_click_from_within_a_handler_of_the_shops_finds_the_first_one_under_way() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.on(|stage, id, word| {
        if matches!(word, Note::State(_, State::Authorizing)) {
            let again = stage.click(id);
            assert_eq!(stage.code(&again), Some(ErrorCode::InProgress));
        }
    });
    stage.click(id);
    assert_eq!(stage.posts.len(), 1);
}

#[test]
fn a_token_that_the_call_leaves_out_is_the_sdks_own() {
    let mut stage = Stage { token: Some("network-token".to_owned()), ..Stage::default() };
    let id = stage.open();
    stage.call(id, None, "", "option");
    assert!(stage.posts.first().unwrap().body.contains("network-token"));
}

#[test]
fn an_option_that_the_call_leaves_out_is_that_of_the_newest_presentation() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.present(id, 1.0, None);
    stage.call(id, None, "token", "");
    assert!(stage.posts.first().unwrap().body.contains("option-1"));
}

#[test]
fn the_shop_hears_of_the_outcome_before_klarna_is_answered() {
    let mut stage = Stage::default();
    let id = stage.open();
    let click = stage.click(id);
    let waiting = click.clone();
    stage.on(move |stage, _, word| {
        if matches!(word, Note::Outcome(..)) {
            assert_eq!(stage.came(&waiting), None);
        }
    });
    stage.answer(0, approved());
    assert_eq!(stage.heard(id), ["outcome", "approved"]);
    assert!(stage.came(&click).unwrap().is_ok());
    assert_eq!(stage.states(id), ["authorizing", "approved"]);
}

#[test]
fn a_click_after_the_end_tells_an_error_of_its_own_and_pays_nothing() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.click(id);
    stage.answer(0, approved());
    let after = stage.click(id);
    assert_eq!(stage.code(&after), Some(ErrorCode::InvalidState));
    assert_eq!((stage.posts.len(), stage.heard(id)), (1, vec!["outcome", "approved", "error"]));
}

#[test]
fn a_step_up_hands_the_payment_request_over() {
    let mut stage = Stage::default();
    let id = stage.open();
    let click = stage.click(id);
    stage.answer(0, step_up("krn:1"));
    assert_eq!(stage.came(&click).unwrap().unwrap().get("paymentRequestId").as_str(), Some("krn:1"));
    assert_eq!((stage.state(id), stage.heard(id)), (State::InJourney, vec!["outcome"]));
}

#[test]
fn a_decline_is_an_outcome_for_the_shop_and_a_refusal_for_klarna() {
    let mut stage = Stage::default();
    let id = stage.open();
    let click = stage.click(id);
    stage.answer(0, declined());
    assert_eq!(stage.code(&click), Some(ErrorCode::Declined));
    stage.error(id, true);
    assert_eq!((stage.heard(id), stage.state(id)), (vec!["outcome", "declined"], State::Declined));
    let reason = stage.words.iter().find_map(|(_, word)| match word {
        Note::End(end) => end.reason.clone(),
        _ => None,
    });
    assert_eq!(reason.as_deref(), Some("risk"));
}

#[test]
fn a_backend_that_fails_is_an_error_for_the_shop_and_for_klarna() {
    let mut stage = Stage::default();
    let id = stage.open();
    let click = stage.click(id);
    stage.lose(0);
    assert_eq!(stage.came(&click), Some(Err(Fault::Theirs("lost"))));
    assert_eq!((stage.heard(id), stage.state(id)), (vec!["error", "failed"], State::Failed));
}

#[test]
fn an_approval_that_leads_nowhere_is_for_the_developer() {
    let mut stage = Stage::default();
    let id = stage.page.open(Setting { return_url: None, ..setting() });
    stage.click(id);
    let Post { who, number, key, .. } = stage.posts.first().unwrap().clone();
    let answer = Ok((authorization(approved().unwrap()), "body".to_owned()));
    let posted = Posted { answer, arrival: Arrival::Refused, is_outcome_heard: false };
    stage.feed(who, Input::Posted(number, key, posted)).unwrap();
    assert_eq!((stage.heard(id), stage.state(id)), (vec!["outcome", "approved", "uncaught"], State::Approved));
}

#[test]
fn initiate_reaches_klarna_before_it_returns_and_the_shop_hears_afterwards() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.on(|stage, _, _| {
        assert!(stage.did(&Effect::Initiate(ClickNumber(1), flow(Choice::Default, None))), "Klarna first")
    });
    stage.initiate(id).unwrap();
    assert_eq!(stage.initiate(id), Err(ErrorCode::InProgress));
    assert_eq!(stage.states(id), ["initiating"]);
}

#[test]
fn an_answer_that_needs_no_journey_settles_initiate() {
    for (answer, state) in [(declined(), "DECLINED"), (approved(), "APPROVED")] {
        let mut stage = Stage::default();
        let id = stage.open();
        let caller = stage.initiate(id).unwrap();
        stage.call(id, Some(stage.own()), "t", "o");
        stage.answer(0, answer);
        assert_eq!(stage.came(&caller).unwrap().unwrap().get("state").as_str(), Some(state));
    }
}

#[test]
fn a_click_of_the_shops_own_is_posted_once_however_often_the_sdk_calls_back() {
    for answer in [declined(), approved(), step_up("krn:1")] {
        let mut stage = Stage::default();
        let id = stage.open();
        stage.initiate(id).unwrap();
        let own = Some(stage.own());
        let one = stage.call(id, own, "t", "o");
        stage.answer(0, answer);
        let two = stage.call(id, own, "t", "o");
        assert_eq!((stage.came(&one), stage.posts.len()), (stage.came(&two), 1));
    }
}

#[test]
fn a_presentation_ends_a_call_that_klarna_never_answers_and_it_cannot_pay_any_more() {
    let mut stage = Stage::default();
    let id = stage.open();
    let caller = stage.initiate(id).unwrap();
    stage.present(id, 1.0, None);
    assert_eq!((stage.code(&caller), stage.state(id)), (Some(ErrorCode::Aborted), State::Ready));
    let late = stage.call(id, Some(stage.own()), "t", "o");
    assert_eq!((stage.code(&late), stage.posts.len()), (Some(ErrorCode::Aborted), 0));
    assert_eq!(stage.heard(id), ["dismissed"]);
}

#[test]
fn a_click_on_klarnas_button_takes_the_place_of_one_on_the_shops_own() {
    let mut stage = Stage::default();
    let id = stage.open();
    let own = stage.initiate(id).unwrap();
    stage.click(id);
    assert_eq!(stage.code(&own), Some(ErrorCode::Aborted));
    stage.answer(0, declined());
    let late = stage.call(id, Some(stage.own()), "t", "o");
    assert_eq!((stage.code(&late), stage.posts.len()), (Some(ErrorCode::Aborted), 1));
    assert_eq!(stage.heard(id), ["dismissed", "outcome", "declined"]);
}

#[test]
fn a_journey_whose_end_nobody_reports_does_not_keep_the_customer_from_clicking_again() {
    let mut stage = Stage::default();
    let id = stage.open();
    let first = stage.initiate(id).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer(0, step_up("krn:1"));
    stage.initiate(id).unwrap();
    assert_eq!(stage.code(&first), Some(ErrorCode::Aborted));
    assert_eq!(stage.heard(id), ["outcome", "pending"], "the server knows what became of it");
}

/// A window that the browser blocks, and no end: a new presentation is the way out, and a late end is told all the same.
#[test]
fn a_presentation_ends_the_wait_for_a_journey_and_its_end_is_still_told() {
    let mut stage = Stage::default();
    let id = stage.open();
    let waiting = stage.initiate(id).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer(0, step_up("krn:1"));
    stage.present(id, 1.0, None);
    assert_eq!((stage.code(&waiting), stage.state(id)), (Some(ErrorCode::Aborted), State::Ready));
    stage.complete(id, "krn:1");
    assert_eq!((stage.state(id), stage.heard(id)), (State::Completed, vec!["outcome", "complete", "completed"]));
}

#[test]
fn a_presentation_that_a_handler_asks_for_when_it_hears_of_the_journey_does_not_keep_it_from_starting() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.initiate(id).unwrap();
    let asked = stage.call(id, Some(stage.own()), "t", "o");
    stage.on(|stage, id, word| {
        if matches!(word, Note::State(_, State::InJourney)) {
            stage.present(id, 1.0, None);
        }
    });
    stage.answer(0, step_up("krn:1"));
    assert!(stage.came(&asked).unwrap().is_ok());
    assert_eq!(stage.state(id), State::InJourney);
}

#[test]
fn a_page_that_comes_back_from_the_history_waits_for_no_journey() {
    let mut stage = Stage::default();
    let id = stage.open();
    let caller = stage.initiate(id).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer(0, step_up("krn:1"));
    stage.feed(id, Input::CameBack).unwrap();
    assert_eq!((stage.code(&caller), stage.state(id)), (Some(ErrorCode::Aborted), State::Ready));
    assert_eq!(stage.heard(id), ["outcome", "pending"]);
}

#[test]
fn a_click_from_within_a_handler_that_hears_of_the_end_has_an_end_of_its_own() {
    let mut stage = Stage::default();
    let id = stage.open();
    let first = stage.initiate(id).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.on(|stage, id, word| {
        if matches!(word, Note::State(_, State::Declined)) {
            stage.initiate(id).unwrap();
        }
    });
    stage.answer(0, declined());
    assert_eq!(stage.came(&first).unwrap().unwrap().get("state").as_str(), Some("DECLINED"));
    assert_eq!(
        (stage.state(id), stage.states(id)),
        (State::Initiating, vec!["initiating", "authorizing", "declined", "initiating"])
    );
}

#[test]
fn what_is_left_of_an_earlier_call_does_not_end_a_newer_one() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.initiate(id).unwrap();
    let first = stage.own();
    stage.call(id, Some(first), "t", "o");
    stage.answer(0, step_up("krn:1"));
    stage.initiate(id).unwrap();
    stage.settled_by_sdk(id, first, Ok(PaymentRequest::default()));
    stage.settled_by_sdk(id, first, Err(Fault::Theirs("old")));
    assert_eq!(stage.state(id), State::Initiating);
}

#[test]
fn the_sdks_own_promise_settles_initiate() {
    let mut stage = Stage::default();
    let id = stage.open();
    let caller = stage.initiate(id).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    stage.answer(0, step_up("krn:1"));
    stage.settled_by_sdk(id, stage.own(), Ok(request("krn:1", "COMPLETED")));
    assert_eq!(stage.came(&caller).unwrap().unwrap().get("state").as_str(), Some("COMPLETED"));
    assert_eq!((stage.state(id), stage.heard(id)), (State::Completed, vec!["outcome", "completed"]));
}

#[test]
fn an_sdk_that_answers_without_calling_back_is_incompatible() {
    let mut stage = Stage::default();
    let id = stage.open();
    let caller = stage.initiate(id).unwrap();
    stage.settled_by_sdk(id, stage.own(), Ok(PaymentRequest::default()));
    assert_eq!((stage.code(&caller), stage.state(id)), (Some(ErrorCode::SdkIncompatible), State::Failed));
}

#[test]
fn a_saved_option_that_is_not_there_is_not_paid_with() {
    let mut stage = Stage::default();
    let id = stage.open();
    let caller = stage.caller();
    let saved = || flow(Choice::Saved, None);
    let refused = stage.feed(id, Input::Initiate(caller.clone(), saved())).unwrap_err();
    assert_eq!((refused.path.as_deref(), stage.state(id)), (Some("option"), State::Ready));
    stage.present(id, 1.0, None);
    assert!(stage.feed(id, Input::Initiate(caller, saved())).is_ok());
}

#[test]
fn disposal_settles_everything_that_waits() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.ask(id, presentation(1.0, None));
    let caller = stage.initiate(id).unwrap();
    stage.dispose(id);
    stage.dispose(id);
    let (question, called) = ("caller-1".to_owned(), stage.code(&caller));
    assert_eq!((stage.code(&question), called), (Some(ErrorCode::Disposed), Some(ErrorCode::Disposed)));
    assert_eq!(stage.initiate(id), Err(ErrorCode::Disposed));
    assert_eq!((stage.heard(id), stage.states(id)), (vec!["dismissed"], vec!["initiating", "disposed"]));
    assert!(stage.did(&Effect::Close { errors: true }) && stage.did(&Effect::Forget));
}

#[test]
fn an_approval_that_comes_after_disposal_still_leads_the_customer_on() {
    let mut stage = Stage::default();
    let id = stage.open();
    let click = stage.click(id);
    stage.dispose(id);
    assert!(!stage.did(&Effect::Forget), "the backend is being asked");
    stage.answer(0, approved());
    assert!(stage.came(&click).unwrap().is_ok() && stage.did(&Effect::Forget));
    assert_eq!(stage.heard(id), ["pending"], "the shop heard no more");
}

/// Klarna's SDK throws an error into the page if nobody listens; once it has reported ours back, nothing of ours is left.
#[test]
fn a_decline_that_comes_after_disposal_is_heard_back_and_then_nothing_listens() {
    for is_reported in [true, false] {
        let mut stage = Stage::default();
        let id = stage.open();
        stage.click(id);
        stage.dispose(id);
        stage.answer(0, declined());
        assert!(
            stage.did(&Effect::Close { errors: false })
                && stage.did(&Effect::AwaitReport)
                && !stage.did(&Effect::Forget)
        );
        if is_reported {
            stage.error(id, true)
        } else {
            stage.feed(id, Input::Reported).unwrap()
        }
        assert!(stage.did(&Effect::Forget));
    }
}

#[test]
fn a_refusal_of_what_a_handler_disposed_of_is_heard_back_as_well() {
    let mut stage = Stage::default();
    let id = stage.open();
    let click = stage.click(id);
    stage.on(|stage, id, word| {
        if matches!(word, Note::State(_, State::InJourney)) {
            stage.dispose(id);
        }
    });
    stage.answer(0, step_up("krn:1"));
    assert_eq!(stage.code(&click), Some(ErrorCode::Disposed));
    assert!(
        stage.did(&Effect::Close { errors: false }) && stage.did(&Effect::AwaitReport) && !stage.did(&Effect::Forget)
    );
    stage.error(id, true);
    assert!(stage.did(&Effect::Forget));
}

#[test]
fn no_journey_and_no_post_begins_after_disposal() {
    let mut stage = Stage::default();
    let id = stage.open();
    let click = stage.click(id);
    stage.dispose(id);
    stage.answer(0, step_up("krn:1"));
    assert_eq!(stage.code(&click), Some(ErrorCode::Disposed));
    let other = stage.open();
    stage.on(|stage, id, word| {
        if matches!(word, Note::State(..)) {
            stage.dispose(id);
        }
    });
    let refused = stage.click(other);
    assert_eq!((stage.code(&refused), stage.posts.len()), (Some(ErrorCode::Disposed), 1));
}

#[test]
fn every_handler_hears_the_states_in_the_order_in_which_they_came() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.on(|stage, id, word| match word {
        Note::State(_, State::Declined) => drop(stage.initiate(id)),
        Note::State(_, State::Initiating) => stage.dispose(id),
        _ => {}
    });
    stage.click(id);
    stage.answer(0, declined());
    assert_eq!(stage.states(id), ["authorizing", "declined", "initiating", "disposed"]);
}

#[test]
fn a_presentation_begins_another_purchase_only_if_it_is_asked_for_after_the_end() {
    let mut stage = Stage::default();
    let id = stage.open();
    let early = stage.ask(id, presentation(1.0, None)).unwrap();
    stage.click(id);
    stage.answer(0, approved());
    stage.presented(id, early);
    stage.refresh(id, shown(early), Value::Null);
    stage.feed(id, Input::CameBack).unwrap();
    assert_eq!(stage.state(id), State::Approved);
    stage.present(id, 1.0, None);
    assert_eq!(stage.state(id), State::Ready);
}

#[test]
fn of_several_presentations_the_one_that_was_asked_for_last_is_paid_with() {
    let mut stage = Stage::default();
    let id = stage.open();
    let [older, newer] =
        [1.0, 2.0].map(|amount| stage.ask(id, presentation(amount, Some(&format!("{amount}")))).unwrap());
    stage.presented(id, newer);
    stage.presented(id, older);
    stage.click(id);
    assert!(stage.posts.first().unwrap().body.contains("\"purchase\", String(\"2\")"));
}

#[test]
fn of_several_refreshes_the_newest_that_is_answered_counts() {
    let mut stage = Stage::default();
    let id = stage.open();
    let shown = stage.present(id, 1.0, None).unwrap();
    let mut questions = Vec::new();
    for amount in [2.0, 3.0] {
        let caller = stage.caller();
        let changes = crate::domain::value::object([("amount", amount.into())]);
        stage.feed(id, Input::Refresh(caller, shown, changes)).unwrap();
        questions.push(stage.question());
    }
    let answer = |stage: &mut Stage, number, raw: &str| {
        stage.feed(id, Input::Presented(number, Ok((raw.to_owned(), offer())))).unwrap();
    };
    answer(&mut stage, questions[1], "newer");
    answer(&mut stage, questions[0], "older");
    assert_eq!(stage.page.presentation(shown).unwrap().0, "newer");
}
