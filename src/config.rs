//! Every setting (การตั้งค่า), its variable, its default and the rules of production.
//!
//! The only place that reads the environment, through clap. `docs/settings.md` is printed from these
//! structs by `plodnee settings`, so what stands here as a comment is what an operator reads.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::{ArgAction, Args, Command, FromArgMatches, ValueEnum};
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

/// The base URL when none is given; the demo replaces it by the address it listens on.
pub const DEFAULT_BASE_URL: &str = "http://127.0.0.1:8080";

/// ThaiD's own issuer (docs/thaid.md §1).
pub const THAID_ISSUER: &str = "https://imauth.bora.dopa.go.th";

/// Whose money and lives are at stake: nobody's, or people's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Training and trying out: simulator, demo keys, fictional people.
    Demo,
    /// Real people; everything unsafe is refused.
    #[default]
    Production,
}

/// How a log line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For eyes.
    Text,
    /// For a log collector, one object a line.
    Json,
}

/// Where ThaiD's endpoints are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThaidEndpoints {
    /// The paths of DOPA's manual, below the issuer.
    Fixed,
    /// The issuer's discovery document: for another OpenID provider in ThaiD's place.
    Discovery,
}

/// All settings of the service.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// The address people open, without a path. QR codes, receipts and the ThaiD redirect URI
    /// are made from it. Production requires https
    #[arg(long, env = "PLODNEE_BASE_URL", value_name = "URL", default_value = DEFAULT_BASE_URL)]
    pub base_url: Url,

    /// The address and port to listen on. Put a TLS proxy in front of it
    #[arg(long, env = "PLODNEE_LISTEN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// The folder of the private PostgreSQL and of the demo's keys. Without it: `var/demo` for the
    /// demo, `/var/lib/plodnee` for all else
    #[arg(long, env = "PLODNEE_DATA_DIR", value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,

    /// The PostgreSQL database, as `postgres://user:password@host/name`. Without it a private
    /// PostgreSQL runs inside the data folder
    #[arg(long, env = "PLODNEE_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<SecretString>,

    /// The most database connections held at once
    #[arg(long, env = "PLODNEE_DATABASE_CONNECTIONS", value_name = "COUNT", default_value_t = 20)]
    pub database_connections: u32,

    /// The folder with `initdb` and `postgres` for the private PostgreSQL. Without it they are
    /// looked for
    #[arg(long, env = "PLODNEE_POSTGRES_BIN", value_name = "FOLDER")]
    pub postgres_bin: Option<PathBuf>,

    /// The file with the keys that seal personal data, made by `plodnee keys`
    #[arg(long, env = "PLODNEE_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,

    /// The text of the key file itself, for a secret store that hands out variables
    #[arg(long, env = "PLODNEE_KEYS", value_name = "TEXT", hide_env_values = true)]
    pub keys: Option<SecretString>,

    /// How log lines are written
    #[arg(long, env = "PLODNEE_LOG_FORMAT", value_enum, default_value = "text")]
    pub log_format: LogFormat,

    /// What is logged, as `level` or `module=level,…`
    #[arg(long, env = "PLODNEE_LOG", value_name = "FILTER", default_value = "info,sqlx=warn")]
    pub log: String,

    /// Signing in.
    #[command(flatten)]
    pub thaid: ThaidSettings,

    /// Set by the command, never by the environment.
    #[arg(skip)]
    pub profile: Profile,
}

