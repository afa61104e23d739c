//! One purchase is what the shop says it is: paid once, and with the body that was rendered for it.

use super::stage::*;
use crate::domain::delivery::Arrival;
use crate::domain::error::ErrorCode;
use crate::domain::value::object;
use crate::domain::web_sdk::page::*;
use crate::domain::web_sdk::*;

fn says_replaces(stage: &Stage, post: usize, key: &str) -> bool {
    stage.posts.get(post).unwrap().body.contains(&format!("(\"replaces\", String({key:?}))"))
}

#[test]
fn a_click_whose_answer_was_lost_is_posted_again_under_its_own_key() {
    let mut stage = Stage::default();
    let id = stage.open();
    for post in 0..3 {
        stage.click(id);
        stage.lose(post);
    }
    stage.click(id);
    stage.refuse(3);
    stage.click(id);
    stage.answer(4, declined());
    stage.click(id);
    assert_eq!(stage.keys().iter().filter(|key| **key == stage.posts[0].key).count(), 5);
    assert_ne!(stage.posts[5].key, stage.posts[0].key, "a decision ends the key");
    assert!(stage.posts.iter().all(|post| post.body == stage.posts[0].body));
}

#[test]
fn a_refusal_of_the_only_attempt_ends_the_key_and_so_does_a_body_that_was_never_sent() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.body_fails = true;
    stage.click(id);
    stage.body_fails = false;
    stage.click(id);
    stage.refuse(0);
    stage.click(id);
    assert_ne!(stage.posts[0].key, stage.posts[1].key);
    assert!(stage.posts.iter().all(|post| !post.body.contains("replaces")));
}

/// Paid twice: the answer is lost, the shop refreshes with the same amount or presents again, as many do at every render.
#[test]
fn a_refresh_or_a_new_presentation_of_the_same_purchase_keeps_the_key() {
    let mut stage = Stage::default();
    let id = stage.page.open(named("order-1"));
    let shown = stage.present(id, 100.0, None).unwrap();
    stage.click(id);
    stage.lose(0);
    stage.refresh(id, shown, object([("amount", 100.0.into())]));
    stage.click(id);
    stage.lose(1);
    stage.present(id, 100.0, Some("order-1"));
    stage.click(id);
    stage.lose(2);
    stage.initiate_named(id, Some("order-1")).unwrap();
    stage.call(id, Some(stage.own()), "token", "option");
    assert_eq!(stage.keys(), [stage.posts[0].key.as_str(); 4]);
}

#[test]
fn a_click_on_another_purchases_button_while_the_backend_is_asked_does_not_get_its_answer() {
    let mut stage = Stage::default();
    let id = stage.open();
    let [one, other] = ["A", "B"].map(|name| stage.present(id, 1.0, Some(name)));
    let asked = stage.click_on(id, one);
    let again = stage.click_on(id, one);
    let refused = stage.click_on(id, other);
    assert_eq!((stage.code(&refused), stage.heard(id)), (Some(ErrorCode::InProgress), vec!["error"]));
    stage.answer_last(step_up("krn:1"));
    assert!(stage.came(&asked).unwrap().is_ok() && stage.came(&asked) == stage.came(&again));
    assert_eq!((stage.posts.len(), stage.state(id)), (1, State::InJourney));
}

/// Paid twice: the customer takes the saved option after the answer was lost.
#[test]
fn another_body_of_the_same_purchase_is_another_key_that_says_what_it_replaces() {
    let mut stage = Stage::default();
    let id = stage.page.open(named("order-1"));
    stage.call(id, None, "token", "option-1");
    stage.lose(0);
    stage.call(id, None, "token", "option-2");
    stage.lose(1);
    assert!(says_replaces(&stage, 1, &stage.posts[0].key));
    stage.call(id, None, "token", "option-2");
    assert_eq!(stage.posts[1], Post { number: stage.posts[1].number, ..stage.posts[2].clone() }, "the same again");
    stage.answer(2, declined());
    stage.call(id, None, "token", "option-1");
    assert!(!stage.posts[3].body.contains("replaces"), "a decision ends what was replaced, too");
    assert_ne!(stage.posts[3].key, stage.posts[0].key);
}

/// A wrong amount: the body says 15000 by now, and must not go out with the 10000 that were rendered first.
#[test]
fn a_body_that_changed_goes_out_as_it_is_now() {
    let mut stage = Stage { context: "10000".to_owned(), ..Stage::default() };
    let id = stage.open();
    stage.click(id);
    stage.lose(0);
    stage.context = "15000".to_owned();
    stage.click(id);
    assert!(stage.posts[1].body.ends_with("15000") && says_replaces(&stage, 1, &stage.posts[0].key));
}

/// The mirror image, in releases without option ids: another cart is not paid under the old key.
#[test]
fn another_purchase_has_nothing_of_the_old_one() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.present(id, 10_000.0, Some("cart-1"));
    stage.call(id, None, "", "");
    stage.lose(0);
    stage.present(id, 40_000.0, Some("cart-2"));
    stage.call(id, None, "", "");
    assert_ne!(stage.posts[0].key, stage.posts[1].key);
    assert!(!stage.posts[1].body.contains("replaces") && !stage.posts[1].body.contains("cart-1"));
    stage.answer(1, declined());
    stage.present(id, 10_000.0, Some("cart-1"));
    stage.call(id, None, "", "");
    assert_eq!(stage.posts[2].key, stage.posts[0].key, "the first one is still in doubt");
}

