//! ค้นหาหน่วยรับลงทะเบียน — the finder of the 1,004 offices, and the page of each. Works without script.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::admin::{self, offices::Detail};
use crate::area::{self, Area};
use crate::office::{self, Office};
use crate::web::form::{Choice, Fields, Problems, View};
use crate::web::{self, Error, Page};
use crate::{App, text};

/// The most offices a search shows; whoever sees so many types more.
const SHOWN: usize = 50;

/// The longest text searched for, in characters.
const LONGEST: usize = 80;

#[derive(Template)]
#[template(path = "portal/offices.html")]
struct Finder {
    page: Page,
    province: View,
    provinces: Vec<Choice>,
    typed: View,
    problems: Vec<(String, String)>,
    found: Option<Found>,
}

/// What was found, and for what.
struct Found {
    heading: String,
    lines: Vec<Line>,
    /// Whether there are more than are shown.
    more: bool,
}

/// One office of a list.
struct Line {
    code: String,
    name: String,
    province: String,
}

/// `GET /offices?province=49` or `GET /offices?q=ปักธงชัย`.
pub async fn finder(page: Page, State(app): State<App>, uri: Uri) -> Result<Response, Error> {
    let asked = Fields::read(uri.query().unwrap_or_default().as_bytes());
    let mut problems = Problems::default();
    let mut conn = app.db.acquire().await?;
    let mut provinces = area::provinces(&mut conn).await?;
    area::sort(&mut provinces, page.lang);

    let found = if asked.get("q").is_empty() {
        match provinces.iter().find(|province| province.code == asked.get("province")) {
            Some(province) => {
                let offices = office::of_province(&mut conn, &province.code).await?;
                let name = province_name(&page, province);
                Some(list(&page, &provinces, offices, page.t1("finder-in", "province", name)))
            }
            None => None,
        }
    } else if let Ok(typed) = text::clean_line(asked.get("q"), LONGEST) {
        let offices = office::search(&mut conn, &typed).await?;
        let heading = page.t2("finder-found", "count", offices.len(), "typed", typed);
        Some(list(&page, &provinces, offices, heading))
    } else {
        problems.add("q", "finder-too-long");
        None
    };

    let choices = provinces
        .iter()
        .map(|province| Choice {
            value: province.code.clone(),
            label: province.name(page.lang).to_owned(),
            hint: String::new(),
        })
        .collect();
    Ok(web::ok(&Finder {
        province: View::of(&page, &asked, &problems, "province"),
        provinces: choices,
        typed: View::of(&page, &asked, &problems, "q"),
        problems: problems.summary(&page),
        found,
        page,
    }))
}

fn list(page: &Page, provinces: &[Area], mut offices: Vec<Office>, heading: String) -> Found {
    let more = offices.len() > SHOWN;
    offices.truncate(SHOWN);
    let line = |office: Office| Line {
        name: office.name(page.lang).to_owned(),
        province: provinces
            .iter()
            .find(|province| province.code == office.province_code)
            .map_or_else(String::new, |province| province_name(page, province)),
        code: office.code,
    };
    Found { heading, lines: offices.into_iter().map(line).collect(), more }
}

/// `จังหวัดมุกดาหาร`, `กรุงเทพมหานคร`; `Mukdahan Province`, `Bangkok`.
fn province_name(page: &Page, province: &Area) -> String {
    let name = province.name(page.lang);
    if area::in_bangkok(&province.code) {
        name.to_owned()
    } else {
        page.t1("finder-province-name", "name", name)
    }
}

#[derive(Template)]
#[template(path = "portal/one_office.html")]
struct OneOffice {
    page: Page,
    name: String,
    office: Office,
    kind: String,
    /// The province it lies in, for people.
    province: String,
    /// What it tells of itself, where the ministry has entered it.
    detail: Detail,
    /// Its note in the reader's language.
    note: String,
    /// The names of the sub-districts it serves; none for a provincial centre, which serves them all.
    subdistricts: Vec<String>,
}

#[derive(Template)]
#[template(path = "portal/no_office.html")]
struct NoOffice {
    page: Page,
    code: String,
    /// The name and code of the province that the code's first two digits name.
    province: Option<(String, String)>,
}

/// `GET /offices/{code}`: one office, or why there is none of that code.
pub async fn office(
    page: Page,
    State(app): State<App>,
    Path(code): Path<String>,
) -> Result<Response, Error> {
    if !matches!(code.len(), 2 | 4) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::NotFound);
    }
    let mut conn = app.db.acquire().await?;
    let provinces = area::provinces(&mut conn).await?;
    let province = provinces.into_iter().find(|province| code.starts_with(&province.code));
    let province = province.map(|area| (province_name(&page, &area), area.code));
    let Some(office) = office::find(&mut conn, &code).await? else {
        return Ok(web::html(StatusCode::NOT_FOUND, &NoOffice { page, code, province }));
    };
    let mut subdistricts = area::subdistricts(&mut conn, &code).await?;
    area::sort(&mut subdistricts, page.lang);
    let detail = admin::offices::detail(&mut conn, &code).await?.unwrap_or_default().0;
    Ok(web::ok(&OneOffice {
        note: detail.note(page.lang).to_owned(),
        detail,
        kind: page.t(match office.kind.as_str() {
            "district_office" => "finder-kind-district",
            "bangkok_district_office" => "finder-kind-bangkok",
            _ => "finder-kind-centre",
        }),
        province: province.map_or_else(String::new, |(name, _)| name),
        subdistricts: subdistricts.iter().map(|area| area.name(page.lang).to_owned()).collect(),
        name: office.name(page.lang).to_owned(),
        office,
        page,
    }))
}
