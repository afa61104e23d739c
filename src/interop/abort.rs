//! `AbortSignal`s of the shop's.

use super::failure::Failure;
use super::listener::Listener;
use super::once::Answer;
use super::options::Field;
use crate::domain::error::{Error, ErrorCode};
use crate::sys::js;
use wasm_bindgen::JsValue;

/// A signal that was checked to be one.
#[derive(Debug, Clone)]
pub(crate) struct Signal(JsValue);

impl Signal {
    /// Reads an option. (No `instanceof`: a signal of another frame is as good.)
    pub(crate) fn read(field: &Field) -> Result<Self, Failure> {
        let is_signal = field.value.is_object()
            && js::get(&field.value, "aborted").as_bool().is_some()
            && js::has_method(&field.value, "addEventListener");
        if is_signal {
            Ok(Self(field.value.clone()))
        } else {
            Err(Error::argument(field.path.clone(), "an AbortSignal is expected here").into())
        }
    }

    /// A signal that was checked before.
    pub(crate) fn checked(value: JsValue) -> Self {
        Self(value)
    }

    /// The failure, if it fired already.
    pub(crate) fn fired(&self) -> Option<Failure> {
        js::get(&self.0, "aborted").as_bool()?.then(|| self.failure())
    }

    /// Settles a race with the failure when it fires.
    pub(crate) fn settles(&self, race: &Answer) -> Option<Listener> {
        let race = race.clone();
        self.watch(move |failure| {
            race.settle(Err(failure));
        })
    }

    /// Calls `fire` when it fires.
    pub(crate) fn watch(&self, fire: impl Fn(Failure) + 'static) -> Option<Listener> {
        let signal = self.clone();
        Listener::new(&self.0, "abort", move |_| fire(signal.failure()))
    }

    /// The signal itself.
    pub(crate) fn into_js(self) -> JsValue {
        self.0
    }

    fn failure(&self) -> Failure {
        let failure = Failure::from(Error::new(ErrorCode::Aborted, "the caller aborted"));
        failure.or_caused(Some(js::get(&self.0, "reason")).filter(|reason| !reason.is_undefined()))
    }
}
