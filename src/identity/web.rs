//! Signing in and out (เข้าสู่ระบบ, ออกจากระบบ): to ThaiD, back from it, and what people read when it did not work.
//!
//! The callback always redirects, so that no page ever stands under an address with a code in it.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use chrono::TimeDelta;
use uuid::Uuid;

use super::store::{self, KEPT, Pending, Stray};
use super::{Fault, Person, Purpose};
use crate::web::form::Fields;
use crate::web::session::{self, Session, Subject};
use crate::web::{self, Error, Page, cookie, ok, see_other};
use crate::{App, audit, officer};

/// The cookie that ties a sign-in to the browser it began in.
const COOKIE: &str = "sign-in";

/// `POST /sign-in`: sends the browser to ThaiD. Fields: `purpose` (`citizen` unless given), `back` (where to go after).
pub async fn start(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let fields = Fields::read(&body);
    // Officers begin at their own entrance, with the code of their unit.
    let purpose = match fields.get("purpose") {
        "" => Purpose::Citizen,
        word => Purpose::from_word(word).ok_or(Error::Bad)?,
    };
    begin(&app, &headers, purpose, local_path(fields.get("back"))).await
}

/// Sends the browser to ThaiD, to come back to `back`.
pub async fn begin(
    app: &App,
    headers: &HeaderMap,
    purpose: Purpose,
    back: Option<&str>,
) -> Result<Response, Error> {
    let pending = Pending {
        purpose,
        nonce: session::random_token(),
        verifier: session::random_token(),
        return_path: back.map(str::to_owned),
        started_at: app.clock.now(),
    };
    let state = session::random_token();
    let address = match app.thaid.answers(app.clock.now()).await {
        Ok(()) => app.thaid.authorize_url(&state, &pending).await,
        Err(fault) => Err(fault),
    };
    let address = match address {
        Ok(address) => address,
        Err(fault) => return Ok(turned_back(fault, &pending)),
    };
    let name = session::cookie_name(app, COOKIE);
    // Kept when it is there already: two pages of one browser may both sign in.
    let browser = cookie(headers, &name).filter(|value| value.len() == state.len());
    let browser = browser.map_or_else(session::random_token, str::to_owned);
    store::begin(&app.db, &state, &browser, &pending).await?;
    Ok(with_cookies(see_other(address.as_str()), [session::set_cookie(app, &name, &browser, KEPT)]))
}

/// `GET /auth/thaid/callback`: finishes the sign-in that began in this browser.
pub async fn callback(State(app): State<App>, request: Request) -> Result<Response, Error> {
    let (mut parts, _) = request.into_parts();
    let answer = Fields::read(parts.uri.query().unwrap_or_default().as_bytes());
    let name = session::cookie_name(&app, COOKIE);
    let browser = cookie(&parts.headers, &name);
    let now = app.clock.now();
    let pending = match store::take(&app.db, answer.get("state"), browser, now).await? {
        Ok(pending) => pending,
        Err(stray) => return stray_arrival(&app, &mut parts, stray).await,
    };
    let person = match (answer.get("error"), answer.get("code")) {
        ("", "") => Err(Fault::Refused("no-code")),
        ("", code) => app.thaid.identify(code, &pending, now).await,
        (error, _) => Err(Fault::from_code(error)),
    };
    match person {
        Ok(person) => admit(&app, &parts.headers, &pending, &person).await,
        Err(fault) => Ok(turned_back(fault, &pending)),
    }
}

/// `POST /sign-out`: ends the session here. ThaiD has no session of ours to end.
pub async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Result<Response, Error> {
    let cleared = session::sign_out(&app, &headers).await?;
    Ok(with_cookies(see_other("/"), [cleared]))
}

/// Opens a new session for a proved person and sends them where they wanted to go.
async fn admit(
    app: &App,
    headers: &HeaderMap,
    pending: &Pending,
    person: &Person,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (subject, address) = match pending.purpose {
        Purpose::Citizen => {
            let debtor_id = store::remember(&mut tx, &app.keys, person, now).await?;
            audit::debtor(&mut tx, debtor_id, "signed-in", None, now).await?;
            let address = pending.return_path.as_deref().unwrap_or(pending.purpose.entrance());
            (Subject::Debtor(debtor_id), address.to_owned())
        }
        Purpose::Officer => {
            officer::web::entrance::admit(app, &mut tx, pending.return_path.as_deref(), person)
                .await?
        }
    };
    let opened = session::sign_in(app, &mut tx, headers, subject).await?;
    tx.commit().await?;
    let done = session::set_cookie(app, &session::cookie_name(app, COOKIE), "", TimeDelta::zero());
    Ok(with_cookies(see_other(&address), [opened, done]))
}

/// Someone came back to a sign-in that is not there. Who is signed in already pressed twice, or went back a page.
async fn stray_arrival(
    app: &App,
    parts: &mut axum::http::request::Parts,
    stray: Stray,
) -> Result<Response, Error> {
    if let Some(session) = Session::of(app, parts).await? {
        let purpose = session.debtor().map_or(Purpose::Officer, |_| Purpose::Citizen);
        return Ok(see_other(purpose.entrance()));
    }
    tracing::info!(
        sign_in.stray = stray.code(),
        "a sign-in could not be continued: {}",
        stray.code()
    );
    Ok(match stray {
        Stray::Expired(pending) => Ending::Again.reached(&pending, None),
        Stray::Unknown | Stray::OtherBrowser => see_other(Ending::Again.path()),
    })
}

