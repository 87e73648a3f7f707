//! Bytes that come in small pieces.

use std::io::Read;

/// Gives at most so many bytes at once.
pub(crate) struct Slowly<'a>(pub(crate) &'a [u8], pub(crate) usize);

impl Read for Slowly<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let length = out.len().min(self.0.len()).min(self.1.max(1));
        let (now, later) = self.0.split_at(length);
        out[..length].copy_from_slice(now);
        self.0 = later;
        Ok(length)
    }
}
