//! robots.txt as RFC 9309 has it: groups by product token, the longest match
//! wins, `*` and `$`; and `Crawl-delay`, which is older and not in it.

use std::time::Duration;

/// Who we are in a robots.txt.
pub(super) const TOKEN: &str = "adhub";
/// What is read of one (RFC 9309, section 2.5: at least 500 KiB).
pub(super) const BYTES_MAX: u64 = 500 << 10;

/// What a host wants.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    crawl_delay: Option<Duration>,
}

#[derive(Clone, PartialEq, Debug)]
struct Rule {
    allow: bool,
    pattern: Vec<u8>,
}

impl Rules {
    /// Reads a file. What cannot be understood says nothing.
    pub(super) fn parse(text: &[u8]) -> Self {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let (mut ours, mut everyones) = (Self::default(), Self::default());
        let (mut named, mut starred, mut found) = (false, false, false);
        // A group is agents, then rules; agents after rules open the next.
        let mut in_rules = true;
        for line in text.split(|byte| matches!(byte, b'\n' | b'\r')) {
            let Some((key, value)) = key_and_value(line) else { continue };
            if key.eq_ignore_ascii_case(b"user-agent") {
                if std::mem::take(&mut in_rules) {
                    (named, starred) = (false, false);
                }
                starred |= value == b"*";
                named |= token(value).eq_ignore_ascii_case(TOKEN.as_bytes());
                found |= named;
            } else {
                if named {
                    ours.add(key, value);
                }
                if starred {
                    everyones.add(key, value);
                }
                in_rules |= is_rule(key);
            }
        }
        if found { ours } else { everyones }
    }

    /// Adds one line of a group.
    fn add(&mut self, key: &[u8], value: &[u8]) {
        let allow = key.eq_ignore_ascii_case(b"allow");
        if allow || key.eq_ignore_ascii_case(b"disallow") {
            if !value.is_empty() {
                self.rules.push(Rule { allow, pattern: normal(value) });
            }
        } else if key.eq_ignore_ascii_case(b"crawl-delay") {
            let seconds = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
            let delay = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            self.crawl_delay = self.crawl_delay.max(delay);
        }
    }

    /// Whether a path with its query may be asked for.
    pub(super) fn allows(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(path.as_bytes());
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        // The longest; of two that are equally long, the one that allows.
        let best = matching.max_by_key(|rule| (rule.pattern.len(), rule.allow));
        best.is_none_or(|rule| rule.allow)
    }

    /// Least time between two requests.
    pub(super) fn crawl_delay(&self) -> Option<Duration> {
        self.crawl_delay
    }
}

fn is_rule(key: &[u8]) -> bool {
    [&b"allow"[..], b"disallow", b"crawl-delay"].iter().any(|rule| key.eq_ignore_ascii_case(rule))
}

fn key_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.split(|byte| *byte == b'#').next()?;
    let colon = line.iter().position(|byte| *byte == b':')?;
    Some((line[..colon].trim_ascii(), line[colon + 1..].trim_ascii()))
}

/// `adhub/1.0` is `adhub`.
fn token(value: &[u8]) -> &[u8] {
    let is_token = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_');
    &value[..value.iter().take_while(|byte| is_token(byte)).count()]
}

/// With one spelling of each octet (RFC 9309, section 2.2.2): what needs no
/// percent has none, what needs one has it in capitals.
fn normal(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        let escaped = (*first == b'%').then(|| hex(tail)).flatten();
        let byte = match escaped {
            Some(byte) => {
                rest = &tail[2..];
                byte
            }
            None => *first,
        };
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if plain || (escaped.is_none() && byte.is_ascii_graphic()) {
            out.push(byte);
        } else {
            out.extend(format!("%{byte:02X}").into_bytes());
        }
    }
    out
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits.get(..2)?).ok()?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
}

