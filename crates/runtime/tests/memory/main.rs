//! Steps and pollers on the log in memory: calls that fail, one after the
//! other, and records that no step can use.

#[expect(clippy::unwrap_used, reason = "part of tests, which clippy does not see")]
mod asking;
mod every_call;
mod partner;
mod poison;
#[expect(clippy::unwrap_used, reason = "part of tests, which clippy does not see")]
mod polling;
mod said;
mod scene;
mod server;
mod site;
mod until_idle;
