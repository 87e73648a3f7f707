//! Steps and pollers on the log in memory: calls that fail, one after the
//! other, and records that no step can use.

mod every_call;
mod partner;
mod poison;
mod said;
mod scene;
mod site;
mod until_idle;
