//! Language tags as Klarna's Web SDK takes them.

/// A language, and optionally a script and a region: `sv`, `en-GB`, `zh-Hant-TW`.
pub fn is_locale(text: &str) -> bool {
    let is_alphabetic = |part: &[u8]| part.iter().all(u8::is_ascii_alphabetic);
    let mut parts = text.as_bytes().split(|byte| *byte == b'-').enumerate();
    text.len() <= 11
        && parts.all(|(index, part)| match part.len() {
            2 => is_alphabetic(part),
            3 => is_alphabetic(part) || index > 0 && part.iter().all(u8::is_ascii_digit),
            4 => is_alphabetic(part) && index > 0,
            _ => false,
        })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::is_locale;

    #[test]
    fn language_tags_are_recognised() {
        for tag in ["sv", "sv-SE", "en-gb", "zh-Hant-TW", "es-419", "nob-NO"] {
            assert!(is_locale(tag), "{tag}");
        }
        for tag in ["", "s", "-SE", "sv_SE", "svenska", "sv-SE-", "sv--SE", "1v-SE"] {
            assert!(!is_locale(tag), "{tag}");
        }
    }
}
