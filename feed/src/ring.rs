//! The hot tail: the newest frames in memory, bounded by bytes and count.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::frame::Frame;

/// How much of something to take. The first one is always taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) count: usize,
    pub(crate) bytes: usize,
}

impl Limit {
    /// Takes from `frames` until the limit is reached.
    pub(crate) fn take<'a>(self, frames: impl Iterator<Item = &'a Arc<Frame>>) -> Vec<Arc<Frame>> {
        let mut taken = Vec::new();
        let mut bytes = 0;
        for frame in frames.take(self.count) {
            bytes += frame.len();
            if bytes > self.bytes && !taken.is_empty() {
                break;
            }
            taken.push(Arc::clone(frame));
        }
        taken
    }
}

/// Frames of consecutive seqs; the last one is always kept.
pub(crate) struct Ring {
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
    max: Limit,
}

impl Ring {
    pub(crate) fn new(max: Limit) -> Self {
        Self { frames: VecDeque::new(), bytes: 0, max }
    }

    /// Adds the next frame and lets the oldest go.
    pub(crate) fn push(&mut self, frame: Arc<Frame>) {
        self.bytes += frame.len();
        self.frames.push_back(frame);
        while self.frames.len() > 1
            && (self.frames.len() > self.max.count || self.bytes > self.max.bytes)
        {
            let oldest = self.frames.pop_front().expect("it holds more than one");
            self.bytes -= oldest.len();
        }
    }

    /// The frames after `seq`; `None` when some of them are here no more.
    pub(crate) fn after(&self, seq: u64, limit: Limit) -> Option<Vec<Arc<Frame>>> {
        let first = self.frames.front()?.cursor.seq;
        let skip = usize::try_from((seq + 1).checked_sub(first)?).ok()?;
        Some(limit.take(self.frames.iter().skip(skip)))
    }

    /// The frame of a seq.
    pub(crate) fn get(&self, seq: u64) -> Option<&Arc<Frame>> {
        let first = self.frames.front()?.cursor.seq;
        self.frames.get(usize::try_from(seq.checked_sub(first)?).ok()?)
    }

    /// Bytes held.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}
