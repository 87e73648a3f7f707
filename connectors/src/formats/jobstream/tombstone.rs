//! Tombstones: three keys at least, nine in version 1, `timestamp` in
//! version 2. Only the id and the time are read; the concept ids repeat what
//! the hub already knows of the ad.

use schemas::Timestamp;
use schemas::ad::{Removal, RemovalSignal};
use schemas::time::DayEnd;

use crate::dates::{Zone, read_iso};
use crate::formats::fields::Fields;
use crate::item::ReadContext;

/// When it was removed: by `timestamp`, which is certainly UTC; else by
/// `removed_date`; else when it was read.
pub(super) fn read(fields: &Fields<'_>, context: &ReadContext<'_>, zone: &Zone) -> Removal {
    let stamped = fields.value::<i64>("timestamp").ok().flatten().map(Timestamp::from_millis);
    let dated = || {
        let text = fields.value::<String>("removed_date").ok().flatten()?;
        read_iso(&text, DayEnd::End, zone).ok().map(|moment| moment.at)
    };
    Removal {
        signal: RemovalSignal::ExplicitDelete,
        at: stamped.or_else(dated).unwrap_or(context.now),
        reason_code: None,
    }
}
