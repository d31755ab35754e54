//! ใครเปิดดูเรื่องของฉัน — every look and deed of officers on the debtor's file: as what, where from, what for.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use crate::audit::{self, Look};
use crate::text::{self, Lang};
use crate::web::form::Fields;
use crate::web::{Debtor, Error, Page, ok};
use crate::{App, clock};

/// How many a page lists.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "registration/looks.html")]
struct Looks {
    page: Page,
    lines: Vec<Line>,
    next: String,
    later: bool,
}

struct Line {
    when: String,
    what: String,
    who: String,
    purpose: String,
}

/// `GET /registration/looks`.
pub async fn show(
    debtor: Debtor,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let asked = Fields::read(query.unwrap_or_default().as_bytes());
    let before = asked.get("before").parse().ok();
    let mut conn = app.db.acquire().await?;
    let mut looks = audit::looks(&mut conn, debtor.id, before, i64::try_from(PAGE + 1)?).await?;
    let more = looks.len() > PAGE;
    looks.truncate(PAGE);
    let page = debtor.page;
    let next = match looks.last() {
        Some(last) if more => format!("/registration/looks?before={}", last.id),
        _ => String::new(),
    };
    let lines = looks.iter().map(|look| line(&page, look)).collect();
    Ok(ok(&Looks { lines, next, later: before.is_some(), page }))
}

fn line(page: &Page, look: &Look) -> Line {
    let known = |key: String, other: &str| {
        if text::has(page.lang, &key) { page.t(&key) } else { page.t(other) }
    };
    let role = look.role.as_deref().unwrap_or_default().replace('_', "-");
    let unit = match page.lang {
        Lang::Th => &look.unit_th,
        Lang::En => &look.unit_en,
    };
    let unit = unit.clone().unwrap_or_else(|| page.t("looks-ministry"));
    Line {
        when: clock::thai_date_time(look.at, page.lang),
        what: known(format!("deed-{}", look.action), "deed-other"),
        who: match look.actor.as_str() {
            "system" => page.t("actor-system"),
            _ => format!("{} – {unit}", known(format!("role-{role}"), "actor-officer")),
        },
        purpose: match &look.purpose {
            Some(purpose) => known(format!("purpose-{purpose}"), "purpose-work"),
            None => String::new(),
        },
    }
}
