//! What came out of the steps.

use std::fmt::Write as _;

use schemas::Ad;

use super::Paint;
use crate::commands::attempt::steps::{Out, Steps};
use crate::commands::attempt::table::{clip, clip_start};
use crate::commands::plain;

/// One thing that came out.
pub(in crate::commands::attempt) struct Shown {
    word: String,
    id: String,
    title: String,
    ad_id: String,
    job_id: Option<String>,
}

/// As it is shown; nothing for what is told elsewhere.
pub(in crate::commands::attempt) fn shown(out: &Out) -> Option<Shown> {
    let title =
        |ad: &Option<Box<Ad>>| ad.as_ref().map_or(String::new(), |ad| ad.title().to_owned());
    let external = |ad: &Option<Box<Ad>>| {
        ad.as_ref().map_or(String::new(), |ad| ad.source.external_id.to_string())
    };
    let shown = match out {
        Out::Received(received) => Shown {
            word: word(&received.kind),
            id: received.external_id.as_ref().map_or(String::new(), ToString::to_string),
            title: title(&received.ad),
            ad_id: received.ad_id.to_string(),
            job_id: None,
        },
        Out::Revision(revision) => Shown {
            word: word(&revision.kind),
            id: external(&revision.ad),
            title: title(&revision.ad),
            ad_id: revision.ad_id.to_string(),
            job_id: None,
        },
        Out::Change(change) => Shown {
            word: word(&change.kind),
            id: external(&change.ad),
            title: title(&change.ad),
            ad_id: change.ad_id.to_string(),
            job_id: Some(change.job.id.to_string()),
        },
        Out::Rejected(_) => return None,
    };
    Some(shown)
}

/// A value of an enum as it is written in JSON.
fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// What came out, and what became of the rest.
pub(super) fn published(steps: &Steps, shown: &[Shown], paint: Paint) -> String {
    let outcomes = &steps.outcomes;
    let mut text = format!("\n{}\n", paint.heading(&format!("After {}", steps.name())));
    let _ = write!(text, "  {} passed on", outcomes.emitted);
    for (reason, count) in &outcomes.dropped {
        let _ = write!(text, ", {count} dropped ({reason})");
    }
    if outcomes.rejected > 0 {
        let _ = write!(text, ", {}", paint.bad(&format!("{} rejected", outcomes.rejected)));
    }
    text.push('\n');
    for one in shown {
        let id = clip_start(&plain(&one.id), 22);
        let title = clip(&plain(&one.title), 40);
        let line = format!("  {:9}  {id}  {title}", one.word);
        let _ = writeln!(text, "{}", line.trim_end());
        let job = one.job_id.as_ref().map_or(String::new(), |job| format!(" {job}"));
        let _ = writeln!(text, "    {}", paint.faint(&format!("{}{job}", one.ad_id)));
    }
    if let Some(one) = shown.first() {
        let what = if one.job_id.is_some() { "its ad_id and its job_id" } else { "its ad_id" };
        let _ = writeln!(text, "  {}", paint.faint(&format!("(below each: {what})")));
    }
    text
}
