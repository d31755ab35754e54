//! Every switch of the simulator, each with the outcome that a relying party must have.

use thaid_simulator::{PartialBirthdate, WrongAlg};

use super::*;

/// The code with which a sign-in is refused.
fn refused(outcome: Result<Person, Fault>) -> &'static str {
    match outcome {
        Err(Fault::Refused(code)) => code,
        other => panic!("not refused: {other:?}"),
    }
}

async fn birthdate(pid: &str, switch: impl FnOnce(&mut Switches)) -> Option<String> {
    signing_in(pid, switch).await.unwrap().birthdate.map(|date| date.to_string())
}

#[tokio::test]
async fn with_no_switch_set_everyone_of_the_cast_signs_in() {
    let world = World::start().await;
    for person in thaid_simulator::PEOPLE {
        let found = world.sign_in(person.pid).await.unwrap();
        assert_eq!(found.pid.as_str(), person.pid);
        assert_eq!(found.names.full(), person.name());
        assert!(found.address.is_some_and(|address| address.text == person.address.formatted()));
    }
}

// Discovery and keys.

async fn by_discovery(switch: impl FnOnce(&mut Switches)) -> Result<Person, Fault> {
    let world = World::with(|settings| {
        settings.endpoints = ThaidEndpoints::Discovery;
        settings.timeout_seconds = 1;
    })
    .await;
    world.simulator.switches(switch);
    world.sign_in(MALI).await
}

async fn findings(switch: impl FnOnce(&mut Switches)) -> Vec<String> {
    let world = World::with(|settings| settings.timeout_seconds = 1).await;
    world.simulator.switches(switch);
    world.thaid.findings().await
}

