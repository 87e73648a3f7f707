//! Partners and keys in memory, as `partners.keys` has them.

use std::collections::HashMap;
use std::sync::Arc;

use connectors::Profile;
use parking_lot::RwLock;
use schemas::PartnerName;
use schemas::key::PartnerRecord;

use super::{KeyHash, KeyId, Presented};

/// Zone of times without one, when the partner's record names none.
const ZONE: &str = "UTC";

/// Who pushes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// The key that was presented.
    pub key: KeyId,
    /// Its partner, and how to read what the partner does not say.
    pub profile: Arc<Profile>,
}

impl Caller {
    /// The partner's name.
    pub fn partner(&self) -> &PartnerName {
        &self.profile.partner
    }
}

/// Why a key opens nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Denied {
    /// The keys are not known yet. Ask again.
    Starting,
    /// No such key, not this secret, revoked, or no such partner: whoever
    /// presents it is not told which.
    Unknown,
    /// The key is right, its partner is disabled.
    Disabled(PartnerName),
}

/// Partners and keys in memory. Clones share it.
#[derive(Clone, Default)]
pub struct KeyRing(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    ready: bool,
    partners: HashMap<PartnerName, Partner>,
    keys: HashMap<KeyId, Key>,
}

struct Partner {
    disabled: bool,
    profile: Arc<Profile>,
}

struct Key {
    partner: PartnerName,
    hash: KeyHash,
    revoked: bool,
}

impl KeyRing {
    /// Knows nobody, and is not ready.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the keys were read to their end once.
    pub fn is_ready(&self) -> bool {
        self.0.read().ready
    }

    /// Says that the keys were read to their end.
    pub fn set_ready(&self) {
        self.0.write().ready = true;
    }

    /// Takes in one record of `partners.keys` by its record key; `None` is a
    /// tombstone. A record that names no key or partner locks out what its
    /// record key names.
    pub fn apply(&self, record_key: &str, record: Option<&PartnerRecord>) {
        let mut known = self.0.write();
        if let Some(name) = record_key.strip_prefix("partner/") {
            let Ok(name) = PartnerName::new(name) else { return };
            match record {
                Some(record) => known.partners.insert(name, Partner::of(record)),
                None => known.partners.remove(&name),
            };
        } else if let Some(id) = record_key.strip_prefix("key/").and_then(KeyId::parse) {
            match record.and_then(Key::of) {
                Some(key) => known.keys.insert(id, key),
                None => known.keys.remove(&id),
            };
        }
    }

    /// Finds out who presents a key.
    ///
    /// # Errors
    /// [`Denied`].
    pub(crate) fn check(&self, presented: &Presented) -> Result<Caller, Denied> {
        /// Compared with when there is no such key, so that both cases take
        /// the same time. No key has this hash.
        const NOBODY: KeyHash = KeyHash([0; 32]);

        let known = self.0.read();
        if !known.ready {
            return Err(Denied::Starting);
        }
        let key = known.keys.get(&presented.id);
        let matches = key.map_or(&NOBODY, |key| &key.hash).matches(&presented.hash);
        let Some(key) = key.filter(|key| matches && !key.revoked) else {
            return Err(Denied::Unknown);
        };
        let Some(partner) = known.partners.get(&key.partner) else {
            return Err(Denied::Unknown);
        };
        if partner.disabled {
            return Err(Denied::Disabled(key.partner.clone()));
        }
        Ok(Caller { key: presented.id, profile: Arc::clone(&partner.profile) })
    }
}

impl Partner {
    fn of(record: &PartnerRecord) -> Self {
        let profile = Profile {
            partner: record.partner.clone(),
            zone: record.zone.clone().unwrap_or_else(|| ZONE.to_owned()),
            language: record.language.clone(),
        };
        Self { disabled: record.disabled_at.is_some(), profile: Arc::new(profile) }
    }
}

impl Key {
    fn of(record: &PartnerRecord) -> Option<Self> {
        let hash = KeyHash::parse(record.key_sha256.as_deref()?)?;
        let revoked = record.disabled_at.is_some();
        Some(Self { partner: record.partner.clone(), hash, revoked })
    }
}
