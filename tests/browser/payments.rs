//! Klarna Payments (v1) in a real browser. The scenarios are JavaScript, as the shop's code and Klarna's are
//! (`tests/browser/payments_*.js`); each is a test of its own here.

use crate::load_klarna_payments;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/browser/payments_play.js")]
extern "C" {
    fn names() -> Array;
    #[wasm_bindgen(catch)]
    fn play(
        name: &str,
        load: &Closure<dyn FnMut(JsValue) -> Promise>,
        memory: &Closure<dyn FnMut() -> JsValue>,
    ) -> Result<Promise, JsValue>;
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
    "/src/export/klarna_error.js" klarnaError,
    "/src/export/subject.js" now,
    "/src/export/klarna_payments.js" KlarnaPayments,
    "/tests/browser/claims.js" equal,
    "/tests/browser/fake_payments.js" FakePayments,
    "/tests/browser/payments_stage.js" Stage,
    "/tests/browser/payments_calls.js" scenarios,
    "/tests/browser/payments_results.js" scenarios,
    "/tests/browser/payments_settling.js" scenarios,
    "/tests/browser/payments_widget.js" scenarios,
    "/tests/browser/payments_owner.js" scenarios,
    "/tests/browser/payments_steps.js" scenarios,
    "/tests/browser/payments_events.js" scenarios,
    "/tests/browser/payments_delivery.js" scenarios,
    "/tests/browser/payments_input.js" scenarios,
    "/tests/browser/payments_lifecycle.js" scenarios,
    "/tests/browser/payments_border.js" scenarios,
}

