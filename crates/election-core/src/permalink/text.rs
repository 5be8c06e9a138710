//! Words of a link: numbers, names and free text, both ways.

use crate::value::Value;

/// A number or a boolean, else the text itself.
pub(super) fn literal(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ => text.parse().map(Value::Int).ok().or_else(|| decimal(text)).unwrap_or(text.into()),
    }
}

fn decimal(text: &str) -> Option<Value> {
    let (whole, fraction) = text.split_once('.')?;
    let digits = fraction.len() <= 6 && fraction.bytes().all(|b| b.is_ascii_digit());
    let magnitude = whole.strip_prefix('-').unwrap_or(whole);
    if !digits || fraction.is_empty() || !magnitude.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let units = magnitude.parse::<i64>().ok()?.checked_mul(1_000_000)?;
    let rest = format!("{fraction:0<6}").parse::<i64>().ok()?;
    let n = units.checked_add(rest)?;
    Some(Value::Decimal(if whole.starts_with('-') { -n } else { n }))
}

/// Whether a text can name a system or a story.
pub(super) fn is_name(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.len() <= 64 && text.bytes().all(fits)
}

/// A text as it may stand in a link.
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02x}"));
        }
    }
    out
}

/// The text that was escaped; `None` if it was not.
pub fn unescape(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let pair = [bytes.next()?, bytes.next()?];
            out.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// A number in base 36.
pub(super) fn base36(mut n: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((n % 36) as u32, 36).unwrap_or('0'));
        n /= 36;
        if n == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// A number that was written in base 36.
pub(super) fn from_base36(text: &str) -> Option<u64> {
    let fits =
        !text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| u64::from_str_radix(text, 36).ok()).flatten()
}

/// A sum over these texts in a row (FNV-1a, 32 bits). Each step is a bijection of the state, so
/// one changed character always changes the sum.
pub(super) fn sum_of(texts: &[&str]) -> u32 {
    let bytes = texts.iter().flat_map(|text| text.bytes());
    bytes.fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes in base 64 as RFC 4648 writes it in addresses, without padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + 3);
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=three.len() as u32 {
            out.push(char::from(DIGITS[(word >> (18 - 6 * place) & 63) as usize]));
        }
    }
    out
}

/// The bytes that were written so; `None` if they were not.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    for four in text.as_bytes().chunks(4) {
        let mut word = 0u32;
        for place in 0..4 {
            let digit = match four.get(place) {
                Some(byte) => DIGITS.iter().position(|digit| digit == byte)? as u32,
                None => 0,
            };
            word = word << 6 | digit;
        }
        let bytes = word.to_be_bytes();
        match four.len() {
            1 => return None,
            length => out.extend(&bytes[1..length]),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_rfc_4648_section_10() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
            assert_eq!(from_base64(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(from_base64("Zg="), None);
        assert_eq!(from_base64("Zm9vY"), None);
    }
}
