//! The Web SDK (v2) in a real browser. The scenarios are JavaScript, as the shop's code and Klarna's are
//! (`tests/browser/web_sdk_*.js`); each is a test of its own here.

use crate::load_klarna_web_sdk;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/browser/web_sdk_play.js")]
extern "C" {
    fn names() -> Array;
    #[wasm_bindgen(catch)]
    fn play(name: &str, load: &Closure<dyn FnMut(JsValue) -> Promise>) -> Result<Promise, JsValue>;
}

/// Names a file that another one imports: only files that Rust names are served to the browser.
macro_rules! served {
    ($($file:literal $export:ident,)+) => {$(
        const _: () = {
            #[wasm_bindgen(module = $file)]
            extern "C" {
                #[wasm_bindgen(thread_local_v2)]
                #[allow(dead_code, non_upper_case_globals, reason = "it is the file that is wanted")]
                static $export: JsValue;
            }
        };
    )+};
}

served! {
    "/src/export/klarna_web_sdk.js" KlarnaWebSdk,
    "/tests/browser/fake_klarna.js" KlarnaSDK,
    "/tests/browser/fake_web_sdk.js" FakeWebSdk,
    "/tests/browser/web_sdk_loading.js" scenarios,
    "/tests/browser/web_sdk_presentation.js" scenarios,
    "/tests/browser/web_sdk_click.js" scenarios,
    "/tests/browser/web_sdk_initiate.js" scenarios,
    "/tests/browser/web_sdk_events.js" scenarios,
    "/tests/browser/web_sdk_confirm.js" scenarios,
    "/tests/browser/web_sdk_lifecycle.js" scenarios,
    "/tests/browser/web_sdk_border.js" scenarios,
    "/tests/browser/web_sdk_stage.js" Stage,
}

