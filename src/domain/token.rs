//! The client token of a Klarna Payments session.
//!
//! It is a JWT whose claims name the session (captured builds of Klarna's library read them the same way and,
//! like us, do not verify the signature). The session id tells one purchase from another without keeping a token.

use super::value::{Value, digits};

/// The decoded payload of a JWT: JSON text in UTF-8, still to be read.
///
/// `None` if the token is no JWT. Klarna decides whether a token is valid; we only want to know its session.
pub fn jwt_payload(token: &str) -> Option<Vec<u8>> {
    let mut parts = token.as_bytes().split(|byte| *byte == b'.');
    let (_, payload, Some(_), None) = (parts.next(), parts.next()?, parts.next(), parts.next()) else { return None };
    base64url(payload)
}

/// A name for a session whose token carries no session id: the same token always gives the same name,
/// and the name does not give the token away.
pub fn fingerprint(token: &str) -> String {
    // FNV-1a: it only has to tell two sessions of one shopper apart.
    let hash = token
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    ["token", &digits(hash.cast_signed())].concat()
}

/// Experiments that make Klarna's SDK drop a second `authorize` of a widget in silence while one runs: the purchase goes on in
/// a pop-up window, or in Klarna's purchase-flow library. (`klarna.md`, "One call at a time".)
const DROPPING: [&str; 2] = ["popup-purchase-flow", "utopia-flow"];

/// Whether the claims of a client token say so.
pub fn drops_second_call(claims: &Value) -> bool {
    let is_on = |experiment: &Value| {
        let name = experiment.get("name").as_str();
        experiment.get("variate").as_str() == Some("variate-1") && DROPPING.iter().any(|known| name == Some(known))
    };
    claims.get("experiments").items().iter().any(is_on)
}

fn base64url(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = 0_u32;
    let mut bits = 0_u32;
    for &symbol in text {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            // Padding, of which there should be none.
            b'=' => break,
            _ => return None,
        };
        buffer = buffer << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            let [byte, ..] = (buffer >> bits).to_le_bytes();
            bytes.push(byte);
        }
    }
    Some(bytes)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_payload_of_a_jwt_is_decoded() {
        let payload = jwt_payload("e30.eyJzZXNzaW9uX2lkIjoiw6RiYyJ9.sig");
        assert_eq!(payload.as_deref(), Some(r#"{"session_id":"äbc"}"#.as_bytes()));
    }

    #[test]
    fn what_is_no_jwt_has_no_payload() {
        for token in ["", "abc", "a.b", "a.!.c", "a.b.c.d"] {
            assert_eq!(jwt_payload(token).filter(|text| text.starts_with(b"{")), None, "{token}");
        }
    }

    #[test]
    fn a_fingerprint_tells_tokens_apart_and_hides_them() {
        assert_eq!(fingerprint("one"), fingerprint("one"));
        assert_ne!(fingerprint("one"), fingerprint("two"));
        assert!(!fingerprint("secret-token").contains("secret"));
    }

    proptest! {
        #[test]
        fn no_token_makes_the_reader_panic(token in ".*") {
            let _ = (jwt_payload(&token), fingerprint(&token));
        }
    }
}
