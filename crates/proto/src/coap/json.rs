//! An answer as a JSON object, the same as `reckon calc --json` prints.

use alloc::vec::Vec;
use core::fmt::Display;

use reckon_calc::Answer;

use crate::write::write;

/// Appends the object, without a line end.
///
/// ```text
/// {"input":"1/3","answer":"1/3","exact":true,"kind":"number","value":"1/3","digits":null,"unit":null}
/// ```
pub(crate) fn write_answer(bytes: &mut Vec<u8>, input: &str, answer: &Answer) {
    let exact = answer.is_exact();
    write_member(bytes, "{\"input\":", input);
    write_member(bytes, ",\"answer\":", answer);
    write(bytes, format_args!(",\"exact\":{exact}"));
    write_member(bytes, ",\"kind\":", answer.kind());
    write_member(bytes, ",\"value\":", answer.value());
    match answer.digits() {
        Some(digits) => write(bytes, format_args!(",\"digits\":{digits}")),
        None => write(bytes, ",\"digits\":null"),
    }
    match answer.unit() {
        Some(unit) => write_member(bytes, ",\"unit\":", unit),
        None => write(bytes, ",\"unit\":null"),
    }
    write(bytes, "}");
}

/// Appends a name and a string.
fn write_member(bytes: &mut Vec<u8>, name: &str, value: impl Display) {
    write(bytes, name);
    write(bytes, '"');
    let start = bytes.len();
    write(bytes, value);
    let text = bytes.split_off(start);
    for byte in text {
        match byte {
            b'"' | b'\\' => bytes.extend([b'\\', byte]),
            b'\n' => bytes.extend(b"\\n"),
            b'\r' => bytes.extend(b"\\r"),
            b'\t' => bytes.extend(b"\\t"),
            0x08 => bytes.extend(b"\\b"),
            0x0c => bytes.extend(b"\\f"),
            0..0x20 => write(bytes, format_args!("\\u{byte:04x}")),
            _ => bytes.push(byte),
        }
    }
    write(bytes, '"');
}
