//! ทางเข้าเจ้าหน้าที่ — the code of the unit, then `ThaiD`, then an appointment at that unit that is valid today.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use sqlx::PgConnection;

use super::words::no_unit;
use crate::admin::announcements::{self, Shown};
use crate::identity::web::{begin, local_path};
use crate::identity::{Person, Purpose};
use crate::office::{self, Territory};
use crate::officer::{Appointment, store};
use crate::text::{Lang, ascii_digits};
use crate::web::form::{Fields, Problems, View};
use crate::web::officer::CHOOSE;
use crate::web::session::Subject;
use crate::web::{Error, Page, ok, unprocessable};
use crate::{App, audit};

/// Where officers begin their work.
pub const DESK: &str = "/office/desk";

#[derive(Template)]
#[template(path = "office/entrance.html")]
struct Entrance {
    page: Page,
    unit: View,
    problems: Vec<(String, String)>,
    /// The page to come back to after signing in; may be empty.
    back: String,
    /// What became of what was sent when the session had ended: `1`, a form is kept; `files`, files are not.
    kept: String,
    /// Why the session has ended before its time: `elsewhere` or `moved`; else empty.
    ended: String,
    announcements: Vec<Shown>,
}

/// `GET /office`: asks for the code of the unit.
pub async fn show(
    page: Page,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let mut conn = app.db.acquire().await?;
    let announcements = announcements::current(&mut conn, app.clock.today(), page.lang).await?;
    Ok(ok(&draw(page, &asked, &Problems::default(), announcements)))
}

/// `POST /office`: a unit that exists leads on to `ThaiD`.
pub async fn start(
    mut page: Page,
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let fields = Fields::read(&body);
    let mut conn = app.db.acquire().await?;
    match unit(&mut conn, page.lang, fields.get("unit")).await? {
        Ok(unit) => {
            let back = address(&unit, fields.get("back"));
            begin(&app, &headers, Purpose::Officer, Some(&back)).await
        }
        Err(problems) => {
            page.private = true;
            Ok(unprocessable(&draw(page, &fields, &problems, Vec::new())))
        }
    }
}

fn draw(page: Page, fields: &Fields, problems: &Problems, announcements: Vec<Shown>) -> Entrance {
    Entrance {
        unit: View::of(&page, fields, problems, "unit"),
        problems: problems.summary(&page),
        back: back_to(fields.get("back")).unwrap_or_default().to_owned(),
        kept: fields.get("kept").to_owned(),
        ended: fields.get("ended").to_owned(),
        announcements,
        page,
    }
}

/// The typed unit as its code, or `nation` for the ministry. Only codes of the table count, never their pattern:
/// the letters give the code of a district's registration office or of a province, and municipalities have codes too.
async fn unit(
    conn: &mut PgConnection,
    lang: Lang,
    typed: &str,
) -> Result<Result<String, Problems>, Error> {
    let mut problems = Problems::default();
    let code = ascii_digits(typed).replace([' ', '-'], "");
    // The two levels that have no unit of their own in the letters.
    match code.as_str() {
        "nation" => return Ok(Ok(code)),
        "bangkok" => return Ok(Ok("10".into())),
        _ => {}
    }
    if code.is_empty() {
        problems.add("unit", "problem-unit-empty");
    } else if !matches!(code.len(), 2 | 4) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        problems.add("unit", "problem-unit-digits");
    } else if office::find(conn, &code).await?.is_some() {
        return Ok(Ok(code));
    } else {
        let (key, args) = no_unit(conn, lang, code).await?;
        problems.add_with("unit", key, args);
    }
    Ok(Err(problems))
}

/// Where an officer comes back to from `ThaiD`: the unit they named stands in it.
fn address(unit: &str, back: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("unit", unit);
    query.extend_pairs(back_to(back).map(|back| ("back", back)));
    format!("{CHOOSE}?{}", query.finish())
}

/// A page of the officers' to come back to.
pub(crate) fn back_to(path: &str) -> Option<&str> {
    local_path(path).filter(|path| path.starts_with("/office/"))
}

/// Admits an officer whom `ThaiD` has proved; gives their session and where they go. The one appointment at the unit
/// they named is theirs at once; otherwise they choose, or ask for one.
pub async fn admit(
    app: &App,
    tx: &mut PgConnection,
    return_path: Option<&str>,
    person: &Person,
) -> Result<(Subject, String), Error> {
    let now = app.clock.now();
    let officer_id = store::remember(tx, &app.keys, person, now).await?;
    let asked =
        Fields::read(return_path.and_then(|p| p.split_once('?')).unwrap_or_default().1.as_bytes());
    let valid = store::valid(tx, officer_id, app.clock.today()).await?;
    let here: Vec<&Appointment> =
        valid.iter().filter(|found| is_at(&found.unit.territory, asked.get("unit"))).collect();
    let (appointment_id, to) = match here[..] {
        [only] => (Some(only.id), back_to(asked.get("back")).unwrap_or(DESK).to_owned()),
        _ => (None, address(asked.get("unit"), asked.get("back"))),
    };
    let by = audit::By { officer_id, appointment_id };
    audit::deed(tx, Some(by), "signed-in", "session", None, now).await?;
    Ok((Subject::Officer { officer_id, appointment_id }, to))
}

/// Whether a territory is the unit of a code. A province's two digits name its centre and the province itself.
pub(super) fn is_at(territory: &Territory, unit: &str) -> bool {
    match territory {
        Territory::Office(code) | Territory::Province(code) => code == unit,
        Territory::Nation => unit == "nation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn officers_come_back_to_their_own_pages_only() {
        assert_eq!(back_to("/office/desk?stage=accepted"), Some("/office/desk?stage=accepted"));
        for elsewhere in ["/registration", "//evil.example", "https://evil.example/office/", ""] {
            assert_eq!(back_to(elsewhere), None, "{elsewhere}");
        }
        assert_eq!(
            address("4901", "/office/desk?stage=accepted"),
            "/office/appointments?unit=4901&back=%2Foffice%2Fdesk%3Fstage%3Daccepted"
        );
    }
}
