//! For tests: bytes that come in small pieces, as they do from a network.

use std::io::Read;

/// Reads the bytes in pieces of so many at the most.
pub(crate) struct Slowly<'a>(pub(crate) &'a [u8], pub(crate) usize);

impl Read for Slowly<'_> {
    fn read(&mut self, block: &mut [u8]) -> std::io::Result<usize> {
        let length = self.1.min(self.0.len()).min(block.len());
        block[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}
