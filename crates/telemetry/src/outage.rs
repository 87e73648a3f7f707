//! An outage is told when it begins and when it is over, not once for each
//! call that it costs: those are counted.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether something that others need is away.
#[derive(Default, Debug)]
pub struct Outage(AtomicBool);

impl Outage {
    /// A call failed: true when it is the first one.
    pub fn begins(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }

    /// A call succeeded: true when the one before it had failed.
    pub fn ends(&self) -> bool {
        self.0.load(Ordering::Relaxed) && self.0.swap(false, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::Outage;

    #[test]
    fn it_is_told_once_at_its_beginning_and_once_at_its_end() {
        let outage = Outage::default();
        assert!(!outage.ends());
        assert!(outage.begins() && !outage.begins());
        assert!(outage.ends() && !outage.ends());
        assert!(outage.begins());
    }
}
