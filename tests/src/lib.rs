//! End to end scenarios, as processes.