async fn run(name: &str) {
    let load = Closure::<dyn FnMut(JsValue) -> Promise>::new(load_klarna_web_sdk);
    let played = match play(name, &load) {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    if let Err(error) = played {
        wasm_bindgen::throw_val(error);
    }
}

macro_rules! scenarios {
    ($($name:ident,)+) => {
        const NAMES: &[&str] = &[$(stringify!($name),)+];

        $(
            #[wasm_bindgen_test]
            async fn $name() {
                run(stringify!($name)).await;
            }
        )+
    };
}

#[wasm_bindgen_test]
fn every_scenario_is_played() {
    let written: Vec<String> = names().iter().filter_map(|name| name.as_string()).collect();
    assert_eq!(written, NAMES);
}

scenarios! {
    every_wrong_option_is_named_before_anything_is_loaded,
    options_of_a_prototype_of_a_throwing_getter_or_of_a_proxy_do_no_harm,
    klarna_gets_what_was_given_and_nothing_else,
    equal_configurations_share_one_instance,
    a_failed_import_is_tried_again_at_an_address_of_its_own,
    a_module_that_arrives_while_the_next_attempt_is_awaited_is_not_evaluated_again,
    a_failure_is_not_kept,
    an_sdk_that_lacks_what_is_needed_is_incompatible,
    an_sdk_that_never_answers_is_a_timeout,
    a_caller_who_aborts_waits_no_longer_the_next_one_gets_the_sdk,
    every_shape_of_a_presentation_shows_what_it_has,
    a_part_that_a_release_does_not_have_is_left_out,
    the_saved_option_has_parts_and_a_button_of_its_own,
    a_presentation_that_the_sdk_made_up_is_called_degraded,
    a_strange_presentation_is_an_error_or_shows_klarna_plainly,
    only_what_was_given_is_asked_for,
    every_option_of_the_button_is_passed_on_and_none_that_was_not_given,
    a_wrong_part_or_container_is_refused,
    mounting_unmounting_and_mounting_again_leaves_one_element_and_no_warning,
    the_same_part_in_the_same_container_replaces_the_one_before,
    a_container_that_the_shop_emptied_gives_no_warning,
    a_refresh_shows_what_is_mounted_anew_in_its_place_and_size,
    of_several_refreshes_the_newest_counts,
    a_refresh_counts_although_a_newer_one_fails,
    a_button_whose_way_to_pay_is_gone_is_not_shown,
    a_part_that_cannot_be_shown_anew_leaves_no_other_one_as_it_was,
    what_a_button_was_told_to_look_like_outlasts_a_refresh,
    refreshes_at_the_same_time_add_up,
    disposal_settles_a_presentation_that_waits_for_klarna,
    an_update_of_klarnas_changes_the_presentation,
    an_update_that_is_no_presentation_takes_nothing_away,
    a_release_without_a_button_in_its_presentation_has_one_all_the_same,
    a_click_posts_token_option_and_context_once,
    every_way_in_which_releases_call_is_understood,
    a_token_that_the_call_leaves_out_is_the_sdks_own,
    a_second_click_while_the_backend_is_asked_shares_the_answer,
    each_click_has_an_idempotency_key_of_its_own,
    a_click_whose_answer_was_lost_is_posted_again_under_its_own_key,
    a_final_refusal_after_an_attempt_that_may_have_arrived_leaves_the_click_open,
    a_final_refusal_of_the_first_attempt_ends_the_key,
    a_click_that_was_never_sent_leaves_nothing_open,
    a_decision_stands_however_deep_the_rest_of_the_answer_is,
    a_decision_stands_whatever_is_wrong_beside_it,
    a_presentation_begins_another_purchase_only_if_it_is_asked_for_after_the_end,
    a_click_from_within_a_handler_of_the_shops_finds_the_first_one_under_way,
    an_approval_leads_to_the_return_url_after_the_shop_has_heard_of_it,
    an_approval_that_leads_nowhere_is_told_to_the_shop_and_refused_to_klarna,
    a_page_that_shows_the_approval_itself_needs_no_address,
    a_click_after_the_end_tells_an_error_of_its_own,
    a_step_up_hands_the_payment_request_over_by_url_if_there_is_one,
    a_decline_is_an_outcome_for_the_shop_and_a_rejection_for_klarna,
    whatever_the_backend_answers_klarna_gets_one_of_the_documented_results_or_an_error,
    a_backend_that_fails_is_an_error_for_the_shop_and_for_klarna,
    a_post_that_fails_in_passing_is_repeated_under_the_same_key,
    a_shop_can_shape_the_body_itself,
    the_button_shows_that_it_is_busy_while_the_backend_is_asked,
    a_button_that_calls_back_while_it_is_told_to_look_busy_does_no_harm,
    hostile_arguments_of_the_callback_do_no_harm,
    initiate_reaches_klarnas_sdk_before_it_returns,
    without_options_klarna_gets_one_argument,
    it_pays_with_the_newest_presentations_option,
    it_settles_with_what_the_customer_did,
    it_settles_with_what_the_sdks_own_promise_gives,
    an_error_settles_it_whether_reported_rejected_or_thrown,
    an_answer_that_needs_no_journey_settles_it,
    while_the_backend_is_asked_its_answer_goes_before_what_the_sdk_says,
    what_klarna_said_while_the_backend_was_asked_does_not_end_a_newer_click,
    a_late_report_of_an_earlier_payment_request_says_nothing_about_it,
    a_presentation_ends_a_call_that_the_sdk_never_answers_and_it_cannot_pay_any_more,
    a_click_of_the_shops_own_is_posted_once_however_often_the_sdk_calls_back,
    a_refusal_of_a_click_that_has_ended_does_not_end_the_newer_one,
    a_page_that_comes_back_from_the_history_waits_for_no_journey,
    what_is_left_of_an_earlier_call_does_not_end_a_newer_one,
    a_payment_request_that_is_launched_again_by_its_url_settles_it,
    a_click_on_klarnas_button_takes_the_place_of_one_on_the_shops_own,
    a_click_from_within_a_handler_that_hears_of_the_end_has_an_end_of_its_own,
    a_click_from_within_a_handler_that_hears_of_a_presentation_is_not_ended_by_it,
    a_shop_that_disposes_of_everything_when_it_hears_of_the_end_is_told_the_end,
    it_does_not_pay_with_a_saved_option_that_is_not_there,
    of_several_presentations_it_pays_with_the_one_that_was_asked_for_last,
    disposal_settles_it,
    what_happened_before_a_redirect_reaches_a_handler_that_is_added_right_after_loading,
    the_shops_handlers_are_registered_before_a_button_can_be_clicked,
    false_keeps_the_customer_on_the_page_also_from_an_async_handler,
    a_handler_that_throws_neither_breaks_klarnas_flow_nor_starves_the_others,
    a_completion_is_told_once_and_answered_the_same_way_again,
    an_abort_after_the_completion_of_the_same_payment_request_is_no_news,
    an_abort_after_the_backends_approval_is_no_news,
    a_journey_that_klarna_declines_ends_as_declined,
    a_late_report_of_an_earlier_payment_request_does_not_end_the_current_journey,
    the_customer_may_stop_and_start_again_as_often_as_they_like,
    tokens_stay_hidden_unless_they_are_asked_for_by_name,
    no_event_ever_leads_to_a_post,
    hostile_reports_do_no_harm,
    an_error_tells_what_klarna_says_of_it,
    an_error_that_nobody_listens_for_is_told_to_the_page,
    no_error_is_kept_from_a_page_that_does_not_listen,
    only_our_own_refusal_is_kept_from_the_shop_when_it_comes_back_as_an_error,
    a_report_may_be_an_object_with_getters_of_a_class,
    an_update_of_what_is_shown_reaches_every_object_whoever_was_clicked,
    a_report_from_within_a_handler_of_the_shops_is_heard,
    an_error_while_the_backend_is_asked_does_not_free_the_click,
    a_handler_can_be_taken_away_and_an_unknown_event_is_an_error,
    the_shops_answer_about_shipping_reaches_klarna,
    the_events_of_one_objects_click_are_not_anothers,
    the_end_of_an_earlier_objects_journey_is_not_that_of_the_newer_ones,
    a_refusal_of_one_objects_click_is_no_error_of_anothers,
    states_follow_each_other_and_are_told,
    every_handler_hears_the_states_in_the_order_in_which_they_came,
    a_click_that_a_button_makes_when_it_is_freed_is_told_after_the_end_of_the_one_before,
    payment_requests_can_be_read_and_cancelled,
    the_server_is_asked_until_it_has_decided,
    an_access_token_that_has_expired_is_renewed_once,
    every_decision_is_a_value,
    only_what_became_of_the_current_payment_makes_room_for_another,
    what_no_repetition_can_mend_is_an_error,
    the_caller_can_stop_asking,
    disposal_settles_a_confirm_that_waits_to_ask_again,
    disposal_takes_out_what_was_mounted_and_leaves_no_listener,
    an_approval_that_comes_after_disposal_still_leads_the_customer_on,
    a_decline_that_comes_after_disposal_is_thrown_into_nobodys_page,
    no_button_is_mounted_by_a_shop_that_disposes_of_everything_when_it_hears_of_the_end,
    nothing_is_left_mounted_by_a_shop_that_disposes_of_everything_while_klarna_mounts_it,
    nothing_is_left_mounted_by_a_shop_that_disposes_of_everything_during_a_refresh,
    no_journey_and_no_post_begins_after_disposal,
    a_click_that_is_on_its_way_is_not_posted_again_by_an_object_that_comes_after_the_disposal,
    loading_again_after_disposal_uses_the_same_instance,
    a_shop_that_keeps_nothing_but_its_handlers_is_still_heard_and_served,
    a_thousand_rounds_of_mounting_paying_and_disposing_leave_nothing_behind,
    a_log_tells_what_happened_and_no_token,
    a_promise_of_the_shops_that_cannot_be_awaited_does_not_hold_the_customer_up,
    a_promise_of_the_shops_that_answers_at_once_does_no_harm,
    a_method_that_nobody_knows_does_nothing,
}
