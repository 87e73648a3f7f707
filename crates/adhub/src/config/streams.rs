//! `[partners.NAME.nav]` and `[partners.NAME.elastic]`: how NAV's feed and an
//! Elasticsearch index are read.

use std::time::Duration;

use connectors::partners::elastic::{Elastic, Paging};
use connectors::partners::nav::NavFeed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Mistake;

/// A hundred years.
const HISTORY_DAYS_MAX: u32 = 36_500;
/// Pages of up to 1,000 ads each, every one of them a request.
const PAGES_MAX: u32 = 1_000;

/// How NAV's feed is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NavConfig {
    /// How many days back the first round begins. Ads live at most 6 months, so
    /// that nothing older can be public; 36500 begins with the first page that
    /// there is.
    #[schemars(range(max = 36_500))]
    pub(crate) history_days: u32,
    /// Pages of one round, 1 to 1,000. A page has up to 1,000 ads, each of which
    /// is one request; the rest is read in the next round.
    #[schemars(range(min = 1, max = 1_000))]
    pub(crate) pages_per_round: u32,
}

impl Default for NavConfig {
    fn default() -> Self {
        Self { history_days: 183, pages_per_round: 10 }
    }
}

impl NavConfig {
    /// What types cannot say.
    pub(super) fn check(&self) -> Result<(), Mistake> {
        if self.history_days > HISTORY_DAYS_MAX {
            let message = format!("{} is more than {HISTORY_DAYS_MAX}", self.history_days);
            return Err(Mistake::new("nav.history_days", message));
        }
        if !(1..=PAGES_MAX).contains(&self.pages_per_round) {
            let message = format!("{} is not 1 to {PAGES_MAX}", self.pages_per_round);
            return Err(Mistake::new("nav.pages_per_round", message));
        }
        Ok(())
    }

    /// A feed that is read so.
    pub(crate) fn feed(&self, url: &str) -> NavFeed {
        let days = u64::from(self.history_days);
        let history =
            (self.history_days < HISTORY_DAYS_MAX).then(|| Duration::from_secs(days * 24 * 3_600));
        NavFeed::new(url).with_history(history).with_pages(self.pages_per_round)
    }
}

/// What is asked of an Elasticsearch index, and in which pages. The defaults
/// are Amedia's.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ElasticConfig {
    /// What of the index are ads, in the words of `query_string`. Blank: all.
    pub(crate) query: String,
    /// The field that says when an ad was modified. Ads are sorted by it.
    pub(crate) modified: String,
    /// A field that is different in each ad, for example `ad_id`: pages follow
    /// each other by `POST` and `search_after`, sorted by it second. Default:
    /// pages by `GET` and `from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// Ads of one page, 1 to `window`.
    #[schemars(range(min = 1))]
    pub(crate) size: u64,
    /// The index shows no hit beyond this one (`index.max_result_window`).
    #[schemars(range(min = 1))]
    pub(crate) window: u64,
}

impl Default for ElasticConfig {
    fn default() -> Self {
        Self {
            query: "transaction_type:11".to_owned(),
            modified: "system_modified_time".to_owned(),
            id: None,
            size: 500,
            window: 10_000,
        }
    }
}

impl ElasticConfig {
    /// What types cannot say.
    pub(super) fn check(&self) -> Result<(), Mistake> {
        let blank = |key: &str, text: &str| match text.trim().is_empty() {
            true => Err(Mistake::new(format!("elastic.{key}"), "it is blank; a field is needed")),
            false => Ok(()),
        };
        blank("modified", &self.modified)?;
        blank("id", self.id.as_deref().unwrap_or("none"))?;
        if self.window == 0 {
            return Err(Mistake::new("elastic.window", "0 shows no hit at all"));
        }
        if !(1..=self.window).contains(&self.size) {
            let message = format!("{} is not 1 to {}, the window", self.size, self.window);
            return Err(Mistake::new("elastic.size", message));
        }
        Ok(())
    }

    /// Puts it into a service.
    pub(crate) fn asked(&self, index: Elastic) -> Elastic {
        let index = match self.query.trim() {
            "" => index,
            query => index.with_query(query),
        };
        let index = index.with_window(self.window).with_size(self.size);
        match &self.id {
            Some(tie) => index.with_paging(Paging::SearchAfter { tie: tie.clone() }),
            None => index,
        }
    }
}
