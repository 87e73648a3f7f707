//! What every log promises, as tests that each log passes. One function per
//! promise; [`crate::contract_tests!`] makes a test of each.
//!
//! Not for production: panics are its way to speak.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "the promises are tests, only kept here so that three logs share them"
)]

mod fixture;
pub mod groups;
pub mod order;
pub mod readers;
pub mod retention;
pub mod schemas;
pub mod transactions;

use std::sync::Arc;

use crate::{EventLog, TopicName};

/// A log under test. It may be shared with other tests (a broker is): promises
/// use topics, groups and identities of their own.
pub trait TestLog {
    /// The log, open.
    fn log(&self) -> Arc<dyn EventLog>;

    /// Lets go of the log and opens it anew, as after a restart. Everything
    /// that came from [`TestLog::log`] has been dropped before.
    fn reopen(&mut self);

    /// Makes all records of the topic that are there now older than its
    /// retention, and has what may be removed be removed before it returns.
    fn outlive_retention(&mut self, topic: &TopicName);
}

/// One test for each promise, in a module `$name`, on the logs that `$make`
/// makes: a function without arguments that returns
/// `Option<Box<dyn TestLog>>`, `None` when this log cannot be had here (it has
/// said so then).
#[macro_export]
macro_rules! contract_tests {
    ($name:ident, $make:expr) => {
        mod $name {
            $crate::contract_tests!(@promises $make;
                order::records_of_one_key_keep_their_order
                order::concurrent_appends_are_answered_where_they_stand
                order::an_acknowledged_record_comes_back_whole
                order::an_unknown_topic_is_named
                order::an_unknown_partition_is_named
                order::a_topic_with_other_partitions_conflicts
                order::large_records_fit_and_too_large_ones_are_refused
                transactions::nothing_of_an_aborted_transaction_is_read
                transactions::nothing_of_an_unfinished_transaction_is_read
                transactions::outputs_state_and_offsets_appear_together
                transactions::a_second_holder_fences_the_first
                transactions::a_fenced_commit_leaves_nothing
                transactions::offsets_resume_at_exactly_the_next_record
                transactions::everything_committed_survives_a_restart
                readers::a_reader_sees_no_gap_and_no_repeat_while_writers_append
                readers::an_empty_poll_waits_and_a_record_ends_the_wait
                readers::a_position_outside_is_refused
                readers::seek_goes_back_and_forth
                groups::a_group_shares_partitions_out
                groups::a_dead_members_partitions_go_to_the_living
                groups::a_commit_of_lost_partitions_is_refused
                retention::old_records_go_and_the_floor_rises
                retention::compaction_keeps_the_latest_of_each_key
                schemas::the_same_schema_has_the_same_id
                schemas::schemas_survive_a_restart
            );
        }
    };
    (@promises $make:expr; $($area:ident :: $promise:ident)*) => {$(
        #[test]
        fn $promise() {
            if let Some(mut log) = ($make)() {
                $crate::contract::$area::$promise(&mut *log);
            }
        }
    )*};
}
