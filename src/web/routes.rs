//! Every address of the service, and who may use it.
//!
//! `docs/routes.md` is printed from this table by `plodnee routes`.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{get, post};

use super::{Error, assets, form, health, language};
use crate::App;
use crate::registration::web as registration;
use crate::{identity, portal};

/// Who may use an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// A signed-in debtor, and only for what is their own.
    Debtor,
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The pattern.
    pub path: &'static str,
    /// Who.
    pub who: Who,
}

/// The addresses and the router that answers them.
pub struct Table {
    /// One line an address, in the order of the page below.
    pub entries: Vec<Entry>,
    pub(super) router: Router<App>,
}

impl Table {
    fn get<H, T>(mut self, path: &'static str, who: Who, handler: H) -> Table
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.entries.push(Entry { method: "GET", path, who });
        self.router = self.router.route(path, get(handler));
        self
    }

    fn post<H, T>(mut self, path: &'static str, who: Who, handler: H) -> Table
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.entries.push(Entry { method: "POST", path, who });
        self.router = self.router.route(path, post(handler));
        self
    }
}

/// The largest request, in bytes: several photos at once.
const LARGEST_FILES: usize = 64 * 1024 * 1024;

/// The table.
#[must_use]
#[rustfmt::skip]
pub fn table() -> Table {
    use Who::{Anyone, Debtor};
    let files = DefaultBodyLimit::max(LARGEST_FILES);
    let mut table = Table { entries: Vec::new(), router: Router::new() }
        .get("/", Anyone, portal::landing)
        .get("/register", Anyone, portal::register)
        .get("/office", Anyone, portal::office)
        .get("/report", Anyone, portal::report)
        .get("/offices", Anyone, portal::finder)
        .get("/offices/{code}", Anyone, portal::one_office)
        .get("/law", Anyone, portal::law)
        .get("/privacy", Anyone, portal::privacy::current)
        .get("/privacy/{version}", Anyone, portal::privacy::one)
        .get("/quick-exit", Anyone, portal::quick_exit)
        .get("/about", Anyone, portal::about)
        .get("/posters", Anyone, portal::posters)
        .get("/posters/{file}", Anyone, portal::poster)
        .get("/posters/{entrance}/{file}", Anyone, portal::qr)
        .get("/robots.txt", Anyone, portal::robots)

        .post("/sign-in", Anyone, identity::web::start)
        .get("/sign-in/{ending}", Anyone, identity::web::ended)
        .get("/auth/thaid/callback", Anyone, identity::web::callback)
        .post("/sign-out", Anyone, identity::web::sign_out)

        .get("/registration", Debtor, registration::mine::show)
        .get("/registration/start", Debtor, registration::start::show)
        .post("/registration/start", Debtor, registration::start::begin)
        .get("/registration/form/{page}", Debtor, registration::form::show)
        .post("/registration/form/{page}", Debtor, registration::form::save)
        .get("/registration/debts", Debtor, registration::debts::list)
        .post("/registration/debts", Debtor, registration::debts::another)
        .get("/registration/debts/{number}/remove", Debtor, registration::debts::ask_remove)
        .post("/registration/debts/{number}/remove", Debtor, registration::debts::remove)
        .get("/registration/debts/{number}/{page}", Debtor, registration::form::show_debt)
        .post("/registration/debts/{number}/{page}", Debtor, registration::form::save_debt)
        .get("/registration/attachments", Debtor, registration::attachments::list)
        .post("/registration/attachments", Debtor, registration::attachments::add.layer(files))
        .get("/registration/attachments/{id}", Debtor, registration::attachments::open)
        .post("/registration/attachments/{id}/remove", Debtor, registration::attachments::remove)
        .get("/registration/check", Debtor, registration::check::show)
        .post("/registration/submit", Debtor, registration::check::submit)
        .get("/registration/receipt", Debtor, registration::receipt::show)
        .get("/registration/receipt.pdf", Debtor, registration::receipt::pdf)
        .get("/registration/versions/{version}", Debtor, registration::mine::version)
        .get("/registration/data.pdf", Debtor, registration::mine::data_pdf)
        .get("/registration/data.json", Debtor, registration::mine::data_json)
        .get("/registration/withdraw", Debtor, registration::withdraw::ask)
        .post("/registration/withdraw", Debtor, registration::withdraw::withdraw)
        .post("/registration/resume", Debtor, registration::withdraw::resume)

        .get("/verify", Anyone, registration::receipt::ask)
        .get("/verify/{receipt}", Anyone, registration::receipt::verify)

        .get("/healthz", Anyone, health::alive)
        .get("/readyz", Anyone, health::ready)
        .get("/language/{code}", Anyone, language::choose)
        .get("/exit", Anyone, language::exit)
        .get("/assets/{*path}", Anyone, assets::serve);
    let body = DefaultBodyLimit::max(form::LARGEST);
    table.router = table.router.layer(body).fallback(async || Error::NotFound);
    table
}
