//! Metrics whose labels are types.

use prometheus::core::Collector;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry};

/// The labels of one metric: an enum, a partner, or a struct of these.
pub trait Label {
    /// Label names, in the order in which [`Label::with`] gives values.
    const NAMES: &'static [&'static str];

    /// Hands the values of one series to `f`, in the order of `NAMES`.
    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R;
}

impl Label for () {
    const NAMES: &'static [&'static str] = &[];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[])
    }
}

/// A partner from the partner list, never text from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartnerLabel(pub String);

impl Label for PartnerLabel {
    const NAMES: &'static [&'static str] = &["partner"];

    fn with<R>(&self, f: impl FnOnce(&[&str]) -> R) -> R {
        f(&[&self.0])
    }
}

fn register<C: Collector + Clone + 'static>(registry: &Registry, collector: &C) {
    registry.register(Box::new(collector.clone())).expect("metric names are unique");
}

macro_rules! metric {
    ($(#[$doc:meta])* $name:ident, $vec:ident) => {
        $(#[$doc])*
        pub struct $name<L> {
            vec: $vec,
            label: std::marker::PhantomData<fn() -> L>,
        }

        impl<L: Label> $name<L> {
            fn wrap(registry: &Registry, vec: Result<$vec, prometheus::Error>) -> Self {
                let vec = vec.expect("metric declarations are valid");
                register(registry, &vec);
                Self { vec, label: std::marker::PhantomData }
            }
        }
    };
}

metric! {
    /// Counts up. Name it `adhub_THING_PASTVERB_total`.
    Counter, IntCounterVec
}
metric! {
    /// A value that goes up and down.
    Gauge, IntGaugeVec
}
metric! {
    /// A distribution in base units (`_seconds`, `_bytes`).
    Histogram, HistogramVec
}

impl<L: Label> Counter<L> {
    /// Declares it.
    pub fn new(registry: &Registry, name: &str, help: &str) -> Self {
        Self::wrap(registry, IntCounterVec::new(Opts::new(name, help), L::NAMES))
    }

    /// Counts one more.
    pub fn inc(&self, label: &L) {
        self.inc_by(label, 1);
    }

    /// Counts `n` more.
    pub fn inc_by(&self, label: &L, n: u64) {
        label.with(|values| self.vec.with_label_values(values).inc_by(n));
    }

    /// Present count of one series.
    pub fn get(&self, label: &L) -> u64 {
        label.with(|values| self.vec.with_label_values(values).get())
    }
}

impl<L: Label> Gauge<L> {
    /// Declares it.
    pub fn new(registry: &Registry, name: &str, help: &str) -> Self {
        Self::wrap(registry, IntGaugeVec::new(Opts::new(name, help), L::NAMES))
    }

    /// Sets one series.
    pub fn set(&self, label: &L, value: i64) {
        label.with(|values| self.vec.with_label_values(values).set(value));
    }

    /// Adds to one series; negative to take away.
    pub fn add(&self, label: &L, value: i64) {
        label.with(|values| self.vec.with_label_values(values).add(value));
    }

    /// Present value of one series.
    pub fn get(&self, label: &L) -> i64 {
        label.with(|values| self.vec.with_label_values(values).get())
    }
}

impl<L: Label> Histogram<L> {
    /// Declares it, with the upper bounds of its buckets.
    pub fn new(registry: &Registry, name: &str, help: &str, buckets: &[f64]) -> Self {
        let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
        Self::wrap(registry, HistogramVec::new(options, L::NAMES))
    }

    /// Takes one value in.
    pub fn observe(&self, label: &L, value: f64) {
        label.with(|values| self.vec.with_label_values(values).observe(value));
    }
}
