//! Members of foreign objects: read, written, called. Whatever throws is caught.

use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn reflect_get(target: &JsValue, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = set)]
    fn reflect_set(target: &JsValue, key: &str, value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = deleteProperty)]
    fn reflect_delete(target: &JsValue, key: &str) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = apply)]
    fn reflect_apply(method: &JsValue, this: &JsValue, arguments: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = construct)]
    fn reflect_construct(class: &JsValue, arguments: &Array) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn array_is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Object, js_name = hasOwn)]
    fn object_has_own(target: &JsValue, key: &str) -> Result<bool, JsValue>;
}

/// A member, or what its getter threw. (Of a primitive: `undefined`'s own complaint.)
#[inline(never)]
pub(crate) fn read(target: &JsValue, key: &str) -> Result<JsValue, JsValue> {
    reflect_get(target, key)
}

/// A member; `undefined` if there is none, or if its getter throws.
#[inline(never)]
pub(crate) fn get(target: &JsValue, key: &str) -> JsValue {
    read(target, key).unwrap_or(JsValue::UNDEFINED)
}

/// Whether an object has a member of its own of that name.
#[inline(never)]
pub(crate) fn has_own(target: &JsValue, key: &str) -> Result<bool, JsValue> {
    object_has_own(target, key)
}

/// Writes a member, or gives what its setter threw.
#[inline(never)]
pub(crate) fn write(target: &JsValue, key: &str, value: &JsValue) -> Result<(), JsValue> {
    reflect_set(target, key, value).map(drop)
}

/// Writes a member of an object of our own, which takes it.
#[inline(never)]
pub(crate) fn set(target: &JsValue, key: &str, value: &JsValue) {
    let _ = reflect_set(target, key, value);
}

/// Deletes a member of an object of our own.
#[inline(never)]
pub(crate) fn delete(target: &JsValue, key: &str) {
    let _ = reflect_delete(target, key);
}

/// Calls a method. A method that is missing throws, as it does in JavaScript.
#[inline(never)]
pub(crate) fn call(target: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    reflect_apply(&read(target, method)?, target, &list(arguments))
}

/// Calls a function without `this`.
#[inline(never)]
pub(crate) fn invoke(function: &Function, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    reflect_apply(function, &JsValue::UNDEFINED, &list(arguments))
}

/// Makes an object of a global class.
#[inline(never)]
pub(crate) fn construct(class: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    reflect_construct(&read(&js_sys::global(), class)?, &list(arguments))
}

/// Whether it is an array. (`Array.isArray` throws for a revoked Proxy, which is none.)
#[inline(never)]
pub(crate) fn is_list(value: &JsValue) -> bool {
    array_is_array(value).unwrap_or(false)
}

/// An empty plain object.
#[inline(never)]
pub(crate) fn object() -> JsValue {
    Object::<JsValue>::new().into()
}

fn list(values: &[&JsValue]) -> Array {
    let list = Array::new();
    for value in values {
        list.push(value);
    }
    list
}
