//! Answers that are files: packed with gzip, whatever their headers say.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::item::ReadError;

/// First bytes of a gzip file (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The content of an answer, of at most `bytes_max`.
///
/// # Errors
/// When its first bytes cannot be read.
pub(crate) fn unpacked<'b>(
    body: &'b mut dyn Read,
    bytes_max: u64,
) -> Result<Box<dyn Read + 'b>, ReadError> {
    let mut start = Vec::new();
    let io = |source| ReadError::Io { items: 0, source };
    body.take(GZIP.len() as u64).read_to_end(&mut start).map_err(io)?;
    let is_packed = start == GZIP;
    let whole = std::io::Cursor::new(start).chain(body);
    Ok(if is_packed {
        Box::new(Limited { inner: MultiGzDecoder::new(whole), left: bytes_max })
    } else {
        Box::new(Limited { inner: whole, left: bytes_max })
    })
}

/// Ends with an error, not with a silent cut, when the limit is passed.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            std::io::Error::other("the answer is larger than it may be when it is unpacked")
        })?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn check(body: &[u8], bytes_max: u64, wanted: Result<&str, &str>) {
        let mut read = String::new();
        let mut body = body;
        let end = unpacked(&mut body, bytes_max).unwrap().read_to_string(&mut read);
        match wanted {
            Ok(text) => assert_eq!((end.unwrap(), read.as_str()), (text.len(), text)),
            Err(message) => assert!(end.unwrap_err().to_string().contains(message)),
        }
    }

    #[test]
    fn packed_or_not_the_content_is_the_same() {
        check(b"<urlset/>", 100, Ok("<urlset/>"));
        check(&packed("<urlset/>"), 100, Ok("<urlset/>"));
        check(b"", 100, Ok(""));
        check(b"\x1f", 0, Err("larger"));
    }

    #[test]
    fn what_grows_too_large_or_is_cut_is_an_error() {
        check(&packed(&"a".repeat(1_000)), 999, Err("larger than it may be"));
        let whole = packed("some text");
        check(&whole[..whole.len() - 9], 100, Err(""));
    }
}
