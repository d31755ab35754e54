//! โปสเตอร์ — the poster and the QR code of each entrance, to hang up in an office.

use std::collections::BTreeMap;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use documents::{Bilingual, Poster};
use tokio::sync::Mutex;

use crate::App;
use crate::config::Profile;
use crate::text::{self, Lang};
use crate::web::{self, Error, Page};

/// The entrances that have a poster, and how many steps each poster shows.
const ENTRANCES: [(&str, usize); 3] = [("register", 4), ("office", 4), ("report", 4)];

/// The side of a QR code's PNG in pixels: 8 cm in print at 300 dots an inch.
const PNG_PIXELS: u32 = 944;

/// Posters made since the start, by the address they show. Typesetting one is work.
static MADE: Mutex<BTreeMap<String, Bytes>> = Mutex::const_new(BTreeMap::new());

#[derive(Template)]
#[template(path = "portal/posters.html")]
struct Posters {
    page: Page,
    entrances: Vec<Shown>,
}

struct Shown {
    word: &'static str,
    title: String,
    lead: String,
    url: String,
}

/// `GET /posters`: every poster and QR code.
pub async fn posters(page: Page, State(app): State<App>) -> Response {
    let shown = |(word, _)| Shown {
        word,
        title: page.t(&format!("poster-{word}-title")),
        lead: page.t(&format!("poster-{word}-lead")),
        url: address(&app, word),
    };
    let entrances = ENTRANCES.map(shown).into();
    web::ok(&Posters { page, entrances })
}

/// `GET /posters/{file}`: `register.pdf`, `office.pdf` or `report.pdf`.
pub async fn poster(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Error> {
    let word = file.strip_suffix(".pdf").ok_or(Error::NotFound)?;
    let (word, steps) = entrance(word)?;
    let poster = words(&app, word, steps);
    let mut made = MADE.lock().await;
    let pdf = if let Some(pdf) = made.get(&poster.url) {
        pdf.clone()
    } else {
        let url = poster.url.clone();
        let pdf = tokio::task::spawn_blocking(move || documents::poster(&poster)).await??;
        made.entry(url).or_insert(pdf.into()).clone()
    };
    Ok(web::download("application/pdf", &format!("plodnee-{word}.pdf"), pdf))
}

/// `GET /posters/{entrance}/{file}`: `qr.svg` or `qr.png`.
pub async fn qr(
    State(app): State<App>,
    Path((word, file)): Path<(String, String)>,
) -> Result<Response, Error> {
    let (word, _) = entrance(&word)?;
    let url = address(&app, word);
    match file.as_str() {
        "qr.svg" => {
            let name = format!("plodnee-{word}-qr.svg");
            Ok(web::download("image/svg+xml", &name, documents::qr::svg(&url)?))
        }
        "qr.png" => {
            let name = format!("plodnee-{word}-qr.png");
            Ok(web::download("image/png", &name, documents::qr::png(&url, PNG_PIXELS)?))
        }
        _ => Err(Error::NotFound),
    }
}

fn entrance(word: &str) -> Result<(&'static str, usize), Error> {
    ENTRANCES.into_iter().find(|(name, _)| *name == word).ok_or(Error::NotFound)
}

/// The address that a QR code opens.
fn address(app: &App, word: &str) -> String {
    format!("{}/{word}", app.settings.base_url.as_str().trim_end_matches('/'))
}

fn words(app: &App, word: &str, steps: usize) -> Poster {
    let say = |part: &str| {
        let key = format!("poster-{part}");
        Bilingual { th: text::t(Lang::Th, &key), en: text::t(Lang::En, &key) }
    };
    let url = address(app, word);
    let short_url = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest).to_owned();
    Poster {
        made_at: app.clock.now(),
        issuer: say(match app.settings.profile {
            Profile::Demo => "issuer-demo",
            Profile::Production => "issuer",
        }),
        title: say(&format!("{word}-title")),
        lead: say(&format!("{word}-lead")),
        url,
        short_url,
        steps: (1..=steps).map(|step| say(&format!("{word}-step-{step}"))).collect(),
    }
}
