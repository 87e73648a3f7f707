//! `dedupe` and `group` in a row, for any sequence of events and waits: at
//! every moment subscribers hold exactly the ads that an oracle says are
//! public, and everything that came in has one outcome.

use std::collections::BTreeMap;

use proptest::prelude::*;
use schemas::ad::{Removal, RemovalSignal};
use schemas::change::ChangeKind;
use schemas::id::ExternalId;
use schemas::received::ReceivedKind;
use schemas::{AdId, EventId, PartnerName, Received};

use crate::step::{DropReason, Outcome, Outgoing};
use crate::testing::{Instance, ad, at, contact, moment};
use crate::{Dedupe, Group};

/// What happens: to an ad, or that time passes.
#[derive(Clone, Debug)]
enum Happens {
    Shown { ad: u8, title: u8, from: i64, until: Option<i64> },
    Gone { ad: u8 },
    Erased { ad: u8 },
    Waited { seconds: i64 },
}

fn happens() -> impl Strategy<Value = Happens> {
    let until = prop::option::of(1..200_i64);
    prop_oneof![
        6 => (0..3_u8, 0..2_u8, 0..200_i64, until)
            .prop_map(|(ad, title, from, until)| Happens::Shown { ad, title, from, until }),
        2 => (0..3_u8).prop_map(|ad| Happens::Gone { ad }),
        1 => (0..9_u8).prop_map(|ad| Happens::Erased { ad }),
        3 => (1..40_i64).prop_map(|seconds| Happens::Waited { seconds }),
        // Long enough that both steps forget what is gone.
        1 => Just(Happens::Waited { seconds: 181 * 86_400 }),
    ]
}

/// One ad as its partner last spoke of it, and whether subscribers see it.
#[derive(Clone, Default)]
struct Spoken {
    shown: Option<(u8, i64, Option<i64>)>,
    erased: bool,
    public: bool,
}

/// The oracle: what partners said last, and the time.
#[derive(Default)]
struct Oracle {
    ads: BTreeMap<u8, Spoken>,
    now: i64,
}

impl Oracle {
    fn take(&mut self, happens: &Happens) {
        let now = self.now;
        let over = |until: Option<i64>| until.is_some_and(|until| until <= now);
        match *happens {
            Happens::Shown { ad, title, from, until } => {
                let spoken = self.ads.entry(ad).or_default();
                let lost = spoken.shown.is_none() && over(until);
                if !spoken.erased && !lost {
                    spoken.shown = Some((title, from, until));
                }
            }
            Happens::Gone { ad } => self.ads.entry(ad).or_default().shown = None,
            Happens::Erased { ad } => {
                *self.ads.entry(ad).or_default() = Spoken { erased: true, ..Spoken::default() };
            }
            Happens::Waited { seconds } => self.now += seconds,
        }
        let now = self.now;
        for spoken in self.ads.values_mut() {
            spoken.public = spoken.shown.is_some_and(|(_, from, until)| {
                (spoken.public || from <= now) && until.is_none_or(|until| until > now)
            });
        }
    }

    fn public(&self) -> BTreeMap<AdId, String> {
        let public = self.ads.iter().filter(|(_, spoken)| spoken.public);
        public
            .filter_map(|(number, spoken)| {
                let (title, ..) = spoken.shown?;
                Some((ad_id(*number), title.to_string()))
            })
            .collect()
    }
}

fn external_id(number: u8) -> ExternalId {
    ExternalId::new(&format!("ad-{number}")).unwrap()
}

fn ad_id(number: u8) -> AdId {
    AdId::derive("acme", None, &external_id(number))
}

/// The event by which a partner says it; none for the passing of time.
fn event(happens: &Happens, position: usize, now: i64) -> Option<Received> {
    let (number, kind) = match *happens {
        Happens::Shown { ad, .. } => (ad, ReceivedKind::Observed),
        Happens::Gone { ad } => (ad, ReceivedKind::Removed),
        Happens::Erased { ad } => (ad, ReceivedKind::Erased),
        Happens::Waited { .. } => return None,
    };
    let mut event = Received {
        event_id: EventId::derive(&[&position.to_be_bytes()]),
        partner: PartnerName::new("acme").unwrap(),
        account: None,
        received_at: at(now),
        kind,
        ad_id: ad_id(number),
        external_id: Some(external_id(number)),
        ad: None,
        removal: None,
        snapshot: None,
    };
    if let Happens::Shown { title, from, until, .. } = *happens {
        let mut shown = ad("acme", external_id(number).as_str(), &title.to_string());
        shown.published_at = moment(from);
        shown.valid_through = until.map(moment);
        shown.contacts.push(contact("Kim"));
        event.ad = Some(shown);
    } else {
        let signal = RemovalSignal::ExplicitDelete;
        event.removal = Some(Removal { signal, at: at(now), reason_code: None });
    }
    Some(event)
}

/// What subscribers hold: title by ad.
#[derive(Default)]
struct Subscriber {
    ads: BTreeMap<AdId, String>,
    seq: i64,
}

impl Subscriber {
    fn read(&mut self, out: &[Outgoing]) -> Result<(), TestCaseError> {
        for outgoing in out {
            let Outgoing::Change(change) = outgoing else { continue };
            self.seq += 1;
            prop_assert_eq!(change.seq, self.seq);
            let before = self.ads.remove(&change.ad_id);
            match (change.kind, &change.ad) {
                (ChangeKind::Published | ChangeKind::Updated, Some(ad)) => {
                    prop_assert_eq!(before.is_some(), change.kind == ChangeKind::Updated);
                    self.ads.insert(change.ad_id, ad.title().to_owned());
                }
                (ChangeKind::Erased, None) => {}
                (_, ad) => prop_assert!(ad.is_none() && before.is_some(), "{:?}", change),
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn subscribers_hold_exactly_what_is_public(
        script in prop::collection::vec((happens(), any::<bool>()), 1..60),
    ) {
        let (mut dedupe, mut group) = (Instance::<Dedupe>::new(), Instance::<Group>::new());
        let (mut oracle, mut subscriber) = (Oracle::default(), Subscriber::default());
        for (position, (happens, restart)) in script.iter().enumerate() {
            if *restart && position % 8 == 0 {
                dedupe.restart(true);
                group.restart(true);
            }
            oracle.take(happens);
            let now = at(oracle.now);
            // Timers first: what is due is due before what comes in later.
            dedupe.tick(now);
            subscriber.read(&group.tick(now))?;
            if let Some(event) = event(happens, position, oracle.now) {
                let (outcome, out) = dedupe.decide(event, now);
                let revised = out.iter().filter(|out| matches!(out, Outgoing::Revised(_))).count();
                prop_assert_eq!(revised, usize::from(outcome == Outcome::Emit));
                for outgoing in out {
                    let Outgoing::Revised(revision) = outgoing else { continue };
                    let (outcome, out) = group.decide(revision, now);
                    let news = out.iter().any(|out| matches!(out, Outgoing::Change(_)));
                    prop_assert_eq!(news, outcome == Outcome::Emit);
                    prop_assert_ne!(outcome, Outcome::Drop(DropReason::Redelivered));
                    subscriber.read(&out)?;
                }
            }
            prop_assert_eq!(&subscriber.ads, &oracle.public(), "after {:?}", happens);
        }
    }
}
