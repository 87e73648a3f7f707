//! Does what connectors and processors decide.
