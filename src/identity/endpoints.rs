//! Where ThaiD's endpoints are (ปลายทางของไทยดี): fixed since January 2023, with discovery as a cross-check.
//!
//! The document is read leniently: ThaiD's spells `subject_types_supported` without an s (docs/thaid.md §3).

use serde_json::Value;
use url::Url;

use super::Fault;

/// The addresses a sign-in needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Where the browser is sent.
    pub authorize: Url,
    /// Where a code is exchanged.
    pub token: Url,
    /// Where the public keys are.
    pub keys: Url,
    /// Where tokens are given back, if anywhere.
    pub revoke: Option<Url>,
}

/// The paths of docs/thaid.md §2, each with its trailing slash, after discovery's name for it.
const PATHS: [(&str, &str); 4] = [
    ("authorization_endpoint", "/api/v2/oauth2/auth/"),
    ("token_endpoint", "/api/v2/oauth2/token/"),
    ("jwks_uri", "/jwks/"),
    ("revocation_endpoint", "/api/v2/oauth2/revoke/"),
];

impl Endpoints {
    /// ThaiD's own paths below the issuer.
    pub fn fixed(issuer: &str) -> Result<Endpoints, url::ParseError> {
        let at = |path: &str| Url::parse(&format!("{issuer}{path}"));
        let [authorize, token, keys, revoke] = PATHS.map(|(_, path)| at(path));
        Ok(Endpoints { authorize: authorize?, token: token?, keys: keys?, revoke: Some(revoke?) })
    }

    /// The endpoints of a discovery document, which must be the issuer's own.
    pub fn discovered(document: &Value, issuer: &str) -> Result<Endpoints, Fault> {
        if document.get("issuer").and_then(Value::as_str) != Some(issuer) {
            return Err(Fault::Refused("discovery-issuer"));
        }
        let at = |name| address(document, name, issuer);
        let [authorize, token, keys, revoke] = PATHS.map(|(name, _)| at(name));
        match (authorize, token, keys) {
            (Some(authorize), Some(token), Some(keys)) => {
                Ok(Endpoints { authorize, token, keys, revoke })
            }
            _ => Err(Fault::Refused("discovery-endpoints")),
        }
    }
}

/// The address of a member, never less protected than the issuer's.
fn address(document: &Value, name: &str, issuer: &str) -> Option<Url> {
    let url = Url::parse(document.get(name)?.as_str()?).ok()?;
    let protected = url.scheme() == "https" || !issuer.starts_with("https:");
    protected.then_some(url)
}

/// The address of the discovery document.
#[must_use]
pub fn discovery(issuer: &str) -> String {
    format!("{issuer}/.well-known/openid-configuration")
}

/// Whether a discovery document is that of our own simulator, wherever it runs.
#[must_use]
pub fn is_simulator(document: &Value) -> bool {
    document.get("plodnee_simulator").is_some()
}

/// What an operator should know of a discovery document that differs from what we rely on; nothing when all is well.
#[must_use]
pub fn findings(document: &Value, issuer: &str) -> Vec<String> {
    let mut findings = Vec::new();
    match document.get("issuer").and_then(Value::as_str) {
        Some(theirs) if theirs == issuer => {}
        theirs => findings.push(format!(
            "the discovery document belongs to another issuer ({}), not to {issuer}",
            theirs.unwrap_or("none named")
        )),
    }
    for (name, path) in PATHS {
        match document.get(name).and_then(Value::as_str) {
            Some(theirs) if theirs == format!("{issuer}{path}") => {}
            theirs => findings.push(format!(
                "{name} is {}, not {issuer}{path}",
                theirs.unwrap_or("not in the discovery document")
            )),
        }
    }
    let lists = |name: &str, wanted: &str| {
        let list = document.get(name).and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|value| value == wanted))
    };
    if !lists("id_token_signing_alg_values_supported", "ES256") {
        findings.push("ES256, the only signature accepted here, is not announced".to_owned());
    }
    // ThaiD leaves out an s; both spellings say the same.
    if !lists("subject_type_supported", "public") && !lists("subject_types_supported", "public") {
        findings.push("public subjects are announced under neither spelling".to_owned());
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "https://imauth.bora.dopa.go.th";

    fn document(mut changes: Value) -> Value {
        let mut document = json!({
            "issuer": ISSUER,
            "authorization_endpoint": format!("{ISSUER}/api/v2/oauth2/auth/"),
            "token_endpoint": format!("{ISSUER}/api/v2/oauth2/token/"),
            "revocation_endpoint": format!("{ISSUER}/api/v2/oauth2/revoke/"),
            "jwks_uri": format!("{ISSUER}/jwks/"),
            "subject_type_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        });
        for (name, value) in changes.as_object_mut().map(std::mem::take).unwrap() {
            document[&name] = value;
        }
        document
    }

    #[test]
    fn the_fixed_endpoints_are_those_thaid_announces() {
        let announced = Endpoints::discovered(&document(json!({})), ISSUER).unwrap();
        assert_eq!(Endpoints::fixed(ISSUER).unwrap(), announced);
        assert_eq!(findings(&document(json!({})), ISSUER), Vec::<String>::new());
    }

    #[test]
    fn both_spellings_of_subject_types_are_read() {
        let right = json!({"subject_type_supported": null, "subject_types_supported": ["public"]});
        assert_eq!(findings(&document(right), ISSUER), Vec::<String>::new());
        let neither = findings(&document(json!({"subject_type_supported": null})), ISSUER);
        assert_eq!(neither, ["public subjects are announced under neither spelling"]);
    }

    #[test]
    fn a_document_of_another_issuer_is_refused_and_reported() {
        for issuer in [json!("https://evil.example"), json!(format!("{ISSUER}/")), json!(null)] {
            let document = document(json!({"issuer": issuer}));
            let refused = Endpoints::discovered(&document, ISSUER);
            assert_eq!(refused, Err(Fault::Refused("discovery-issuer")));
            assert!(findings(&document, ISSUER)[0].contains("another issuer"));
        }
    }

    #[test]
    fn endpoints_less_protected_than_the_issuer_are_refused() {
        let document = document(json!({"token_endpoint": "http://imauth.bora.dopa.go.th/token"}));
        let refused = Endpoints::discovered(&document, ISSUER);
        assert_eq!(refused, Err(Fault::Refused("discovery-endpoints")));
        assert!(findings(&document, ISSUER)[0].starts_with("token_endpoint is http://"));
    }
}
