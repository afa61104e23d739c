//! Randomness of the browser.

use crate::sys::browser::window;

/// A random UUID (version 4). `crypto.randomUUID` exists only in secure contexts, `getRandomValues` everywhere.
pub(crate) fn uuid() -> String {
    let array = js_sys::Uint8Array::new_with_length(16);
    let strong = window().crypto().and_then(|crypto| crypto.get_random_values(&array)).is_ok();
    let mut bytes: Vec<u8> = array.to_vec();
    if !strong {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..256 fits a byte")]
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        let byte = match index {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
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
