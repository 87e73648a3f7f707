//! A step that ends the hub once a turn brought nothing.

use processors::{Arrival, Outcome, Outgoing, Step, StepName};
use runtime::Stop;
use schemas::Timestamp;

pub(crate) struct UntilIdle<S> {
    step: S,
    busy: bool,
    stop: Stop,
}

impl<S> UntilIdle<S> {
    pub(crate) fn new(step: S, stop: Stop) -> Self {
        Self { step, busy: false, stop }
    }
}

impl<S: Step> Step for UntilIdle<S> {
    type In = S::In;
    type State = S::State;

    const NAME: StepName = S::NAME;

    fn restore(&mut self, key: &[u8], state: Option<S::State>) {
        self.step.restore(key, state);
    }

    fn decide(&mut self, event: S::In, arrival: &Arrival, out: &mut Vec<Outgoing>) -> Outcome {
        self.busy = true;
        self.step.decide(event, arrival, out)
    }

    /// Always due, so that no turn waits.
    fn next_tick(&self) -> Option<Timestamp> {
        Some(Timestamp::default())
    }

    fn tick(&mut self, now: Timestamp, max: usize, out: &mut Vec<Outgoing>) {
        if self.step.next_tick().is_some_and(|due| due <= now) {
            let before = out.len();
            self.step.tick(now, max, out);
            self.busy |= out.len() > before;
        }
        if !std::mem::take(&mut self.busy) {
            self.stop.set();
        }
    }
}
