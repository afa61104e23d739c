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
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn object_keys(target: &JsValue) -> Result<Array, JsValue>;
}

// None of these throws.
#[wasm_bindgen(module = "/src/sys/js.js")]
extern "C" {
    /// The window.
    #[wasm_bindgen(js_name = page)]
    pub(crate) fn window() -> JsValue;
    #[wasm_bindgen(js_name = get)]
    fn import_get(target: &JsValue, key: &str) -> JsValue;
    #[wasm_bindgen(js_name = ask)]
    fn import_ask(target: &JsValue, method: &str, arguments: &Array) -> JsValue;
    #[wasm_bindgen(js_name = record)]
    fn import_record(names: &str, values: &Array) -> JsValue;
    #[wasm_bindgen(js_name = joined)]
    fn import_joined(objects: &Array) -> JsValue;
    /// An error of ours with such members.
    pub(crate) fn failure(message: &str, members: &JsValue) -> JsValue;
    /// Calls `reached` when somebody reads a member; `false` if the object does not let us.
    pub(crate) fn watch(target: &JsValue, key: &str, method: &JsValue, reached: &JsValue) -> bool;
}

/// A plain object of our own: `record! { status: 200, body: json }`. A member that is `undefined` is left out.
/// (Its names cross the border as one text: one by one, each costs the module twice as much.)
macro_rules! record {
    ($first:ident: $value:expr $(, $name:ident: $more:expr)* $(,)?) => {
        $crate::sys::js::named(
            concat!(stringify!($first) $(, " ", stringify!($name))*),
            &[wasm_bindgen::JsValue::from($value) $(, wasm_bindgen::JsValue::from($more))*],
        )
    };
}
pub(crate) use record;

/// See [`record!`].
#[inline(never)]
pub(crate) fn named(names: &str, values: &[JsValue]) -> JsValue {
    let list = Array::new();
    for value in values {
        list.push(value);
    }
    import_record(names, &list)
}

/// A member, or what its getter threw. (Of a primitive: `undefined`'s own complaint.)
#[inline(never)]
pub(crate) fn read(target: &JsValue, key: &str) -> Result<JsValue, JsValue> {
    reflect_get(target, key)
}

/// A member; `undefined` if there is none, or if its getter throws.
#[inline(never)]
pub(crate) fn get(target: &JsValue, key: &str) -> JsValue {
    import_get(target, key)
}

/// Whether a member is a function.
#[inline(never)]
pub(crate) fn has_method(target: &JsValue, key: &str) -> bool {
    get(target, key).is_function()
}

/// A member, if it is text.
#[inline(never)]
pub(crate) fn text(target: &JsValue, key: &str) -> Option<String> {
    get(target, key).as_string()
}

/// A member of an object's own; `undefined` if there is none.
#[inline(never)]
pub(crate) fn own(target: &JsValue, key: &str) -> Result<JsValue, JsValue> {
    if object_has_own(target, key)? { read(target, key) } else { Ok(JsValue::UNDEFINED) }
}

/// Whether an object has a member of its own.
pub(crate) fn has_own(target: &JsValue, key: &str) -> bool {
    object_has_own(target, key).unwrap_or(false)
}

/// The names of an object's members, of a list its indices; or what a Proxy threw.
#[inline(never)]
pub(crate) fn keys(target: &JsValue) -> Result<Vec<String>, JsValue> {
    let mut names = Vec::new();
    for key in object_keys(target)?.iter() {
        if let Some(name) = key.as_string() {
            names.push(name);
        }
    }
    Ok(names)
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
    apply(&read(target, method)?, target, arguments)
}

/// Calls a function that was read before.
#[inline(never)]
pub(crate) fn apply(function: &JsValue, target: &JsValue, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    reflect_apply(function, target, &list(arguments))
}

/// Calls a method for its answer; `undefined` if it throws.
#[inline(never)]
pub(crate) fn ask(target: &JsValue, method: &str, arguments: &[&JsValue]) -> JsValue {
    import_ask(target, method, &list(arguments))
}

/// Calls a method, whatever becomes of it.
#[inline(never)]
pub(crate) fn tell(target: &JsValue, method: &str, arguments: &[&JsValue]) {
    drop(ask(target, method, arguments));
}

/// Calls a function without `this`.
#[inline(never)]
pub(crate) fn invoke(function: &Function, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    reflect_apply(function, &JsValue::UNDEFINED, &list(arguments))
}

/// Makes an object of a global class.
#[inline(never)]
pub(crate) fn construct(class: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    reflect_construct(&read(&window(), class)?, &list(arguments))
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

/// A plain object with the members of several of our own; of two of a name the later counts.
pub(crate) fn joined(objects: &[&JsValue]) -> JsValue {
    import_joined(&list(objects))
}

/// A list.
#[inline(never)]
pub(crate) fn list(values: &[&JsValue]) -> Array {
    let list = Array::new();
    for value in values {
        list.push(value);
    }
    list
}
