//! Tests that need a real browser (`npm run test:browser:chromium` and its like).
//!
//! They are part of the crate, since a crate that is compiled for two uses at once cannot be optimised as a whole.

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Names a file that another one imports: only files that Rust names are served to the browser.
macro_rules! served {
    ($($file:literal $export:ident,)+) => {$(
        const _: () = {
            #[wasm_bindgen::prelude::wasm_bindgen(module = $file)]
            extern "C" {
                #[wasm_bindgen(thread_local_v2)]
                #[allow(dead_code, non_upper_case_globals, reason = "it is the file that is wanted")]
                static $export: wasm_bindgen::JsValue;
            }
        };
    )+};
}

/// A test for each scenario, which `super::run` plays by its name; `scenarios.rs` finds them.
macro_rules! scenarios {
    ($($group:ident $file:literal { $($name:ident $sentence:literal,)+ })+) => {
        const SCENARIOS: &[&str] = &[$($($sentence,)+)+];

        $(
            served! { $file scenarios, }

            mod $group {
                $(
                    #[wasm_bindgen_test::wasm_bindgen_test]
                    async fn $name() {
                        super::run($sentence).await;
                    }
                )+
            }
        )+
    };
}

mod payments;
mod web_sdk;
