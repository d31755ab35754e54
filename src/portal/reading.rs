//! หน้าอ่าน — pages that only want to be read: the law, leaving quickly, who made this.

use askama::Template;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::web::{self, Page};

#[derive(Template)]
#[template(path = "portal/law.html")]
struct Law {
    page: Page,
}

/// `GET /law`: the law in plain words, each statement with its source.
pub async fn law(page: Page) -> Response {
    web::ok(&Law { page })
}

#[derive(Template)]
#[template(path = "portal/quick_exit.html")]
struct QuickExit {
    page: Page,
}

/// `GET /quick-exit`: what leaving quickly hides, and what it cannot.
pub async fn quick_exit(page: Page) -> Response {
    web::ok(&QuickExit { page })
}

#[derive(Template)]
#[template(path = "portal/about.html")]
struct About {
    page: Page,
}

/// `GET /about`: what the project is, its licence, and whose data it uses.
pub async fn about(page: Page) -> Response {
    web::ok(&About { page })
}

/// `GET /robots.txt`: search engines may list what everybody may read, and nothing that belongs to a person.
pub async fn robots() -> Response {
    const RULES: &str = "User-agent: *\nDisallow: /registration\n\
         Disallow: /sign-in\nDisallow: /verify/\nDisallow: /exit\nDisallow: /language/\n";
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], RULES).into_response()
}
