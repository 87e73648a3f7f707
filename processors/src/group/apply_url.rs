//! When do two application URLs lead to the same form?

use url::Url;

/// Parameters that say where a visitor came from, not where to apply.
const TRACKING: &[&str] = &[
    "dclid",
    "fbclid",
    "gclid",
    "gh_src",
    "igshid",
    "lever-origin",
    "lever-source",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "msclkid",
    "promotion",
    "trk",
    "yclid",
];

/// The URL without what does not tell forms apart: scheme, upper case in the
/// host, tracking parameters, order of parameters, fragment and last slash.
///
/// None when it cannot stand for one vacancy: no web page, the root of a host,
/// or nothing in path and query that could be a vacancy's number (`/careers`,
/// `/apply/2026`, `/v2/apply`).
pub(super) fn normal(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let path = url.path().trim_end_matches('/');
    let mut query: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    query.sort_unstable();
    if path.is_empty() && query.is_empty() {
        return None;
    }
    let values = query.iter().map(|(_, value)| value.as_str());
    if !path.split('/').chain(values).any(holds_number) {
        return None;
    }
    let host = url.host_str()?;
    let mut normal = match url.port() {
        Some(port) => format!("{host}:{port}{path}"),
        None => format!("{host}{path}"),
    };
    if !query.is_empty() {
        normal.push('?');
        normal.push_str(
            &url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish(),
        );
    }
    Some(normal)
}

fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

/// Holds digits that are neither a year nor the version of an interface.
fn holds_number(part: &str) -> bool {
    let is_version = part
        .strip_prefix('v')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    !is_version
        && part
            .split(|c: char| !c.is_ascii_digit())
            .any(|digits| !digits.is_empty() && !is_year(digits))
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[track_caller]
    fn check(url: &str, expected: Option<&str>) {
        assert_eq!(normal(url).as_deref(), expected, "{url}");
    }

    #[test]
    fn what_does_not_tell_forms_apart_is_dropped() {
        let expected = Some("jobs.example.com/o/nurse-42");
        check("https://jobs.example.com/o/nurse-42", expected);
        check(" HTTP://Jobs.Example.COM:80/o/nurse-42/ ", expected);
        check("https://jobs.example.com/o/nurse-42?utm_source=x&UTM_medium=y&gclid=1", expected);
        check("https://someone@jobs.example.com/o/nurse-42#apply", expected);
    }

    #[test]
    fn what_tells_forms_apart_stays() {
        check("https://a.example/apply?id=7&b=2", Some("a.example/apply?b=2&id=7"));
        check("https://a.example/?jobID=907946", Some("a.example?jobID=907946"));
        check("https://a.example:8443/o/7", Some("a.example:8443/o/7"));
        check("https://a.example/O/7", Some("a.example/O/7"));
    }

    #[test]
    fn a_page_for_everybody_is_no_key() {
        check("https://a.example", None);
        check("https://a.example/?utm_campaign=12345", None);
        check("https://a.example/careers", None);
        check("https://a.example/careers/2026/", None);
        check("https://a.example/v2/apply", None);
    }

    #[test]
    fn what_is_no_web_page_is_no_key() {
        check("mailto:jobs42@a.example", None);
        check("not a url 42", None);
        check("", None);
        check("data:text/html,42", None);
    }
}
