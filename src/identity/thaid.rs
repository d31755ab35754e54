//! The client of ThaiD (ไทยดี): sends people there, exchanges what they bring back, and gives the tokens back.
//!
//! No call is repeated, since a code is good for one exchange; no call follows a redirect; every call ends in time.
//! Neither a token, a claim nor ThaiD's own words ever reach a log: only codes do.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, RequestBuilder, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::{Mutex, OnceCell};
use url::Url;

use super::endpoints::{self, Endpoints};
use super::keys::{self, Keys};
use super::store::{self, Pending};
use super::token::{self, Expected};
use super::{Assurance, Fault, Person};
use crate::config::{ThaidEndpoints, ThaidSettings};

/// The path of the redirect URI, registered with DOPA character for character.
pub const CALLBACK: &str = "/auth/thaid/callback";

/// The longest answer read, in bytes; a real one has about 3,000.
const LONGEST_ANSWER: usize = 256 * 1024;

/// How long the answer to "does ThaiD answer" holds.
const STILL: TimeDelta = TimeDelta::seconds(30);

/// How long someone who wants to sign in is kept waiting for that answer.
const PATIENCE: Duration = Duration::from_secs(4);

/// Our registration with ThaiD, ready for use.
#[derive(Debug)]
pub struct Thaid {
    http: Client,
    settings: ThaidSettings,
    redirect_uri: String,
    min_ial: Option<Assurance>,
    fixed: Endpoints,
    discovered: OnceCell<Endpoints>,
    keys: Keys,
    seen: Mutex<Option<Seen>>,
}

/// Whether ThaiD answered lately.
#[derive(Debug, Clone, Copy)]
struct Seen {
    at: DateTime<Utc>,
    answer: Result<(), Fault>,
}

/// What a code was exchanged for. Never stored.
struct Tokens {
    id_token: Option<String>,
    access: Option<String>,
    refresh: Option<String>,
}

impl Thaid {
    /// Prepares the client for a service whose people see `base_url`. Nothing is asked of ThaiD yet.
    pub fn new(settings: &ThaidSettings, base_url: &Url) -> anyhow::Result<Thaid> {
        let mut headers = HeaderMap::new();
        if let (Some(name), Some(value)) = (&settings.api_key_header, &settings.api_key_value) {
            let name: HeaderName = name.parse().context("the API key header's name")?;
            let mut value: HeaderValue =
                value.expose_secret().parse().context("the API key header's value")?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        let timeout = Duration::from_secs(settings.timeout_seconds.into());
        let http = Client::builder()
            .user_agent(concat!("plodnee/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .redirect(reqwest::redirect::Policy::none())
            .https_only(settings.issuer.starts_with("https:"))
            .connect_timeout(timeout.min(Duration::from_secs(5)))
            .timeout(timeout)
            .build()?;
        Ok(Thaid {
            http,
            redirect_uri: format!("{}{CALLBACK}", base_url.origin().ascii_serialization()),
            min_ial: settings.min_ial.as_deref().map(str::parse).transpose()?,
            fixed: Endpoints::fixed(&settings.issuer).context("the ThaiD issuer")?,
            settings: settings.clone(),
            discovered: OnceCell::new(),
            keys: Keys::default(),
            seen: Mutex::default(),
        })
    }

    /// Whether ThaiD answers, asked at most twice a minute and for four seconds at most, so that nobody is sent to a
    /// page that does not open.
    pub async fn answers(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut seen = self.seen.lock().await;
        if let Some(last) = seen.filter(|last| last.at <= now && now - last.at < STILL) {
            return last.answer;
        }
        let answer = match tokio::time::timeout(PATIENCE, self.fetch_keys()).await {
            Ok(keys) => keys.map(|_| ()),
            Err(_) => Err(Fault::Unavailable("timeout")),
        };
        *seen = Some(Seen { at: now, answer });
        answer
    }

    /// The address in ThaiD to which the browser is sent.
    pub async fn authorize_url(&self, state: &str, pending: &Pending) -> Result<Url, Fault> {
        let mut url = self.endpoints().await?.authorize.clone();
        let challenge = store::challenge(&pending.verifier);
        let parameters = [
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", pending.purpose.scopes()),
            ("state", state),
            ("nonce", &pending.nonce),
            // ThaiD ignores PKCE today. It does no harm, and nothing here relies on it (docs/thaid.md §5.4).
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let pairs = parameters.map(|(name, value)| format!("{name}={}", percent(value)));
        url.set_query(Some(&pairs.join("&")));
        Ok(url)
    }

    /// Exchanges a code and says who the person is. The tokens are given back to ThaiD in the background.
    pub async fn identify(
        self: &Arc<Self>,
        code: &str,
        pending: &Pending,
        now: DateTime<Utc>,
    ) -> Result<Person, Fault> {
        let tokens = self.exchange(code, &pending.verifier).await?;
        let person = self.person(&tokens, pending, now).await;
        let thaid = Arc::clone(self);
        tokio::spawn(async move { thaid.revoke(tokens).await });
        person
    }

    /// Whether the issuer says of itself that it is our simulator. Asks it.
    pub async fn is_simulator(&self) -> Result<bool, Fault> {
        let document = self.ask(self.http.get(endpoints::discovery(&self.settings.issuer))).await?;
        Ok(endpoints::is_simulator(&document))
    }

    /// What an operator should know before people sign in; nothing when all is well. Asks ThaiD.
    pub async fn findings(&self) -> Vec<String> {
        let discovery =
            match self.ask(self.http.get(endpoints::discovery(&self.settings.issuer))).await {
                Ok(document) => endpoints::findings(&document, &self.settings.issuer),
                Err(fault) => {
                    vec![format!("ThaiD's discovery document cannot be read: {}", fault.code())]
                }
            };
        let keys = match self.fetch_keys().await {
            Ok(keys) if keys.is_empty() => vec!["ThaiD publishes no ES256 key".to_owned()],
            Ok(_) => vec![],
            Err(fault) => vec![format!("ThaiD's keys cannot be read: {}", fault.code())],
        };
        [discovery, keys].concat()
    }

    async fn endpoints(&self) -> Result<&Endpoints, Fault> {
        match self.settings.endpoints {
            ThaidEndpoints::Fixed => Ok(&self.fixed),
            ThaidEndpoints::Discovery => {
                let issuer = &self.settings.issuer;
                let discover = || async {
                    let document = self.ask(self.http.get(endpoints::discovery(issuer))).await?;
                    Endpoints::discovered(&document, issuer)
                };
                self.discovered.get_or_try_init(discover).await
            }
        }
    }

    async fn exchange(&self, code: &str, verifier: &str) -> Result<Tokens, Fault> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", verifier),
        ];
        let endpoint = self.endpoints().await?.token.clone();
        let answer = self.ask(self.with_credentials(self.http.post(endpoint)).form(&form)).await?;
        // The expiry, under either name, absolute or relative, is not read: no token is kept that long. Claims beside
        // the identity token are not read either: nobody signed them.
        let member = |name| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Tokens {
            id_token: member("id_token"),
            access: member("access_token"),
            refresh: member("refresh_token"),
        })
    }

    async fn person(
        &self,
        tokens: &Tokens,
        pending: &Pending,
        now: DateTime<Utc>,
    ) -> Result<Person, Fault> {
        let id_token = tokens.id_token.as_deref().ok_or(Fault::Refused("no-id-token"))?;
        let kid = token::key_id(id_token)?;
        let key = self.keys.find(&kid, now, self.fetch_keys()).await?;
        let claims = token::verify(id_token, &key)?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: &pending.nonce,
            nonce_required: self.settings.nonce_required,
            access_token: tokens.access.as_deref(),
            started_at: pending.started_at,
            now,
            skew: TimeDelta::seconds(self.settings.clock_skew_seconds.into()),
        };
        token::check(&claims, &expected)?;
        let person = Person::read(&claims)?;
        match (person.ial, self.min_ial) {
            (None, _) if !self.settings.ial_may_be_absent => Err(Fault::Refused("ial-missing")),
            (Some(level), Some(least)) if level < least => Err(Fault::Refused("ial-too-low")),
            _ => Ok(person),
        }
    }

