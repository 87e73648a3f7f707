//! The push API as partners meet it: the real router on a real log.

#[cfg(test)]
mod hub;
mod one_ad;
