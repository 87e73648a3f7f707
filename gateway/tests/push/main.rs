//! The push API as partners meet it: the real router on a real log.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod batch;
#[cfg(test)]
mod door;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod hub;
#[cfg(test)]
mod log_away;
#[cfg(test)]
mod one_ad;
#[cfg(test)]
mod partners;
#[cfg(test)]
mod socket;
