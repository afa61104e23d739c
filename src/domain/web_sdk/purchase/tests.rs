use super::*;
use proptest::prelude::*;

fn in_journey() -> Purchase {
    let mut purchase = Purchase::default();
    purchase.ask(None);
    purchase.answered(Answered::StepUpRequired, false);
    purchase
}

fn approved(leaves: bool) -> Purchase {
    let mut purchase = Purchase::default();
    purchase.ask(None);
    purchase.answered(Answered::Approved, leaves);
    purchase
}

fn completed() -> Purchase {
    let mut purchase = in_journey();
    purchase.completed();
    purchase
}

fn is_refused(ask: &Ask, code: ErrorCode) -> bool {
    matches!(ask, Ask::Refuse(error) if error.code == code)
}

#[test]
fn a_second_click_shares_the_answer_to_the_first() {
    let mut purchase = Purchase::default();
    assert_eq!(purchase.ask(None), Ask::Backend);
    assert_eq!(purchase.ask(None), Ask::Share);
    assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::InProgress);
    assert!(purchase.is_busy());
}

#[test]
fn the_shops_own_button_is_guarded_from_the_click_on() {
    let mut purchase = Purchase::default();
    let click = purchase.initiate().unwrap();
    assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::InProgress);
    assert_eq!(purchase.ask(Some(click)), Ask::Backend);
}

#[test]
fn whatever_ends_a_click_without_a_payment_makes_room_for_the_next() {
    for end in [Purchase::aborted, Purchase::failed] {
        let mut purchase = in_journey();
        end(&mut purchase);
        assert_eq!(purchase.ask(None), Ask::Backend);
    }
    for answer in [Answered::Declined, Answered::Failed] {
        let mut purchase = Purchase::default();
        purchase.ask(None);
        purchase.answered(answer, false);
        assert_eq!(purchase.ask(None), Ask::Backend);
    }
}

#[test]
fn a_journey_whose_end_went_unreported_does_not_block_the_button() {
    assert_eq!(in_journey().ask(None), Ask::Backend);
    assert!(in_journey().initiate().is_ok());
}

#[test]
fn a_click_whose_end_was_told_asks_for_nothing_any_more() {
    let ends: [fn(&mut Purchase); 4] = [Purchase::aborted, Purchase::failed, Purchase::give_up, Purchase::completed];
    for end in ends {
        let mut purchase = Purchase::default();
        let click = purchase.initiate().unwrap();
        end(&mut purchase);
        assert!(is_refused(&purchase.ask(Some(click)), ErrorCode::Aborted));
    }
    let mut purchase = in_journey();
    let click = purchase.initiate().unwrap();
    purchase.ask(Some(click));
    purchase.answered(Answered::StepUpRequired, false);
    let newer = purchase.initiate().unwrap();
    assert!(is_refused(&purchase.ask(Some(click)), ErrorCode::Aborted), "a newer click took its place");
    assert_eq!(purchase.ask(Some(newer)), Ask::Backend);
}

#[test]
fn a_click_on_the_shops_own_button_asks_once() {
    for answer in [Answered::Approved, Answered::StepUpRequired, Answered::Declined, Answered::Failed] {
        let mut purchase = Purchase::default();
        let click = purchase.initiate().unwrap();
        assert_eq!(purchase.ask(Some(click)), Ask::Backend);
        purchase.answered(answer, false);
        assert_eq!(purchase.ask(Some(click)), Ask::Share, "{answer:?}");
    }
    let mut purchase = Purchase::default();
    let click = purchase.initiate().unwrap();
    assert_eq!(purchase.ask(None), Ask::Backend, "a mounted button takes its place");
    purchase.answered(Answered::Declined, false);
    assert!(is_refused(&purchase.ask(Some(click)), ErrorCode::Aborted), "the shop was told that it had ended");
    let mut purchase = in_journey();
    let click = purchase.initiate().unwrap();
    purchase.ask(Some(click));
    purchase.answered(Answered::Declined, false);
    assert_eq!(purchase.ask(None), Ask::Backend, "a mounted button begins another click");
    assert_eq!(purchase.ask(None), Ask::Share);
    assert!(is_refused(&purchase.ask(Some(click)), ErrorCode::Aborted), "its answer is not the older click's");
}

#[test]
fn a_page_that_came_back_is_in_no_journey() {
    let mut purchase = in_journey();
    purchase.come_back();
    assert_eq!((purchase.state(), purchase.ask(None)), (State::Ready, Ask::Backend));
    purchase.come_back();
    assert_eq!(purchase.state(), State::Authorizing, "the backend's answer is still awaited");
    let mut purchase = completed();
    purchase.come_back();
    assert_eq!((purchase.state(), purchase.is_paid()), (State::Completed, true));
}

#[test]
fn a_journey_that_klarna_declines_makes_room_for_the_next_click() {
    let mut purchase = in_journey();
    purchase.declined();
    assert_eq!((purchase.state(), purchase.ask(None)), (State::Declined, Ask::Backend));
}

