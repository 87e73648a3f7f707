//! `[partners.NAME.credentials]`: how a partner wants to be shown who we are.
//! The secret itself is in the environment, never here.

use runtime::http::{ClientCredentials, ClientPlace, Credentials, Grant};
use schemars::JsonSchema;
use schemas::PartnerName;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::Mistake;

/// How the secret in `ADHUB_SECRET_NAME` (the partner's name in capitals, `_`
/// for `-`) is shown to the partner, and to no other host.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CredentialsConfig {
    /// `bearer` token, `basic` (user and password), a `header` or a `query`
    /// parameter of the partner's own, or `oauth2` client credentials.
    pub(crate) kind: CredentialsKind,
    /// `basic`: the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
    /// `header`, `query`: its name, for example `Authorization-Key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// `oauth2`: where tokens are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) token_url: Option<String>,
    /// `oauth2`: the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) client_id: Option<String>,
    /// `oauth2`: scopes that are asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) scopes: Vec<String>,
    /// `oauth2`: client and secret stand in the body of the request for a
    /// token, not in its header.
    #[serde(default)]
    pub(crate) in_body: bool,
}

/// Ways to show a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CredentialsKind {
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Basic …`.
    Basic,
    /// A header of the partner's own.
    Header,
    /// A parameter of the URL.
    Query,
    /// OAuth 2.0 client credentials.
    Oauth2,
}

impl CredentialsConfig {
    /// What cannot be right, whatever the secret is.
    pub(super) fn check(&self, url: &str) -> Result<(), Mistake> {
        let grant = self.grant(SecretString::from("checked"))?;
        let wrong =
            |error: runtime::http::CredentialsError| Mistake::new("credentials", error.to_string());
        Credentials::new(url, grant).map(|_| ()).map_err(wrong)
    }

    /// With the secret of the environment, for the partner's own address.
    ///
    /// # Errors
    /// When the variable is not set, or something does not fit.
    pub(crate) fn open(&self, partner: &PartnerName, url: &str) -> Result<Credentials, Mistake> {
        let variable = Credentials::variable(partner);
        let secret = std::env::var(&variable).map_err(|_| {
            let message = format!("the secret is missing: set {variable} in the environment");
            Mistake::new("credentials", message)
        })?;
        let wrong = |error: runtime::http::CredentialsError| {
            Mistake::new("credentials", format!("{variable}: {error}"))
        };
        Credentials::new(url, self.grant(SecretString::from(secret))?).map_err(wrong)
    }

    fn grant(&self, secret: SecretString) -> Result<Grant, Mistake> {
        let needed = |key: &str, value: &Option<String>| {
            value.clone().ok_or_else(|| {
                Mistake::new(format!("credentials.{key}"), "it is needed for this kind")
            })
        };
        Ok(match self.kind {
            CredentialsKind::Bearer => Grant::Bearer(secret),
            CredentialsKind::Basic => {
                Grant::Basic { user: needed("user", &self.user)?, password: secret }
            }
            CredentialsKind::Header => {
                Grant::Header { name: needed("name", &self.name)?, value: secret }
            }
            CredentialsKind::Query => {
                Grant::Query { name: needed("name", &self.name)?, value: secret }
            }
            CredentialsKind::Oauth2 => Grant::Client(ClientCredentials {
                token_url: needed("token_url", &self.token_url)?,
                client_id: needed("client_id", &self.client_id)?,
                client_secret: secret,
                scopes: self.scopes.clone(),
                place: if self.in_body { ClientPlace::Body } else { ClientPlace::Basic },
            }),
        })
    }
}