    async fn fetch_keys(&self) -> Result<keys::KeySet, Fault> {
        let endpoint = self.endpoints().await?.keys.clone();
        Ok(keys::read(&self.ask(self.http.get(endpoint)).await?))
    }

    /// Gives the tokens back, the refresh token first, as it could make new ones. A failure is only logged: they live
    /// fifteen minutes and are kept nowhere.
    async fn revoke(&self, tokens: Tokens) {
        let Ok(Endpoints { revoke: Some(endpoint), .. }) = self.endpoints().await else { return };
        for token in [tokens.refresh, tokens.access].into_iter().flatten() {
            let request = self.with_credentials(self.http.post(endpoint.clone()));
            let answer = request.form(&[("token", &token)]).send().await;
            if !answer.is_ok_and(|answer| answer.status().is_success()) {
                tracing::warn!("ThaiD did not take a token back");
            }
        }
    }

    /// Standard, padded Base64 of `id:secret`, as DOPA's manual has it.
    fn with_credentials(&self, request: RequestBuilder) -> RequestBuilder {
        let secret: &SecretString = &self.settings.client_secret;
        request.basic_auth(&self.settings.client_id, Some(secret.expose_secret()))
    }

    /// Sends a request and reads the JSON of a good answer, or the error code of a bad one.
    async fn ask(&self, request: RequestBuilder) -> Result<Value, Fault> {
        let mut answer = request.send().await.map_err(|error| unavailable(&error))?;
        let status = answer.status();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| unavailable(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_ANSWER {
                return Err(Fault::Unavailable("too-long"));
            }
        }
        let document: Option<Value> = serde_json::from_slice(&body).ok();
        match document {
            Some(document) if status == StatusCode::OK => Ok(document),
            _ if status.is_server_error() => Err(Fault::Unavailable("server")),
            Some(document) => {
                let code = document.get("error").and_then(Value::as_str);
                Err(code.map_or(Fault::Unavailable("unexpected-status"), Fault::from_code))
            }
            None => Err(Fault::Unavailable("not-json")),
        }
    }
}

/// reqwest's own words quote addresses, so they are not passed on.
fn unavailable(error: &reqwest::Error) -> Fault {
    Fault::Unavailable(if error.is_timeout() { "timeout" } else { "unreachable" })
}

/// Percent-encodes a query value, a space as `%20`: the form that DOPA's manual shows.
fn percent(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}
