//! `ads.rejected`: what steps were derived to reject, and what is there. A
//! record names its input (`place`), so that each has exactly one.

use std::collections::HashMap;

use bytes::Bytes;
use eventlog::TopicName;
use runtime::process::Hub;
use schemas::{PartnerName, Rejected, topic};

use super::report::{At, Check, Report};
use super::values::contrast;
use crate::commands::progress::Progress;
use crate::commands::records::Records;

/// `at` is the time of the decision, of which nothing else tells.
const LOOSE: &[&str] = &["at"];

/// What is expected. As large as the rejections of the steps within the
/// retention of their inputs: those of gateway and poll are only counted.
#[derive(Default)]
pub(super) struct Rejections {
    expected: HashMap<String, Expected>,
    /// Inputs that were looked at: topic and partition, from and to.
    looked_at: Vec<(String, u64, u64)>,
}

struct Expected {
    value: Option<Bytes>,
    step: &'static str,
    partner: PartnerName,
}

impl Rejections {
    /// A rejection that was derived, of the input at a place.
    pub(super) fn expect(
        &mut self,
        place: String,
        value: Option<Bytes>,
        step: &'static str,
        partner: &PartnerName,
    ) {
        let expected = Expected { value, step, partner: partner.clone() };
        self.expected.insert(place, expected);
    }

    /// Inputs of this range were derived. What was rejected of others is not
    /// judged.
    pub(super) fn looked_at(&mut self, topic: &str, partition: u32, from: u64, to: u64) {
        self.looked_at.push((format!("{topic}/{partition}"), from, to));
    }

    fn was_looked_at(&self, place: &str) -> bool {
        let Some((input, position)) = place.rsplit_once('@') else { return false };
        let Ok(position) = position.parse::<u64>() else { return false };
        self.looked_at
            .iter()
            .any(|(name, from, to)| name == input && (*from..*to).contains(&position))
    }

    /// Reads the topic once.
    pub(super) fn compare(
        mut self,
        hub: &Hub,
        report: &mut Report,
        progress: &mut Progress,
    ) -> anyhow::Result<()> {
        let name = TopicName::new(topic::ADS_REJECTED);
        let mut end = 0;
        for partition in 0..hub.log.partitions(&name)? {
            let mut records = Records::open(hub.log.as_ref(), &name, partition)?;
            end = records.bounds().end;
            while let Some(record) = records.next()? {
                progress.at(topic::ADS_REJECTED, record.position, end);
                let at = At { topic: topic::ADS_REJECTED, partition, position: record.position };
                let value = record.value.as_ref();
                let decoded = hub.codec.decode::<Rejected>(value.map_or(&[], |value| value));
                match decoded {
                    Ok(rejected) if matches!(rejected.step.as_str(), "gateway" | "poll") => {
                        report.books.refused(&rejected.partner);
                    }
                    Ok(rejected) => self.seen(hub, &rejected, value, at, report),
                    Err(error) => {
                        let expected = "a valid rejected";
                        report.differs(Check::Differs, at, None, error.to_string(), expected);
                    }
                }
            }
        }
        for (place, expected) in self.expected {
            let at = At { topic: topic::ADS_REJECTED, partition: 0, position: end };
            let seen = "nothing to its end".to_owned();
            let wanted = format!("{} rejected by {}", place, expected.step);
            report.differs(Check::Missing, at, None, seen, wanted);
        }
        Ok(())
    }

    fn seen(
        &mut self,
        hub: &Hub,
        rejected: &Rejected,
        value: Option<&Bytes>,
        at: At,
        report: &mut Report,
    ) {
        let Some(expected) = self.expected.remove(&rejected.place) else {
            if self.was_looked_at(&rejected.place) {
                let seen = format!(
                    "{} rejected by {}: {}",
                    rejected.place,
                    rejected.step,
                    rejected.reason.as_str()
                );
                report.differs(Check::Unexpected, at, None, seen, "nothing, or once only");
            }
            return;
        };
        report.books.account(expected.step, &expected.partner).rejected += 1;
        if let Some(found) = contrast::<Rejected>(hub, value, expected.value.as_ref(), LOOSE) {
            report.differs(Check::Differs, at, None, found.seen, found.expected);
        }
    }
}