#[tokio::test]
async fn subject_types_misspelt_as_thaid_does_or_spelt_right_are_both_fine() {
    for correct in [false, true] {
        assert!(by_discovery(|s| s.correct_subject_types = correct).await.is_ok());
        assert_eq!(findings(|s| s.correct_subject_types = correct).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_discovery_document_of_a_wrong_issuer_is_refused_and_reported() {
    assert_eq!(
        refused(by_discovery(|s| s.wrong_discovery_issuer = true).await),
        "discovery-issuer"
    );
    assert!(findings(|s| s.wrong_discovery_issuer = true).await[0].contains("another issuer"));
}

#[tokio::test]
async fn a_missing_or_slow_discovery_document_stops_nobody_unless_the_endpoints_come_from_it() {
    let missing: fn(&mut Switches) = |s| s.discovery_missing = true;
    let slow: fn(&mut Switches) = |s| s.discovery_delay_ms = 2000;
    for (switch, code) in [(missing, "not-json"), (slow, "timeout")] {
        assert!(with_switch(switch).await.is_ok());
        let stopped = by_discovery(switch).await;
        assert!(matches!(stopped, Err(Fault::Unavailable(_) | Fault::Refused(_))), "{stopped:?}");
        assert!(findings(switch).await[0].contains("cannot be read"), "{code}");
    }
}

#[tokio::test]
async fn keys_rotated_between_two_sign_ins_are_fetched_again() {
    let world = World::start().await;
    assert!(world.sign_in(MALI).await.is_ok());
    world.simulator.rotate_keys().unwrap();
    assert!(world.sign_in(MALI).await.is_ok());
}

#[tokio::test]
async fn a_signing_key_left_out_of_the_key_set_is_refused() {
    assert_eq!(refused(with_switch(|s| s.omit_signing_key = true).await), "unknown-key");
}

// Authorize, the person's page and the callback.

#[tokio::test]
async fn an_error_that_comes_back_to_the_callback_is_known_by_its_code() {
    let simulator = Settings {
        granted_scopes: vec!["openid".into()],
        ..Settings::new("portal", "secret123", CALLBACK)
    };
    let simulator = Simulator::start(simulator).await.unwrap();
    simulator.switches(|s| s.redirected_errors = true);
    let world =
        World { thaid: client(&settings(simulator.origin())), simulator, ..World::start().await };
    assert_eq!(refused(world.sign_in(MALI).await), "invalid_scope");
    // As observed, ThaiD answers the browser directly: nobody comes back.
    world.simulator.switches(|s| s.redirected_errors = false);
    assert_eq!(world.visit(MALI, &pending(Purpose::Citizen)).await, Ok(None));
}

#[tokio::test]
async fn someone_who_declines_is_taken_at_their_word() {
    assert_eq!(with_switch(|s| s.decline = true).await, Err(Fault::Declined));
}

#[tokio::test]
async fn someone_whose_qr_code_expired_or_who_never_answers_does_not_come_back() {
    for switch in [(|s| s.expire = true) as fn(&mut Switches), |s| s.never_answer = true] {
        let world = World::start().await;
        world.simulator.switches(switch);
        assert_eq!(world.visit(MALI, &pending(Purpose::Citizen)).await, Ok(None));
    }
}

#[tokio::test]
async fn a_callback_without_its_state_or_with_another_does_not_carry_ours() {
    for (switch, ours) in [
        ((|_| {}) as fn(&mut Switches), true),
        (|s| s.drop_state = true, false),
        (|s| s.alter_state = true, false),
    ] {
        let world = World::start().await;
        world.simulator.switches(switch);
        let callback = world.visit(MALI, &pending(Purpose::Citizen)).await.unwrap().unwrap();
        assert_eq!(value(&callback, "state").as_deref() == Some("the-state"), ours);
    }
}

// The token response.

#[tokio::test]
async fn an_expiry_under_either_name_absolute_or_relative_is_taken() {
    for (name, relative) in [(false, true), (true, false), (true, true)] {
        let outcome =
            with_switch(|s| (s.expire_in_name, s.relative_expiry) = (name, relative)).await;
        assert!(outcome.is_ok(), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_missing_refresh_token_and_extra_flat_claims_do_not_matter() {
    assert!(with_switch(|s| s.no_refresh_token = true).await.is_ok());
    assert!(with_switch(|s| s.extra_flat_claims = true).await.is_ok());
}

#[tokio::test]
async fn flat_claims_are_no_substitute_for_a_signed_token() {
    let outcome = with_switch(|s| (s.extra_flat_claims, s.no_id_token) = (true, true)).await;
    assert_eq!(refused(outcome), "no-id-token");
}

#[tokio::test]
async fn an_html_page_instead_of_a_token_means_unavailable() {
    assert_eq!(with_switch(|s| s.non_json_502 = true).await, Err(Fault::Unavailable("server")));
}

#[tokio::test]
async fn a_slow_token_endpoint_means_unavailable_in_time() {
    let world = World::with(|settings| settings.timeout_seconds = 1).await;
    world.simulator.switches(|s| s.token_delay_ms = 5000);
    let started = std::time::Instant::now();
    assert_eq!(world.sign_in(MALI).await, Err(Fault::Unavailable("timeout")));
    assert!(started.elapsed().as_secs() < 4);
}

#[tokio::test]
async fn an_expired_code_is_refused() {
    assert_eq!(refused(with_switch(|s| s.expired_code = true).await), "invalid_request");
}

// The id_token.

#[tokio::test]
async fn a_missing_nonce_is_refused_unless_the_settings_admit_it() {
    assert_eq!(refused(with_switch(|s| s.no_nonce = true).await), "nonce-missing");
    let lenient = World::with(|settings| settings.nonce_required = false).await;
    lenient.simulator.switches(|s| s.no_nonce = true);
    assert!(lenient.sign_in(MALI).await.is_ok());
}

#[tokio::test]
async fn a_wrong_nonce_is_refused_whatever_the_settings_say() {
    let lenient = World::with(|settings| settings.nonce_required = false).await;
    lenient.simulator.switches(|s| s.wrong_nonce = true);
    assert_eq!(refused(lenient.sign_in(MALI).await), "nonce-differs");
}

#[tokio::test]
async fn a_token_of_another_issuer_is_refused() {
    assert_eq!(refused(with_switch(|s| s.wrong_iss = true).await), "token-issuer");
}

#[tokio::test]
async fn a_token_for_another_client_is_refused() {
    assert_eq!(refused(with_switch(|s| s.wrong_aud = true).await), "token-audience");
    let in_an_array = with_switch(|s| (s.wrong_aud, s.aud_array) = (true, true)).await;
    assert_eq!(refused(in_an_array), "token-audience");
}

#[tokio::test]
async fn an_audience_in_an_array_is_accepted() {
    assert!(with_switch(|s| s.aud_array = true).await.is_ok());
}

#[tokio::test]
async fn a_token_unsigned_or_signed_with_our_own_secret_is_refused() {
    for alg in [WrongAlg::None, WrongAlg::Hs256] {
        assert_eq!(refused(with_switch(|s| s.wrong_alg = alg).await), "token-alg");
    }
}

#[tokio::test]
async fn a_token_that_names_an_unknown_key_is_refused() {
    assert_eq!(refused(with_switch(|s| s.wrong_kid = true).await), "unknown-key");
}

#[tokio::test]
async fn a_token_whose_signature_does_not_fit_is_refused() {
    assert_eq!(refused(with_switch(|s| s.wrong_signature = true).await), "token-signature");
}

#[tokio::test]
async fn a_token_that_came_with_another_access_token_is_refused() {
    assert_eq!(refused(with_switch(|s| s.wrong_at_hash = true).await), "at-hash");
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    assert_eq!(refused(with_switch(|s| s.expired_id_token = true).await), "token-expired");
}

#[tokio::test]
async fn thaids_clock_may_be_a_little_wrong_but_not_much() {
    for seconds in [-50, 50] {
        let outcome = with_switch(|s| s.clock_skew_seconds = seconds).await;
        assert!(outcome.is_ok(), "{seconds} s: {outcome:?}");
    }
    let ahead = with_switch(|s| s.clock_skew_seconds = 90).await;
    assert_eq!(refused(ahead), "token-from-the-future");
    let behind = with_switch(|s| s.clock_skew_seconds = -90).await;
    assert_eq!(refused(behind), "token-too-old");
}

// The person.

#[tokio::test]
async fn an_opaque_subject_is_accepted_and_another_persons_number_is_not() {
    assert!(with_switch(|s| s.opaque_sub = true).await.is_ok());
    assert_eq!(refused(with_switch(|s| s.different_sub = true).await), "sub-differs");
}

#[tokio::test]
async fn a_missing_or_wrong_citizen_number_is_refused() {
    assert_eq!(refused(with_switch(|s| s.no_pid = true).await), "pid-missing");
    assert_eq!(refused(with_switch(|s| s.bad_pid = true).await), "pid-invalid");
}

#[tokio::test]
async fn a_partial_birthdate_stays_partial() {
    assert_eq!(birthdate(THONGBAI, |_| {}).await.as_deref(), Some("1950"));
    for (rendering, expected) in [
        (PartialBirthdate::Year, Some("1989")),
        (PartialBirthdate::YearMonth, Some("1989-12")),
        (PartialBirthdate::Zeros, Some("1989")),
        (PartialBirthdate::Absent, None),
    ] {
        let found = birthdate(MALI, |s| s.partial_birthdate = rendering).await;
        assert_eq!(found.as_deref(), expected, "{rendering:?}");
    }
}

#[tokio::test]
async fn a_birth_year_of_the_buddhist_era_is_converted() {
    assert_eq!(birthdate(MALI, |s| s.be_year = true).await.as_deref(), Some("1989-12-28"));
    assert_eq!(birthdate(THONGBAI, |s| s.be_year = true).await.as_deref(), Some("1950"));
}

#[tokio::test]
async fn an_address_is_read_from_an_object_and_from_a_string() {
    let object = with_switch(|_| {}).await.unwrap().address;
    let string = with_switch(|s| s.address_string = true).await.unwrap().address;
    assert!(object.is_some() && object == string);
}

#[tokio::test]
async fn a_missing_or_low_assurance_level_is_judged_by_the_settings() {
    assert!(with_switch(|s| s.no_ial = true).await.is_ok());
    assert!(with_switch(|s| s.low_ial = true).await.is_ok());
    let strict = World::with(|settings| {
        settings.min_ial = Some("2.3".to_owned());
        settings.ial_may_be_absent = false;
    })
    .await;
    assert!(strict.sign_in(MALI).await.is_ok());
    strict.simulator.switches(|s| s.low_ial = true);
    assert_eq!(refused(strict.sign_in(MALI).await), "ial-too-low");
    strict.simulator.switches(|s| s.no_ial = true);
    assert_eq!(refused(strict.sign_in(MALI).await), "ial-missing");
}

#[tokio::test]
async fn userinfo_is_not_needed() {
    assert!(with_switch(|s| s.userinfo_missing = true).await.is_ok());
}
