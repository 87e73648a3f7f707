//! Writing down who says so, and what was noticed, once each.

use schemas::ad::{Ad, Fact, Lint, Origin, Severity, Span};

/// Notes that the hub found the value at `path`, unless that is noted.
pub(super) fn found(ad: &mut Ad, path: &str, confidence: f32, method: &str) {
    if fact(ad, path).is_some() {
        return;
    }
    ad.facts.push(Fact {
        path: path.to_owned(),
        origin: Origin::Enriched,
        confidence,
        method: Some(method.to_owned()),
        span: None,
    });
}

/// What is noted about where the value at `path` comes from.
pub(super) fn fact<'a>(ad: &'a Ad, path: &str) -> Option<&'a Fact> {
    ad.facts.iter().find(|fact| fact.path == path)
}

/// Notes something about the value at `path`, unless that is noted.
pub(super) fn noticed(ad: &mut Ad, code: &str, path: &str, severity: Severity) {
    if !has(ad, code, path) {
        ad.lint.push(Lint { code: code.to_owned(), path: path.to_owned(), severity });
    }
}

/// Whether `code` is noted at `path`.
pub(super) fn has(ad: &Ad, code: &str, path: &str) -> bool {
    ad.lint.iter().any(|lint| lint.code == code && lint.path == path)
}

/// Two decimals: a confidence is a judgement, not a measurement.
pub(super) fn confidence(value: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "0 to 1 in hundredths")]
    let rounded = ((value * 100.0).round() / 100.0) as f32;
    rounded.clamp(0.0, 1.0)
}

/// As [`found`], with the words that say so.
pub(super) fn found_at(ad: &mut Ad, path: &str, confidence: f32, span: Span) {
    if fact(ad, path).is_some() {
        return;
    }
    ad.facts.push(Fact {
        path: path.to_owned(),
        origin: Origin::Enriched,
        confidence,
        method: Some("text".to_owned()),
        span: Some(span),
    });
}

/// Whether the hub found the value at `path` in the ad's text before.
pub(super) fn is_ours(ad: &Ad, path: &str) -> bool {
    fact(ad, path).is_some_and(|fact| fact.origin == Origin::Enriched)
}
