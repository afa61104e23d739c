//! A presentation of Klarna's: its components are JavaScript's.

use crate::domain::web_sdk::{Choice, Offer, Place, PresentationId};
use crate::sys::js;
use crate::sys::web_sdk::Component;
use wasm_bindgen::JsValue;

/// A presentation that the shop holds. What it says now, the page knows.
#[derive(Debug)]
pub(crate) struct Presentation {
    pub(crate) id: PresentationId,
    pub(crate) look: fn(PresentationId) -> Option<(JsValue, Offer)>,
    pub(crate) release: fn(PresentationId),
}

impl Drop for Presentation {
    fn drop(&mut self) {
        (self.release)(self.id);
    }
}

impl Presentation {
    /// One of the members that the shop sees.
    pub(crate) fn member(&self, name: &str) -> JsValue {
        let offer = (self.look)(self.id).map(|(_, offer)| offer.described());
        offer.map_or(JsValue::UNDEFINED, |offer| crate::interop::json::to_js(offer.get(name)))
    }

    /// The first of the places that has a component.
    pub(crate) fn find(&self, choice: Choice, places: &[Place]) -> Option<(Component, Place)> {
        let (raw, offer) = (self.look)(self.id)?;
        let root = offer.root(choice)?;
        let root = root.map_or_else(|| raw.clone(), |key| js::get(&raw, key));
        for place in places {
            let mut found = root.clone();
            for key in *place {
                found = js::get(&found, key);
            }
            if js::get(&found, "component").is_function() {
                return Some((Component(found), place));
            }
        }
        None
    }
}

/// The data of a presentation. Its components are functions, and its getters are Klarna's.
#[inline(never)]
pub(crate) fn read(raw: &JsValue) -> Offer {
    let text = |object: &JsValue, key: &str| js::get(object, key).as_string();
    Offer::read(text(raw, "instruction").as_deref(), &|name| {
        let option = js::get(raw, name);
        option.is_object().then(|| text(&option, "paymentOptionId").unwrap_or_default())
    })
}
