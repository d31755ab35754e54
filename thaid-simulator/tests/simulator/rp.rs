//! A small relying party, as strict as a test needs.

use std::collections::HashMap;

use data_encoding::{BASE64, BASE64URL_NOPAD};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use thaid_simulator::{Settings, Simulator, Switches};
use url::{Url, form_urlencoded};

pub(crate) const CLIENT: &str = "testclient";
pub(crate) const SECRET: &str = "testsecret0";
pub(crate) const CALLBACK: &str = "http://127.0.0.1:9/auth/thaid/callback";
pub(crate) const MALI: &str = "1990100000011";
pub(crate) const SCOPE: &str = "openid pid given_name birthdate address ial";

/// A simulator of its own, and a browser and back channel to it.
pub(crate) struct Rp {
    pub(crate) thaid: Simulator,
    pub(crate) http: Client,
}

impl Rp {
    pub(crate) async fn start() -> Self {
        Self::start_with(Settings::new(CLIENT, SECRET, CALLBACK)).await
    }

    pub(crate) async fn start_with(settings: Settings) -> Self {
        let http = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { thaid: Simulator::start(settings).await.unwrap(), http }
    }

    /// A simulator with some switches on.
    pub(crate) async fn switched(change: impl FnOnce(&mut Switches)) -> Self {
        let rp = Self::start().await;
        rp.thaid.switches(change);
        rp
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.thaid.origin())
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.http.get(self.url(path)).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.http
            .post(self.url(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form(fields))
            .send()
            .await
            .unwrap()
    }

    /// Posts with the client's credentials in the header.
    pub(crate) async fn call(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let basic = BASE64.encode(format!("{CLIENT}:{SECRET}").as_bytes());
        self.call_as(&format!("Basic {basic}"), path, fields).await
    }

    pub(crate) async fn call_as(
        &self,
        credentials: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Response {
        self.http
            .post(self.url(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", credentials)
            .body(form(fields))
            .send()
            .await
            .unwrap()
    }

    /// Asks to sign in, with `changes` to a good request; an empty value leaves a parameter out.
    pub(crate) async fn authorize(&self, changes: &[(&str, &str)]) -> Response {
        let mut query = HashMap::from([
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("redirect_uri", CALLBACK),
            ("scope", SCOPE),
            ("state", "the-state"),
            ("nonce", "the-nonce"),
        ]);
        query.extend(changes.iter().copied());
        query.retain(|_, value| !value.is_empty());
        let query = form(&query.into_iter().collect::<Vec<_>>());
        self.get(&format!("/api/v2/oauth2/auth/?{query}")).await
    }

    /// Begins to sign in and returns the `txID`.
    pub(crate) async fn begin(&self) -> String {
        member(&location(&self.authorize(&[]).await), "txID").unwrap()
    }

    /// Answers the sandbox form.
    pub(crate) async fn sandbox(&self, id: &str, pid: &str, action: &str) -> Response {
        let path = format!("/api/v2/oauth2/sandbox/{id}/");
        self.post(&path, &[("pid", pid), ("action", action)]).await
    }

    /// Signs someone in and returns the callback's address.
    pub(crate) async fn callback(&self, pid: &str, changes: &[(&str, &str)]) -> String {
        let id = member(&location(&self.authorize(changes).await), "txID").unwrap();
        location(&self.sandbox(&id, pid, "approve").await)
    }

    /// Signs someone in and returns the code.
    pub(crate) async fn code(&self, pid: &str, changes: &[(&str, &str)]) -> String {
        member(&self.callback(pid, changes).await, "code").unwrap()
    }

    pub(crate) async fn exchange(&self, code: &str) -> Response {
        let fields =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        self.call("/api/v2/oauth2/token/", &fields).await
    }

    /// Signs someone in and returns the token response.
    pub(crate) async fn tokens(&self, pid: &str, changes: &[(&str, &str)]) -> Value {
        let response = self.exchange(&self.code(pid, changes).await).await;
        assert_eq!(response.status(), StatusCode::OK);
        json(response).await
    }

    /// Signs Mali in and returns the claims, whatever the signature.
    pub(crate) async fn claims(&self) -> Value {
        let tokens = self.tokens(MALI, &[]).await;
        part(tokens["id_token"].as_str().unwrap(), 1)
    }

    /// Whether the token is signed by the published key that its header names.
    pub(crate) async fn verifies(&self, token: &str) -> bool {
        let keys = json(self.get("/jwks/").await).await;
        let kid = &part(token, 0)["kid"];
        let Some(key) = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == *kid)
        else {
            return false;
        };
        let number = |name: &str| BASE64URL_NOPAD.decode(key[name].as_str().unwrap().as_bytes());
        let point = [vec![4], number("x").unwrap(), number("y").unwrap()].concat();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
        Signature::from_slice(&signature).is_ok_and(|signature| {
            let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
            key.verify(signed.as_bytes(), &signature).is_ok()
        })
    }
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Where a 302 or 303 leads.
pub(crate) fn location(response: &Response) -> String {
    assert!(response.status().is_redirection(), "{}", response.status());
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// A member of an address's query.
pub(crate) fn member(address: &str, name: &str) -> Option<String> {
    let url = Url::parse("http://base").unwrap().join(address).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub(crate) async fn json(response: Response) -> Value {
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

/// The header (0) or the claims (1) of a compact JWS.
pub(crate) fn part(token: &str, index: usize) -> Value {
    let text = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(text.as_bytes()).unwrap()).unwrap()
}

/// The time now in Unix seconds.
pub(crate) fn now() -> i64 {
    let passed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    passed.as_secs().try_into().unwrap()
}

/// Whether an issued time lies `seconds` from now, give or take what a slow test takes.
pub(crate) fn in_about(value: &Value, seconds: i64) -> bool {
    (value.as_i64().unwrap() - now() - seconds).abs() < 30
}
