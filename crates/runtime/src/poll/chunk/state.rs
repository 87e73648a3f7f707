//! What is remembered of a partner, written with the ads that it is about:
//! where reading continues, notes of pages, and what is held.

use bytes::Bytes;
use eventlog::{Headers, Produce, TopicName};
use schemas::cursor::PartnerCursor;
use schemas::json::Json;
use schemas::page::PartnerPage;
use schemas::quarantine::{HeldSnapshot, PartnerQuarantine};
use schemas::topic;

use super::Chunk;
use crate::poll::PollError;

impl Chunk<'_> {
    /// What is known of a page goes with its ads.
    pub(in crate::poll) fn page(
        &mut self,
        page: &str,
        note: Option<Json>,
    ) -> Result<(), PollError> {
        let partner = &self.context.profile.partner;
        let key = Bytes::from(PartnerPage::key(partner, page));
        let value = match note {
            None => None,
            Some(note) => {
                let at = self.hub.clock.now();
                let page =
                    PartnerPage { partner: partner.clone(), page: page.to_owned(), at, note };
                Some(self.hub.codec.encode(topic::PARTNERS_PAGES, &page)?)
            }
        };
        self.bytes += key.len() + value.as_ref().map_or(0, Bytes::len);
        self.records.push(Produce {
            topic: TopicName::new(topic::PARTNERS_PAGES),
            partition: Some(0),
            key: Some(key),
            value,
            headers: Headers::new(),
        });
        Ok(())
    }

    /// The cursor goes with the ads that it stands for.
    pub(in crate::poll) fn cursor(&mut self, cursor: &PartnerCursor) -> Result<(), PollError> {
        let value = self.hub.codec.encode(topic::PARTNERS_CURSORS, cursor)?;
        let key = Bytes::from(cursor.partner.to_string());
        self.add(topic::PARTNERS_CURSORS, 0, key, value, Headers::new());
        Ok(())
    }

    /// What is held goes with the snapshot that it is about.
    pub(in crate::poll) fn hold(&mut self, held: &HeldSnapshot) -> Result<(), PollError> {
        let partner = self.context.profile.partner.clone();
        let key = Bytes::from(PartnerQuarantine::held_key(&partner));
        let at = self.hub.clock.now();
        let held = PartnerQuarantine { partner, at, held: Some(held.clone()), release: None };
        let value = self.hub.codec.encode(topic::PARTNERS_QUARANTINE, &held)?;
        self.add(topic::PARTNERS_QUARANTINE, 0, key, value, Headers::new());
        Ok(())
    }

    /// Nothing is held any more, and a release is used up.
    pub(in crate::poll) fn let_go(&mut self) {
        let partner = &self.context.profile.partner;
        for key in [PartnerQuarantine::held_key(partner), PartnerQuarantine::release_key(partner)] {
            self.records.push(Produce {
                topic: TopicName::new(topic::PARTNERS_QUARANTINE),
                partition: Some(0),
                key: Some(Bytes::from(key)),
                value: None,
                headers: Headers::new(),
            });
        }
    }
}
