//! Words of titles: levels, and languages that a role is for.

use std::sync::LazyLock;

use super::{Kinds, kinds};

/// Kinds of level, one bit each.
pub(in super::super) static LEVELS: Kinds = LazyLock::new(|| {
    kinds(&[
        "junior jr newly mlodszy mlodsza juniora entry berufseinsteiger berufseinsteigerin nyexaminerad \
         nyexaminerade nyutexaminerad nyutdannet nyutdannede nyuddannet graduate debutant \
         debutante vastavalmistunut",
        "mid regular medior midlevel",
        "senior sr starszy starsza seniora samodzielny samodzielna seniorkonsult erfahrener \
         erfahrene confirme confirmee seniori",
        "lead principal glowny glowna ledande led hoofd referent",
        "trainee intern internship apprentice apprenticeship stazysta stazystka staz praktykant \
         praktykantka praktyki praktikant praktikantin praktik praktikum larling laerling \
         laerlinger lehrling auszubildende auszubildender auszubildenden ausbildung azubi uczen \
         werkstudent werkstudentin student studentin elev stagiaire alternance alternant \
         alternante apprenti apprentie stagiair leerling tirocinio tirocinante stagista becario \
         becaria practicas harjoittelija oppisopimus volontariat volontar studentmedarbejder \
         studentmedhjaelper",
        "assistant asystent asystentka assistent assistentin assistante asistente assistente \
         avustaja",
        "deputy zastepca vice bitradande stellvertretender stellvertretende stellv nestleder stv \
         associate adjoint adjointe plaatsvervangend subdirector varajohtaja",
        "manager managing kierownik kierowniczka menedzer menadzer chef leiter leiterin leder \
         supervisor foreman brygadzista koordynator coordinator koordinator samordnare \
         teamleader teamleiter teamleiterin teamlead teamleder teamledare lider leader \
         arbetsledare arbeidsleder enhetschef gruppchef gruppeleder avdelingsleder \
         afdelingsleder formann forman responsable coordinateur coordinatrice teamleider \
         gerente encargado encargada responsabile coordinatore paallikko esimies tiiminvetaja",
        "head director dyrektor direktor direktorin avdelningschef bereichsleiter abteilungsleiter \
         bereichsleiterin abteilungsleiterin avdelingsdirektor directeur directrice directora \
         direttore johtaja",
        "expert ekspert experte expertin experto",
    ])
});

/// Languages that a role is for, one bit each.
pub(in super::super) static LANGUAGES: Kinds = LazyLock::new(|| {
    kinds(&[
        "german niemiecki niemieckim niemieckiego tyska tysktalande tysk tysktalende tysktalende \
         deutsch deutschkenntnisse deutschsprachig saksa saksan allemand duits aleman tedesco",
        "french francuski francuskim francuskiego fransk franska fransktalande fransktalende \
         franzosisch ranska ranskan francais francophone frans frances francese",
        "spanish hiszpanski hiszpanskim hiszpanskiego spansk spanska spansktalande spansktalende \
         spanisch espanja espanjan espagnol spaans espanol spagnolo",
        "italian wloski wloskim wloskiego italiensk italienska italienisch italia italian italien \
         italiaans italiano",
        "czech czeski czeskim czeskiego tjeckisk tjeckiska tjekkisk tsjekkisk tschechisch tsekki",
        "slovak slowacki slowackim slovakisk slovakiska slowakisch",
        "slovenian slowenski slowenskim slovensk slovenska slowenisch",
        "dutch niderlandzki niderlandzkim holenderski holenderskim nederlandsk nederlandska \
         hollandsk niederlandisch hollanti neerlandais nederlands nederlandstalig holandes \
         olandese",
        "english angielski angielskim angielskiego engelska engelsk engelsktalende englisch \
         englanti englannin anglais engels ingles inglese",
        "swedish szwedzki szwedzkim svensk svenska svensktalande svensktalende schwedisch ruotsi \
         ruotsin suedois zweeds sueco svedese",
        "norwegian norweski norweskim norsk norska norsktalande norsktalende norwegisch norja \
         norjan norvegien noors noruego norvegese",
        "danish dunski dunskim dansk danska dansktalande dansktalende danisch tanska tanskan \
         danois deens danes",
        "finnish finski finskim finskiego finsk finska finsktalande finsktalende finnisch suomi \
         suomen finnois fins finlandes finlandese",
        "russian rosyjski rosyjskim rysk ryska rysktalande russisk russisch venaja russe ruso",
        "ukrainian ukrainski ukrainskim ukrainsk ukrainska ukrainisch ukraina",
        "polish polski polskim polskiego polsk polska polsktalande polsktalende polnisch puola \
         puolan polonais pools polaco polacco",
        "romanian rumunski rumunskim rumansk rumanska rumaensk rumanisch roumain roemeens rumano",
        "hungarian wegierski wegierskim ungersk ungerska ungarsk ungarisch hongrois hongaars",
        "portuguese portugalski portugalskim portugisisk portugisiska portugisiske portugiesisch \
         portugais portugees portugues portoghese",
        "arabic arabski arabskim arabisk arabiska arabisch arabe arabo",
        "turkish turecki tureckim turkisk turkiska tyrkisk turkisch turc turks turco",
        "hebrew hebrajski hebrajskim hebreisk hebreiska hebraisch",
        "chinese chinski chinskim kinesisk kinesiska mandarin chinesisch chinois chinees chino",
        "greek grecki greckim grekisk grekiska graesk gresk griechisch grec grieks griego",
        "bulgarian bulgarski bulgarskim bulgarisk bulgariska bulgarisch bulgare",
        "lithuanian litewski litewskim litauisk litauiska litauisch",
        "estonian estonski estnisk estniska estnisch eesti viro",
        "japanese japonski japansk japanska japanisch japonais japans japones",
    ])
});
