//! Who we are to a partner: secrets that are sent to it alone, and never seen
//! in a URL that is logged, an error, or `Debug`.

mod token;

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use schemas::PartnerName;
use secrecy::{ExposeSecret as _, SecretString};
use url::{Origin, Url};

pub(super) use token::{Token, read as read_token};

/// Before the partner's name in the variable of its secret.
const VARIABLE_PREFIX: &str = "ADHUB_SECRET_";

/// Secrets for one partner. They go to one origin (scheme, host and port), and
/// to no other that a redirect or a page leads to.
#[derive(Clone, Debug)]
pub struct Credentials {
    origin: Origin,
    grant: Grant,
}

/// What is shown to the partner.
#[derive(Clone, Debug)]
pub enum Grant {
    /// `Authorization: Bearer …` (RFC 6750): NAV and others.
    Bearer(SecretString),
    /// `Authorization: Basic …` (RFC 7617).
    Basic {
        /// User, in the open.
        user: String,
        /// Password; may be empty.
        password: SecretString,
    },
    /// A header of the partner's own: `X-API-Key`, `Authorization-Key`.
    Header {
        /// Its name.
        name: String,
        /// Its value.
        value: SecretString,
    },
    /// A parameter of the URL: `api_key`. It is added when the request is
    /// sent, and cut out of every URL that is shown.
    Query {
        /// Its name.
        name: String,
        /// Its value.
        value: SecretString,
    },
    /// OAuth 2.0 client credentials (RFC 6749, section 4.4).
    Client(ClientCredentials),
}

/// OAuth 2.0 client credentials. The token is kept until shortly before it
/// expires; one that is refused (401) is replaced once.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// Where tokens are given, its query included. France Travail:
    /// `https://…/connexion/oauth2/access_token?realm=%2Fpartenaire`.
    pub token_url: String,
    /// Client, in the open.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// Scopes that are asked for: `o2dsoffre`, `api_offresdemploiv2`.
    pub scopes: Vec<String>,
    /// Where client and secret stand in the request for a token.
    pub place: ClientPlace,
}

/// Where client and secret stand in the request for a token (RFC 6749, section
/// 2.3.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ClientPlace {
    /// `Authorization: Basic …`: what every server must understand.
    #[default]
    Basic,
    /// In the body: France Travail, LinkedIn.
    Body,
}

/// Credentials that cannot be used; configuration must change.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CredentialsError(String);

impl Credentials {
    /// For the origin of `url`, the partner's own.
    ///
    /// # Errors
    /// When the URL or a name in the grant cannot be used, or the secret is
    /// blank.
    pub fn new(url: &str, grant: Grant) -> Result<Self, CredentialsError> {
        let origin = parse(url)?.origin();
        let secret = match &grant {
            Grant::Bearer(secret) => Some(secret),
            Grant::Basic { .. } => None,
            Grant::Header { name, value } => {
                HeaderName::try_from(name.as_str())
                    .map_err(|_| CredentialsError(format!("{name:?} is no name of a header")))?;
                Some(value)
            }
            Grant::Query { name, value } => {
                if name.trim().is_empty() {
                    return Err(CredentialsError("the parameter has no name".to_owned()));
                }
                Some(value)
            }
            Grant::Client(client) => {
                parse(&client.token_url)?;
                Some(&client.client_secret)
            }
        };
        if secret.is_some_and(|secret| secret.expose_secret().trim().is_empty()) {
            return Err(CredentialsError("the secret is blank".to_owned()));
        }
        Ok(Self { origin, grant })
    }

    /// The variable that holds a partner's secret: `acme-no` has
    /// `ADHUB_SECRET_ACME_NO`. A secret never sits in a file.
    pub fn variable(partner: &PartnerName) -> String {
        let name = partner.as_str().to_ascii_uppercase().replace('-', "_");
        format!("{VARIABLE_PREFIX}{name}")
    }

    /// They may be sent with a request to this URL.
    pub(super) fn cover(&self, url: &Url) -> bool {
        url.origin() == self.origin
    }

    pub(super) fn client(&self) -> Option<&ClientCredentials> {
        match &self.grant {
            Grant::Client(client) => Some(client),
            _ => None,
        }
    }

    /// The URL as it is sent.
    pub(super) fn url(&self, url: &Url) -> Url {
        let mut url = url.clone();
        if let Grant::Query { name, value } = &self.grant {
            url.query_pairs_mut().append_pair(name, value.expose_secret());
        }
        url
    }

    /// The URL without what must not be seen.
    pub(super) fn redacted(&self, url: &Url) -> Url {
        let Grant::Query { name, .. } = &self.grant else { return url.clone() };
        if !url.query_pairs().any(|(found, _)| found == name.as_str()) {
            return url.clone();
        }
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(found, _)| found != name.as_str())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        let mut url = url.clone();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
        url
    }

    /// The header as it is sent; `token` for those that have one.
    pub(super) fn header(
        &self,
        token: Option<&SecretString>,
    ) -> Result<Option<(HeaderName, HeaderValue)>, CredentialsError> {
        let (name, value) = match &self.grant {
            Grant::Bearer(secret) => (AUTHORIZATION, bearer(secret)),
            Grant::Basic { user, password } => (AUTHORIZATION, basic(user, password)),
            Grant::Header { name, value } => {
                let name = HeaderName::try_from(name.as_str())
                    .map_err(|_| CredentialsError(format!("{name:?} is no name of a header")))?;
                (name, value.clone())
            }
            Grant::Query { .. } => return Ok(None),
            Grant::Client(_) => match token {
                Some(token) => (AUTHORIZATION, bearer(token)),
                None => return Ok(None),
            },
        };
        // Never the value in a message.
        let mut value = HeaderValue::try_from(value.expose_secret().trim())
            .map_err(|_| CredentialsError("the secret holds what no header may hold".to_owned()))?;
        value.set_sensitive(true);
        Ok(Some((name, value)))
    }
}

