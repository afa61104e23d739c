//! Klarna Web SDK (v2). The types that a shop programs against are in `index.d.ts`.

use super::subject::{Arguments, subject};
use crate::flow::web_sdk::{Mounted, Presentation, WebSdk, WebSdkOptions, start};
use crate::interop::failure::Failure;
use crate::interop::promise::{promise, rejected};
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Loads Klarna's SDK and makes an instance of it; resolves with what stands behind a `KlarnaWebSdk`.
#[wasm_bindgen(js_name = loadKlarnaWebSdk)]
pub fn load_klarna_web_sdk(options: JsValue) -> Promise {
    match WebSdkOptions::read(&options) {
        Ok(options) => promise(async move {
            let sdk = start(options).await?;
            Ok(subject(move |method, arguments| answer(&sdk, method, arguments)))
        }),
        Err(failure) => rejected(failure),
    }
}

fn answer(sdk: &Rc<WebSdk>, method: &str, arguments: &Arguments) -> Result<JsValue, Failure> {
    let first = arguments.at(0);
    Ok(match method {
        "state" => sdk.state().as_str().into(),
        "presentation" => sdk.presentation(&first)?.into(),
        "shown" => {
            let (sdk, presentation) = (Rc::clone(sdk), WebSdk::shown(&first));
            subject(move |method, arguments| answer_presentation(&sdk, &presentation, method, arguments))
        }
        "initiate" => sdk.initiate(&first)?.into(),
        "on" => sdk.on(&first, &arguments.at(1))?.into(),
        "fetch" => sdk.fetch(&first)?.into(),
        "cancel" => sdk.cancel(&first)?.into(),
        "confirm" => sdk.confirm(&first, &arguments.at(1))?.into(),
        "settle" => {
            sdk.settle(&first)?;
            JsValue::UNDEFINED
        }
        "dispose" => {
            sdk.dispose();
            JsValue::UNDEFINED
        }
        _ => JsValue::UNDEFINED,
    })
}

fn answer_presentation(
    sdk: &Rc<WebSdk>,
    presentation: &Rc<Presentation>,
    method: &str,
    arguments: &Arguments,
) -> Result<JsValue, Failure> {
    let first = arguments.at(0);
    Ok(match method {
        "instruction" | "degraded" | "hasSavedOption" => presentation.member(method),
        "mount" => shown(sdk, sdk.mount(presentation, &first, &arguments.at(1), &arguments.at(2))?),
        "mountButton" => shown(sdk, sdk.mount_button(presentation, &first, &arguments.at(1))?),
        "refresh" => sdk.refresh(presentation, &first)?.into(),
        _ => JsValue::UNDEFINED,
    })
}

/// A part or a button in its container.
fn shown(sdk: &Rc<WebSdk>, mounted: Rc<Mounted>) -> JsValue {
    let sdk = Rc::clone(sdk);
    subject(move |method, arguments| {
        let is_set = arguments.at(0).is_truthy();
        match method {
            "shown" => return Ok(mounted.is_shown().into()),
            "setDisabled" => mounted.set_disabled(is_set),
            "setLoading" => mounted.set_loading(is_set),
            "unmount" => sdk.unmount(&mounted),
            _ => {}
        }
        Ok(JsValue::UNDEFINED)
    })
}
