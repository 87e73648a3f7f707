//! Which addresses may be asked (SSRF). Addresses are checked after
//! resolution, and the checked ones are those that are connected to: a second
//! look-up cannot give others (DNS rebinding).

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Words by which an error of ours is known again among those of `reqwest`.
pub(super) const NOT_PUBLIC: &str = "not a public address";

/// Finds the addresses of a name.
pub(super) trait Lookup: Send + Sync {
    /// All of them, port 0.
    fn lookup(&self, host: String) -> Found;
}

pub(super) type Found = Pin<Box<dyn Future<Output = std::io::Result<Vec<SocketAddr>>> + Send>>;

/// The resolver of the system.
struct System;

impl Lookup for System {
    fn lookup(&self, host: String) -> Found {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.collect()) })
    }
}

/// Refuses what must not be asked.
#[derive(Clone)]
pub(super) struct Guard {
    lookup: Arc<dyn Lookup>,
    allowed: fn(IpAddr) -> bool,
}

impl Guard {
    /// With the resolver of the system.
    pub(super) fn new(private_addresses: bool) -> Self {
        let allowed = if private_addresses { |_| true } else { is_public };
        Self { lookup: Arc::new(System), allowed }
    }

    /// For tests: another resolver, and another idea of what is public.
    #[cfg(test)]
    pub(super) fn with(lookup: Arc<dyn Lookup>, allowed: fn(IpAddr) -> bool) -> Self {
        Self { lookup, allowed }
    }

    /// Whether a URL may be asked, as far as can be said before resolution.
    pub(super) fn check_url(&self, url: &Url) -> Result<(), String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("scheme {:?}, only http and https are allowed", url.scheme()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("credentials in a URL are not allowed".to_owned());
        }
        match url.host() {
            Some(Host::Ipv4(address)) => self.check(address.into()),
            Some(Host::Ipv6(address)) => self.check(address.into()),
            Some(Host::Domain(_)) => Ok(()),
            None => Err("it has no host".to_owned()),
        }
    }

    fn check(&self, address: IpAddr) -> Result<(), String> {
        if (self.allowed)(address) { Ok(()) } else { Err(format!("{address} is {NOT_PUBLIC}")) }
    }
}

impl Resolve for Guard {
    /// One address that is not public refuses the name as a whole.
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let found = guard.lookup.lookup(name.as_str().to_owned()).await?;
            for address in &found {
                guard.check(address.ip())?;
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one that the public internet routes (IANA special
/// purpose registries, RFC 6890 and its updates).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_documentation()
                || a == 0
                || a >= 224
                || (a == 100 && (64..128).contains(&b))
                || (a == 198 && (b == 18 || b == 19))
                || (a == 192 && b == 0 && c == 0)
                || (a == 192 && b == 88 && c == 99))
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return is_public(v4.into());
            }
            let [first, second, ..] = v6.segments();
            // Global unicast is 2000::/3; out of it: Teredo and other protocol
            // assignments, documentation, 6to4, and the NAT64 prefix lies
            // outside it.
            (0x2000..0x4000).contains(&first)
                && !(first == 0x2001 && (second < 0x0200 || second == 0x0db8))
                && first != 0x2002
                && !(first == 0x3fff && second < 0x1000)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str) -> &'static str {
        let guard = Guard::new(false);
        if guard.check_url(&Url::parse(url).expect("a URL")).is_ok() { "asked" } else { "refused" }
    }

    #[test]
    fn addresses_inside_are_refused() {
        for url in [
            "http://127.0.0.1/",
            "http://10.1.2.3/",
            "http://169.254.169.254/latest/meta-data",
            "http://100.64.0.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[64:ff9b::a00:1]/",
            "http://[2002:a00:1::]/",
            "http://0.0.0.0/",
            "http://2130706433/",
            "http://0x7f.1/",
            "file:///etc/passwd",
            "ftp://example.org/",
            "http://user:secret@example.org/",
        ] {
            assert_eq!(check(url), "refused", "{url}");
        }
    }

    #[test]
    fn public_addresses_are_asked() {
        for url in ["https://example.org/", "http://93.184.216.34/", "https://[2606:2800:21f::1]/"]
        {
            assert_eq!(check(url), "asked", "{url}");
        }
    }

    struct Fixed(Vec<SocketAddr>);

    impl Lookup for Fixed {
        fn lookup(&self, _host: String) -> Found {
            let found = self.0.clone();
            Box::pin(std::future::ready(Ok(found)))
        }
    }

    fn resolved(addresses: &[&str]) -> Result<usize, String> {
        let found = addresses.iter().map(|text| SocketAddr::new(text.parse().unwrap(), 0));
        let guard = Guard::with(Arc::new(Fixed(found.collect())), is_public);
        let name: Name = "partner.example".parse().unwrap();
        let addresses = futures::executor::block_on(guard.resolve(name));
        addresses.map(Iterator::count).map_err(|error| error.to_string())
    }

    #[test]
    fn a_name_is_refused_when_any_of_its_addresses_is_inside() {
        assert_eq!(resolved(&["93.184.216.34"]), Ok(1));
        for inside in ["10.0.0.1", "169.254.169.254", "::1", "fd00::1"] {
            let error = resolved(&["93.184.216.34", inside]).unwrap_err();
            assert!(error.contains(NOT_PUBLIC), "{error}");
        }
    }
}
