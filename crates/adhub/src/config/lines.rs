//! Where in the file something stands, for people who mend it.

/// Line of a byte, from 1.
pub(super) fn of_offset(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// The line of a key, from 1; where the key is not found as it is written here,
/// of the nearest table above it. `key` is its whole path:
/// `partners.acme.dialect.fields.titel`.
pub(super) fn of_key(text: &str, key: &str) -> usize {
    let wanted = keys(key);
    let mut table: Vec<String> = Vec::new();
    let (mut nearest, mut line_of_nearest) = (0, 1);
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let path = if let Some(header) = line.strip_prefix('[') {
            table = keys(header.trim_start_matches('[').split(']').next().unwrap_or_default());
            table.clone()
        } else if let Some((left, _)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
            table.iter().cloned().chain(keys(left)).collect()
        } else {
            continue;
        };
        let common = path.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        if common == path.len() && common > nearest {
            (nearest, line_of_nearest) = (common, index + 1);
        }
    }
    line_of_nearest
}

/// The parts of a dotted key, without quotes.
fn keys(text: &str) -> Vec<String> {
    text.split('.').map(|key| key.trim().trim_matches(['"', '\'']).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str, line: usize) {
        let text = "listen = \"x\"\n\n[partners.b]\nurl = 1\n\n# url = \"a\"\n[partners.a]\n\
                    url = \"a=b\"\ncredentials.kind = \"x\"\n\n[partners.\"a\".dialect.fields]\n\
                    title = \"t\"\n";
        assert_eq!(of_key(text, &format!("partners.a.{key}")), line, "{key}");
    }

    #[test]
    fn a_key_is_found_in_its_own_table_or_the_nearest_above() {
        check("url", 8);
        check("zone", 7);
        check("credentials.kind", 9);
        check("dialect.fields.title", 12);
        check("dialect.fields.titel", 11);
        check("dialect.announced", 7);
    }
}
