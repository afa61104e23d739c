//! Klarna Web SDK (v2). The types that a shop programs against are in `index.d.ts`.

use super::subject::{Arguments, subject};
use crate::domain::web_sdk::Word;
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
    let described = |answer| {
        let sdk = Rc::clone(sdk);
        promise(async move { sdk.described_answer(answer).await }).into()
    };
    Ok(match method {
        "state" => sdk.state().as_str().into(),
        "presentation" => {
            let asked = sdk.ask_presentation(&first)?;
            let sdk = Rc::clone(sdk);
            promise(async move {
                let presentation = sdk.present(asked).await?;
                Ok(subject(move |method, arguments| answer_presentation(&sdk, &presentation, method, arguments)))
            })
            .into()
        }
        "initiate" => promise(sdk.initiate(&first)?).into(),
        "on" => sdk.on(&first, &arguments.at(1))?.into(),
        "fetch" => described(sdk.fetch(&first)?),
        "cancel" => described(sdk.cancel(&first)?),
        "confirm" => promise(Rc::clone(sdk).confirm(sdk.questions(&first, &arguments.at(1))?)).into(),
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
        "instruction" => presentation.offer().instruction.as_str().into(),
        "degraded" => presentation.offer().degraded.into(),
        "hasSavedOption" => presentation.offer().has_saved().into(),
        "mount" => shown(sdk, sdk.mount(presentation, &first, &arguments.at(1), &arguments.at(2))?),
        "mountButton" => shown(sdk, sdk.mount_button(presentation, &first, &arguments.at(1))?),
        "refresh" => {
            let asked = sdk.ask_again(presentation, &first)?;
            let (sdk, presentation) = (Rc::clone(sdk), Rc::clone(presentation));
            promise(async move { sdk.refresh(&presentation, asked).await.map(|()| JsValue::UNDEFINED) }).into()
        }
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