#[test]
fn a_purchase_that_is_done_is_not_paid_again() {
    for mut purchase in [approved(true), approved(false), completed()] {
        purchase.failed();
        purchase.aborted();
        purchase.retry();
        assert!(is_refused(&purchase.ask(None), ErrorCode::InvalidState));
        assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::InvalidState);
    }
}

#[test]
fn a_presentation_begins_another_purchase_only_if_it_was_asked_for_after_the_end() {
    for mut purchase in [approved(true), completed()] {
        let state = purchase.state();
        purchase.renew(0);
        assert_eq!(purchase.state(), state, "asked for before the click");
        purchase.renew(purchase.done());
        assert_eq!((purchase.state(), purchase.ask(None)), (State::Ready, Ask::Backend));
    }
}

#[test]
fn what_came_to_nothing_may_be_tried_again() {
    let mut declined = Purchase::default();
    declined.ask(None);
    declined.answered(Answered::Declined, true);
    assert!(is_refused(&declined.ask(None), ErrorCode::InvalidState), "the page is being left");
    declined.retry();
    assert_eq!(declined.state(), State::Ready);
}

#[test]
fn the_server_may_take_back_a_completion_but_not_an_approval() {
    let mut purchase = completed();
    purchase.reopen();
    assert_eq!(purchase.state(), State::Ready);
    let mut purchase = approved(false);
    purchase.reopen();
    assert_eq!(purchase.state(), State::Approved);
}

#[test]
fn an_error_of_the_sdk_does_not_free_a_click_whose_post_is_under_way() {
    let mut purchase = Purchase::default();
    purchase.ask(None);
    purchase.failed();
    purchase.aborted();
    purchase.completed();
    assert_eq!(purchase.state(), State::Authorizing);
    purchase.answered(Answered::Approved, true);
    assert_eq!(purchase.state(), State::Approved);
}

#[test]
fn a_journey_starts_only_while_it_is_wanted() {
    let mut purchase = in_journey();
    assert_eq!(purchase.may_launch(), Ok(()));
    purchase.aborted();
    assert_eq!(purchase.may_launch().unwrap_err().code, ErrorCode::Aborted);
    let mut purchase = in_journey();
    purchase.dispose();
    assert_eq!(purchase.may_launch().unwrap_err().code, ErrorCode::Disposed);
}

#[test]
fn our_own_refusal_coming_back_as_an_error_changes_nothing() {
    let mut purchase = Purchase::default();
    purchase.ask(None);
    purchase.answered(Answered::Declined, false);
    purchase.failed();
    assert_eq!(purchase.state(), State::Declined);
}

#[test]
fn a_replayed_completion_counts_until_another_purchase_begins() {
    let mut purchase = Purchase::default();
    purchase.completed();
    assert_eq!(purchase.state(), State::Completed);
    assert!(is_refused(&purchase.ask(None), ErrorCode::InvalidState));
    purchase.renew(purchase.done());
    assert_eq!(purchase.ask(None), Ask::Backend);
}

#[test]
fn a_button_of_the_shops_own_that_klarna_never_answers_can_be_left_behind() {
    let mut purchase = Purchase::default();
    purchase.initiate().unwrap();
    purchase.give_up();
    assert_eq!(purchase.state(), State::Ready);
    let mut purchase = in_journey();
    purchase.give_up();
    assert_eq!(purchase.state(), State::InJourney, "only a click that reached nobody");
}

#[test]
fn after_disposal_every_call_says_so() {
    let mut purchase = in_journey();
    purchase.dispose();
    assert_eq!(purchase.initiate().unwrap_err().code, ErrorCode::Disposed);
    assert!(is_refused(&purchase.ask(None), ErrorCode::Disposed));
    purchase.renew(purchase.done());
    assert_eq!(purchase.state(), State::Disposed);
}

proptest! {
    /// Whatever happens in whatever order: posts never overlap, and none follows the end of a purchase before a
    /// presentation that was asked for afterwards.
    #[test]
    fn no_token_is_posted_twice_for_one_purchase(steps in prop::collection::vec(0_u8..16, 0..60)) {
        let mut purchase = Purchase::default();
        let mut posts_under_way = 0;
        let mut is_done = false;
        for step in steps {
            match step {
                0 | 1 => {
                    if purchase.ask(None) == Ask::Backend {
                        prop_assert!(!is_done);
                        posts_under_way += 1;
                    }
                }
                2 => drop(purchase.initiate()),
                3..=6 if posts_under_way > 0 => {
                    let answer = match step {
                        3 => Answered::Approved,
                        4 => Answered::StepUpRequired,
                        5 => Answered::Declined,
                        _ => Answered::Failed,
                    };
                    purchase.answered(answer, step == 3);
                    posts_under_way -= 1;
                }
                7 => purchase.completed(),
                8 => purchase.aborted(),
                9 => purchase.failed(),
                10 => {
                    purchase.renew(purchase.done());
                    is_done = false;
                }
                11 => purchase.retry(),
                12 => purchase.give_up(),
                13 => purchase.come_back(),
                14 => purchase.declined(),
                _ => purchase.renew(purchase.done().wrapping_sub(1)),
            }
            is_done |= matches!(purchase.state(), State::Approved | State::Completed);
            prop_assert!(posts_under_way <= 1, "two posts at once");
        }
    }
}
