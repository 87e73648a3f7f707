//! What an amount is for, by the words right after or before it.

use schemas::ad::Period::{self, Day, Hour, Month, Week, Year};

/// Bytes after an amount in which its period stands.
const NEAR: usize = 40;

/// Words of a period; a star stands for further letters.
const WORDS: &[(&str, Period)] = &[
    ("per timme", Hour),
    ("/timme", Hour),
    ("/tim", Hour),
    ("/ tim", Hour),
    ("i timmen", Hour),
    ("per tim", Hour),
    ("timlön*", Hour),
    ("tim", Hour),
    ("/h", Hour),
    ("/ h", Hour),
    ("h", Hour),
    ("per time", Hour),
    ("pr. time", Hour),
    ("pr time", Hour),
    ("/time", Hour),
    ("i timen", Hour),
    ("timelønn*", Hour),
    ("timeløn*", Hour),
    ("timen", Hour),
    ("per hour", Hour),
    ("an hour", Hour),
    ("/hour", Hour),
    ("/ hour", Hour),
    ("/hr", Hour),
    ("per hr", Hour),
    ("hourly", Hour),
    ("p/h", Hour),
    ("ph", Hour),
    ("p.h", Hour),
    ("/ora", Hour),
    ("na godzinę", Hour),
    ("/godz*", Hour),
    ("/ godz*", Hour),
    ("za godzinę", Hour),
    ("godz*", Hour),
    ("na godz*", Hour),
    ("stawka godzinowa", Hour),
    ("pro stunde", Hour),
    ("die stunde", Hour),
    ("/stunde", Hour),
    ("/std", Hour),
    ("/ std", Hour),
    ("je stunde", Hour),
    ("stundenlohn", Hour),
    ("stündlich", Hour),
    ("tunnilta", Hour),
    ("tunti*", Hour),
    ("/tunti", Hour),
    ("/uur", Hour),
    ("per uur", Hour),
    ("uurloon", Hour),
    ("de l'heure", Hour),
    ("par heure", Hour),
    ("/heure", Hour),
    ("taux horaire", Hour),
    ("por hora", Hour),
    ("/hora", Hour),
    ("la hora", Hour),
    ("horaire", Hour),
    ("per dag", Day),
    ("/dag", Day),
    ("om dagen", Day),
    ("per day", Day),
    ("/day", Day),
    ("a day", Day),
    ("daily", Day),
    ("day rate", Day),
    ("per shift", Day),
    ("dziennie", Day),
    ("za dzień", Day),
    ("dniówka", Day),
    ("/dzień", Day),
    ("pro tag", Day),
    ("/tag", Day),
    ("par jour", Day),
    ("/jour", Day),
    ("por día", Day),
    ("/día", Day),
    ("tjm", Day),
    ("/md", Day),
    ("per vecka", Week),
    ("/vecka", Week),
    ("per week", Week),
    ("/week", Week),
    ("a week", Week),
    ("weekly", Week),
    ("per uke", Week),
    ("tygodniowo", Week),
    ("pro woche", Week),
    ("/woche", Week),
    ("per månad", Month),
    ("/månad", Month),
    ("/mån", Month),
    ("i månaden", Month),
    ("/ mån", Month),
    ("per mån", Month),
    ("mån", Month),
    ("månadslön*", Month),
    ("månad", Month),
    ("månedslønn*", Month),
    ("månedsløn*", Month),
    ("per måned", Month),
    ("pr. måned", Month),
    ("pr måned", Month),
    ("/måned", Month),
    ("/mnd", Month),
    ("per mnd", Month),
    ("pr. mnd", Month),
    ("pr mnd", Month),
    ("/md.", Month),
    ("pr. md", Month),
    ("pr md", Month),
    ("i måneden", Month),
    ("om måneden", Month),
    ("månedlig*", Month),
    ("per month", Month),
    ("/month", Month),
    ("/ month", Month),
    ("a month", Month),
    ("monthly", Month),
    ("pcm", Month),
    ("p.m", Month),
    ("/mo", Month),
    ("miesięcznie", Month),
    ("mies*", Month),
    ("/mies*", Month),
    ("/msc", Month),
    ("msc", Month),
    ("m-c", Month),
    ("/mc", Month),
    ("za miesiąc", Month),
    ("pro monat", Month),
    ("/monat", Month),
    ("im monat", Month),
    ("monatlich*", Month),
    ("monatsgehalt", Month),
    ("mtl", Month),
    ("monat", Month),
    ("bruttomonatsgehalt", Month),
    ("per maand", Month),
    ("/maand", Month),
    ("p/m", Month),
    ("maandsalaris", Month),
    ("kuukau*", Month),
    ("/kk", Month),
    ("kk", Month),
    ("par mois", Month),
    ("/mois", Month),
    ("mensuel*", Month),
    ("al mes", Month),
    ("/mes", Month),
    ("mensual*", Month),
    ("brutomaandsalaris", Month),
    ("per år", Year),
    ("/år", Year),
    ("/ år", Year),
    ("per annum", Year),
    ("p.a", Year),
    ("p. a", Year),
    ("a year", Year),
    ("per year", Year),
    ("/year", Year),
    ("/ year", Year),
    ("/yr", Year),
    ("per yr", Year),
    ("annually", Year),
    ("annual", Year),
    ("annum", Year),
    ("pa", Year),
    ("/pa", Year),
    ("årslønn*", Year),
    ("årslön*", Year),
    ("årsløn*", Year),
    ("pr. år", Year),
    ("pr år", Year),
    ("yearly", Year),
    ("i året", Year),
    ("i årslønn", Year),
    ("årlig*", Year),
    ("om året", Year),
    ("rocznie", Year),
    ("/rok", Year),
    ("pro jahr", Year),
    ("/jahr", Year),
    ("im jahr", Year),
    ("jährlich*", Year),
    ("jahresgehalt*", Year),
    ("bruttojahresgehalt", Year),
    ("jahresbrutto", Year),
    ("jahresbruttogehalt", Year),
    ("jahr", Year),
    ("per jaar", Year),
    ("/jaar", Year),
    ("jaarsalaris", Year),
    ("vuodessa", Year),
    ("/vuosi", Year),
    ("par an", Year),
    ("/an", Year),
    ("annuel*", Year),
    ("al año", Year),
    ("/año", Year),
    ("anual*", Year),
    ("b/a", Year),
    ("bruto anual", Year),
    ("brutos anuales", Year),
];

