//! Where a sentence or line begins and ends. A full stop inside a number, after
//! the day of a date or after a usual abbreviation ends nothing: `kat. B`,
//! `1. desember`, `45.000`.

/// Words that a full stop follows inside a sentence.
const SHORT: &[&str] = &[
    "a", "approx", "bl", "bzw", "ca", "cat", "d", "dvs", "e", "eks", "enl", "etc", "evt", "ex",
    "exkl", "f", "g", "godz", "i", "inkl", "j", "jęz", "kap", "kat", "kl", "klo", "kr", "leg", "m",
    "max", "mdr", "mies", "min", "mån", "n", "np", "nr", "o", "obs", "ok", "org", "osv", "p", "pr",
    "resp", "s", "st", "std", "str", "t", "tfn", "tim", "tlf", "tys", "u", "ul", "v", "w", "z",
    "z.b", "zb",
];
/// Bytes of a line that are looked at on each side.
const LINE_MAX: usize = 300;

/// The bytes around `start..end`, as far as the sentence goes and at most
/// `bytes` on each side.
pub(super) fn around(text: &str, start: usize, end: usize, bytes: usize) -> (usize, usize) {
    let low = text.floor_char_boundary(start.saturating_sub(bytes));
    let high = text.ceil_char_boundary((end + bytes).min(text.len()));
    let from = text[low..start]
        .char_indices()
        .rev()
        .find(|(at, character)| is_end(text, low + at, *character))
        .map_or(low, |(at, character)| low + at + character.len_utf8());
    let to = text[end..high]
        .char_indices()
        .find(|(at, character)| is_end(text, end + at, *character))
        .map_or(high, |(at, _)| end + at);
    (from, to)
}

fn is_end(text: &str, at: usize, character: char) -> bool {
    match character {
        '\n' | '!' | '?' | '•' | ';' | '·' | '▪' | '●' => true,
        '.' => {
            let after = text[at + 1..].chars().next();
            if after.is_some_and(|next| !next.is_whitespace()) {
                return false;
            }
            let low = text.floor_char_boundary(at.saturating_sub(8));
            let word = text[low..at].rsplit(|c: char| !c.is_alphanumeric()).next();
            let word = word.unwrap_or_default();
            let is_day = word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
            !SHORT.contains(&word) && (!is_day || after.is_none())
        }
        _ => false,
    }
}

/// The line around `start..end`, without the bullets and spaces around it.
pub(super) fn line(text: &str, start: usize, end: usize) -> &str {
    let low = text.floor_char_boundary(start.saturating_sub(LINE_MAX));
    let high = text.ceil_char_boundary((end + LINE_MAX).min(text.len()));
    let from = text[low..start].rfind('\n').map_or(low, |at| low + at + 1);
    let to = text[end..high].find('\n').map_or(high, |at| end + at);
    text[from..to].trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ':' | '%' | ')'))
}

#[cfg(test)]
mod tests {
    use super::{around, line};

    #[test]
    fn a_sentence_ends_at_its_ends() {
        for (text, word, wanted) in [
            ("en. två tre fyra\nfem", "tre", " två tre fyra"),
            ("vi ser. prawo jazdy kat. b jest", "jazdy", " prawo jazdy kat. b jest"),
            ("frist 1. desember. velkommen", "frist", "frist 1. desember"),
            ("lön 45.000 kr. välkommen", "lön", "lön 45.000 kr. välkommen"),
            ("ett två", "två", "ett två"),
        ] {
            let start = text.find(word).unwrap();
            let (from, to) = around(text, start, start + word.len(), 60);
            assert_eq!(&text[from..to], wanted, "{text}");
        }
    }

    #[test]
    fn a_line_has_no_bullet() {
        let text = "krav\n - körkort b.\nannat";
        let start = text.find("körkort").unwrap();
        assert_eq!(line(text, start, start + 7), "körkort b");
    }
}
