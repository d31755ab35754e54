//! หน้าแรก — the first page: what this is, how to begin, what follows, and whom to call.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Standing, grouped, standing, store};
use crate::admin::announcements::{self, Shown};
use crate::clock::thai_date_time;
use crate::web::{self, Error, Page};
use crate::{App, campaign};

#[derive(Template)]
#[template(path = "portal/landing.html")]
struct Landing {
    page: Page,
    standing: Standing,
    announcements: Vec<Shown>,
    /// How many have registered so far, with the time of counting; nothing before the first.
    registered: Option<String>,
    /// The one official address, without its scheme.
    address: String,
}

/// `GET /`
pub async fn landing(page: Page, State(app): State<App>) -> Result<Response, Error> {
    let now = app.clock.now();
    let mut conn = app.db.acquire().await?;
    let campaign = campaign::store::current(&mut conn, app.clock.today()).await?;
    let announcements = announcements::current(&mut conn, app.clock.today(), page.lang).await?;
    let count = store::registered(&mut conn, &campaign).await?;
    let registered = (count > 0).then(|| {
        let as_of = thai_date_time(now, page.lang);
        page.t2("landing-registered", "count", grouped(count), "time", as_of)
    });
    let standing = standing(&page, &campaign, now);
    let address = app.settings.base_url.authority().to_owned();
    Ok(web::ok(&Landing { page, standing, announcements, registered, address }))
}