/// The period said right after an amount, and where its words end.
pub(super) fn after(text: &str, at: usize) -> Option<(Period, usize)> {
    let end = text.floor_char_boundary((at + NEAR).min(text.len()));
    let near = &text[at..end.max(at)];
    // Another figure has a period of its own: `£30,000, 37.5 hours per week`.
    let near = near.split(|c: char| c.is_ascii_digit() || matches!(c, '\n' | ';')).next()?;
    all(near)
        .min_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)))
        .map(|(_, end, period)| (period, at + end))
}

/// The period said before it: `timlön 150 kr`.
pub(super) fn before(text: &str) -> Option<Period> {
    let near = text.rsplit(|c: char| c.is_ascii_digit() || c == '\n').next()?;
    // A lone `h`, `pa` or `mån` says nothing there.
    all(near)
        .filter(|(start, end, _)| end - start > 4)
        .max_by_key(|(start, end, _)| (*end, std::cmp::Reverse(*start)))
        .map(|(_, _, period)| period)
}

/// Where a word stands; after a slash may be spaces: `/ dzień`.
fn places<'a>(text: &'a str, stem: &'a str) -> impl Iterator<Item = (usize, usize)> {
    let (mark, word) = stem.strip_prefix('/').map_or(("", stem), |word| ("/", word.trim_start()));
    let needle = if mark.is_empty() { stem } else { mark };
    text.match_indices(needle).filter_map(move |(start, _)| {
        if mark.is_empty() {
            return Some((start, start + stem.len()));
        }
        let rest = text[start + 1..].trim_start_matches(' ');
        let at = text.len() - rest.len();
        rest.starts_with(word).then_some((start, at + word.len()))
    })
}

fn all(text: &str) -> impl Iterator<Item = (usize, usize, Period)> {
    WORDS.iter().filter_map(move |(word, period)| {
        let (stem, open) = word.strip_suffix('*').map_or((*word, false), |stem| (stem, true));
        places(text, stem).find_map(|(start, end)| {
            let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let joined_before =
                stem.starts_with(char::is_alphanumeric) && joins(text[..start].chars().next_back());
            let joined_after =
                !open && stem.ends_with(char::is_alphanumeric) && joins(text[end..].chars().next());
            (!joined_before && !joined_after).then_some((start, end, *period))
        })
    })
}
