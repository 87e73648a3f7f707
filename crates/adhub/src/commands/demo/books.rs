//! The books of the demo, from its own metrics: every input has one outcome.

use std::collections::HashMap;

/// One sentence.
pub(super) fn books(metrics: &str) -> String {
    let mut sums: HashMap<&str, u64> = HashMap::new();
    for line in metrics.lines() {
        let (Some(name), Some(value)) = (line.split(['{', ' ']).next(), line.rsplit(' ').next())
        else {
            continue;
        };
        let step = !line.contains("reason=\"marker\"");
        let counted = match name {
            "adhub_ads_received_total" | "adhub_ads_rejected_total" => true,
            "adhub_ads_dropped_total" => step,
            "adhub_ads_emitted_total" => line.contains("step=\"dedupe\""),
            _ => false,
        };
        if counted && let Ok(value) = value.parse::<u64>() {
            *sums.entry(name).or_default() += value;
        }
    }
    let sum = |name: &str| sums.get(name).copied().unwrap_or(0);
    format!(
        "\nThe books: {} items received; {} passed on as new revisions, {} dropped as re-sends, \
         {} rejected with a reason.",
        sum("adhub_ads_received_total"),
        sum("adhub_ads_emitted_total"),
        sum("adhub_ads_dropped_total"),
        sum("adhub_ads_rejected_total"),
    )
}
