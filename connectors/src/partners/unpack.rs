//! Answers that are files: packed with gzip, or zip archives of feeds, whatever
//! their headers say. What comes of them has the limit of the answer itself.

use std::io::{Error, ErrorKind, Read};

use flate2::read::MultiGzDecoder;

use super::archive::{self, Files};
use crate::connector::AnswerBody;
use crate::formats::dialect::Shape;
use crate::item::ReadError;

/// First bytes of a gzip file (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Hands over the content of an answer, at most as much as the partner may
/// send. Of a zip archive, each file that is a feed of this shape, one after
/// the other, and whether it is one of several.
///
/// # Errors
/// When its first bytes cannot be read, an archive cannot be, or those of
/// `read`.
pub(crate) fn each_feed(
    body: &mut dyn AnswerBody,
    shape: Shape,
    read: &mut dyn FnMut(&mut dyn Read, Files) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let bytes_max = body.bytes_max();
    let start = start(body, archive::MAGIC_BYTES)?;
    if archive::is_archive(&start) {
        let whole = body.whole().ok_or_else(archive::not_whole)?;
        return archive::each(whole, bytes_max, shape, read);
    }
    let whole = std::io::Cursor::new(start).chain(body);
    read(&mut Limited::new(inflated(whole)?, bytes_max), Files::One)
}

/// The content of an answer, of at most `bytes_max`.
///
/// # Errors
/// When its first bytes cannot be read.
pub(crate) fn unpacked<'b>(
    body: &'b mut dyn Read,
    bytes_max: u64,
) -> Result<Box<dyn Read + 'b>, ReadError> {
    Ok(Box::new(Limited::new(inflated(body)?, bytes_max)))
}

fn inflated<'b>(mut body: impl Read + 'b) -> Result<Box<dyn Read + 'b>, ReadError> {
    let start = start(&mut body, GZIP.len())?;
    let is_packed = start == GZIP;
    let whole = std::io::Cursor::new(start).chain(body);
    Ok(if is_packed { Box::new(MultiGzDecoder::new(whole)) } else { Box::new(whole) })
}

fn start(body: &mut (impl Read + ?Sized), bytes: usize) -> Result<Vec<u8>, ReadError> {
    let mut start = Vec::new();
    let io = |source| ReadError::Io { items: 0, source };
    body.take(bytes as u64).read_to_end(&mut start).map_err(io)?;
    Ok(start)
}

/// Ends with an error, [`ErrorKind::FileTooLarge`], not with a silent cut, when
/// the limit is passed.
pub(super) struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R> Limited<R> {
    pub(super) const fn new(inner: R, bytes_max: u64) -> Self {
        Self { inner, left: bytes_max }
    }

    /// How much more there may be.
    pub(super) const fn left(&self) -> u64 {
        self.left
    }
}

/// What is too large to be unpacked.
pub(super) fn too_large() -> Error {
    let message = "the answer is larger than it may be when it is unpacked";
    Error::new(ErrorKind::FileTooLarge, message)
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(too_large)?;
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
