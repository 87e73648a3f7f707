//! SIGKILL under load loses nothing and repeats nothing.

use tests::load::Load;
use tests::log::Log;
use tests::random::Random;

const SEED: u64 = 20_261_124;
const ROUNDS: usize = 2;

tests::on_both_logs! {
    each_role_in_turn_is_killed_under_load_and_everything_is_there_once_in_order,
    all_roles_are_killed_at_once_under_load_and_everything_is_there_once_in_order,
}

tests::on_kafka! {
    instances_take_partitions_over_under_load_and_everything_is_there_once_in_order,
}

async fn each_role_in_turn_is_killed_under_load_and_everything_is_there_once_in_order(log: Log) {
    let mut hub = log.hub().start().await;
    let load = Load::begin(&hub);
    let mut random = Random(SEED);
    for _ in 0..ROUNDS {
        for role in hub.roles() {
            load.acknowledges(random.within(5..60)).await;
            hub.process(&role).kill();
            hub.process(&role).start();
            hub.process(&role).ready().await;
            load.follow(&hub);
        }
    }
    load.check(&hub).await;
    hub.audit();
}

async fn all_roles_are_killed_at_once_under_load_and_everything_is_there_once_in_order(log: Log) {
    let mut hub = log.hub().start().await;
    let load = Load::begin(&hub);
    let mut random = Random(SEED);
    for _ in 0..ROUNDS {
        load.acknowledges(random.within(5..60)).await;
        hub.kill();
        hub.start().await;
        load.follow(&hub);
    }
    load.check(&hub).await;
    hub.audit();
}

/// One instance of each step becomes two, one of the two dies, and a spare
/// fences a living one.
async fn instances_take_partitions_over_under_load_and_everything_is_there_once_in_order(log: Log) {
    let mut hub = log.hub().start().await;
    let load = Load::begin(&hub);
    load.acknowledges(20).await;
    for step in ["dedupe", "enrich"] {
        let second = format!("{step}-1-of-2");
        hub.add(&second, &["process", step, "--ordinal", "1", "--of", "2"]);
        hub.process(&second).start();
        hub.process(&second).ready().await;
        // The one that held all partitions is fenced from half of them, and
        // ends; as one of two it holds the other half.
        hub.process(step).fenced().await;
        hub.remove(step);
        let first = format!("{step}-0-of-2");
        hub.add(&first, &["process", step, "--ordinal", "0", "--of", "2"]);
        hub.process(&first).start();
        hub.process(&first).ready().await;
        load.acknowledges(20).await;
        hub.process(&second).kill();
        load.acknowledges(20).await;
        hub.process(&second).start();
        hub.process(&second).ready().await;
        let spare = format!("{step}-spare");
        hub.add(&spare, &["process", step, "--ordinal", "0", "--of", "2"]);
        hub.process(&spare).start();
        hub.process(&spare).ready().await;
        hub.process(&first).fenced().await;
        hub.remove(&first);
    }
    load.acknowledges(20).await;
    load.check(&hub).await;
    hub.audit();
}
