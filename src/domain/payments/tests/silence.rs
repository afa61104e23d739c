//! Twins of `payments_silence.js`: Klarna says nothing.

use super::stage::*;
use crate::domain::error::ErrorCode;
use crate::domain::payments::{Call, Input, Note};

fn silent(stage: &mut Stage) {
    let sent = stage.last();
    stage.feed(sent.who, Input::Silent(sent.number));
}

#[test]
fn silence_is_told_and_the_call_goes_on() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    let caller = stage.authorize(id);
    silent(&mut stage);
    assert_eq!(stage.notes.last(), Some(&Note::Stalled(Call::Authorize)));
    assert_eq!((stage.came(caller), stage.state(id)), ("pending", "authorizing"));
    stage.answer_last(token("t"));
    stage.posted(id);
    assert_eq!(stage.came(caller), "approved");
}

#[test]
fn whoever_shows_signs_of_life_is_not_silent() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    let number = stage.last().number;
    stage.feed(id, Input::Alive);
    silent(&mut stage);
    assert!(!stage.notes.contains(&Note::Stalled(Call::Authorize)));
    stage.feed(id, Input::Overlay(false));
    assert_eq!(stage.listened, [number, number], "once Klarna's overlay is gone, the answer should follow");
    silent(&mut stage);
    assert!(stage.notes.contains(&Note::Stalled(Call::Authorize)));
}

#[test]
fn after_silence_a_sign_of_life_holds_the_next_call_up_only_until_it_is_silent_again() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    let number = stage.last().number;
    silent(&mut stage);
    // The customer turns to another tab, for which the window says two things.
    stage.feed(id, Input::Alive);
    stage.feed(id, Input::Alive);
    let meanwhile = stage.authorize(id);
    assert_eq!((stage.came(meanwhile), stage.listened.as_slice()), ("IN_PROGRESS", [number, number].as_slice()));
    silent(&mut stage);
    let again = stage.authorize(id);
    assert_eq!((stage.came(again), stage.count("authorize")), ("pending", 2));
    assert_eq!(stage.notes.iter().filter(|note| **note == Note::Stalled(Call::Authorize)).count(), 2);
}

#[test]
fn another_call_of_the_same_kind_takes_the_place_of_a_silent_one() {
    for call in [Call::Authorize, Call::Reauthorize, Call::Finalize] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        let first = stage.call(id, call);
        let sent = stage.last();
        silent(&mut stage);
        let other = if call == Call::Authorize { Call::Finalize } else { Call::Authorize };
        let refused = stage.call(id, other);
        assert_eq!(stage.came(refused), "IN_PROGRESS", "of another kind");
        let second = stage.call(id, call);
        assert_eq!((stage.came(first), stage.came(second)), ("ABORTED", "pending"));
        let newer = stage.last();
        stage.answer(&sent, token("of the first"));
        stage.posted(id);
        // The order may have changed since.
        let is_of_another_order = call == Call::Reauthorize;
        let tokens = if is_of_another_order { vec![] } else { vec!["of the first"] };
        assert_eq!(stage.tokens(), tokens);
        stage.answer(&newer, token("of the second"));
        stage.posted(id);
        assert_eq!((stage.came(second), stage.tokens().len()), ("approved", 1));
    }
}

#[test]
fn a_silent_call_does_not_give_way_to_another_object_of_the_session() {
    let mut stage = Stage::default();
    let one = stage.with_widget("s");
    let two = stage.with_widget("s");
    stage.authorize(one);
    silent(&mut stage);
    let caller = stage.authorize(two);
    assert_eq!((stage.came(caller), stage.count("authorize")), ("IN_PROGRESS", 1));
}

#[test]
fn where_klarna_would_drop_it_the_widget_is_loaded_under_another_name_first() {
    let mut stage = Stage::default();
    let id = stage.open_with(dropping("s"));
    stage.show(id);
    stage.authorize(id);
    silent(&mut stage);
    let caller = stage.authorize(id);
    let what: Vec<_> = stage.sent.iter().map(|sent| sent.what).collect();
    assert_eq!((what, stage.came(caller)), (vec!["load", "authorize", "load", "authorize"], "pending"));
    assert_eq!(stage.renamed, [(id, 1)]);
}

#[test]
fn a_finalize_that_was_given_up_may_be_asked_for_again() {
    let mut stage = Stage::default();
    let id = stage.open("s");
    let first = stage.call(id, Call::Finalize);
    let number = stage.last().number;
    stage.feed(id, Input::GivenUp(number, fault(ErrorCode::SdkTimeout)));
    let second = stage.call(id, Call::Finalize);
    assert_eq!((stage.came(first), stage.came(second), stage.count("finalize")), ("SDK_TIMEOUT", "pending", 2));
}
