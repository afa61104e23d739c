//! Waiting for Klarna's Web SDK, and what it throws.

use crate::domain::error::{Error, ErrorCode};
use crate::interop::failure::Failure;
use crate::interop::once::Answer;
use crate::interop::promise::settled;
use crate::interop::timer::Timer;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// The failure for what the SDK threw, rejected with, or reported.
pub(crate) fn from_sdk(thrown: &JsValue) -> Failure {
    let error = Error::new(ErrorCode::SdkError, "Klarna's SDK reported an error; see klarna and cause");
    Failure::caused(error, thrown.clone())
}

/// Something of the SDK's that nobody knows how to use.
pub(crate) fn incompatible(message: &'static str) -> Failure {
    Error::new(ErrorCode::SdkIncompatible, message).into()
}

/// What the SDK answers to a call that needs no customer: within the limit or not at all.
pub(crate) fn within(limit_ms: f64, returned: Result<JsValue, JsValue>) -> Answer {
    let answer = Answer::new();
    let answered = answer.clone();
    let timer = Timer::settle(limit_ms, &answer, || {
        let error = Error::new(ErrorCode::SdkTimeout, "Klarna's SDK did not answer within the time limit");
        Err(error.retryable(true).into())
    });
    spawn_local(async move {
        let result = match returned {
            Ok(promise) => settled(&promise).await,
            Err(thrown) => Err(thrown),
        };
        drop(timer);
        answered.settle(result.map_err(|thrown| from_sdk(&thrown)));
    });
    answer
}
