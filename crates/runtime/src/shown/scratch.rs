//! Ads of a path that writes to no log, in a file that nobody else sees and
//! that is gone with it. It grows with what the path shows.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use bytes::Bytes;
use schemas::{Ad, AdId, Change, Codec};

use super::{Shown, ad_of};
use crate::process::ProcessError;

/// The file, made when the first ad is shown.
pub(crate) struct Scratch {
    codec: Arc<Codec>,
    file: Option<File>,
    end: u64,
    ads: HashMap<AdId, Place>,
}

struct Place {
    seq: i64,
    at: u64,
    bytes: usize,
}

impl Scratch {
    /// Holds nothing yet.
    pub(crate) fn new(codec: Arc<Codec>) -> Self {
        Self { codec, file: None, end: 0, ads: HashMap::new() }
    }

    fn write(&mut self, value: &[u8]) -> io::Result<u64> {
        let file = match &self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile()?),
        };
        let at = self.end;
        file.write_all_at(value, at)?;
        self.end += value.len() as u64;
        Ok(at)
    }
}

impl Shown for Scratch {
    fn saw(&mut self, change: &Change, value: &Bytes) -> Result<(), ProcessError> {
        let at = self.write(value).map_err(ProcessError::Scratch)?;
        let place = Place { seq: change.seq, at, bytes: value.len() };
        self.ads.insert(change.ad_id, place);
        Ok(())
    }

    fn ad(&mut self, ad_id: AdId, seq: i64) -> Result<Option<Box<Ad>>, ProcessError> {
        let missing = ProcessError::NotShown { ad_id, seq };
        let place = self.ads.get(&ad_id).filter(|place| place.seq == seq);
        let (Some(place), Some(file)) = (place, &self.file) else { return Err(missing) };
        let mut value = vec![0; place.bytes];
        file.read_exact_at(&mut value, place.at).map_err(ProcessError::Scratch)?;
        ad_of(&self.codec, &value, ad_id, seq).map(Some)
    }
}
