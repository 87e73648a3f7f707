//! JSON-LD that templates of pages write, and JSON is not: wrapped in comments
//! or CDATA, with line ends inside of texts, with a comma after the last field,
//! with a semicolon at the end. Browsers and crawlers take it, so it is read.
//! Nothing is guessed: what is still no JSON afterwards stays an error.

use serde_json::Value;

/// Marks around a block, before and after it.
const BEFORE: [&str; 5] = ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "//"];
const AFTER: [&str; 7] = ["-->", "//]]>", "/*]]>*/", "]]>", "//", ";", "//-->"];

/// Reads it, when mending makes it JSON.
pub(super) fn read(text: &str) -> Option<Value> {
    serde_json::from_str(&mended(bare(text))).ok()
}

/// The block without what is around it.
fn bare(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        // `// <![CDATA[` with a blank is `//`, then `<![CDATA[`.
        let before = BEFORE.iter().find_map(|mark| text.strip_prefix(mark));
        let after = AFTER.iter().find_map(|mark| text.strip_suffix(mark));
        match before.or(after) {
            Some(inner) => text = inner.trim(),
            None => return text,
        }
    }
}

/// Control characters in texts as escapes, and no comma before an end.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_text, mut escaped) = (false, false);
    for character in text.chars() {
        if in_text {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => in_text = false,
                _ => {}
            }
            match character {
                '\n' => out.push_str("\\n"),
                '\r' => {}
                '\t' => out.push_str("\\t"),
                control if control < ' ' => out.push(' '),
                other => out.push(other),
            }
            continue;
        }
        match character {
            '"' => in_text = true,
            '}' | ']' => {
                let kept = out.trim_end();
                if kept.ends_with(',') {
                    out.truncate(kept.len() - 1);
                }
            }
            _ => {}
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(text: &str, wanted: Option<&Value>) {
        assert_eq!(read(text).as_ref(), wanted, "{text}");
    }

    #[test]
    fn what_templates_break_is_mended() {
        check("\n// <![CDATA[\n{\"a\":1}\n// ]]>\n", Some(&json!({"a": 1})));
        check("/*<![CDATA[*/{\"a\":1}/*]]>*/", Some(&json!({"a": 1})));
        check("<!--\n{\"a\":1}\n//-->", Some(&json!({"a": 1})));
        check("{\"a\":1};", Some(&json!({"a": 1})));
        check("{\"a\":\"one\r\ntwo\tthree\u{1}\"}", Some(&json!({"a": "one\ntwo\tthree "})));
        check("{\"a\":[1,2,\n],}", Some(&json!({"a": [1, 2]})));
        check("{\"a\":\"x,}\",}", Some(&json!({"a": "x,}"})));
        check("{\"a\":\"\\\"\n\"}", Some(&json!({"a": "\"\n"})));
    }

    #[test]
    fn what_is_no_json_stays_an_error() {
        for text in ["{\"a\" \"b\"}", "{\"a\":1", "{\"a\":\"", "", "//", "{a:1}", "{\"a\":,}"] {
            check(text, None);
        }
    }
}
