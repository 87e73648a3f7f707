//! Asks for OAuth 2.0 access tokens (RFC 6749, section 4.4).

use secrecy::SecretString;
use url::Url;

use super::credentials::read_token;
use super::{Body, Client, ClientCredentials, Fault, HttpError, SMALL_TIMEOUT, head, host};

/// Largest answer of a token server.
const TOKEN_BYTES_MAX: u64 = 64 << 10;

impl Client {
    /// The token that is kept, or a new one.
    pub(super) fn token(&self, client: &ClientCredentials) -> Result<SecretString, HttpError> {
        if let Some(token) = self.token.lock().as_ref().filter(|token| token.is_fresh()) {
            return Ok(token.secret.clone());
        }
        let url = Url::parse(&client.token_url).map_err(|error| HttpError::Credentials {
            host: String::new(),
            reason: error.to_string(),
        })?;
        self.guard.check_url(&url).map_err(|reason| self.forbidden(&url, reason))?;
        if url.scheme() != "https" && !self.limits.private_addresses {
            return Err(self.forbidden(&url, "credentials go over https only".to_owned()));
        }
        let turn = self.turn(&url, true)?;
        let request = client.request(&self.client, &url).timeout(SMALL_TIMEOUT);
        let response = self.wait_for(&url, request)?;
        let head = head(&response);
        if head.status == 429 || head.status >= 500 {
            return Err(self.later(&url, &head));
        }
        let mut body = Body::new(response, TOKEN_BYTES_MAX, self.waiter.clone(), turn);
        let mut text = Vec::new();
        if let Err(error) = std::io::Read::read_to_end(&mut body, &mut text) {
            return Err(match body.fault() {
                Some(Fault::Stopped) => HttpError::Stopped,
                _ => HttpError::NoAnswer { host: host(&url), reason: error.to_string() },
            });
        }
        let token = read_token(head.status, &text)
            .map_err(|reason| HttpError::Credentials { host: host(&url), reason })?;
        let secret = token.secret.clone();
        *self.token.lock() = Some(token);
        Ok(secret)
    }
}