/// Leads to the page that fits a fault; logs its code under the number that the page shows.
fn turned_back(fault: Fault, pending: &Pending) -> Response {
    let code = fault.code();
    match fault {
        Fault::Declined => Ending::Declined.reached(pending, None),
        Fault::Unavailable(_) => {
            tracing::warn!(thaid.fault = code, "ThaiD is unavailable: {code}");
            Ending::Unavailable.reached(pending, None)
        }
        Fault::Refused(_) => {
            let id = Uuid::now_v7().simple().to_string();
            let number = &id[id.len() - 8..];
            tracing::warn!(
                thaid.fault = code,
                error.number = number,
                "sign-in {number} refused: {code}"
            );
            Ending::Failed.reached(pending, Some(number))
        }
    }
}

/// How a sign-in ended that admitted nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The person chose ไม่ยินยอม.
    Declined,
    /// What ThaiD sent was not accepted.
    Failed,
    /// It began too long ago, in another browser, or is used up.
    Again,
    /// ThaiD is down or slow.
    Unavailable,
}

impl Ending {
    const ALL: [(Ending, &'static str); 4] = [
        (Ending::Declined, "/sign-in/declined"),
        (Ending::Failed, "/sign-in/failed"),
        (Ending::Again, "/sign-in/again"),
        (Ending::Unavailable, "/sign-in/unavailable"),
    ];

    fn path(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find_map(|(ending, path)| (ending == self).then_some(path))
            .unwrap_or("/")
    }

    /// Leads to the page; `number` is what its reader quotes to us.
    fn reached(self, pending: &Pending, number: Option<&str>) -> Response {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("purpose", pending.purpose.word());
        query.extend_pairs(pending.return_path.iter().map(|back| ("back", back)));
        query.extend_pairs(number.map(|number| ("number", number)));
        see_other(&format!("{}?{}", self.path(), query.finish()))
    }

    /// The title and the paragraphs, as keys of `locales/`.
    fn words(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Ending::Declined => {
                ("sign-in-declined-title", &["sign-in-declined-why", "sign-in-declined-what"])
            }
            Ending::Failed => {
                ("sign-in-failed-title", &["sign-in-failed-why", "sign-in-failed-what"])
            }
            Ending::Again => ("sign-in-again-title", &["sign-in-again-why", "sign-in-again-what"]),
            Ending::Unavailable => (
                "sign-in-unavailable-title",
                &["sign-in-unavailable-why", "sign-in-unavailable-what"],
            ),
        }
    }
}

#[derive(askama::Template)]
#[template(path = "identity/ended.html")]
struct EndedPage {
    page: Page,
    title: &'static str,
    paragraphs: &'static [&'static str],
    number: String,
    /// What the sign-in was for; unknown where it is not there any more.
    purpose: Option<Purpose>,
    back: String,
}

impl EndedPage {
    fn is_officers(&self) -> bool {
        self.purpose == Some(Purpose::Officer)
    }
}

/// `GET /sign-in/{ending}`: says how a sign-in ended, that nothing is lost, and what can be done.
pub async fn ended(
    mut page: Page,
    Path(word): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let found =
        Ending::ALL.into_iter().find(|(_, path)| path.strip_prefix("/sign-in/") == Some(&word));
    let (ending, _) = found.ok_or(Error::NotFound)?;
    let fields = Fields::read(query.unwrap_or_default().as_bytes());
    let (title, paragraphs) = ending.words();
    page.address.clone_from(&page.path);
    // Only what has the form of our own numbers: nobody else's words on our page.
    let number = Some(fields.get("number"))
        .filter(|n| n.len() == 8 && n.bytes().all(|b| b.is_ascii_hexdigit()))
        .unwrap_or_default();
    Ok(ok(&EndedPage {
        page,
        title,
        paragraphs,
        number: number.to_owned(),
        purpose: Purpose::from_word(fields.get("purpose")),
        back: local_path(fields.get("back")).unwrap_or_default().to_owned(),
    }))
}

/// A path of this service to return to, or nothing: never another site, in any browser's reading of it.
///
/// Browsers take `\` for `/` and drop tabs and line ends, so `/\evil.example` and `/<tab>/evil.example` would leave.
#[must_use]
pub fn local_path(path: &str) -> Option<&str> {
    let safe = web::is_local(path)
        && path.len() <= 500
        && !path.contains("//")
        && path.bytes().all(|b| b.is_ascii_graphic());
    // Coming back to a sign-in would go round in a circle.
    let circle = ["/sign-in", "/sign-out", "/auth/"].iter().any(|start| path.starts_with(start));
    (safe && !circle).then_some(path)
}

fn with_cookies<const N: usize>(mut response: Response, cookies: [HeaderValue; N]) -> Response {
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_are_returned_to() {
        for good in ["/", "/register", "/registration/debts/2?saved=1", "/register#main"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in [
            "",
            "register",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/a//b",
            "https://evil.example",
            "javascript:alert(1)",
            " /register",
            "/ไทย",
            "/a\r\nSet-Cookie: x=y",
            "/sign-in/failed",
            "/sign-out",
            "/auth/thaid/callback?code=x",
        ] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(500))), None);
    }

    #[test]
    fn every_ending_has_its_own_page() {
        for (ending, path) in Ending::ALL {
            assert_eq!(ending.path(), path);
        }
    }
}
