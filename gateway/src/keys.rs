//! Bearer keys of partners: `adhub_KEYID_SECRET`. The log keeps their SHA-256
//! only. A key holds 256 random bits, so that a slow hash would add nothing.
//!
//! [`KeyRing`] answers "may this key push?" from memory; [`KeyFollower`] keeps
//! it as `partners.keys` has it; [`KeyLedger`] writes there, for the commands
//! of the operator.

mod follow;
mod ledger;
mod ring;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

pub use follow::KeyFollower;
pub use ledger::{KeyLedger, KeyLedgerError, LIVE_KEYS_MAX, NewPartner};
pub use ring::{Caller, Denied, KeyRing};

const PREFIX: &str = "adhub_";
const ID_BYTES: usize = 12;
const SECRET_BYTES: usize = 32;
/// Base64url of 32 bytes, not padded.
const SECRET_TEXT_BYTES: usize = 43;
const KEY_BYTES: usize = PREFIX.len() + ID_BYTES + 1 + SECRET_TEXT_BYTES;

/// Public part of a key: 12 lower-case letters and digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; ID_BYTES]);

impl KeyId {
    /// Reads one; `None` when the text cannot be an id.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; ID_BYTES] = text.as_bytes().try_into().ok()?;
        let shaped = bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        shaped.then_some(Self(bytes))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("letters and digits are UTF-8")
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeyId({self})")
    }
}

/// SHA-256 of a whole key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyHash([u8; 32]);

impl KeyHash {
    fn of(key: &str) -> Self {
        Self(Sha256::digest(key.as_bytes()).into())
    }

    /// From lower-case hex.
    fn parse(hex: &str) -> Option<Self> {
        let mut hash = [0; 32];
        if hex.len() != 64 || !hex.is_ascii() {
            return None;
        }
        for (index, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[index * 2..index * 2 + 2], 16).ok()?;
        }
        Some(Self(hash))
    }

    fn to_hex(self) -> String {
        use fmt::Write as _;
        self.0.iter().fold(String::with_capacity(64), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing into memory cannot fail");
            hex
        })
    }

    /// Compares in constant time.
    fn matches(&self, other: &Self) -> bool {
        bool::from(subtle::ConstantTimeEq::ct_eq(&self.0[..], &other.0[..]))
    }
}

/// A key as it is handed out, once. `Debug` hides it.
#[derive(Debug)]
pub struct NewKey {
    /// Its public part.
    pub id: KeyId,
    /// The whole key: show it to the partner, never keep it.
    pub key: SecretString,
}

impl NewKey {
    /// Draws a key from the system's random numbers.
    ///
    /// # Errors
    /// When the system has none to give.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut secret = [0; SECRET_BYTES];
        getrandom::fill(&mut secret)?;
        let id = KeyId(draw_id()?);
        let key = format!("{PREFIX}{id}_{}", URL_SAFE_NO_PAD.encode(secret));
        Ok(Self { id, key: key.into() })
    }

    fn hash(&self) -> KeyHash {
        KeyHash::of(self.key.expose_secret())
    }
}

fn draw_id() -> Result<[u8; ID_BYTES], getrandom::Error> {
    const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut id = [0; ID_BYTES];
    let mut at = 0;
    while at < ID_BYTES {
        let mut bytes = [0; 2 * ID_BYTES];
        getrandom::fill(&mut bytes)?;
        // 252 is the largest multiple of 36 in a byte: every letter is equally
        // likely.
        for byte in bytes.into_iter().filter(|byte| *byte < 252).take(ID_BYTES - at) {
            id[at] = ALPHABET[usize::from(byte % 36)];
            at += 1;
        }
    }
    Ok(id)
}

/// A key as a request presents it: well shaped, not checked yet.
pub(crate) struct Presented {
    id: KeyId,
    hash: KeyHash,
}

impl Presented {
    /// Reads a key; `None` when it has another shape.
    pub(crate) fn parse(key: &str) -> Option<Self> {
        // The secret's alphabet has `_` in it, so the parts are cut by length.
        if key.len() != KEY_BYTES || !key.is_ascii() {
            return None;
        }
        let rest = key.strip_prefix(PREFIX)?;
        let (id, secret) = rest.split_at(ID_BYTES);
        let secret = secret.strip_prefix('_')?;
        let shaped = secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !shaped {
            return None;
        }
        Some(Self { id: KeyId::parse(id)?, hash: KeyHash::of(key) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_key_reads_back() {
        for _ in 0..200 {
            let new = NewKey::draw().unwrap();
            let text = new.key.expose_secret();
            let presented = Presented::parse(text).unwrap();
            assert_eq!(presented.id, new.id);
            assert!(presented.hash.matches(&new.hash()));
            assert!(KeyHash::parse(&new.hash().to_hex()).unwrap().matches(&new.hash()));
            assert!(!format!("{new:?}").contains(&text[19..]), "Debug shows the secret");
        }
    }

    #[test]
    fn other_shapes_are_no_keys() {
        let secret = "A".repeat(43);
        for key in [
            String::new(),
            "adhub_".to_owned(),
            format!("adhub_abcdefghij12-{secret}"),
            format!("adhub_ABCDEFGHIJ12_{secret}"),
            format!("adhub_abcdefghij12_{secret}A"),
            format!("adhub_abcdefghij12_{}=", &secret[1..]),
            format!("bdhub_abcdefghij12_{secret}"),
            format!("adhub_abcdefghij1é_{secret}"),
        ] {
            assert!(Presented::parse(&key).is_none(), "{key}");
        }
        assert!(Presented::parse(&format!("adhub_abcdefghij12_{secret}")).is_some());
    }
}
