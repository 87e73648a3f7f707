//! A name with a legal form in it is a registered name.

use schemas::ad::Ad;

use crate::enrich::note;

/// Legal forms in lower case without full stops, and as they are written;
/// longest first where one ends another.
const FORMS: &[(&str, &str)] = &[
    ("spółka z ograniczoną odpowiedzialnością", "sp. z o.o."),
    ("gmbh & co kgaa", "GmbH & Co. KGaA"),
    ("gmbh & co kg", "GmbH & Co. KG"),
    ("gmbh & co ohg", "GmbH & Co. OHG"),
    ("sp z oo sp k", "sp. z o.o. sp.k."),
    ("sp z oo spk", "sp. z o.o. sp.k."),
    ("spzoo", "sp. z o.o."),
    ("sp z oo", "sp. z o.o."),
    ("sp z o o", "sp. z o.o."),
    ("sp zoo", "sp. z o.o."),
    ("spółka akcyjna", "S.A."),
    ("sp k", "sp.k."),
    ("sp j", "sp.j."),
    ("ekonomisk förening", "ekonomisk förening"),
    ("ek för", "ek. för."),
    ("aktiebolag", "AB"),
    ("ab (publ)", "AB (publ)"),
    ("ab", "AB"),
    ("handelsbolag", "HB"),
    ("hb", "HB"),
    ("kb", "KB"),
    ("asa", "ASA"),
    ("as", "AS"),
    ("nuf", "NUF"),
    ("ans", "ANS"),
    ("da", "DA"),
    ("iks", "IKS"),
    ("a/s", "A/S"),
    ("aps", "ApS"),
    ("i/s", "I/S"),
    ("k/s", "K/S"),
    ("p/s", "P/S"),
    ("amba", "A.M.B.A."),
    ("oy ab", "Oy Ab"),
    ("oyj", "Oyj"),
    ("oy", "Oy"),
    ("ky", "Ky"),
    ("pty ltd", "Pty Ltd"),
    ("limited", "Limited"),
    ("ltd", "Ltd"),
    ("llp", "LLP"),
    ("plc", "plc"),
    ("cic", "CIC"),
    ("llc", "LLC"),
    ("incorporated", "Inc."),
    ("inc", "Inc."),
    ("corp", "Corp."),
    ("ggmbh", "gGmbH"),
    ("gmbh", "GmbH"),
    ("mbh", "mbH"),
    ("ohg", "OHG"),
    ("kgaa", "KGaA"),
    ("kg", "KG"),
    ("ag", "AG"),
    ("ug (haftungsbeschränkt)", "UG (haftungsbeschränkt)"),
    ("ug", "UG"),
    ("eg", "eG"),
    ("ev", "e.V."),
    ("bv", "B.V."),
    ("nv", "N.V."),
    ("vof", "V.O.F."),
    ("sasu", "SASU"),
    ("sas", "SAS"),
    ("sarl", "SARL"),
    ("eurl", "EURL"),
    ("srl", "Srl"),
    ("slu", "S.L.U."),
    ("sl", "S.L."),
    ("sau", "S.A.U."),
    ("sa", "S.A."),
    ("se", "SE"),
];
/// Forms that are words, too, and count only as they are written.
const EXACT: &[(&str, &str)] = &[
    ("se", "SE"),
    ("da", "DA"),
    ("as", "AS"),
    ("ag", "AG"),
    ("sa", "SA"),
    ("sl", "SL"),
    ("ug", "UG"),
    ("inc", "Inc"),
    ("corp", "Corp"),
    ("eg", "eG"),
    ("ans", "ANS"),
    ("sas", "SAS"),
    ("ky", "Ky"),
];
/// Forms that also stand first: `AB Acme`, `Oy Acme Ab`.
const FIRST: &[&str] = &["AB", "AS", "Oy", "A/S"];
/// Words of a name.
const WORDS_MAX: usize = 14;

pub(super) fn find(ad: &mut Ad) {
    if ad.employer.legal_name.is_some() {
        return;
    }
    let Some(name) = legal_name(&ad.employer.name) else { return };
    ad.employer.legal_name = Some(name);
    note::found(ad, "/employer/legal_name", 0.8, "name");
}

/// `acme  bagare ab` is `acme bagare AB`.
fn legal_name(given: &str) -> Option<String> {
    let words: Vec<&str> = given.split_whitespace().collect();
    if words.len() < 2 || words.len() > WORDS_MAX {
        return None;
    }
    for count in (1..=words.len().min(6)).rev() {
        let (name, form) = words.split_at(words.len() - count);
        if !name.is_empty()
            && let Some(form) = form_of(form)
        {
            let name = name.join(" ");
            return Some(format!("{} {form}", name.trim_end_matches([',', ' '])));
        }
    }
    let first = form_of(&words[..1]).filter(|form| FIRST.contains(form))?;
    Some(format!("{first} {}", words[1..].join(" ")))
}

fn form_of(words: &[&str]) -> Option<&'static str> {
    let given = words.join(" ");
    let given = given.trim_matches(',');
    let bare = given.replace('.', "").to_lowercase();
    let bare = bare.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let (known, form) = FORMS.iter().find(|(known, _)| *known == bare)?;
    let exact = EXACT.iter().find(|(word, _)| word == known);
    // A name in capitals or small letters alone says nothing by them, and
    // full stops say enough.
    let dotted = given.contains('.');
    let as_written = exact.is_none_or(|(_, written)| given == *written || dotted);
    let small_as = *known == "as" && matches!(given, "As" | "as");
    (as_written || small_as).then_some(*form)
}

#[cfg(test)]
mod tests {
    use super::legal_name;

    #[test]
    fn a_legal_form_makes_a_registered_name() {
        for (name, wanted) in [
            ("acme  bagare ab", Some("acme bagare AB")),
            ("Acme Bakeri, as", Some("Acme Bakeri AS")),
            ("AB Acme", Some("AB Acme")),
            ("Acme Group AB (publ)", Some("Acme Group AB (publ)")),
            ("Acme Polska Sp. z o.o.", Some("Acme Polska sp. z o.o.")),
            ("ACME SP. Z O. O.", Some("ACME sp. z o.o.")),
            ("Acme Sp. z o.o. Sp. k.", Some("Acme sp. z o.o. sp.k.")),
            ("Acme S.A.", Some("Acme S.A.")),
            ("Acme GmbH & Co. KG", Some("Acme GmbH & Co. KG")),
            ("Acme e.V.", Some("Acme e.V.")),
            ("Acme ApS", Some("Acme ApS")),
            ("Acme Oy Ab", Some("Acme Oy Ab")),
            ("Acme B.V.", Some("Acme B.V.")),
            ("Acme Ltd.", Some("Acme Ltd")),
            ("Acme, S.L.", Some("Acme S.L.")),
            ("Hotell Spa", None),
            ("Vad du vill se", None),
            ("Acme", None),
            ("AB", None),
            ("", None),
        ] {
            assert_eq!(legal_name(name).as_deref(), wanted, "{name}");
        }
    }
}