/// Our registration with ThaiD, and how strictly its answers are read.
#[derive(Debug, Clone, Args)]
pub struct ThaidSettings {
    /// The issuer exactly as ThaiD writes it, without a trailing slash
    #[arg(
        id = "thaid_issuer",
        long = "thaid-issuer",
        env = "PLODNEE_THAID_ISSUER",
        value_name = "URL",
        default_value = THAID_ISSUER
    )]
    pub issuer: String,

    /// Where ThaiD's endpoints are taken from
    #[arg(
        id = "thaid_endpoints",
        long = "thaid-endpoints",
        env = "PLODNEE_THAID_ENDPOINTS",
        value_enum,
        default_value = "fixed"
    )]
    pub endpoints: ThaidEndpoints,

    /// The client id that DOPA issued. Required in production
    #[arg(
        id = "thaid_client_id",
        long = "thaid-client-id",
        env = "PLODNEE_THAID_CLIENT_ID",
        value_name = "ID",
        default_value = "",
        hide_default_value = true
    )]
    pub client_id: String,

    /// The client secret that DOPA issued. Required in production
    #[arg(
        id = "thaid_client_secret",
        long = "thaid-client-secret",
        env = "PLODNEE_THAID_CLIENT_SECRET",
        value_name = "SECRET",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true
    )]
    pub client_secret: SecretString,

    /// The name of the API key header, when DOPA asks for one (`x-imauth-apikey` or `x-api-key`)
    #[arg(
        id = "thaid_api_key_header",
        long = "thaid-api-key-header",
        env = "PLODNEE_THAID_API_KEY_HEADER",
        value_name = "NAME"
    )]
    pub api_key_header: Option<String>,

    /// The value of the API key header
    #[arg(
        id = "thaid_api_key_value",
        long = "thaid-api-key-value",
        env = "PLODNEE_THAID_API_KEY_VALUE",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub api_key_value: Option<SecretString>,

    /// The lowest identity assurance level admitted, as `2.3`. Without it every level is
    #[arg(
        id = "thaid_min_ial",
        long = "thaid-min-ial",
        env = "PLODNEE_THAID_MIN_IAL",
        value_name = "LEVEL",
        value_parser = assurance_level
    )]
    pub min_ial: Option<String>,

    /// Whether an identity whose assurance level is not stated is admitted
    #[arg(
        id = "thaid_ial_may_be_absent",
        long = "thaid-ial-may-be-absent",
        env = "PLODNEE_THAID_IAL_MAY_BE_ABSENT",
        action = ArgAction::Set,
        default_value_t = true
    )]
    pub ial_may_be_absent: bool,

    /// Whether an identity token without our nonce is refused; a wrong nonce always is
    #[arg(
        id = "thaid_nonce_required",
        long = "thaid-nonce-required",
        env = "PLODNEE_THAID_NONCE_REQUIRED",
        action = ArgAction::Set,
        default_value_t = true
    )]
    pub nonce_required: bool,

    /// How far ThaiD's clock and ours may differ, in seconds
    #[arg(
        id = "thaid_clock_skew_seconds",
        long = "thaid-clock-skew-seconds",
        env = "PLODNEE_THAID_CLOCK_SKEW_SECONDS",
        value_name = "SECONDS",
        default_value_t = 60
    )]
    pub clock_skew_seconds: u32,

    /// How long an answer of ThaiD is waited for, in seconds
    #[arg(
        id = "thaid_timeout_seconds",
        long = "thaid-timeout-seconds",
        env = "PLODNEE_THAID_TIMEOUT_SECONDS",
        value_name = "SECONDS",
        default_value_t = 10
    )]
    pub timeout_seconds: u32,
}

impl Settings {
    /// The settings that `flags` give, whatever the environment says; for tests.
    pub fn from_flags(flags: &[&str]) -> Result<Self, clap::Error> {
        let command = Self::augment_args(Command::new("plodnee").no_binary_name(true));
        let command = command.mut_args(|argument| argument.env(Resettable::Reset));
        Self::from_arg_matches(&command.try_get_matches_from(flags)?)
    }

    /// What production refuses, each as a sentence that names the setting; nothing when all is well.
    #[must_use]
    pub fn refusals(&self) -> Vec<String> {
        let mut refusals = Vec::new();
        let mut refuse = |refused: bool, sentence: &str| {
            if refused {
                refusals.push(sentence.to_owned());
            }
        };
        let base = &self.base_url;
        refuse(
            base.scheme() != "https",
            "PLODNEE_BASE_URL must be the https address people open: sign-in cookies never travel \
             over http.",
        );
        refuse(
            base.path() != "/" || base.query().is_some() || base.fragment().is_some(),
            "PLODNEE_BASE_URL must end after the host: the service does not live under a path.",
        );
        refuse(
            self.key_file.is_none() && self.keys.is_none(),
            "PLODNEE_KEY_FILE (or PLODNEE_KEYS) is missing: make a key file with `plodnee keys`.",
        );
        refuse(
            self.key_file.is_some() && self.keys.is_some(),
            "PLODNEE_KEY_FILE and PLODNEE_KEYS are both set: keep one of them.",
        );
        let thaid = &self.thaid;
        refuse(
            !is_https(&thaid.issuer),
            "PLODNEE_THAID_ISSUER must be an https address without a trailing slash.",
        );
        refuse(
            is_loopback(&thaid.issuer),
            "PLODNEE_THAID_ISSUER points at this machine: the simulator never serves real people.",
        );
        refuse(
            thaid.client_id.is_empty(),
            "PLODNEE_THAID_CLIENT_ID is missing: DOPA issues it with the permission to use ThaiD.",
        );
        refuse(
            thaid.client_secret.expose_secret().is_empty(),
            "PLODNEE_THAID_CLIENT_SECRET is missing: DOPA issues it with the client id.",
        );
        refuse(
            thaid.api_key_header.is_some() != thaid.api_key_value.is_some(),
            "PLODNEE_THAID_API_KEY_HEADER and PLODNEE_THAID_API_KEY_VALUE go together: set both or \
             neither.",
        );
        refusals
    }
}