#[test]
fn without_a_name_the_guess_is_said_in_the_log() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.click(id);
    stage.lose(0);
    assert!(!stage.words.contains(&(id, Note::Unnamed)));
    stage.click(id);
    assert!(stage.words.contains(&(id, Note::Unnamed)));
}

#[test]
fn the_name_of_the_click_goes_before_that_of_the_presentation_and_of_the_object() {
    let mut stage = Stage::default();
    let id = stage.page.open(named("object"));
    let names = |stage: &Stage| {
        let body = &stage.posts.last().unwrap().body;
        ["object", "shown", "changed", "click"].into_iter().filter(|name| body.contains(name)).collect::<Vec<_>>()
    };
    stage.click(id);
    stage.answer_last(declined());
    assert_eq!(names(&stage), ["object"]);
    let shown = stage.present(id, 1.0, Some("shown")).unwrap();
    stage.click(id);
    stage.answer_last(declined());
    assert_eq!(names(&stage), ["shown"]);
    stage.refresh(id, shown, object([("purchase", "changed".into())]));
    stage.click(id);
    stage.answer_last(declined());
    assert_eq!(names(&stage), ["changed"]);
    stage.initiate_named(id, Some("click")).unwrap();
    stage.call(id, Some(stage.own()), "t", "o");
    assert_eq!(names(&stage), ["click"]);
}

#[test]
fn a_purchase_that_is_paid_is_not_paid_again_by_whatever_object() {
    let mut stage = Stage::default();
    let id = stage.page.open(named("order-1"));
    stage.click(id);
    stage.answer(0, approved());
    stage.present(id, 1.0, None);
    assert_eq!(stage.state(id), State::Approved, "the same purchase, presented again");
    let other = stage.page.open(named("order-1"));
    assert_eq!(stage.initiate(other), Err(ErrorCode::InvalidState));
    let refused = stage.click(other);
    assert_eq!((stage.code(&refused), stage.posts.len()), (Some(ErrorCode::InvalidState), 1));
    stage.present(id, 1.0, Some("order-2"));
    stage.click(id);
    assert_eq!(stage.posts.len(), 2, "another purchase");
}

#[test]
fn a_click_that_is_on_its_way_is_not_posted_anew_by_an_object_that_comes_after_the_disposal() {
    let mut stage = Stage::default();
    let one = stage.open();
    stage.click(one);
    stage.dispose(one);
    let two = stage.open();
    stage.click(two);
    assert_eq!(stage.posts[0].key, stage.posts[1].key, "one customer, one request");
    stage.answer(0, declined());
    stage.answer(1, declined());
    stage.click(two);
    assert_ne!(stage.posts[2].key, stage.posts[0].key);
}

/// A server that stores its answers repeats its refusal under one key to every click.
#[test]
fn the_shop_can_end_a_doubt_that_the_backend_does_not() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.click(id);
    stage.lose(0);
    for post in 1..4 {
        stage.click(id);
        stage.refuse(post);
    }
    assert_eq!(stage.keys(), [stage.posts[0].key.as_str(); 4]);
    stage.settle(id, false).unwrap();
    assert_eq!(stage.state(id), State::Ready);
    stage.click(id);
    assert_ne!(stage.posts[4].key, stage.posts[0].key);
    assert_eq!(stage.settle(id, false), Err(ErrorCode::InProgress));
}

#[test]
fn an_order_that_the_shop_found_is_paid() {
    let mut stage = Stage::default();
    let id = stage.page.open(named("order-1"));
    stage.click(id);
    stage.lose(0);
    stage.settle(id, true).unwrap();
    assert_eq!(stage.state(id), State::Approved);
    let refused = stage.click(id);
    assert_eq!(stage.code(&refused), Some(ErrorCode::InvalidState));
    stage.settle(id, false).unwrap();
    stage.click(id);
    assert_eq!(stage.posts.len(), 2, "the shop has the last word");
}

#[test]
fn the_backends_word_that_there_is_no_order_ends_the_doubt() {
    let mut stage = Stage::default();
    let id = stage.open();
    stage.click(id);
    stage.lose(0);
    stage.click(id);
    stage.end(1, Err(Fault::Theirs("not placed")), Arrival::Denied);
    stage.click(id);
    assert_ne!(stage.posts[2].key, stage.posts[0].key);
    assert!(!stage.posts[2].body.contains("replaces"));
}

#[test]
fn an_object_made_anew_can_end_the_doubt_that_another_left() {
    let mut stage = Stage::default();
    let one = stage.open();
    stage.click(one);
    stage.lose(0);
    stage.dispose(one);
    let two = stage.open();
    stage.settle(two, false).unwrap();
    stage.click(two);
    assert_ne!(stage.posts[1].key, stage.posts[0].key);
    stage.dispose(two);
    assert_eq!(stage.settle(two, true), Err(ErrorCode::Disposed));
}
