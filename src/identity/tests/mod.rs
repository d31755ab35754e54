//! The client against the simulator, one test a switch (docs/thaid.md §11), and against a provider not written here.

mod other_provider;
mod switches;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use thaid_simulator::{Settings, Simulator, Switches};
use url::Url;

use super::store::Pending;
use super::{Fault, Person, Purpose, Thaid};
use crate::clock::Clock;
use crate::config::{ThaidEndpoints, ThaidSettings};

const CALLBACK: &str = "http://127.0.0.1:8080/auth/thaid/callback";
const MALI: &str = "1990100000011";
const THONGBAI: &str = "5990300000033";

/// Settings for the client of a provider on loopback.
fn settings(issuer: &str) -> ThaidSettings {
    ThaidSettings {
        issuer: issuer.to_owned(),
        endpoints: ThaidEndpoints::Fixed,
        client_id: "portal".to_owned(),
        client_secret: "secret123".into(),
        api_key_header: None,
        api_key_value: None,
        min_ial: None,
        ial_may_be_absent: true,
        nonce_required: true,
        clock_skew_seconds: 60,
        timeout_seconds: 10,
    }
}

fn client(settings: &ThaidSettings) -> Arc<Thaid> {
    Arc::new(Thaid::new(settings, &"http://127.0.0.1:8080/".parse().unwrap()).unwrap())
}

/// A sign-in that begins now.
fn pending(purpose: Purpose) -> Pending {
    Pending {
        purpose,
        nonce: crate::web::session::random_token(),
        verifier: crate::web::session::random_token(),
        return_path: None,
        started_at: now(),
    }
}

fn now() -> DateTime<Utc> {
    Clock::system().now()
}

/// A simulator, a client of it, and a browser that follows no redirect by itself.
struct World {
    simulator: Simulator,
    thaid: Arc<Thaid>,
    browser: reqwest::Client,
}

impl World {
    async fn start() -> World {
        World::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut ThaidSettings)) -> World {
        let simulator = Settings::new("portal", "secret123", CALLBACK);
        let simulator = Simulator::start(simulator).await.unwrap();
        let mut settings = settings(simulator.origin());
        change(&mut settings);
        let browser = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        World { simulator, thaid: client(&settings), browser }
    }

    /// Goes to ThaiD and approves; gives the callback's address, if ThaiD leads back there.
    async fn visit(&self, pid: &str, pending: &Pending) -> Result<Option<Url>, Fault> {
        let address = self.thaid.authorize_url("the-state", pending).await?;
        let page = self.browser.get(address).send().await.unwrap();
        let Some(page) = location(&page, self.simulator.origin()) else { return Ok(None) };
        if page.as_str().starts_with(CALLBACK) {
            return Ok(Some(page));
        }
        let transaction = value(&page, "txID").unwrap();
        let form = format!("{}/api/v2/oauth2/sandbox/{transaction}/", self.simulator.origin());
        let pressed = self.browser.post(form).form(&[("pid", pid), ("action", "approve")]);
        let answer = pressed.send().await.unwrap();
        Ok(location(&answer, self.simulator.origin())
            .filter(|url| url.as_str().starts_with(CALLBACK)))
    }

    /// Signs in as `pid`, from the start to the person.
    async fn sign_in(&self, pid: &str) -> Result<Person, Fault> {
        let pending = pending(Purpose::Citizen);
        let callback = self.visit(pid, &pending).await?.expect("ThaiD leads back");
        finish(&self.thaid, &callback, &pending).await
    }
}

/// Finishes a sign-in as the callback does.
async fn finish(thaid: &Arc<Thaid>, callback: &Url, pending: &Pending) -> Result<Person, Fault> {
    match (value(callback, "error"), value(callback, "code")) {
        (Some(error), _) => Err(Fault::from_code(&error)),
        (None, Some(code)) => thaid.identify(&code, pending, now()).await,
        (None, None) => Err(Fault::Refused("no-code")),
    }
}

/// Signs Mali in at a simulator with a switch set.
async fn with_switch(switch: impl FnOnce(&mut Switches)) -> Result<Person, Fault> {
    signing_in(MALI, switch).await
}

async fn signing_in(pid: &str, switch: impl FnOnce(&mut Switches)) -> Result<Person, Fault> {
    let world = World::start().await;
    world.simulator.switches(switch);
    world.sign_in(pid).await
}