async fn run(name: &str) {
    let load = Closure::<dyn FnMut(JsValue) -> Promise>::new(load_klarna_payments);
    let memory = Closure::<dyn FnMut() -> JsValue>::new(wasm_bindgen::memory);
    let played = match play(name, &load, &memory) {
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
    init_gets_the_client_token_alone_and_as_soon_as_the_sdk_is_there,
    every_call_has_three_arguments_which_are_fresh_plain_objects_of_its_own,
    what_the_sdk_writes_to_its_options_harms_neither_the_shops_objects_nor_the_next_call,
    the_widget_is_named_alike_in_every_call,
    several_categories_in_one_widget_go_with_their_instance_id,
    auto_finalize_is_said_only_if_the_shop_said_it,
    order_data_reaches_klarna_as_it_is_without_the_keys_that_would_swap_the_arguments,
    without_order_data_klarna_gets_an_empty_object,
    authorize_reauthorize_and_finalize_reach_klarna_before_they_return,
    a_click_that_opens_klarnas_window_still_counts_as_a_click,
    load_reaches_klarna_before_it_returns_and_so_does_a_payment_review,
    order_data_is_checked_before_klarna_sees_it_with_the_path_and_both_sums,
    personal_data_is_passed_on_and_not_kept,
    every_result_of_authorize_reauthorize_and_finalize_is_one_outcome_or_one_coded_error,
    every_result_of_load_is_one_outcome_or_one_coded_error,
    whatever_the_sdk_throws_is_one_coded_error_with_what_was_thrown_as_its_cause,
    a_token_that_init_refuses_leaves_the_page_to_whoever_has_it,
    a_state_follows_each_outcome,
    a_callback_before_a_throw_does_not_count_the_throw_wins,
    a_callback_within_the_call_is_an_answer_like_any_other,
    a_refusal_that_fails_afterwards_is_a_failure_and_no_decline,
    a_page_that_is_busy_does_not_turn_such_a_failure_into_a_decline,
    a_failure_that_comes_before_its_refusal_is_one_too,
    a_promise_that_somebody_else_rejects_does_not_turn_a_decline_into_a_failure,
    an_approval_is_not_doubted_the_token_counts,
    only_the_first_of_several_callbacks_counts,
    one_approval_is_posted_once_however_often_klarna_calls_back,
    the_callback_never_throws_into_klarnas_code_whatever_it_is_given_and_whenever,
    load_that_is_never_answered_is_a_timeout_and_can_be_tried_again,
    a_late_answer_to_a_load_that_was_given_up_changes_nothing,
    an_authorize_that_waits_can_be_aborted_with_the_shops_reason_as_the_cause,
    a_signal_that_has_fired_already_sends_nothing,
    a_signal_that_fires_while_klarna_is_being_called_is_heard,
    after_an_abort_nothing_new_starts_until_klarna_has_answered,
    after_an_abort_loading_the_widget_again_is_a_new_beginning,
    after_an_abort_a_load_that_fails_is_no_new_beginning,
    the_widget_may_be_loaded_again_in_the_very_task_of_the_abort,
    klarnas_answer_in_the_task_of_the_abort_frees_the_way_for_the_next_call,
    a_late_token_of_an_aborted_call_is_the_answer_of_the_one_that_took_its_place,
    a_token_of_a_call_that_threw_is_the_answer_of_the_one_that_took_its_place,
    a_signal_that_fires_after_the_answer_changes_nothing,
    a_second_call_while_one_runs_is_refused_and_never_sent,
    a_double_click_asks_klarna_once,
    loads_during_a_load_are_put_together_into_one_with_the_newest_data,
    of_loads_that_are_put_together_klarna_hears_all_that_is_new,
    a_load_that_was_waiting_settles_with_the_load_that_was_sent_for_it,
    a_widget_that_is_moved_within_the_page_is_gone_since_its_frame_begins_anew,
    a_change_of_cart_loads_again_into_the_same_container,
    the_widget_moves_with_a_load_into_another_container,
    authorize_during_a_load_is_refused_and_not_sent,
    authorize_without_a_widget_is_refused_here_klarna_would_seem_to_decline,
    authorize_after_the_widget_is_gone_is_refused_and_works_again_after_load,
    a_widget_that_leaves_while_authorize_waits_settles_it,
    an_answer_and_a_removal_in_one_task_the_answer_counts,
    what_else_changes_on_the_page_does_not_matter,
    a_container_that_leaves_while_load_waits_settles_it,
    a_widget_without_a_frame_is_watched_by_its_container,
    a_hidden_frame_that_klarna_makes_for_finalize_is_watched,
    finalize_takes_the_widget_away_and_says_so_it_comes_back_if_the_customer_stopped,
    a_widget_that_is_still_being_loaded_is_taken_away_by_finalize_too,
    a_widget_that_leaves_while_klarna_is_being_called_settles_the_call,
    a_widget_that_finalize_took_away_stays_away_once_the_purchase_is_decided,
    a_handler_that_hears_of_the_widget_may_authorize_at_once,
    after_a_decline_the_widget_can_be_offered_anew,
    containers_that_klarna_would_lose_its_frame_in_are_refused_before_it_is_called,
    a_container_that_calls_back_into_the_purchase_does_no_harm,
    with_two_sessions_on_a_page_only_the_newer_one_can_be_authorized,
    the_customers_click_on_the_older_widget_charges_nobody,
    the_older_object_hears_at_once_also_while_it_waits_for_klarna,
    the_older_object_hears_at_once_also_while_it_loads,
    a_session_that_comes_back_is_authorized_through_its_newest_object,
    objects_of_one_session_show_two_widgets_and_ask_klarna_one_at_a_time,
    while_a_token_of_the_session_is_on_its_way_no_other_object_of_the_session_asks_for_one,
    while_a_token_of_the_session_may_have_arrived_no_other_object_of_the_session_asks_for_one,
    a_token_that_was_delivered_is_not_asked_for_again_by_another_object_of_the_session,
    a_session_that_another_copy_of_this_package_had_delivered_is_not_asked_for_a_second_token,
    the_session_that_was_asked_for_last_has_the_page_whichever_is_ready_first,
    another_copy_of_this_package_takes_the_page_over_as_well,
    a_load_that_had_to_wait_is_not_sent_to_a_page_that_another_copy_took_over_meanwhile,
    a_superseded_object_still_delivers_the_token_that_it_holds,
    disposing_of_the_older_object_leaves_the_newer_one_its_widget,
    a_widget_of_a_superseded_object_goes_with_the_one_that_took_it_over,
    disposing_of_the_older_object_while_the_newer_one_loads_leaves_it_its_widget,
    a_late_token_of_a_disposed_object_is_the_answer_of_the_one_that_took_its_place,
    a_late_token_of_another_session_answers_nobody,
    a_widget_that_klarna_asks_the_customer_with_is_not_loaded_elsewhere_by_another_object,
    a_session_without_an_id_is_told_apart_by_its_token,
    a_method_of_klarnas_that_calls_back_into_the_purchase_does_no_harm,
    finalize_on_the_same_page_gives_the_token,
    finalize_on_a_later_page_needs_no_widget,
    finalize_on_a_later_page_works_beside_a_widget_too,
    every_end_of_finalize_is_an_outcome,
    a_customer_who_stops_at_finalize_may_try_again_also_on_another_page,
    after_authorize_gave_the_token_there_is_nothing_to_finalize_here_and_on_a_later_page,
    after_a_decline_there_is_nothing_to_finalize_on_a_later_page,
    a_decline_of_another_widget_leaves_what_waits_for_finalize,
    a_token_that_finalize_gave_is_not_asked_for_twice,
    a_token_that_came_in_the_very_moment_of_the_disposal_is_not_asked_for_twice,
    a_session_that_changed_in_between_is_not_finalized,
    where_nothing_is_known_as_in_a_second_tab_klarna_decides,
    what_is_left_for_the_next_page_is_small_and_no_token,
    a_record_that_somebody_tampered_with_counts_as_none,
    without_storage_everything_works_but_the_memory_of_it,
    an_order_that_changed_is_authorized_again_with_or_without_a_widget,
    every_change_of_state_is_told_once_in_order,
    every_handler_hears_the_states_in_the_order_in_which_they_came,
    klarnas_events_come_under_the_names_of_this_package,
    the_events_of_another_widget_are_not_told,
    a_handler_that_throws_starves_no_other_neither_ours_nor_klarnas,
    a_handler_is_taken_away_by_the_function_that_on_gave_as_often_as_one_likes,
    handlers_may_come_and_go_while_an_event_is_told,
    a_handler_may_make_klarna_report_again,
    a_handler_may_dispose_of_everything,
    an_event_that_does_not_exist_is_an_error_and_so_is_a_handler_that_is_no_function,
    an_sdk_without_events_is_good_enough,
    the_backend_gets_token_session_and_context_once_and_the_shop_gets_its_answer,
    what_was_never_sent_may_be_authorized_again,
    the_request_outlives_the_page,
    a_context_cannot_put_another_token_in_place,
    a_session_that_has_no_id_is_not_made_up,
    without_a_backend_the_outcome_has_the_token,
    method_credentials_headers_and_body_are_the_shops_to_choose,
    two_authorizations_have_two_keys,
    a_refused_token_is_kept_and_sent_again_under_the_same_key,
    a_disposal_in_the_moment_in_which_a_token_is_sent_again_does_not_stop_it,
    while_a_token_is_on_its_way_nothing_else_starts,
    a_token_that_may_have_arrived_is_settled_before_a_new_one_is_asked_for,
    a_redirect_after_the_work_was_done_leaves_the_token_uncertain,
    a_final_refusal_after_an_attempt_that_may_have_arrived_leaves_the_token_uncertain,
    what_fails_in_passing_is_repeated_under_the_same_key,
    functions_of_the_shops_that_fail_or_never_answer_are_told_and_leave_the_token,
    a_function_for_the_body_that_spoils_what_it_is_given_and_fails_gets_it_whole_the_next_time,
    a_log_tells_what_happened_and_no_token,
    a_log_that_throws_or_calls_back_into_the_purchase_does_no_harm,
    every_option_of_a_wrong_kind_is_named_and_nothing_is_sent,
    values_that_no_option_may_have_are_named,
    options_that_are_no_options,
    an_option_that_cannot_be_read_is_named_with_what_its_getter_threw,
    every_option_is_read_once,
    what_stands_on_a_prototype_is_no_option,
    an_option_of_authorize_that_nobody_knows_is_refused_and_nothing_is_authorized,
    an_address_begins_where_the_pages_base_says_but_never_on_another_origin,
    options_of_a_proxy_and_of_another_window_are_taken,
    options_of_authorize_that_are_wrong_are_named_and_nothing_is_sent,
    order_data_that_would_not_arrive_as_it_is_meant_is_refused_by_name,
    data_that_says_undefined_dates_or_tojson_arrives_as_json_would_have_it,
    a_string_of_many_megabytes_is_refused_without_being_copied,
    a_thousand_bad_calls_leave_the_module_as_it_was,
    disposal_takes_the_widget_out_and_leaves_no_listener,
    the_shop_hears_of_the_disposal_as_of_every_other_state,
    disposal_settles_whatever_waits,
    disposal_settles_every_payment_review_that_waits,
    disposal_during_a_load_takes_out_the_frame_that_the_load_had_made,
    disposal_takes_out_the_frame_of_a_load_that_klarna_never_answered,
    a_token_that_came_in_the_very_moment_of_the_disposal_is_delivered,
    disposal_while_a_token_is_on_its_way_does_not_stop_it,
    a_token_that_is_on_its_way_is_not_asked_for_again_by_an_object_that_comes_after_the_disposal,
    disposal_stops_timers_and_observers_at_once,
    a_shop_that_comes_back_begins_anew,
    a_tag_that_a_consent_tool_keeps_from_running_is_neither_waited_for_nor_taken_away,
    a_thousand_rounds_of_mounting_authorizing_and_disposing_leave_nothing_behind,
    a_polluted_prototype_does_not_change_how_a_token_is_sent,
    nothing_is_posted_after_the_deadline,
    an_answer_that_comes_through_another_windows_fetch_is_read,
    an_answer_of_a_fetch_that_has_no_streams_is_read,
    no_handler_hears_of_anything_after_the_disposal,
    a_handler_that_another_one_takes_away_is_not_called_any_more,
    an_error_has_its_name_also_where_the_prototypes_are_frozen,
    the_message_names_what_it_is_about_for_logs_that_keep_nothing_else,
    a_record_that_cannot_be_replaced_does_not_stand_in_the_way_of_finalize,
    a_promise_for_headers_that_cannot_be_awaited_is_a_failure_of_the_shops_function,
    a_promise_for_headers_that_answers_at_once_is_awaited,
}
