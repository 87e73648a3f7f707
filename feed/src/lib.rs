//! The public change feed over HTTP: one cursor, one pull loop, one log.
