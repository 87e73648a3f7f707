//! What bytes are, for people, when they are nothing that is known.

use std::borrow::Cow;

use crate::encoding::Encodings;

/// Bytes of the beginning that are shown.
const SHOWN: usize = 40;

/// The beginning as text.
pub(super) fn decoded<'b>(start: &'b [u8], content_type: Option<&str>) -> Cow<'b, str> {
    let encodings = Encodings::of(&start[..start.len().min(4_096)], content_type);
    match encodings.wide() {
        Some(encoding) => encoding.decode(start).0,
        // Names are ASCII in every other encoding.
        None => String::from_utf8_lossy(start),
    }
}

/// What the bytes look like.
pub(super) fn bytes(start: &[u8]) -> String {
    let kinds: [(&[u8], &str); 8] = [
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a zip archive, or an Office document"),
        (b"BZh", "bzip2; unpack it first"),
        (b"\xfd7zXZ", "xz; unpack it first"),
        (b"\x1f\x8b", "gzip inside of gzip"),
        (b"\x89PNG", "an image"),
        (b"\xff\xd8\xff", "an image"),
        (b"SQLite format 3", "an SQLite database"),
    ];
    if start.is_empty() {
        return "nothing: there are no bytes".to_owned();
    }
    if let Some((_, kind)) = kinds.iter().find(|(magic, _)| start.starts_with(magic)) {
        return (*kind).to_owned();
    }
    let shown = &start[..start.len().min(SHOWN)];
    let first = start.trim_ascii_start();
    let line = first.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let separators = line.iter().filter(|byte| matches!(byte, b',' | b';' | b'\t')).count();
    match std::str::from_utf8(shown) {
        _ if start.iter().all(u8::is_ascii_whitespace) => "blanks only".to_owned(),
        _ if start.contains(&0) => {
            let hex: Vec<String> = shown.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
            format!("binary that begins {}", hex.join(" "))
        }
        Ok(text) if separators >= 3 => format!("a table with separators that begins {text:?}"),
        Ok(text) => format!("text that begins {text:?}"),
        Err(_) => format!("text that begins {:?}", String::from_utf8_lossy(shown)),
    }
}
