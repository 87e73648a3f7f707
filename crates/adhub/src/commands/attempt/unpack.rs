//! Compressed files, told by their first bytes: gzip, zstd, and a zip archive
//! with one file. Unpacked while they are read.

use std::io::{Error, Read};

/// Largest answer after unpacking.
const UNPACKED_MAX: u64 = 16 << 30;
/// Bytes that tell how something is packed.
const MAGIC: u64 = 4;

/// Hands the unpacked bytes to `read`, with the name of what packed them.
///
/// # Errors
/// When the first bytes cannot be read, or those of `read`.
pub(super) fn unpacked<T>(
    mut packed: impl Read,
    read: impl FnOnce(&mut dyn Read, Option<&'static str>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let mut start = Vec::new();
    (&mut packed).take(MAGIC).read_to_end(&mut start)?;
    let whole = start.as_slice().chain(packed);
    match start.as_slice() {
        [0x1f, 0x8b, ..] => {
            read(&mut limited(flate2::read::MultiGzDecoder::new(whole)), Some("gzip"))
        }
        [0x28, 0xb5, 0x2f, 0xfd] => {
            read(&mut limited(zstd::stream::read::Decoder::new(whole)?), Some("zstd"))
        }
        [b'P', b'K', 3, 4] => zip(whole, read),
        _ => read(&mut limited(whole), None),
    }
}

/// The only file of an archive.
fn zip<T>(
    mut packed: impl Read,
    read: impl FnOnce(&mut dyn Read, Option<&'static str>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let done = {
        let file = zip::read::read_zipfile_from_stream(&mut packed)?
            .ok_or_else(|| anyhow::anyhow!("the zip archive holds no file"))?;
        read(&mut limited(file), Some("zip"))?
    };
    if let Some(other) = zip::read::read_zipfile_from_stream(&mut packed)? {
        let name = crate::commands::plain(&other.name()?);
        anyhow::bail!("the zip archive holds several files ({name} too): unpack it first");
    }
    Ok(done)
}

fn limited(inner: impl Read) -> Limited<impl Read> {
    Limited { inner, left: UNPACKED_MAX }
}

/// Fails where a file unpacks to more than any feed has.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(length as u64)
            .ok_or_else(|| Error::other(format!("it unpacks to more than {UNPACKED_MAX} bytes")))?;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn check(bytes: &[u8], wanted: Result<(&str, Option<&str>), &str>) {
        let read = unpacked(bytes, |body, packed| {
            let mut text = String::new();
            body.read_to_string(&mut text)?;
            Ok((text, packed))
        });
        match (read, wanted) {
            (Ok((text, packed)), Ok(wanted)) => assert_eq!((text.as_str(), packed), wanted),
            (Err(error), Err(wanted)) => {
                assert!(format!("{error:#}").contains(wanted), "{error:#}");
            }
            (read, wanted) => panic!("{read:?}, not {wanted:?}"),
        }
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn archive(files: &[&str]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (index, text) in files.iter().enumerate() {
            writer.start_file(format!("{index}.xml"), options).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn what_is_packed_is_told_by_its_first_bytes() {
        check(b"", Ok(("", None)));
        check(b"<a/>", Ok(("<a/>", None)));
        check(&gzip("<a/>"), Ok(("<a/>", Some("gzip"))));
        // Pieces that were packed one by one are one file.
        check(&[gzip("<a>"), gzip("</a>")].concat(), Ok(("<a></a>", Some("gzip"))));
        let zstd = zstd::encode_all(&b"<a/>"[..], 1).unwrap();
        check(&zstd, Ok(("<a/>", Some("zstd"))));
    }

    #[test]
    fn an_archive_of_one_file_is_that_file() {
        check(&archive(&["<a/>"]), Ok(("<a/>", Some("zip"))));
        check(&archive(&["<a/>", "<b/>"]), Err("several files"));
    }

    #[test]
    fn what_is_cut_is_an_error() {
        let whole = gzip("<a>twenty bytes and more</a>");
        check(&whole[..whole.len() - 9], Err(""));
    }
}
