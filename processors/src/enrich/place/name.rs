//! Names of places in one spelling: `Göteborgs Stad` and `GÖTEBORG` are one.

/// Lower case, single spaces, hyphens as spaces.
pub(super) fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split(|c: char| c.is_whitespace() || c == '-' || c == '–' || c == ',') {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// Without the letters that many keyboards lack: `Malmo`, `Tromso`.
pub(super) fn without_marks(folded: &str) -> String {
    folded
        .chars()
        .map(|character| match character {
            'å' | 'ä' | 'æ' | 'á' | 'à' => 'a',
            'ö' | 'ø' | 'ó' => 'o',
            'é' | 'è' => 'e',
            'ü' => 'u',
            'š' => 's',
            other => other,
        })
        .collect()
}

/// What a folded name may stand for, the likeliest first: as it is, without
/// the word for its kind, and without the genitive before that word.
pub(super) fn readings(folded: &str) -> Vec<String> {
    let mut readings = vec![folded.to_owned()];
    let mut add = |reading: &str| {
        let reading = reading.trim();
        if reading.len() > 1 && !readings.iter().any(|known| known == reading) {
            readings.push(reading.to_owned());
        }
    };
    for prefix in ["region ", "kommun ", "kommune ", "city of "] {
        if let Some(rest) = folded.strip_prefix(prefix) {
            add(rest);
        }
    }
    const KINDS: [&str; 10] = [
        " kommun",
        " kommune",
        " stad",
        " län",
        " fylke",
        " fylkeskommune",
        " municipality",
        " county",
        " bykommune",
        " lan",
    ];
    for kind in KINDS {
        let Some(rest) = folded.strip_suffix(kind) else { continue };
        add(rest);
        if let Some(rest) = rest.strip_suffix('s') {
            add(rest);
        }
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::{fold, readings, without_marks};

    #[track_caller]
    fn check(name: &str, wanted: &[&str]) {
        assert_eq!(readings(&fold(name)), wanted);
    }

    #[test]
    fn the_word_for_its_kind_and_the_genitive_go() {
        check("Stockholms  kommun", &["stockholms kommun", "stockholms", "stockholm"]);
        check("Alingsås kommun", &["alingsås kommun", "alingsås", "alingså"]);
        check("Malmö stad", &["malmö stad", "malmö"]);
        check("OSLO KOMMUNE", &["oslo kommune", "oslo"]);
        check("Region Skåne", &["region skåne", "skåne"]);
        check("Upplands-Bro", &["upplands bro"]);
    }

    #[test]
    fn marks_can_be_left_out() {
        assert_eq!(without_marks(&fold("Västerås")), "vasteras");
        assert_eq!(without_marks(&fold("TROMSØ")), "tromso");
    }
}