fn location(answer: &reqwest::Response, origin: &str) -> Option<Url> {
    let target = answer.headers().get(LOCATION)?.to_str().unwrap();
    Some(Url::parse(origin).unwrap().join(target).unwrap())
}

fn value(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

#[tokio::test]
async fn a_citizen_is_sent_to_thaid_with_exactly_what_the_manual_asks_for() {
    let world = World::start().await;
    let pending = pending(Purpose::Citizen);
    let url = world.thaid.authorize_url("the-state", &pending).await.unwrap();
    assert_eq!(url.path(), "/api/v2/oauth2/auth/");
    let names: Vec<_> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(
        names,
        [
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method"
        ]
    );
    assert_eq!(value(&url, "redirect_uri").unwrap(), CALLBACK);
    assert_eq!(value(&url, "scope").unwrap(), Purpose::Citizen.scopes());
    assert_eq!(value(&url, "nonce").unwrap(), pending.nonce);
    assert!(pending.nonce.len() >= 22, "at least 128 bits in base64url");
    assert!(url.query().unwrap().contains("scope=openid%20pid%20title"));
}

#[tokio::test]
async fn officers_are_asked_for_less_than_citizens() {
    let world = World::start().await;
    let pending = pending(Purpose::Officer);
    let callback = world.visit("3990100000157", &pending).await.unwrap().unwrap();
    let officer = finish(&world.thaid, &callback, &pending).await.unwrap();
    assert_eq!(officer.names.full(), "นายพิทักษ์ สมมุติราษฎร์");
    assert!(officer.birthdate.is_none() && officer.address.is_none() && officer.gender.is_none());
}

#[tokio::test]
async fn a_code_is_exchanged_once_and_never_again() {
    let world = World::start().await;
    let pending = pending(Purpose::Citizen);
    let callback = world.visit(MALI, &pending).await.unwrap().unwrap();
    assert!(finish(&world.thaid, &callback, &pending).await.is_ok());
    let again = finish(&world.thaid, &callback, &pending).await;
    assert_eq!(again, Err(Fault::Refused("invalid_request")));
}

#[tokio::test]
async fn the_tokens_are_given_back_after_signing_in_whether_or_not_it_succeeded() {
    for switch in
        [(|_| {}) as fn(&mut Switches), |s| s.wrong_nonce = true, |s| s.no_refresh_token = true]
    {
        let world = World::start().await;
        world.simulator.switches(switch);
        let _ = world.sign_in(MALI).await;
        let deadline = tokio::time::Instant::now() + TimeDelta::seconds(5).to_std().unwrap();
        while world.simulator.live_tokens() > 0 {
            assert!(tokio::time::Instant::now() < deadline, "tokens were not given back");
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test]
async fn a_wrong_client_secret_is_refused_by_code_only() {
    let world = World::with(|settings| settings.client_secret = "other".into()).await;
    assert_eq!(world.sign_in(MALI).await, Err(Fault::Refused("unauthorized_client")));
}

#[tokio::test]
async fn an_api_key_header_is_sent_only_when_it_is_configured() {
    let world = World::with(|settings| {
        settings.api_key_header = Some("x-imauth-apikey".to_owned());
        settings.api_key_value = Some("key".into());
    })
    .await;
    assert!(world.sign_in(MALI).await.is_ok());
}

#[tokio::test]
async fn a_stopped_thaid_is_unavailable_and_asked_again_after_half_a_minute() {
    let World { simulator, thaid, .. } = World::start().await;
    let start = now();
    assert_eq!(thaid.answers(start).await, Ok(()));
    simulator.stop().await;
    assert_eq!(thaid.answers(start + TimeDelta::seconds(29)).await, Ok(()));
    let later = thaid.answers(start + TimeDelta::seconds(30)).await;
    assert_eq!(later, Err(Fault::Unavailable("unreachable")));
    assert!(thaid.findings().await[0].contains("cannot be read: unreachable"));
}

#[test]
fn both_words_for_no_are_a_no_and_a_temporary_error_is_not_the_persons_fault() {
    for (code, fault) in [
        ("user_denied", Fault::Declined),
        ("access_denied", Fault::Declined),
        ("server_error", Fault::Unavailable("server_error")),
        ("invalid_scope", Fault::Refused("invalid_scope")),
        ("1990100000011 <script>", Fault::Refused("unknown_error")),
    ] {
        assert_eq!(Fault::from_code(code), fault, "{code}");
    }
}
