//! What a target is: one family of `fuzz`, under libFuzzer.

pub use libfuzzer_sys;

/// A target of the family of this name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        $crate::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            static FAMILY: std::sync::LazyLock<&fuzz::Family> =
                std::sync::LazyLock::new(|| fuzz::family($name).expect("every target is a family"));
            (FAMILY.check)(bytes);
        });
    };
}