/// Accepts `2` or `2.3`: digits, at most one dot between them.
fn assurance_level(value: &str) -> Result<String, String> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (major, minor) = value.split_once('.').unwrap_or((value, "0"));
    if digits(major) && digits(minor) {
        Ok(value.to_owned())
    } else {
        Err("write a level such as 2.3".to_owned())
    }
}

fn is_https(issuer: &str) -> bool {
    Url::parse(issuer).is_ok_and(|url| url.scheme() == "https") && !issuer.ends_with('/')
}

fn is_loopback(issuer: &str) -> bool {
    let Ok(url) = Url::parse(issuer) else { return false };
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback() || ip.is_unspecified(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback() || ip.is_unspecified(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &[(&str, &str)] = &[
        ("--base-url", "https://debt.example.go.th"),
        ("--key-file", "keys.json"),
        ("--thaid-client-id", "portal"),
        ("--thaid-client-secret", "secret"),
    ];

    /// The good settings with some replaced; an empty value leaves the setting out.
    fn settings(changes: &[(&str, &str)]) -> Settings {
        let kept = GOOD.iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name));
        let given = kept.chain(changes).filter(|(_, value)| !value.is_empty());
        let flags: Vec<_> = given.map(|(name, value)| format!("{name}={value}")).collect();
        Settings::from_flags(&flags.iter().map(String::as_str).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn production_accepts_complete_settings() {
        assert_eq!(settings(&[]).refusals(), Vec::<String>::new());
    }

    #[test]
    fn each_refusal_of_production_names_its_setting() {
        let api_key = ("--thaid-api-key-header", "x-api-key");
        let cases: &[(&[(&str, &str)], &str)] = &[
            (&[("--base-url", "http://debt.example.go.th")], "PLODNEE_BASE_URL must be the https"),
            (&[("--base-url", "https://example.go.th/debt")], "PLODNEE_BASE_URL must end after"),
            (&[("--key-file", "")], "PLODNEE_KEY_FILE (or PLODNEE_KEYS) is missing"),
            (&[("--keys", "text")], "PLODNEE_KEY_FILE and PLODNEE_KEYS are both set"),
            (&[("--thaid-client-id", "")], "PLODNEE_THAID_CLIENT_ID is missing"),
            (&[("--thaid-client-secret", "")], "PLODNEE_THAID_CLIENT_SECRET is missing"),
            (&[("--thaid-issuer", "http://imauth.go.th")], "PLODNEE_THAID_ISSUER must be an https"),
            (&[("--thaid-issuer", "https://imauth.go.th/")], "without a trailing slash"),
            (&[("--thaid-issuer", "https://localhost:8081")], "PLODNEE_THAID_ISSUER points at"),
            (&[("--thaid-issuer", "https://127.0.0.9")], "PLODNEE_THAID_ISSUER points at"),
            (&[("--thaid-issuer", "https://[::1]:8081")], "PLODNEE_THAID_ISSUER points at"),
            (&[api_key], "PLODNEE_THAID_API_KEY_HEADER and PLODNEE_THAID_API_KEY_VALUE"),
        ];
        for (changes, sentence) in cases {
            let refusals = settings(changes).refusals();
            assert_eq!(refusals.len(), 1, "{changes:?}: {refusals:?}");
            assert!(refusals[0].contains(sentence), "{changes:?}: {refusals:?}");
        }
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let shown = format!("{:?}", settings(&[("--database-url", "postgres://u:hunter2@h/d")]));
        assert!(!shown.contains("hunter2") && !shown.contains("\"secret\""), "{shown}");
    }

    #[test]
    fn an_assurance_level_is_digits_with_at_most_one_dot() {
        for good in ["2", "2.3", "10.1"] {
            assert!(assurance_level(good).is_ok(), "{good}");
        }
        for bad in ["", ".", "2.", ".3", "2.3.1", "high", "-1"] {
            assert!(assurance_level(bad).is_err(), "{bad}");
        }
    }
}
