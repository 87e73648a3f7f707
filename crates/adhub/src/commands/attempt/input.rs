//! Where bytes come from: an address, a file, or standard input.

use std::fs::File;
use std::io::Read;
use std::rc::Rc;

use anyhow::bail;
use connectors::Ask;
use runtime::Stop;
use runtime::http::{Client, HttpError, Limits, Manners};

use super::meter::{Meter, Metered};
use crate::config::ConfigError;

/// Bytes, and what is known about them.
pub(super) struct Body {
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) bytes: Box<dyn Read>,
}

/// Opens what the command line names.
pub(super) struct Opener {
    runtime: tokio::runtime::Runtime,
    client: Option<Client>,
    private_address: bool,
    meter: Rc<Meter>,
}

impl Opener {
    pub(super) fn new(private_address: bool, meter: Rc<Meter>) -> anyhow::Result<Self> {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        Ok(Self { runtime, client: None, private_address, meter })
    }

    /// Opens one; `url` is where a file came from.
    pub(super) fn open(&mut self, from: &str, url: Option<&str>) -> anyhow::Result<Body> {
        if is_address(from) {
            return self.fetch(from);
        }
        if from.is_empty() || from.contains("://") {
            let message = format!("{from:?} is no file, and no http:// or https:// address");
            return Err(ConfigError::Contradiction(message).into());
        }
        let (name, bytes): (_, Box<dyn Read>) = if from == "-" {
            ("standard input".to_owned(), Box::new(std::io::stdin().lock()))
        } else {
            let unreadable = |source| ConfigError::Unreadable { path: from.into(), source };
            let file = File::open(from).map_err(unreadable)?;
            if file.metadata().map_err(unreadable)?.is_dir() {
                let message = format!("{from} is a directory: name the files in it");
                return Err(ConfigError::Contradiction(message).into());
            }
            (from.to_owned(), Box::new(file))
        };
        let bytes = self.metered(bytes);
        Ok(Body { name, url: url.map(str::to_owned), content_type: None, bytes })
    }

    /// Asks for an address.
    pub(super) fn fetch(&mut self, url: &str) -> anyhow::Result<Body> {
        let limits = Limits { private_addresses: self.private_address, ..Limits::default() };
        let client = match &mut self.client {
            Some(client) => client,
            none => {
                let (manners, handle) = (Manners::default(), self.runtime.handle().clone());
                none.insert(Client::new(limits, manners, None, handle, Stop::new())?)
            }
        };
        let accept = "application/json, application/xml, text/html, application/rss+xml, */*";
        let ask = Ask::get(url).with_header("accept", accept);
        let (head, bytes) = client.send(&ask).map_err(|error| match error {
            HttpError::Forbidden { .. } if !self.private_address => {
                anyhow::anyhow!("{error}; --private-address allows one's own network")
            }
            error => error.into(),
        })?;
        if head.status != 200 {
            bail!("{url} answered {}", head.status);
        }
        Ok(Body {
            name: url.to_owned(),
            url: Some(url.to_owned()),
            content_type: head.content_type,
            bytes: self.metered(Box::new(bytes)),
        })
    }

    fn metered(&self, inner: Box<dyn Read>) -> Box<dyn Read> {
        Box::new(Metered { inner, meter: Rc::clone(&self.meter) })
    }
}

/// Whether it is an address of the web rather than a file.
pub(super) fn is_address(from: &str) -> bool {
    from.starts_with("http://") || from.starts_with("https://")
}
