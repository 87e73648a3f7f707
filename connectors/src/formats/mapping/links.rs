//! Links in instructions on how to apply.

/// The only address of the web that a text leads to. Several are several ways
/// to apply, or something else, and none of them is taken.
pub(super) fn only(html: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for (at, _) in html.match_indices("http") {
        let end =
            html[at..].find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'));
        let written = &html[at..end.map_or(html.len(), |end| at + end)];
        let written = crate::escapes::plain(written.trim_end_matches(['.', ',', ')', ';', ':']));
        if !crate::urls::is_web(&written) {
            continue;
        }
        match &found {
            Some(known) if *known != written => return None,
            _ => found = Some(written),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, wanted: Option<&str>) {
        assert_eq!(only(html).as_deref(), wanted, "{html}");
    }

    #[test]
    fn one_link_is_the_way_to_apply() {
        check(
            "<a href=\"https://a.example/1?x=1&amp;y=2\">Apply</a>",
            Some("https://a.example/1?x=1&y=2"),
        );
        check("<a href='https://a.example/1'>https://a.example/1</a>", Some("https://a.example/1"));
        check(
            "<a href=' https://a.example '>x</a><a href='https://a.example'>y</a>",
            Some("https://a.example"),
        );
        check("Send it to https://a.example/apply.", Some("https://a.example/apply"));
    }

    #[test]
    fn several_links_or_none_are_none() {
        check("<a href=\"https://a.example\">a</a> <a href=\"https://b.example\">b</a>", None);
        check("<a href=\"mailto:jobs@a.example\">a</a>", None);
        check("<a href='javascript:x'>x</a>", None);
        check("http", None);
        check("", None);
    }
}