impl ClientCredentials {
    /// The request for a token.
    pub(super) fn request(&self, client: &reqwest::Client, url: &Url) -> reqwest::RequestBuilder {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "client_credentials");
        if !self.scopes.is_empty() {
            form.append_pair("scope", &self.scopes.join(" "));
        }
        let secret = self.client_secret.expose_secret().trim();
        let request = client
            .post(url.clone())
            .header(reqwest::header::ACCEPT, "application/json")
            .header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        match self.place {
            ClientPlace::Body => {
                form.append_pair("client_id", &self.client_id);
                form.append_pair("client_secret", secret);
                request.body(form.finish())
            }
            ClientPlace::Basic => {
                // Each half is encoded as in a form first (RFC 6749, 2.3.1).
                let encoded = |text: &str| -> String {
                    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
                };
                request
                    .basic_auth(encoded(&self.client_id), Some(encoded(secret)))
                    .body(form.finish())
            }
        }
    }
}

fn parse(url: &str) -> Result<Url, CredentialsError> {
    let parsed = Url::parse(url).map_err(|error| CredentialsError(error.to_string()))?;
    match parsed.scheme() {
        "http" | "https" => Ok(parsed),
        other => {
            let message = format!("scheme {other:?}, only http and https are allowed");
            Err(CredentialsError(message))
        }
    }
}

fn bearer(secret: &SecretString) -> SecretString {
    format!("Bearer {}", secret.expose_secret().trim()).into()
}

fn basic(user: &str, password: &SecretString) -> SecretString {
    use base64::Engine as _;
    let pair = format!("{user}:{}", password.expose_secret());
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(grant: Grant, header: Option<(&str, &str)>, query: Option<&str>) {
        let said = format!("{grant:?}");
        assert!(!said.contains("s3cret"), "{said}");
        let credentials = Credentials::new("https://api.example.org/v1", grant).unwrap();
        let url = Url::parse("https://api.example.org/jobs?page=2").unwrap();
        assert!(credentials.cover(&url));
        let sent = credentials.url(&url);
        assert_eq!(sent.query().and_then(|query| query.strip_prefix("page=2&")), query);
        assert_eq!(credentials.redacted(&sent), url);
        let found = credentials.header(Some(&"t0ken".into())).unwrap();
        let found = found.as_ref().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
        assert_eq!(found, header);
    }

    #[test]
    fn each_kind_is_sent_in_its_place_and_shown_nowhere() {
        let secret = || SecretString::from("s3cret");
        check(Grant::Bearer(secret()), Some(("authorization", "Bearer s3cret")), None);
        let basic = Grant::Basic { user: "adhub".to_owned(), password: secret() };
        check(basic, Some(("authorization", "Basic YWRodWI6czNjcmV0")), None);
        let header = Grant::Header { name: "X-API-Key".to_owned(), value: secret() };
        check(header, Some(("x-api-key", "s3cret")), None);
        let query = Grant::Query { name: "key".to_owned(), value: "s3cret&+".into() };
        check(query, None, Some("key=s3cret%26%2B"));
        let client = Grant::Client(ClientCredentials {
            token_url: "https://login.example.org/token?realm=%2Fpartner".to_owned(),
            client_id: "adhub".to_owned(),
            client_secret: secret(),
            scopes: Vec::new(),
            place: ClientPlace::Body,
        });
        check(client, Some(("authorization", "Bearer t0ken")), None);
    }

    #[test]
    fn they_are_for_one_origin() {
        let credentials =
            Credentials::new("https://api.example.org/", Grant::Bearer("s3cret".into())).unwrap();
        for other in
            ["http://api.example.org/", "https://example.org/", "https://api.example.org:8443/"]
        {
            assert!(!credentials.cover(&Url::parse(other).unwrap()), "{other}");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_refused_without_being_shown() {
        let new = |grant| Credentials::new("https://e.org/", grant);
        assert!(new(Grant::Bearer(" ".into())).is_err());
        assert!(new(Grant::Header { name: "a b".to_owned(), value: "x".into() }).is_err());
        let broken = new(Grant::Bearer("s3\ncret".into())).unwrap();
        let error = broken.header(None).unwrap_err().to_string();
        assert_eq!(error, "the secret holds what no header may hold");
    }

    #[test]
    fn the_variable_is_the_partners_name() {
        let partner = PartnerName::new("france-travail2").unwrap();
        assert_eq!(Credentials::variable(&partner), "ADHUB_SECRET_FRANCE_TRAVAIL2");
    }
}
