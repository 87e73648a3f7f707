//! Words in the names of employers.

use std::sync::LazyLock;

use super::{Words, set};

/// Legal forms, and words that companies add to their names.
pub(in super::super) static LEGAL: Words = LazyLock::new(|| {
    set("sp zoo z oo o sa spolka akcyjna ograniczona odpowiedzialnoscia komandytowa sk k jawna \
         ab as asa ltd limited plc llc llp inc corp corporation co company \
         gmbh mbh ag kg kgaa ohg ug se ev gag ggmbh aps oy oyj bv nv sarl sas spa srl hf ehf \
         ans da ba ivs iks is ks ps amba sl slu sau snc eurl sasu sci vof cv bvba ky rf tmi rt kft \
         aktiebolag aktiebolaget aktieselskab aksjeselskap osakeyhtio gesellschaft \
         group grupa gruppe gruppen koncern holding publ hb kb filial enskild firma \
         poland polska sverige norge danmark deutschland germany sweden norway denmark suomi \
         finland france espana italia nederland uk the")
});

/// Two words by which whoever publishes is a channel: a public employment
/// office, or an account for many employers. Another name beside it is no
/// contradiction. A word that ends with `*` stands for all that begin with it.
pub(in super::super) static CHANNELS: &[[&str; 2]] = &[
    ["urzad", "pracy"],
    ["ofert", "pracy"],
    ["agentur", "arbeit"],
    ["arbetsformedlingen", ""],
    ["bundesagentur", "arbeit"],
    ["nav", "arbeid*"],
    ["france", "travail"],
    ["pole", "emploi"],
    ["job", "centre*"],
    ["jobcentre*", ""],
    ["jobcenter*", ""],
    ["central", "advertising"],
    ["nhs", "professionals"],
    ["te", "palvelut"],
];

/// The first word of a name that is none: the board hides its customer.
pub(in super::super) static NAMELESS: Words = LazyLock::new(|| {
    set("klient kunde kund kunden anonym anonymt anonymous anonyme confidential confidentiel \
         confidentielle vertraulich konfidentiell konfidentielt konfidensiell poufny poufna \
         undisclosed unbekannt ukjent okand nieznany luottamuksellinen vertrouwelijk confidencial \
         riservato")
});
