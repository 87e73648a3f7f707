//! How far reading is: bytes, ads and their rate, on a terminal only.

use std::cell::{Cell, RefCell};
use std::io::{IsTerminal as _, Read, Write as _};
use std::rc::Rc;
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_millis(200);

/// Counts what is read. Its line is gone when it is dropped.
pub(super) struct Meter {
    is_terminal: bool,
    started: Instant,
    next: Cell<Instant>,
    shown: Cell<bool>,
    what: RefCell<String>,
    bytes: Cell<u64>,
    items: Cell<u64>,
}

impl Meter {
    pub(super) fn new() -> Rc<Self> {
        let now = Instant::now();
        Rc::new(Self {
            is_terminal: std::io::stderr().is_terminal(),
            started: now,
            next: Cell::new(now + EVERY),
            shown: Cell::new(false),
            what: RefCell::default(),
            bytes: Cell::new(0),
            items: Cell::new(0),
        })
    }

    /// Says what is read from here on.
    pub(super) fn begin(&self, what: &str) {
        *self.what.borrow_mut() = super::table::clip_start(what, 30);
        self.tick();
    }

    /// Another item.
    pub(super) fn item(&self) {
        self.items.set(self.items.get() + 1);
        self.tick();
    }

    /// Bytes read so far, as they came.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    fn tick(&self) {
        if !self.is_terminal || Instant::now() < self.next.get() {
            return;
        }
        self.next.set(Instant::now() + EVERY);
        self.shown.set(true);
        let (bytes, items) = (self.bytes.get(), self.items.get());
        let seconds = self.started.elapsed().as_secs_f64();
        let what = self.what.borrow();
        let (size, rate) = (size(bytes), size(per_second(bytes, seconds)));
        let mut out = std::io::stderr().lock();
        let _ = write!(out, "\r\x1b[K{what}: {size}, {items} ads, {rate}/s");
        let _ = out.flush();
    }

    /// Takes the line away, so that something else can be said.
    pub(super) fn clear(&self) {
        if self.shown.replace(false) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.clear();
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a rate for people"
)]
fn per_second(bytes: u64, seconds: f64) -> u64 {
    (bytes as f64 / seconds.max(0.001)) as u64
}

/// A number of bytes for people.
pub(super) fn size(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    for (unit, of) in units {
        if bytes >= of {
            let tenths = bytes * 10 / of;
            return if tenths >= 100 {
                format!("{} {unit}", tenths / 10)
            } else {
                format!("{}.{} {unit}", tenths / 10, tenths % 10)
            };
        }
    }
    format!("{bytes} bytes")
}

/// A reader whose bytes are counted.
pub(super) struct Metered<R> {
    pub(super) inner: R,
    pub(super) meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.meter.bytes.set(self.meter.bytes.get() + length as u64);
        self.meter.tick();
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_two_or_three_digits() {
        for (bytes, wanted) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_234, "1.2 kB"),
            (12_345, "12 kB"),
            (450_000_000, "450 MB"),
            (4_500_000_000, "4.5 GB"),
        ] {
            assert_eq!(size(bytes), wanted);
        }
    }
}
