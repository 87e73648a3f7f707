//! What the page says, in each language. Sentences with times in them are in
//! `phrases`.

use crate::component::{Component, Reason};
use crate::language::Language;
use crate::report::State;

/// Fixed texts of one language.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    pub(crate) other_language: &'static str,
    pub(crate) all_works: &'static str,
    pub(crate) slow: &'static str,
    pub(crate) down: &'static str,
    pub(crate) all_down: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) told: &'static str,
    pub(crate) this_month: &'static str,
    pub(crate) parts: &'static str,
    pub(crate) last_90_days: &'static str,
    pub(crate) days_ago: &'static str,
    pub(crate) today: &'static str,
    pub(crate) days_with_trouble: &'static str,
    pub(crate) incidents: &'static str,
    pub(crate) no_incidents: &'static str,
    pub(crate) ongoing: &'static str,
    pub(crate) over: &'static str,
    pub(crate) months_before: &'static str,
    pub(crate) was_down: &'static str,
    pub(crate) not_measured: &'static str,
    pub(crate) how: &'static str,
    pub(crate) for_machines: &'static str,
    pub(crate) feed: &'static str,
}

const ENGLISH: Words = Words {
    title: "Status",
    other_language: "På svenska",
    all_works: "All works",
    slow: "All works, but slowly",
    down: "Not everything works",
    all_down: "Nothing works",
    unknown: "We do not know",
    told: "The operator says",
    this_month: "This month",
    parts: "The parts",
    last_90_days: "the last 90 days",
    days_ago: "90 days ago",
    today: "today",
    days_with_trouble: "Days with trouble",
    incidents: "Incidents",
    no_incidents: "None that we know of.",
    ongoing: "goes on",
    over: "over",
    months_before: "Months before",
    was_down: "Down",
    not_measured: "Not measured",
    how: "Each part is asked from outside, as its users do. A failed check is made once more, a \
          second later, before it counts. The time between two checks belongs to what the first \
          one saw. Time in which nobody looked is told as such, and counts neither as up nor as \
          down. All times are in UTC.",
    for_machines: "The same for machines",
    feed: "Incidents as a feed (Atom)",
};

const SWEDISH: Words = Words {
    title: "Driftstatus",
    other_language: "In English",
    all_works: "Allt fungerar",
    slow: "Allt fungerar, men långsamt",
    down: "Allt fungerar inte",
    all_down: "Inget fungerar",
    unknown: "Vi vet inte",
    told: "Driften meddelar",
    this_month: "Den här månaden",
    parts: "Delarna",
    last_90_days: "de senaste 90 dagarna",
    days_ago: "90 dagar sedan",
    today: "i dag",
    days_with_trouble: "Dagar med störningar",
    incidents: "Störningar",
    no_incidents: "Inga som vi känner till.",
    ongoing: "pågår",
    over: "över",
    months_before: "Tidigare månader",
    was_down: "Nere",
    not_measured: "Inte mätt",
    how: "Varje del tillfrågas utifrån, så som dess användare gör. En kontroll som misslyckas görs \
          om en gång, en sekund senare, innan den räknas. Tiden mellan två kontroller räknas till \
          det som den första såg. Tid då ingen tittade redovisas som sådan och räknas varken som \
          uppe eller nere. Alla tider är i UTC.",
    for_machines: "Samma sak för maskiner",
    feed: "Störningar som flöde (Atom)",
};

impl Language {
    /// Fixed texts.
    pub(crate) const fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Swedish => &SWEDISH,
        }
    }

    const fn pick(self, english: &'static str, swedish: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::Swedish => swedish,
        }
    }

    /// Name of a component, as in "The feed cannot be reached".
    pub(crate) const fn name(self, component: Component) -> &'static str {
        match component {
            Component::Hub => self.pick("The hub", "Navet"),
            Component::Feed => self.pick("The feed", "Flödet"),
            Component::Stream => self.pick("The live stream", "Direktströmmen"),
            Component::Snapshot => self.pick("The snapshot", "Ögonblicksbilden"),
            Component::Gateway => self.pick("The push API", "Inlämningen"),
        }
    }

    /// What it is for.
    pub(crate) const fn purpose(self, component: Component) -> &'static str {
        match component {
            Component::Hub => self.pick("everything together", "allt tillsammans"),
            Component::Feed => self.pick("changes, page by page", "ändringar, sida för sida"),
            Component::Stream => {
                self.pick("every change as it happens", "varje ändring när den sker")
            }
            Component::Snapshot => {
                self.pick("all ads that are public now", "alla annonser som är publicerade nu")
            }
            Component::Gateway => {
                self.pick("where partners hand in their ads", "där partner lämnar sina annonser")
            }
        }
    }

    /// What is wrong, after the name of the component.
    pub(crate) const fn reason(self, reason: Reason) -> &'static str {
        match reason {
            Reason::LateAnswer => self.pick("answers late", "svarar sent"),
            Reason::Busy => self.pick("asks to come back later", "ber att få återkomma senare"),
            Reason::KeyRefused => {
                self.pick("does not take the key of the check", "godtar inte kontrollens nyckel")
            }
            Reason::Unreachable => self.pick("cannot be reached", "går inte att nå"),
            Reason::TimedOut => self.pick("does not answer in time", "svarar inte i tid"),
            Reason::ServerError => {
                self.pick("answers with an error of its own", "svarar med ett eget fel")
            }
            Reason::WrongAnswer => {
                self.pick("answers something else than it should", "svarar något annat än det ska")
            }
            Reason::Operator => self.pick("– word from the operator", "– besked från driften"),
        }
    }

    /// What was wrong. Only what makes an incident can be over.
    pub(crate) const fn past_reason(self, reason: Reason) -> &'static str {
        match reason {
            Reason::Unreachable => self.pick("could not be reached", "gick inte att nå"),
            Reason::TimedOut => self.pick("did not answer in time", "svarade inte i tid"),
            Reason::ServerError => {
                self.pick("answered with an error of its own", "svarade med ett eget fel")
            }
            Reason::WrongAnswer => self.pick(
                "answered something else than it should",
                "svarade något annat än det skulle",
            ),
            Reason::LateAnswer | Reason::Busy | Reason::KeyRefused | Reason::Operator => {
                self.reason(reason)
            }
        }
    }

    /// State of a component in one word.
    pub(crate) const fn state(self, state: State) -> &'static str {
        match state {
            State::Up => self.pick("works", "fungerar"),
            State::Slow => self.pick("slow", "långsam"),
            State::Down => self.pick("down", "nere"),
            State::Unknown => self.pick("not known", "okänt"),
        }
    }
}
