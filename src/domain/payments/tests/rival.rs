//! Twins of `payments_rival.js`: another script of the page starts sessions of its own.

use super::stage::*;
use crate::domain::payments::{Call, Found, Input};

#[test]
fn every_call_after_another_scripts_init_begins_our_session_once_more() {
    for call in [Call::Authorize, Call::Reauthorize, Call::Finalize] {
        let mut stage = Stage::default();
        let id = stage.with_widget("s");
        stage.page.rival_begins();
        let caller = stage.call(id, call);
        let what: Vec<_> = stage.sent.iter().map(|sent| sent.what).collect();
        assert_eq!((what, stage.came(caller)), (vec!["load", "init", call.name()], "pending"));
    }
    let mut stage = Stage::default();
    let id = stage.open("s");
    stage.page.rival_begins();
    stage.load(id, 0);
    let what: Vec<_> = stage.sent.iter().map(|sent| sent.what).collect();
    assert_eq!(what, ["init", "load"]);
}

#[test]
fn where_the_other_script_took_our_frame_along_the_widget_is_loaded_first() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.page.rival_begins();
    stage.widget = Some(Found::Elsewhere);
    let caller = stage.authorize(id);
    let what: Vec<_> = stage.sent.iter().map(|sent| sent.what).collect();
    assert_eq!((what, stage.came(caller)), (vec!["load", "init", "load", "authorize"], "pending"));
}

#[test]
fn without_another_script_nothing_begins_twice() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    let number = stage.last().number;
    stage.feed(id, Input::TaskEnds(number));
    assert_eq!(stage.count("init"), 0);
}

#[test]
fn a_session_that_klarna_does_not_take_any_more_sends_nothing() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.page.rival_begins();
    stage.begin_fails = true;
    let caller = stage.authorize(id);
    assert_eq!((stage.came(caller), stage.count("authorize")), ("INVALID_CLIENT_TOKEN", 0));
    let load = stage.load(id, 0);
    assert_eq!((stage.came(load), stage.count("load"), stage.state(id)), ("INVALID_CLIENT_TOKEN", 1, "loaded"));
}

#[test]
fn while_the_other_script_calls_in_the_same_task_nothing_of_ours_is_sent_and_the_object_lives_on() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.page.rival_begins();
    stage.page.rival_calls();
    let refused = [stage.authorize(id), stage.load(id, 0)];
    assert_eq!(refused.map(|caller| stage.came(caller)), ["SUPERSEDED"; 2]);
    assert_eq!((stage.count("init"), stage.state(id)), (0, "loaded"));
    stage.page.rival_is_done();
    let caller = stage.authorize(id);
    assert_eq!(stage.came(caller), "pending");
}

#[test]
fn an_init_within_the_task_of_our_call_is_undone_before_klarna_reads_the_session() {
    let mut stage = Stage::default();
    let id = stage.with_widget("s");
    stage.authorize(id);
    let number = stage.last().number;
    stage.page.rival_begins();
    stage.feed(id, Input::TaskEnds(number));
    assert_eq!(stage.last().what, "init");
}
