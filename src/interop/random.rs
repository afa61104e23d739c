//! Randomness of the browser.

use crate::domain::value::decimal;
use crate::sys::{browser, js};

/// A random UUID (version 4). `crypto.randomUUID` exists only in secure contexts, `getRandomValues` everywhere.
pub(crate) fn uuid() -> String {
    let bytes = browser::random_bytes(16);
    let mut text = String::with_capacity(36);
    for index in 0..16 {
        let byte = js::get(&bytes, &decimal(index)).as_f64();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..256 fits a byte")]
        let byte = byte.unwrap_or_else(|| js_sys::Math::random() * 256.0) as u8;
        let byte = match index {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => byte,
        };
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text
}
