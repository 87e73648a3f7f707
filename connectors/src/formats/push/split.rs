//! A batch cut into the bytes of its items, so that one bad item never costs
//! its neighbours.

use schemas::rejected::Fault;

/// Cuts a JSON array into the bytes of its items. Only brackets and quotes are
/// looked at: what is inside an item is for [`super::read_ad`] to judge.
///
/// # Errors
/// One fault, when the body is not an array or is cut off.
pub fn split_array(bytes: &[u8]) -> Result<Vec<&[u8]>, Fault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace());
    let Some(start) = start.filter(|start| bytes[*start] == b'[') else {
        return Err(Fault::new("not_an_array", "", "the body is not a JSON array of ads"));
    };
    let mut items = Vec::new();
    let mut item_start = start + 1;
    let mut depth = 0_usize;
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(bytes, at),
            b'[' | b'{' => depth += 1,
            b']' if depth == 0 => {
                return close(bytes, item_start, at, items);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                items.push(bytes[item_start..at].trim_ascii());
                item_start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    let message = format!("the array is not closed: the body ends after {} bytes", bytes.len());
    Err(Fault::new("malformed_json", "", message))
}

fn close<'a>(
    bytes: &'a [u8],
    item_start: usize,
    at: usize,
    mut items: Vec<&'a [u8]>,
) -> Result<Vec<&'a [u8]>, Fault> {
    let last = bytes[item_start..at].trim_ascii();
    if !(last.is_empty() && items.is_empty()) {
        items.push(last);
    }
    match bytes[at + 1..].iter().position(|byte| !byte.is_ascii_whitespace()) {
        None => Ok(items),
        Some(rest) => {
            let message = format!("something follows the array at byte {}", at + 1 + rest);
            Err(Fault::new("malformed_json", "", message))
        }
    }
}

/// Where the string that opens at `start` closes, or the end of the bytes.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Lines of NDJSON that are not blank, each with its number, from 1.
pub fn split_lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes
        .split(|byte| *byte == b'\n')
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_ascii()))
        .filter(|(_, line)| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, wanted: Result<&[&str], &str>) {
        let split = split_array(body.as_bytes());
        match (split, wanted) {
            (Ok(items), Ok(wanted)) => {
                let items: Vec<_> =
                    items.iter().map(|item| std::str::from_utf8(item).unwrap()).collect();
                assert_eq!(items, wanted, "{body}");
            }
            (Err(fault), Err(code)) => assert_eq!(fault.code, code, "{body}"),
            (split, wanted) => panic!("{body}: {split:?}, not {wanted:?}"),
        }
    }

    #[test]
    fn brackets_and_commas_inside_items_do_not_split() {
        check("[]", Ok(&[]));
        check(
            " [ {\"a\": [1, 2]} , {\"b\": \"],\\\"{\"} ] \n",
            Ok(&["{\"a\": [1, 2]}", "{\"b\": \"],\\\"{\"}"]),
        );
        check("[1,\"x\",null]", Ok(&["1", "\"x\"", "null"]));
    }

    #[test]
    fn a_bad_item_leaves_its_neighbours() {
        check("[{\"a\":},{\"b\":1}]", Ok(&["{\"a\":}", "{\"b\":1}"]));
        check("[,{}]", Ok(&["", "{}"]));
        check("[{},]", Ok(&["{}", ""]));
    }

    #[test]
    fn what_is_no_whole_array_is_refused() {
        check("{}", Err("not_an_array"));
        check("", Err("not_an_array"));
        check("[{}", Err("malformed_json"));
        check("[{}] x", Err("malformed_json"));
        check(&"[".repeat(100_000), Err("malformed_json"));
    }

    #[test]
    fn lines_keep_their_numbers() {
        let lines: Vec<_> = split_lines(b"{}\n\n {} \r\n").collect();
        assert_eq!(lines, [(1, &b"{}"[..]), (3, &b"{}"[..])]);
    }
}
