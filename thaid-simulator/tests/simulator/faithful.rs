//! The behaviour that DOPA's manual states or that was observed.

use data_encoding::{BASE64, BASE64_NOPAD};
use reqwest::StatusCode;
use serde_json::{Value, json};
use thaid_simulator::Settings;

use crate::rp::{CALLBACK, CLIENT, MALI, Rp, SECRET, in_about, json, location, member, part};

const TOKEN: &str = "/api/v2/oauth2/token/";
const INTROSPECT: &str = "/api/v2/oauth2/introspect/";
const REVOKE: &str = "/api/v2/oauth2/revoke/";
const USERINFO: &str = "/api/v2/oauth2/userinfo/";

#[tokio::test]
async fn an_address_without_its_slash_is_not_there() {
    let rp = Rp::start().await;
    for path in ["/jwks", "/api/v2/oauth2/auth", "/api/v2/.well-known/openid-configuration"] {
        assert_eq!(rp.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    for path in [TOKEN, INTROSPECT, REVOKE] {
        let path = path.trim_end_matches('/');
        assert_eq!(rp.call(path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn discovery_is_as_observed_with_its_misspelling_and_its_gaps() {
    let rp = Rp::start().await;
    let document = json(rp.get("/.well-known/openid-configuration").await).await;
    assert_eq!(document["issuer"], rp.thaid.origin());
    assert_eq!(document["token_endpoint"], rp.url(TOKEN));
    assert_eq!(document["subject_type_supported"], json!(["public"]));
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["ES256"]));
    assert_eq!(document["scopes_supported"], json!(Settings::every_scope()));
    for absent in [
        "subject_types_supported",
        "claims_supported",
        "code_challenge_methods_supported",
        "introspection_endpoint",
    ] {
        assert!(document.get(absent).is_none(), "{absent}");
    }
}

#[tokio::test]
async fn two_keys_are_published_and_rotation_keeps_the_former_one() {
    let rp = Rp::start().await;
    let before = json(rp.get("/jwks/").await).await;
    assert_eq!(before["keys"].as_array().unwrap().len(), 2);
    let tokens = rp.tokens(MALI, &[]).await;
    let earlier = tokens["id_token"].as_str().unwrap();
    rp.thaid.rotate_keys().unwrap();
    let after = json(rp.get("/jwks/").await).await;
    assert_eq!(after["keys"][1], before["keys"][0]);
    assert_ne!(after["keys"][0], before["keys"][0]);
    assert!(rp.verifies(earlier).await);
    let tokens = rp.tokens(MALI, &[]).await;
    let later = tokens["id_token"].as_str().unwrap();
    assert_eq!(part(later, 0)["kid"], after["keys"][0]["kid"]);
    assert!(rp.verifies(later).await);
}

#[tokio::test]
async fn keys_in_a_file_outlive_a_restart() {
    let file = std::env::temp_dir().join(format!("thaid-simulator-{}.pem", std::process::id()));
    let settings =
        Settings { key_file: Some(file.clone()), ..Settings::new(CLIENT, SECRET, CALLBACK) };
    let rp = Rp::start_with(settings.clone()).await;
    rp.thaid.rotate_keys().unwrap();
    let before = json(rp.get("/jwks/").await).await;
    rp.thaid.stop().await;
    let rp = Rp::start_with(settings).await;
    let after = json(rp.get("/jwks/").await).await;
    std::fs::remove_file(file).unwrap();
    assert_eq!(before, after);
}

#[tokio::test]
async fn a_bad_authorize_request_is_answered_directly() {
    let rp = Rp::start().await;
    let cases = [
        ("client_id", "someone", 401, "unauthorized_client"),
        ("client_id", "", 401, "unauthorized_client"),
        ("redirect_uri", "https://127.0.0.1:9/auth/thaid/callback", 400, "invalid_request"),
        ("redirect_uri", "http://127.0.0.1:9/auth/thaid/callback/", 400, "invalid_request"),
        ("redirect_uri", "", 400, "invalid_request"),
        ("response_type", "token", 400, "unsupported_response_type"),
        ("response_type", "", 400, "invalid_request"),
        ("scope", "openid salary", 400, "invalid_scope"),
        ("scope", "", 400, "invalid_request"),
        ("state", "", 400, "invalid_request"),
    ];
    for (name, value, status, error) in cases {
        let response = rp.authorize(&[(name, value)]).await;
        assert_eq!(response.status(), status, "{name}={value}");
        let body = json(response).await;
        assert_eq!(body["error"], error, "{name}={value}");
        assert!(body["error_description"].is_string());
    }
}

#[tokio::test]
async fn a_scope_that_is_not_granted_refuses_the_whole_request() {
    let granted = vec!["openid".to_owned(), "pid".to_owned()];
    let settings = Settings { granted_scopes: granted, ..Settings::new(CLIENT, SECRET, CALLBACK) };
    let rp = Rp::start_with(settings).await;
    let refused = rp.authorize(&[("scope", "openid pid address")]).await;
    assert_eq!(json(refused).await["error"], "invalid_scope");
    assert_eq!(rp.authorize(&[("scope", "openid pid")]).await.status(), StatusCode::FOUND);
}

#[tokio::test]
async fn unknown_parameters_and_pkce_are_ignored() {
    let rp = Rp::start().await;
    let changes = [("code_challenge", "x"), ("code_challenge_method", "S256"), ("nonsense", "1")];
    let code = rp.code(MALI, &changes).await;
    assert_eq!(rp.exchange(&code).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_good_request_leads_to_the_qr_page() {
    let rp = Rp::start().await;
    let response = rp.authorize(&[]).await;
    assert_eq!(response.status(), StatusCode::FOUND);
    let page = location(&response);
    assert!(member(&page, "qrcode").unwrap().starts_with("AUTHEN-"));
    assert_eq!(member(&page, "refCode").unwrap().len(), 6);
    assert!(member(&page, "txID").is_some());
}

#[tokio::test]
async fn the_poll_changes_from_200_to_201_with_the_callback() {
    let rp = Rp::start().await;
    let id = rp.begin().await;
    let poll = format!("/api/v2/oauth2/public/transactions/{id}/");
    let waiting = rp.get(&poll).await;
    assert_eq!(waiting.status(), StatusCode::OK);
    assert_eq!(json(waiting).await, json!({ "data": { "isScan": false } }));
    let callback = location(&rp.sandbox(&id, MALI, "approve").await);
    let approved = rp.get(&poll).await;
    assert_eq!(approved.status(), StatusCode::CREATED);
    let data = json!({ "data": { "isScan": true, "redirectUri": callback } });
    assert_eq!(json(approved).await, data);
    let unknown = rp.get("/api/v2/oauth2/public/transactions/nothing/").await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn approval_returns_a_code_and_the_state() {
    let rp = Rp::start().await;
    let callback = rp.callback(MALI, &[("state", "ก ข&ค=1")]).await;
    assert!(callback.starts_with(CALLBACK));
    assert_eq!(member(&callback, "state").unwrap(), "ก ข&ค=1");
    assert!(member(&callback, "code").is_some());
}

#[tokio::test]
async fn declining_returns_user_denied_and_the_state() {
    let rp = Rp::start().await;
    let id = rp.begin().await;
    let callback = location(&rp.sandbox(&id, MALI, "decline").await);
    assert_eq!(member(&callback, "error").unwrap(), "user_denied");
    assert!(member(&callback, "error_description").is_some());
    assert_eq!(member(&callback, "state").unwrap(), "the-state");
    assert!(member(&callback, "code").is_none());
}

#[tokio::test]
async fn with_openid_the_person_is_in_the_signed_token_only() {
    let rp = Rp::start().await;
    let tokens = rp.tokens(MALI, &[]).await;
    assert_eq!(tokens["token_type"], "Bearer");
    assert!(tokens["refresh_token"].is_string());
    assert!(tokens.get("pid").is_none());
    assert!(in_about(&tokens["expires_in"], 15 * 60), "an absolute time: {tokens}");
    let id_token = tokens["id_token"].as_str().unwrap();
    assert!(rp.verifies(id_token).await);
    assert_eq!(part(id_token, 0)["alg"], "ES256");
    let claims = part(id_token, 1);
    assert_eq!(claims["iss"], rp.thaid.origin());
    assert_eq!(claims["aud"], CLIENT);
    assert_eq!(claims["sub"], MALI);
    assert_eq!(claims["nonce"], "the-nonce");
    assert!(in_about(&claims["iat"], 0) && in_about(&claims["exp"], 15 * 60));
    assert!(in_about(&claims["auth_time"], 0));
    assert_eq!(claims["pid"], MALI);
    assert_eq!(claims["given_name"], "มะลิ");
    assert_eq!(claims["birthdate"], "1989-12-28");
    assert_eq!(
        claims["address"],
        json!({
            "formatted": "99/9 หมู่ที่ 9 ตำบลมุกดาหาร อำเภอเมืองมุกดาหาร จังหวัดมุกดาหาร",
            "raw": "99/9#หมู่ที่ 9####ตำบลมุกดาหาร#อำเภอเมืองมุกดาหาร#จังหวัดมุกดาหาร",
        })
    );
    assert_eq!(claims["ial"], "2.3");
    assert!(claims.get("family_name").is_none(), "not asked for");
}

#[tokio::test]
async fn a_request_without_a_nonce_gets_a_token_without_one() {
    let rp = Rp::start().await;
    let tokens = rp.tokens(MALI, &[("nonce", "")]).await;
    assert!(part(tokens["id_token"].as_str().unwrap(), 1).get("nonce").is_none());
}

#[tokio::test]
async fn without_openid_the_claims_are_flat_and_unsigned() {
    let rp = Rp::start().await;
    let tokens = rp.tokens(MALI, &[("scope", "pid given_name")]).await;
    assert!(tokens.get("id_token").is_none());
    assert_eq!(tokens["pid"], MALI);
    assert_eq!(tokens["given_name"], "มะลิ");
    assert_eq!(tokens["scope"], "pid given_name");
}

#[tokio::test]
async fn the_cast_has_the_odd_records_that_a_register_has() {
    let rp = Rp::start().await;
    let scope = Settings::every_scope().join(" ");
    let claims_of = async |pid: &str| {
        let tokens = rp.tokens(pid, &[("scope", &scope)]).await;
        part(tokens["id_token"].as_str().unwrap(), 1)
    };
    let thongbai = claims_of("5990300000033").await;
    assert_eq!(thongbai["birthdate"], "1950");
    assert_eq!(thongbai["date_of_expiry"], "99999999");
    let saw = claims_of("8990400000048").await;
    assert!(saw.get("middle_name_en").is_none() && saw.get("house_address").is_none());
    let sommot = claims_of("3990200000027").await;
    assert_eq!(sommot["name"], "นายสมมติ มหาวัฒนาพิพัฒน์พงศ์ ตัวอย่างงาม");
    let mali = claims_of(MALI).await;
    assert_eq!(mali["middle_name"], "");
    assert_eq!(mali["name_en"], "Miss Mali Thotsopdi");
    let anyone = claims_of("1-2345-67890-12-1").await;
    assert_eq!(anyone["pid"], "1234567890121");
}

#[tokio::test]
async fn credentials_are_taken_from_the_header_padded_or_not_and_from_the_body() {
    let rp = Rp::start().await;
    let pair = format!("{CLIENT}:{SECRET}");
    let padded = BASE64.encode(pair.as_bytes());
    assert!(padded.ends_with('='));
    for basic in [padded, BASE64_NOPAD.encode(pair.as_bytes())] {
        let code = rp.code(MALI, &[]).await;
        let fields =
            [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
        let response = rp.call_as(&format!("Basic {basic}"), TOKEN, &fields).await;
        assert_eq!(response.status(), StatusCode::OK);
    }
    let code = rp.code(MALI, &[]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
    ];
    assert_eq!(rp.post(TOKEN, &fields).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let rp = Rp::start().await;
    let cases = [("someone:x", "invalid_client"), ("testclient:x", "unauthorized_client")];
    for (pair, error) in cases {
        let basic = format!("Basic {}", BASE64.encode(pair.as_bytes()));
        for path in [TOKEN, INTROSPECT, REVOKE] {
            let response = rp.call_as(&basic, path, &[("token", "x")]).await;
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
            assert_eq!(json(response).await["error"], error);
        }
    }
    let nobody = rp.post(TOKEN, &[("grant_type", "authorization_code")]).await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_code_works_once() {
    let rp = Rp::start().await;
    let code = rp.code(MALI, &[]).await;
    assert_eq!(rp.exchange(&code).await.status(), StatusCode::OK);
    let again = rp.exchange(&code).await;
    assert_eq!(again.status(), StatusCode::BAD_REQUEST);
    assert_eq!(json(again).await["error"], "invalid_request");
}

#[tokio::test]
async fn answering_twice_gives_one_code() {
    let rp = Rp::start().await;
    let id = rp.begin().await;
    let first = location(&rp.sandbox(&id, MALI, "approve").await);
    let second = location(&rp.sandbox(&id, MALI, "decline").await);
    assert_eq!(first, second);
}

#[tokio::test]
async fn the_token_endpoint_refuses_what_does_not_fit() {
    let rp = Rp::start().await;
    let code = rp.code(MALI, &[]).await;
    let elsewhere = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "http://elsewhere.example/"),
    ];
    let cases = [
        (&[("grant_type", "password")][..], 400, "unsupported_grant_type"),
        (&[], 400, "invalid_request"),
        (&elsewhere, 400, "invalid_request"),
        (&[("grant_type", "refresh_token")], 401, "invalid_refresh_token"),
    ];
    for (fields, status, error) in cases {
        let response = rp.call(TOKEN, fields).await;
        assert_eq!(response.status(), status);
        assert_eq!(json(response).await["error"], error);
    }
}

#[tokio::test]
async fn a_refresh_token_works_once() {
    let rp = Rp::start().await;
    let tokens = rp.tokens(MALI, &[]).await;
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    let renewed = json(rp.call(TOKEN, &fields).await).await;
    assert_ne!(renewed["access_token"], tokens["access_token"]);
    let again = rp.call(TOKEN, &fields).await;
    assert_eq!(json(again).await["error"], "invalid_refresh_token");
}

#[tokio::test]
async fn introspection_and_revocation_take_a_token_with_or_without_bearer() {
    let rp = Rp::start().await;
    for prefix in ["", "Bearer "] {
        let tokens = rp.tokens(MALI, &[]).await;
        let token = format!("{prefix}{}", tokens["access_token"].as_str().unwrap());
        let fields = [("token", token.as_str()), ("token_type_hint", "access_token")];
        let live = json(rp.call(INTROSPECT, &fields).await).await;
        assert_eq!(live["active"], true);
        assert_eq!(live["sub"], MALI);
        assert!(live["scope"].as_str().unwrap().contains("pid"));
        let revoked = json(rp.call(REVOKE, &fields).await).await;
        assert_eq!(revoked, json!({ "status": "OK", "message": "revoked" }));
        let dead = json(rp.call(INTROSPECT, &fields).await).await;
        assert_eq!(dead, json!({ "active": false }));
    }
}

#[tokio::test]
async fn introspection_and_revocation_explain_a_bad_body() {
    let rp = Rp::start().await;
    for path in [INTROSPECT, REVOKE] {
        let body = json(rp.call(path, &[]).await).await;
        let expected =
            json!({ "error": "invalid_request", "error_description": "The body is invalid" });
        assert_eq!(body, expected);
        let hint = rp.call(path, &[("token", "x"), ("token_type_hint", "y")]).await;
        assert_eq!(json(hint).await["error"], "unsupported_token_hint");
    }
}

#[tokio::test]
async fn userinfo_gives_the_granted_claims_for_a_live_token() {
    let rp = Rp::start().await;
    let tokens = rp.tokens(MALI, &[("scope", "openid pid given_name")]).await;
    let token = tokens["access_token"].as_str().unwrap();
    let ask = || rp.http.get(rp.url(USERINFO)).bearer_auth(token).send();
    let info: Value = json(ask().await.unwrap()).await;
    assert_eq!(info, json!({ "sub": MALI, "pid": MALI, "given_name": "มะลิ" }));
    rp.call(REVOKE, &[("token", token)]).await;
    let dead = ask().await.unwrap();
    assert_eq!(dead.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(json(dead).await["error"], "invalid_token");
    assert_eq!(rp.get(USERINFO).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn settings_that_can_never_work_are_refused() {
    let good = || Settings::new(CLIENT, SECRET, CALLBACK);
    let cases = [
        Settings { client_id: String::new(), ..good() },
        Settings { client_secret: String::new(), ..good() },
        Settings { redirect_uris: vec![], ..good() },
        Settings { redirect_uris: vec!["callback".to_owned()], ..good() },
        Settings { granted_scopes: vec!["salary".to_owned()], ..good() },
    ];
    for settings in cases {
        assert!(thaid_simulator::Simulator::start(settings).await.is_err());
    }
}
