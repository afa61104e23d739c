//! Randomness of the browser.

use crate::sys::browser;
use js_sys::Uint8Array;

/// A random UUID (version 4). `crypto.randomUUID` exists only in secure contexts, `getRandomValues` everywhere.
pub(crate) fn uuid() -> String {
    let mut bytes = [0_u8; 16];
    let array = Uint8Array::new_with_length(16);
    if browser::fill_random(&array) {
        array.copy_to(&mut bytes);
    } else {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..256 fits a byte")]
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.into_iter().enumerate() {
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
