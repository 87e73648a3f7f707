//! Which rules find ads of one job, and how strict they are.

/// The rules of a hub are the default; others answer what would be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
    /// Ads that say the same are one job; without, only ads that share a key.
    pub similar: bool,
    /// Least share of the shorter text's word triples that the other has, in
    /// percent, of ads that say the same; on top of what each rule asks for.
    pub text_percent_min: u8,
}

impl Default for Rules {
    fn default() -> Self {
        Self { similar: true, text_percent_min: 0 }
    }
}
