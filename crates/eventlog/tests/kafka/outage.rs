//! The broker or the registry goes away and comes back, with the same data on
//! the same port.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eventlog::{
    Cleanup, ConsumedTo, EventLog, From, KafkaLog, LogError, Produce, TopicName, TopicSpec,
};
use futures::executor::block_on;
use schemas::{SchemaError, SchemaTable};
use uuid::Uuid;

use crate::PATIENCE;
use crate::environment::alone;

/// A caller is told of an outage within the message timeout of 5 s; the rest
/// is for a busy machine.
const TOLD_MAX: Duration = Duration::from_secs(9);

fn topic(log: &dyn EventLog) -> TopicName {
    let name = TopicName::owned(format!("outage.{}", Uuid::new_v4().simple()));
    let spec = TopicSpec { name: name.clone(), partitions: 1, cleanup: Cleanup::Keep };
    log.ensure_topics(&[spec]).unwrap();
    name
}

fn record(topic: &TopicName, value: &'static str) -> Produce {
    let value = Some(value.into());
    Produce { topic: topic.clone(), partition: Some(0), key: None, value, headers: Vec::new() }
}

fn append(log: &dyn EventLog, topic: &TopicName, value: &'static str) -> Result<(), LogError> {
    block_on(log.append(vec![record(topic, value)])).remove(0).map(|_| ())
}

/// Calls until it works.
fn until<T, E: std::fmt::Display>(what: &str, call: impl Fn() -> Result<T, E>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match call() {
            Ok(done) => return done,
            Err(error) => assert!(Instant::now() < deadline, "{what}: {error}"),
        }
    }
}

/// `down` ends or stops the broker, `up` brings it back.
fn check_broker(down: &str, up: &str) {
    let Some(cluster) = alone() else { return };
    let log: Arc<dyn EventLog> = Arc::new(KafkaLog::open(cluster.config.clone()).unwrap());
    let topic = topic(&*log);
    append(&*log, &topic, "before").unwrap();
    until("health before", || log.health());
    let mut reader = log.reader(&topic, 0, From::Floor).unwrap();
    assert_eq!(reader.poll(10, PATIENCE).unwrap().len(), 1);
    let mut holder = log.transactor(&format!("id.{topic}"), "outage").unwrap();
    holder.begin().unwrap();
    holder.append(record(&topic, "never")).unwrap();

    cluster.act(down);
    let started = Instant::now();
    let error = append(&*log, &topic, "unheard").unwrap_err();
    assert!(matches!(error, LogError::Unavailable(_)), "{error:?}");
    assert!(started.elapsed() < TOLD_MAX, "told only after {:?}", started.elapsed());
    until("health during", || match log.health() {
        Err(LogError::Unavailable(_)) => Ok(()),
        other => Err(format!("{other:?}")),
    });
    // Now that it is known, nobody waits.
    let started = Instant::now();
    for _ in 0..100 {
        let error = append(&*log, &topic, "unheard").unwrap_err();
        assert!(matches!(error, LogError::Unavailable(_)), "{error:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    let consumed = ConsumedTo { topic: topic.clone(), partition: 0, next: 1 };
    let error = holder.commit(&[consumed], None).unwrap_err();
    assert!(
        matches!(error, LogError::Unavailable(_) | LogError::Indefinite(_)),
        "nothing committed without a broker: {error:?}"
    );
    drop(holder);

    cluster.act(up);
    until("health after", || log.health());
    until("append after", || append(&*log, &topic, "after"));
    let mut successor = until("successor", || log.transactor(&format!("id.{topic}"), "outage"));
    assert_eq!(log.committed("outage", &topic, 0).unwrap(), None);
    successor.begin().unwrap();
    successor.append(record(&topic, "last")).unwrap();
    successor.commit(&[], None).unwrap();
    let mut values = Vec::new();
    let deadline = Instant::now() + PATIENCE;
    while values.last().is_none_or(|last| last != "last") {
        match reader.poll(10, Duration::from_millis(200)) {
            Ok(records) => values.extend(records.into_iter().filter_map(|record| record.value)),
            Err(LogError::Unavailable(_)) => {}
            Err(error) => panic!("{error}"),
        }
        let bounds = log.bounds(&topic, 0);
        let position = reader.position();
        assert!(Instant::now() < deadline, "only {values:?}, at {position} of {bounds:?}");
    }
    // What was refused may have been applied all the same, once; what was
    // never committed may not.
    values.retain(|value| value != "unheard");
    assert_eq!(values, ["after", "last"]);
}

#[test]
fn a_killed_broker_is_told_and_comes_back() {
    check_broker("kill-broker", "start-broker");
}

#[test]
fn a_silent_broker_is_told_and_comes_back() {
    check_broker("pause-broker", "resume-broker");
}

/// Known ids go on working; unknown ones are a retry, which is not kept.
#[test]
fn a_registry_comes_back_with_its_ids() {
    let Some(cluster) = alone() else { return };
    let log = KafkaLog::open(cluster.config.clone()).unwrap();
    let (table, subject) = (log.schema_table(), format!("s-{}-value", Uuid::new_v4().simple()));
    let schema = |name: &str| {
        format!(r#"{{"type":"record","name":"{name}{}","fields":[]}}"#, Uuid::new_v4().simple())
    };
    let (known, unknown) = (schema("Known"), schema("Unknown"));
    let id = table.register(&subject, &known).unwrap();
    let kept = table.schema(id).unwrap();

    cluster.act("kill-registry");
    assert_eq!(table.register(&subject, &known).unwrap(), id);
    assert_eq!(table.schema(id).unwrap(), kept);
    let other = format!("t-{subject}");
    for error in [
        table.register(&other, &unknown).unwrap_err(),
        table.schema(id + 1_000_000).unwrap_err(),
        KafkaLog::open(cluster.config.clone()).unwrap().schema_table().schema(id).unwrap_err(),
    ] {
        assert!(matches!(error, SchemaError::Unavailable(_)), "{error:?}");
    }

    cluster.act("start-registry");
    until("register after", || table.register(&other, &unknown));
    let fresh: Arc<dyn SchemaTable> =
        KafkaLog::open(cluster.config.clone()).unwrap().schema_table();
    assert_eq!(*fresh.schema(id).unwrap(), *kept);
}
