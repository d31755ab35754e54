//! Every switch, and the difference it makes.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};
use thaid_simulator::{PartialBirthdate, WrongAlg};

use crate::rp::{CALLBACK, CLIENT, MALI, Rp, in_about, json, location, member, part};

const DISCOVERY: &str = "/.well-known/openid-configuration";

async fn id_token(rp: &Rp) -> String {
    rp.tokens(MALI, &[]).await["id_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn correct_subject_types() {
    let rp = Rp::switched(|s| s.correct_subject_types = true).await;
    let document = json(rp.get(DISCOVERY).await).await;
    assert_eq!(document["subject_types_supported"], json!(["public"]));
    assert!(document.get("subject_type_supported").is_none());
}

#[tokio::test]
async fn wrong_discovery_issuer() {
    let rp = Rp::switched(|s| s.wrong_discovery_issuer = true).await;
    assert_ne!(json(rp.get(DISCOVERY).await).await["issuer"], rp.thaid.origin());
}

#[tokio::test]
async fn discovery_missing() {
    let rp = Rp::switched(|s| s.discovery_missing = true).await;
    assert_eq!(rp.get(DISCOVERY).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn discovery_delay_ms() {
    let rp = Rp::switched(|s| s.discovery_delay_ms = 150).await;
    let begun = Instant::now();
    rp.get(DISCOVERY).await;
    assert!(begun.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn omit_signing_key() {
    let rp = Rp::switched(|s| s.omit_signing_key = true).await;
    assert_eq!(json(rp.get("/jwks/").await).await["keys"].as_array().unwrap().len(), 1);
    assert!(!rp.verifies(&id_token(&rp).await).await);
}

#[tokio::test]
async fn redirected_errors() {
    let rp = Rp::switched(|s| s.redirected_errors = true).await;
    let callback = location(&rp.authorize(&[("scope", "openid salary")]).await);
    assert!(callback.starts_with(CALLBACK));
    assert_eq!(member(&callback, "error").unwrap(), "invalid_scope");
    assert_eq!(member(&callback, "state").unwrap(), "the-state");
    for direct in [("client_id", "someone"), ("redirect_uri", "http://elsewhere.example/")] {
        assert!(rp.authorize(&[direct]).await.status().is_client_error());
    }
}

#[tokio::test]
async fn decline() {
    let rp = Rp::switched(|s| s.decline = true).await;
    assert_eq!(member(&rp.callback(MALI, &[]).await, "error").unwrap(), "user_denied");
}

#[tokio::test]
async fn expire() {
    let rp = Rp::switched(|s| s.expire = true).await;
    let page = location(&rp.authorize(&[]).await);
    let id = member(&page, "txID").unwrap();
    let shown = rp.get(&page).await;
    assert_eq!(shown.status(), StatusCode::GONE);
    assert!(shown.text().await.unwrap().contains("หมดอายุแล้ว"));
    assert_eq!(rp.sandbox(&id, MALI, "approve").await.status(), StatusCode::GONE);
    let poll = rp.get(&format!("/api/v2/oauth2/public/transactions/{id}/")).await;
    assert_eq!(poll.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn never_answer() {
    let rp = Rp::switched(|s| s.never_answer = true).await;
    let id = rp.begin().await;
    let answer = rp.sandbox(&id, MALI, "approve").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.text().await.unwrap().contains("กำลังรอ"));
    let poll = rp.get(&format!("/api/v2/oauth2/public/transactions/{id}/")).await;
    assert_eq!(poll.status(), StatusCode::OK);
}

#[tokio::test]
async fn drop_state() {
    let rp = Rp::switched(|s| s.drop_state = true).await;
    let callback = rp.callback(MALI, &[]).await;
    assert!(member(&callback, "code").is_some() && member(&callback, "state").is_none());
}

#[tokio::test]
async fn alter_state() {
    let rp = Rp::switched(|s| s.alter_state = true).await;
    assert_ne!(member(&rp.callback(MALI, &[]).await, "state").unwrap(), "the-state");
}

#[tokio::test]
async fn expire_in_name() {
    let rp = Rp::switched(|s| s.expire_in_name = true).await;
    let tokens = rp.tokens(MALI, &[]).await;
    assert!(tokens.get("expires_in").is_none());
    assert!(in_about(&tokens["expire_in"], 900));
}

#[tokio::test]
async fn relative_expiry() {
    let rp = Rp::switched(|s| s.relative_expiry = true).await;
    assert_eq!(rp.tokens(MALI, &[]).await["expires_in"], 900);
}

#[tokio::test]
async fn no_refresh_token() {
    let rp = Rp::switched(|s| s.no_refresh_token = true).await;
    assert!(rp.tokens(MALI, &[]).await.get("refresh_token").is_none());
}

#[tokio::test]
async fn extra_flat_claims() {
    let rp = Rp::switched(|s| s.extra_flat_claims = true).await;
    let tokens = rp.tokens(MALI, &[]).await;
    assert_eq!(tokens["pid"], MALI);
    assert!(tokens["id_token"].is_string());
}

#[tokio::test]
async fn non_json_502() {
    let rp = Rp::switched(|s| s.non_json_502 = true).await;
    let response = rp.exchange(&rp.code(MALI, &[]).await).await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    assert!(response.text().await.unwrap().starts_with("<html>"));
}

#[tokio::test]
async fn token_delay_ms() {
    let rp = Rp::switched(|s| s.token_delay_ms = 150).await;
    let begun = Instant::now();
    rp.exchange("any").await;
    assert!(begun.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn expired_code() {
    let rp = Rp::switched(|s| s.expired_code = true).await;
    let response = rp.exchange(&rp.code(MALI, &[]).await).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(json(response).await["error"], "invalid_request");
}

#[tokio::test]
async fn no_id_token() {
    let rp = Rp::switched(|s| s.no_id_token = true).await;
    assert!(rp.tokens(MALI, &[]).await.get("id_token").is_none());
}

#[tokio::test]
async fn no_nonce() {
    let rp = Rp::switched(|s| s.no_nonce = true).await;
    assert!(rp.claims().await.get("nonce").is_none());
}

#[tokio::test]
async fn wrong_nonce() {
    let rp = Rp::switched(|s| s.wrong_nonce = true).await;
    assert_eq!(rp.claims().await["nonce"], "another-nonce");
}

#[tokio::test]
async fn wrong_iss() {
    let rp = Rp::switched(|s| s.wrong_iss = true).await;
    assert_eq!(rp.claims().await["iss"], "https://imauth.example.invalid");
}

#[tokio::test]
async fn wrong_aud() {
    let rp = Rp::switched(|s| s.wrong_aud = true).await;
    assert_eq!(rp.claims().await["aud"], "another-client");
}

#[tokio::test]
async fn wrong_alg_none() {
    let rp = Rp::switched(|s| s.wrong_alg = WrongAlg::None).await;
    let token = id_token(&rp).await;
    assert_eq!(part(&token, 0)["alg"], "none");
    assert!(token.ends_with('.'));
}

#[tokio::test]
async fn wrong_alg_hs256() {
    let rp = Rp::switched(|s| s.wrong_alg = WrongAlg::Hs256).await;
    let token = id_token(&rp).await;
    assert_eq!(part(&token, 0)["alg"], "HS256");
    assert!(!rp.verifies(&token).await);
}

#[tokio::test]
async fn wrong_kid() {
    let rp = Rp::switched(|s| s.wrong_kid = true).await;
    let kid = &part(&id_token(&rp).await, 0)["kid"];
    let keys = json(rp.get("/jwks/").await).await;
    assert!(keys["keys"].as_array().unwrap().iter().all(|key| key["kid"] != *kid));
}

#[tokio::test]
async fn wrong_signature() {
    let rp = Rp::switched(|s| s.wrong_signature = true).await;
    let token = id_token(&rp).await;
    assert!(!rp.verifies(&token).await);
    rp.thaid.switches(|s| s.wrong_signature = false);
    assert!(rp.verifies(&id_token(&rp).await).await);
}

#[tokio::test]
async fn wrong_at_hash() {
    let rp = Rp::start().await;
    let right = rp.claims().await["at_hash"].clone();
    rp.thaid.switches(|s| s.wrong_at_hash = true);
    let wrong = [rp.claims().await["at_hash"].clone(), rp.claims().await["at_hash"].clone()];
    assert_ne!(right, wrong[0]);
    assert_eq!(wrong[0], wrong[1], "it does not depend on the access token");
}

#[tokio::test]
async fn expired_id_token() {
    let rp = Rp::switched(|s| s.expired_id_token = true).await;
    let claims = rp.claims().await;
    assert!(in_about(&claims["iat"], -7200) && in_about(&claims["exp"], -6300));
}

#[tokio::test]
async fn aud_array() {
    let rp = Rp::switched(|s| s.aud_array = true).await;
    let claims = rp.claims().await;
    assert_eq!(claims["aud"], json!([CLIENT]));
    assert_eq!(claims["azp"], CLIENT);
}

#[tokio::test]
async fn clock_skew_seconds() {
    let rp = Rp::start().await;
    for skew in [-300, 300] {
        rp.thaid.switches(|s| s.clock_skew_seconds = skew);
        let claims = rp.claims().await;
        assert!(in_about(&claims["iat"], skew) && in_about(&claims["exp"], 900 + skew));
    }
}

#[tokio::test]
async fn opaque_sub() {
    let rp = Rp::switched(|s| s.opaque_sub = true).await;
    let claims = rp.claims().await;
    assert!(claims["sub"].as_str().unwrap().starts_with("sim-sub-"));
    assert_eq!(claims["pid"], MALI);
    assert_eq!(claims["sub"], rp.claims().await["sub"], "the same at every sign-in");
}

#[tokio::test]
async fn different_sub() {
    let rp = Rp::switched(|s| s.different_sub = true).await;
    let claims = rp.claims().await;
    assert_eq!(claims["sub"], "1990100000100");
    assert_eq!(claims["pid"], MALI);
}

#[tokio::test]
async fn partial_birthdate() {
    let rp = Rp::start().await;
    let cases = [
        (PartialBirthdate::Year, json!("1989")),
        (PartialBirthdate::YearMonth, json!("1989-12")),
        (PartialBirthdate::Zeros, json!("1989-00-00")),
        (PartialBirthdate::Absent, Value::Null),
    ];
    for (rendering, shown) in cases {
        rp.thaid.switches(|s| s.partial_birthdate = rendering);
        assert_eq!(rp.claims().await["birthdate"], shown);
    }
}

#[tokio::test]
async fn be_year() {
    let rp = Rp::switched(|s| s.be_year = true).await;
    assert_eq!(rp.claims().await["birthdate"], "2532-12-28");
}

#[tokio::test]
async fn address_string() {
    let rp = Rp::switched(|s| s.address_string = true).await;
    assert!(rp.claims().await["address"].as_str().unwrap().starts_with("99/9 หมู่ที่ 9"));
}

#[tokio::test]
async fn no_pid() {
    let rp = Rp::switched(|s| s.no_pid = true).await;
    let claims = rp.claims().await;
    assert!(claims.get("pid").is_none());
    assert_eq!(claims["sub"], MALI);
}

#[tokio::test]
async fn bad_pid() {
    let rp = Rp::switched(|s| s.bad_pid = true).await;
    let claims = rp.claims().await;
    assert_eq!(claims["pid"], "1990100000012");
    assert_eq!(claims["sub"], "1990100000012");
}

#[tokio::test]
async fn no_ial() {
    let rp = Rp::switched(|s| s.no_ial = true).await;
    assert!(rp.claims().await.get("ial").is_none());
}

#[tokio::test]
async fn low_ial() {
    let rp = Rp::switched(|s| s.low_ial = true).await;
    assert_eq!(rp.claims().await["ial"], "1.1");
}

#[tokio::test]
async fn userinfo_missing() {
    let rp = Rp::switched(|s| s.userinfo_missing = true).await;
    let tokens = rp.tokens(MALI, &[]).await;
    let userinfo = rp.http.get(rp.url("/api/v2/oauth2/userinfo/"));
    let response = userinfo.bearer_auth(tokens["access_token"].as_str().unwrap()).send().await;
    assert_eq!(response.unwrap().status(), StatusCode::NOT_FOUND);
}