/// The pattern is a prefix of the path; `*` is any octets, `$` at its end the
/// end of the path.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, to_end) = match pattern {
        [start @ .., b'$'] => (start, true),
        all => (all, false),
    };
    let (mut at_pattern, mut at_path) = (0, 0);
    // Where the last star stood, and how far it reaches.
    let mut star: Option<(usize, usize)> = None;
    loop {
        if at_pattern == pattern.len() && (!to_end || at_path == path.len()) {
            return true;
        }
        match (pattern.get(at_pattern), path.get(at_path)) {
            (Some(b'*'), _) => {
                star = Some((at_pattern, at_path));
                at_pattern += 1;
            }
            (Some(a), Some(b)) if a == b => (at_pattern, at_path) = (at_pattern + 1, at_path + 1),
            _ => {
                let Some((stood, reached)) = star.filter(|(_, reached)| *reached < path.len())
                else {
                    return false;
                };
                star = Some((stood, reached + 1));
                (at_pattern, at_path) = (stood + 1, reached + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, bool)]) {
        let rules = Rules::parse(text.as_bytes());
        for (path, allowed) in expected {
            assert_eq!(rules.allows(path), *allowed, "{path} by {text:?}");
        }
    }

    #[test]
    fn the_group_of_our_name_counts_and_no_other() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-Agent: ADHUB/2\n\
                    Disallow: /private # not you\n";
        check(text, &[("/jobs", true), ("/private/1", false)]);
        check("User-agent: other\nDisallow: /\n", &[("/jobs", true)]);
        check("User-agent: adhub-next\nDisallow: /\n", &[("/jobs", true)]);
        check("User-agent: *\nDisallow: /\n", &[("/jobs", false), ("/robots.txt", true)]);
    }

    #[test]
    fn groups_of_the_same_name_are_one() {
        let text = "user-agent: adhub\ndisallow: /a\nuser-agent: x\ndisallow: /b\n\
                    user-agent: adhub\nallow: /a/b\ndisallow: /c";
        check(text, &[("/a", false), ("/a/b", true), ("/b", true), ("/c", false)]);
    }

    #[test]
    fn a_line_that_says_nothing_of_access_ends_no_list_of_agents() {
        let text = "User-agent: adhub\nSitemap: https://e.org/s.xml\nUser-agent: x\nDisallow: /\n";
        check(text, &[("/jobs", false)]);
    }

    #[test]
    fn the_longest_match_wins_and_of_equals_the_one_that_allows() {
        let text = "User-agent: *\nDisallow: /jobs\nAllow: /jobs/public\nDisallow: /x\nAllow: /x\n";
        check(text, &[("/jobs/1", false), ("/jobs/public/1", true), ("/x", true)]);
    }

    #[test]
    fn stars_and_dollars_are_understood() {
        let text = "User-agent: *\nDisallow: /*.gif$\nDisallow: /a*b*c\nDisallow: *?page=\n";
        check(
            text,
            &[
                ("/x/y.gif", false),
                ("/x/y.gif.html", true),
                ("/a1b2c3", false),
                ("/acb", true),
                ("/list?page=2", false),
                ("/.gif/x.gif", false),
            ],
        );
        check("User-agent: *\nDisallow: /$\n", &[("/", false), ("/jobs", true)]);
    }

    #[test]
    fn spellings_of_an_octet_are_the_same() {
        let text = "User-agent: *\nDisallow: /j%6Fbs/%c3%a5\nDisallow: /ö\n";
        check(text, &[("/jobs/å", false), ("/jobs/%C3%A5", false), ("/%C3%B6", false)]);
        check("User-agent: *\nDisallow: /a%2Fb\n", &[("/a/b", true), ("/a%2fb", false)]);
    }

    #[test]
    fn an_empty_rule_or_file_forbids_nothing() {
        check("User-agent: *\nDisallow:\n", &[("/", true)]);
        check("", &[("/", true)]);
        check("<html>Disallow: /</html>", &[("/", true)]);
        check("\u{feff}User-agent: *\r\nDisallow: /\r\n", &[("/", false)]);
    }

    #[test]
    fn a_delay_is_read() {
        let delay = |text: &str| Rules::parse(text.as_bytes()).crawl_delay();
        assert_eq!(delay("User-agent: *\nCrawl-delay: 2.5\n"), Some(Duration::from_millis(2_500)));
        for odd in ["-1", "nan", "1e300", "soon"] {
            assert_eq!(delay(&format!("User-agent: *\nCrawl-delay: {odd}\n")), None, "{odd}");
        }
    }

    /// A pattern of many stars costs no more than its length times the path's.
    #[test]
    fn many_stars_end() {
        let pattern = "*a".repeat(2_000);
        let path = format!("/{}", "a".repeat(1_999));
        check(&format!("User-agent: *\nDisallow: /{pattern}\n"), &[(&path, true)]);
    }
}
