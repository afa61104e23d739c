//! Order data: a plain copy for Klarna, and the order as the rules read it.
//!
//! A thousand lines cross the border as one list of figures. Member by member they took 20 ms.

use super::failure::Failure;
use super::json::{self, LONGEST};
use super::options::Field;
use crate::domain::error::Error;
use crate::domain::order::{Lines, MOST_LINES, Order, members};
use crate::domain::value::MAX_DEPTH;
use crate::sys::js;
use crate::sys::json::read_order;
use js_sys::Float64Array;
use wasm_bindgen::{JsCast, JsValue};

/// Reads order data, each getter once. What JSON would lose is an error that names it.
pub(crate) fn read(data: &JsValue) -> Result<(JsValue, Order), Failure> {
    let field = Field { value: data.clone(), path: "data".to_owned() };
    field.object()?;
    #[expect(clippy::cast_possible_truncation, reason = "small constants")]
    let parts = read_order(data, &members::described(), members::HEAD, LONGEST, MAX_DEPTH as u32, MOST_LINES as u32)
        .map_err(|cause| field.threw("this is no JSON (a cycle, a BigInt?), or too long", cause))?;
    match parts.length() {
        0 => return field.wrong("a plain object is expected here"),
        1 => return field.wrong("the data is nested too deeply"),
        _ => {}
    }
    if let Some(path) = parts.get(1).as_string() {
        return Err(Error::argument(path, json::LOST).into());
    }
    let Ok(head) = json::read(&parts.get(2)) else { return field.wrong("the data is nested too deeply") };
    let order = Order {
        head,
        lines: lines(&parts.get(3), &parts.get(4)),
        lists_become_text: parts.get(5).is_truthy(),
        no_numbers: js::keys(&parts.get(6)).unwrap_or_default(),
    };
    Ok((parts.get(0), order))
}

fn lines(figures: &JsValue, count: &JsValue) -> Lines {
    match (figures.dyn_ref::<Float64Array>(), count.as_f64()) {
        (Some(figures), _) => Lines::Read(figures.to_vec()),
        (None, Some(count)) if count >= 0.0 =>
        {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length")]
            Lines::Many(count as usize)
        }
        (None, Some(_)) => Lines::NoList,
        (None, None) => Lines::None,
    }
}
