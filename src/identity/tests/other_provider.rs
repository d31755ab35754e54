//! The client against an OpenID provider written by others: npm `oidc-provider`, ES256, custom claim `pid`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use reqwest::header::{COOKIE, SET_COOKIE};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::*;

/// The running provider. It ends with the child, and also when nobody reads what it prints.
struct Provider {
    issuer: String,
    _child: Child,
    _printed: Lines<BufReader<ChildStdout>>,
}

/// Starts the provider on a free port.
async fn provider() -> Provider {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc-provider");
    if !folder.join("node_modules").exists() {
        let install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        let done = Command::new("npm").args(install).current_dir(&folder).status().await.unwrap();
        assert!(done.success(), "npm ci in {}", folder.display());
    }
    let mut child = Command::new("node")
        .args(["server.mjs", "portal", "secret123", CALLBACK, MALI])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let listening = async {
        loop {
            let line = lines.next_line().await.unwrap().expect("it prints its issuer");
            if line.starts_with("http://") {
                return line;
            }
        }
    };
    let issuer = tokio::time::timeout(Duration::from_mins(1), listening).await;
    let issuer = issuer.expect("it starts within a minute");
    Provider { issuer, _child: child, _printed: lines }
}

/// A browser that follows redirects with its cookies until `until`.
async fn follow(mut url: Url, until: &str) -> Url {
    let browser = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
    let mut cookies = BTreeMap::new();
    for _ in 0..12 {
        if url.as_str().starts_with(until) {
            return url;
        }
        let sent: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = browser.get(url.clone()).header(COOKIE, sent.join("; "));
        let answer = request.send().await.unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            cookies.insert(name.to_owned(), value.to_owned());
        }
        let status = answer.status();
        url = location(&answer, url.as_str()).unwrap_or_else(|| panic!("{status} at {url}"));
    }
    panic!("it never led to {until}")
}

#[tokio::test]
async fn a_provider_not_written_here_signs_people_in() {
    let provider = provider().await;
    let thaid = client(&ThaidSettings {
        endpoints: ThaidEndpoints::Discovery,
        ..settings(&provider.issuer)
    });
    let pending = pending(Purpose::Citizen);
    let address = thaid.authorize_url("the-state", &pending).await.unwrap();
    let callback = follow(address, CALLBACK).await;
    assert_eq!(value(&callback, "state").as_deref(), Some("the-state"));
    let person = finish(&thaid, &callback, &pending).await.unwrap();
    assert_eq!(person.pid.as_str(), MALI);
    assert_eq!(person.names.full(), "นางสาวมะลิ ทดสอบดี");
    assert_eq!(person.birthdate.unwrap().to_string(), "1950");
    assert_eq!(person.address.unwrap().province, "มุกดาหาร");
}
