//! One sign-in (รายการยืนยันตัวตน), from the QR page to the callback.

use data_encoding::BASE32_NOPAD;
use url::Url;

use crate::clock::now;
use crate::simulation::{Grant, Simulation, secret};

/// Seconds for which the QR page waits. DOPA's is not known; integrators assume 2 to 5 minutes.
const LIFE: i64 = 5 * 60;

/// A sign-in under way.
#[derive(Debug, Clone)]
pub(crate) struct Transaction {
    /// `txID`.
    pub(crate) id: String,
    /// The text in the QR image, beginning with `AUTHEN-`.
    pub(crate) qr_text: String,
    /// The short reference that the person compares (หมายเลขอ้างอิง).
    pub(crate) ref_code: String,
    /// What the relying party asks for.
    pub(crate) request: Request,
    /// When it began, in Unix seconds.
    pub(crate) started: i64,
    /// How far it has come.
    pub(crate) stage: Stage,
    /// Whether the browser has been sent to the callback.
    pub(crate) delivered: bool,
}

/// A valid authorize request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) state: String,
    pub(crate) nonce: Option<String>,
}

/// How far a sign-in has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nobody has scanned the code.
    Waiting,
    /// The app is unlocked by the holder of this number, who is asked for consent.
    Unlocked(String),
    /// The holder of this number consented and is asked for the PIN again.
    Consented(String),
    /// The person answered, and nothing comes of it.
    Silent,
    /// The person answered; the browser has to go to this address.
    Answered(String),
}

/// What a person says to the consent question.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Decision<'a> {
    /// The holder of this number consents.
    Approve(&'a str),
    /// ไม่ยินยอม
    Decline,
}

/// Why a sign-in cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    /// There is none of this id.
    Unknown,
    /// It waited too long.
    Expired,
}

impl Simulation {
    /// Begins a sign-in.
    pub(crate) fn begin(&self, request: Request) -> Transaction {
        let transaction = Transaction {
            id: secret(""),
            qr_text: secret("AUTHEN-"),
            ref_code: BASE32_NOPAD.encode(&rand::random::<[u8; 5]>())[..6].to_owned(),
            request,
            started: now(),
            stage: Stage::Waiting,
            delivered: false,
        };
        self.book().transactions.insert(transaction.id.clone(), transaction.clone());
        transaction
    }

    /// The sign-in of this id, if it still goes on or was answered in time.
    pub(crate) fn transaction(&self, id: &str) -> Result<Transaction, Gone> {
        let found = self.book().transactions.get(id).cloned().ok_or(Gone::Unknown)?;
        let answered = matches!(found.stage, Stage::Answered(_));
        let late = now() >= found.started + LIFE || self.switches().expire;
        if late && !answered { Err(Gone::Expired) } else { Ok(found) }
    }

    /// Notes how far the phone has come.
    pub(crate) fn advance(&self, id: &str, stage: Stage) {
        if let Some(transaction) = self.book().transactions.get_mut(id) {
            transaction.stage = stage;
        }
    }

    /// Notes that the browser was sent to the callback.
    pub(crate) fn delivered(&self, id: &str) {
        if let Some(transaction) = self.book().transactions.get_mut(id) {
            transaction.delivered = true;
        }
    }

    /// Takes the person's answer. A second answer changes nothing: the first one stands.
    pub(crate) fn answer(&self, id: &str, decision: Decision<'_>) -> Result<Stage, Gone> {
        let transaction = self.transaction(id)?;
        if let Stage::Answered(_) = transaction.stage {
            return Ok(transaction.stage);
        }
        let switches = self.switches();
        let stage = match decision {
            _ if switches.never_answer => Stage::Silent,
            Decision::Approve(pid) if !switches.decline => {
                let code = self.issue_code(pid, &transaction.request);
                Stage::Answered(self.callback(&transaction.request, &[("code", &code)]))
            }
            _ => Stage::Answered(self.callback(
                &transaction.request,
                &[("error", "user_denied"), ("error_description", "The user denied the request")],
            )),
        };
        self.advance(id, stage.clone());
        Ok(stage)
    }

    /// The callback with these members and `state`.
    pub(crate) fn callback(&self, request: &Request, members: &[(&str, &str)]) -> String {
        let switches = self.switches();
        let state = match () {
            () if switches.drop_state => None,
            () if switches.alter_state => Some(format!("altered{}", request.state)),
            () => Some(request.state.clone()),
        };
        let Ok(mut url) = Url::parse(&request.redirect_uri) else {
            return request.redirect_uri.clone(); // cannot happen: the settings were checked
        };
        url.query_pairs_mut()
            .extend_pairs(members)
            .extend_pairs(state.map(|state| ("state", state)));
        url.into()
    }

    fn issue_code(&self, pid: &str, request: &Request) -> String {
        let code = secret("sim-code-");
        let grant = Grant {
            pid: pid.to_owned(),
            scopes: request.scopes.clone(),
            nonce: request.nonce.clone(),
            redirect_uri: request.redirect_uri.clone(),
            consented: now(),
        };
        self.book().codes.insert(code.clone(), grant);
        code
    }
}
