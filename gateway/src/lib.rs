//! The push API: partners hand in ads over HTTP. 2xx means durable.
