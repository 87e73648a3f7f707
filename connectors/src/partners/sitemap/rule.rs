//! Which pages of a site are ads, by their address.

use url::Url;

/// Patterns and hosts of one partner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Rule {
    patterns: Vec<String>,
    hosts: Vec<String>,
}

impl Rule {
    /// Patterns of paths, where `*` stands for anything: `/jobs/*`. None: every
    /// page. One with `?` is compared with path and query. Hosts besides the
    /// sitemap's own.
    ///
    /// # Errors
    /// The pattern that is no path, or the host that is none.
    pub(crate) fn new(patterns: &[String], hosts: &[String]) -> Result<Self, String> {
        if let Some(pattern) = patterns.iter().find(|pattern| !pattern.starts_with(['/', '*'])) {
            return Err(format!("pages {pattern:?}: a path is needed, as in \"/jobs/*\""));
        }
        for host in hosts {
            let url = Url::parse(&format!("https://{host}/"));
            if !url.is_ok_and(|url| url.host_str() == Some(host)) {
                return Err(format!(
                    "hosts {host:?}: a name is needed, as in \"jobs.example.org\""
                ));
            }
        }
        Ok(Self { patterns: patterns.to_vec(), hosts: hosts.to_vec() })
    }

    /// Whether a page may be an ad.
    pub(crate) fn is_wanted(&self, url: &Url) -> bool {
        let path = url.path();
        let with_query = url.query().map(|query| format!("{path}?{query}"));
        self.patterns.is_empty()
            || self.patterns.iter().any(|pattern| match &with_query {
                Some(whole) if pattern.contains('?') => fits(pattern, whole),
                _ => fits(pattern, path),
            })
    }

    /// Whether the host of a page was named.
    pub(crate) fn is_listed(&self, url: &Url) -> bool {
        self.hosts.iter().any(|host| url.host_str() == Some(host) && url.port().is_none())
    }
}

/// Whether a text fits a pattern. The first and the last piece stand at its
/// ends, the others where they come first.
fn fits(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for piece in pieces {
        if let Some(before) = last.replace(piece) {
            match rest.find(before) {
                Some(at) => rest = &rest[at + before.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, url: &str, wanted: bool) {
        let rule = Rule::new(&[pattern.to_owned()], &["cdn.example.org".to_owned()]).unwrap();
        assert_eq!(rule.is_wanted(&Url::parse(url).unwrap()), wanted, "{pattern} {url}");
    }

    #[test]
    fn patterns_stand_for_paths() {
        check("/jobs/*", "https://e.org/jobs/1-baker", true);
        check("/jobs/*", "https://e.org/companies/1", false);
        check("/jobs/*", "https://e.org/en/jobs/1", false);
        check("*/jobs/*", "https://e.org/en/jobs/1", true);
        check("/jobs/*/", "https://e.org/jobs/1", false);
        check("/*/job/*.html", "https://e.org/en/job/a/b.html", true);
        check("/jobs", "https://e.org/jobs", true);
        check("/jobs", "https://e.org/jobs/1", false);
        check("/jobs/*", "https://e.org/jobs/1?utm=x", true);
        check("/view?id=*", "https://e.org/view?id=7", true);
        check("/view?id=*", "https://e.org/view?page=7", false);
        check("/a*a", "https://e.org/a", false);
        check("*", "https://e.org/", true);
    }

    #[test]
    fn what_is_no_pattern_and_no_host_is_told() {
        let check = |pattern: &str, host: &str, wanted: &str| {
            let error = Rule::new(&[pattern.to_owned()], &[host.to_owned()]).unwrap_err();
            assert!(error.contains(wanted), "{error}");
        };
        check("jobs/*", "e.org", "a path is needed");
        check("/jobs", "https://e.org", "a name is needed");
        check("/jobs", "e.org/x", "a name is needed");
    }
}
