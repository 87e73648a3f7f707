//! The subscriber of the demo: follows `/v1/stream` from the first change, as
//! anyone could.

use std::ops::ControlFlow;

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use crate::commands::follow::stream::{Event, Feed};
use crate::commands::narrate::Narrator;
use crate::commands::{print, say};

/// Follows the feed; each change is printed and handed to `seen` with the
/// partner's own id of the ad.
pub(super) async fn watch(base: String, as_json: bool, seen: UnboundedSender<Value>) {
    let mut narrator = Narrator::default();
    let mut feed = match Feed::new(&base) {
        Ok(feed) => feed.with_what_is_kept(),
        Err(error) => return say(&format!("the demo has no subscriber: {error:#}")),
    };
    let ended = feed.follow(|event| {
        if let Event::Change { line, mut change } = event {
            let (words, external_id) = narrator.tell(&change);
            let _ = print(&if as_json { format!("{line}\n") } else { format!("  {words}\n") });
            change["external_id"] = external_id;
            let _ = seen.send(change);
        }
        ControlFlow::Continue(())
    });
    if let Err(refused) = ended.await {
        say(&format!("the demo's subscriber was refused: {refused}"));
    }
}
