//! Every address of the service, and who may use it.
//!
//! `docs/routes.md` is printed from this table by `plodnee routes`.

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{get, post};
use axum::{Extension, Router};

use super::{Error, assets, form, health, language};
use crate::App;
use crate::admin::web as admin;
use crate::calculator::web as calculator;
use crate::case::web as case;
use crate::intake::web as intake;
use crate::officer::Act;
use crate::officer::web as officer;
use crate::registration::{attachment, web as registration};
use crate::{identity, portal};

/// Who may use an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// A signed-in debtor, and only for what is their own.
    Debtor,
    /// Somebody whom ThaiD proved at the officers' entrance, with or without an appointment.
    Proved,
    /// An officer whose role may do this, and only in their own territory.
    Officer(Act),
}

/// What an address needs, for the guard in front of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs(pub(super) Who);

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
        self.router = self.router.route(path, get(handler.layer(Extension(Needs(who)))));
        self
    }

    fn post<H, T>(mut self, path: &'static str, who: Who, handler: H) -> Table
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.entries.push(Entry { method: "POST", path, who });
        self.router = self.router.route(path, post(handler.layer(Extension(Needs(who)))));
        self
    }
}

/// The largest request, in bytes: twice all the files that a registration takes. They are read one by one.
const LARGEST_FILES: usize = 2 * attachment::MOST * attachment::LARGEST;

/// The largest request with a list of offices, in bytes: somewhat more than is read of it, so that it is told.
const LARGEST_LIST: usize = 8 * 1024 * 1024;

/// The table.
#[must_use]
#[expect(clippy::too_many_lines, reason = "every address on one page")]
#[rustfmt::skip]
pub fn table() -> Table {
    use Act::{Administer, Appoint, Assign, Audit, Compare, Decide, Enter, Figures, Look, Register, Work};
    use Who::{Anyone, Debtor, Officer, Proved};
    let files = DefaultBodyLimit::max(LARGEST_FILES);
    let lists = DefaultBodyLimit::max(LARGEST_LIST);
    let json = DefaultBodyLimit::max(calculator::api::LARGEST);
    let mut table = Table { entries: Vec::new(), router: Router::new() }
        .get("/", Anyone, portal::landing)
        .get("/register", Anyone, portal::register)
        .get("/office", Anyone, officer::entrance::show)
        .post("/office", Anyone, officer::entrance::start)
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
        .get("/registration/debts/{number}/balance", Debtor, calculator::debt::balance)
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
        .get("/registration/messages", Debtor, case::news::messages)
        .get("/registration/corrections", Debtor, case::news::corrections)
        .get("/registration/looks", Debtor, registration::looks::show)
        .get("/registration/data.pdf", Debtor, registration::data::pdf)
        .get("/registration/data.json", Debtor, registration::data::json)
        .get("/registration/withdraw", Debtor, registration::withdraw::ask)
        .post("/registration/withdraw", Debtor, registration::withdraw::withdraw)
        .post("/registration/resume", Debtor, registration::withdraw::resume)

        .get("/office/appointments", Proved, officer::choose::show)
        .post("/office/appointments", Proved, officer::choose::choose)
        .get("/office/appointments/ask", Proved, officer::ask::show)
        .post("/office/appointments/ask", Proved, officer::ask::ask)
        .post("/office/appointments/ask/{id}/withdraw", Proved, officer::ask::withdraw)
        .get("/office/people", Officer(Appoint), officer::people::show)
        .post("/office/people", Officer(Appoint), officer::people::search)
        .get("/office/people/grant", Officer(Appoint), officer::grant::show)
        .post("/office/people/grant", Officer(Appoint), officer::grant::grant)
        .get("/office/people/requests/{id}", Officer(Appoint), officer::grant::request)
        .post("/office/people/requests/{id}", Officer(Appoint), officer::grant::decide)
        .get("/office/people/{id}", Officer(Appoint), officer::appointment::show)
        .post("/office/people/{id}/end", Officer(Appoint), officer::appointment::end)
        .post("/office/people/{id}/revoke", Officer(Appoint), officer::appointment::revoke)
        .get("/office/audit", Officer(Audit), officer::trail::show)
        .get("/office/audit.csv", Officer(Audit), officer::trail::export)
        .get("/office/figures", Officer(Figures), officer::figures::show)
        .get("/office/figures.csv", Officer(Figures), officer::figures::export)
        .get("/office/admin", Officer(Administer), admin::index)
        .get("/office/admin/rounds", Officer(Administer), admin::rounds::list)
        .get("/office/admin/rounds/new", Officer(Administer), admin::rounds::new)
        .post("/office/admin/rounds/new", Officer(Administer), admin::rounds::open)
        .get("/office/admin/rounds/{id}", Officer(Administer), admin::rounds::show)
        .post("/office/admin/rounds/{id}", Officer(Administer), admin::rounds::change)
        .get("/office/admin/offices", Officer(Administer), admin::offices::find)
        .get("/office/admin/offices/{code}", Officer(Administer), admin::offices::show)
        .post("/office/admin/offices/{code}", Officer(Administer), admin::offices::save)
        .get("/office/admin/announcements", Officer(Administer), admin::announcements::list)
        .post("/office/admin/announcements", Officer(Administer), admin::announcements::publish)
        .post("/office/admin/announcements/{id}/withdraw", Officer(Administer), admin::announcements::withdraw)
        .get("/office/admin/reference", Officer(Administer), admin::reference::list)
        .post("/office/admin/reference", Officer(Administer), admin::reference::upload.layer(lists))
        .get("/office/admin/reference/lists/{list}", Officer(Administer), admin::reference::export)
        .get("/office/admin/reference/{id}", Officer(Administer), admin::reference::show)
        .post("/office/admin/reference/{id}/apply", Officer(Administer), admin::reference::apply)
        .post("/office/admin/reference/{id}/undo", Officer(Administer), admin::reference::undo)

        .get("/office/desk", Officer(Enter), case::desk::show)
        .get("/office/search", Officer(Look), case::search::ask)
        .post("/office/search", Officer(Look), case::search::find)
        .get("/office/cases/{id}", Officer(Look), case::show::show)
        .get("/office/cases/{id}/present", Officer(Look), case::present::show)
        .get("/office/cases/{id}/attachments/{attachment}", Officer(Look), case::show::attachment)
        .post("/office/cases/{id}/accept", Officer(Work), case::accept::accept)
        .get("/office/cases/{id}/assign", Officer(Work), case::assign::ask)
        .post("/office/cases/{id}/assign", Officer(Work), case::assign::assign)
        .get("/office/cases/{id}/duplicates", Officer(Compare), case::duplicates::show)
        .post("/office/cases/{id}/duplicates", Officer(Decide), case::duplicates::decide)
        .get("/office/cases/{id}/reopen", Officer(Assign), case::reopen::ask)
        .post("/office/cases/{id}/reopen", Officer(Assign), case::reopen::save)
        .get("/office/cases/{id}/share", Officer(Assign), case::share::show)
        .post("/office/cases/{id}/share", Officer(Assign), case::share::share)
        .post("/office/cases/{id}/share/{share}/revoke", Officer(Assign), case::share::revoke)
        .get("/office/intake", Officer(Register), intake::search::show)
        .post("/office/intake", Officer(Register), intake::search::search)
        .get("/office/intake/begin", Officer(Register), intake::begin::show)
        .post("/office/intake/begin", Officer(Register), intake::begin::begin)
        .get("/office/intake/{id}", Officer(Register), intake::sheet::own)
        .post("/office/intake/{id}", Officer(Register), intake::save::own)
        .post("/office/intake/{id}/debts", Officer(Register), intake::save::another)
        .get("/office/intake/{id}/debts/{number}", Officer(Register), intake::sheet::debt)
        .post("/office/intake/{id}/debts/{number}", Officer(Register), intake::save::debt)
        .post("/office/intake/{id}/debts/{number}/remove", Officer(Register), intake::save::remove)
        .get("/office/intake/{id}/attachments", Officer(Register), intake::attachments::list)
        .post("/office/intake/{id}/attachments", Officer(Register), intake::attachments::add.layer(files))
        .get("/office/intake/{id}/attachments/{attachment}", Officer(Register), intake::attachments::open)
        .post("/office/intake/{id}/attachments/{attachment}/remove", Officer(Register), intake::attachments::remove)
        .get("/office/intake/{id}/visit", Officer(Register), intake::visit::ask)
        .post("/office/intake/{id}/visit", Officer(Register), intake::visit::state)
        .get("/office/intake/{id}/check", Officer(Register), intake::finish::check)
        .post("/office/intake/{id}/submit", Officer(Register), intake::finish::submit)
        .get("/office/intake/{id}/receipt", Officer(Register), intake::finish::receipt)
        .get("/office/intake/{id}/receipt.pdf", Officer(Register), intake::finish::pdf)

        .get("/office/cases/{id}/look", Officer(Look), case::look::ask)
        .post("/office/cases/{id}/look", Officer(Look), case::look::state)

        .get("/office/calls", Officer(Work), case::call_list::show)
        .get("/office/cases/{id}/calls", Officer(Work), case::calls::show)
        .post("/office/cases/{id}/calls", Officer(Work), case::calls::save)
        .get("/office/cases/{id}/messages", Officer(Work), case::messages::show)
        .post("/office/cases/{id}/messages", Officer(Work), case::messages::send)
        .get("/office/cases/{id}/answers/{debt}/{page}", Officer(Work), case::answers::show)
        .post("/office/cases/{id}/answers/{debt}/{page}", Officer(Work), case::answers::save)
        .get("/office/cases/{id}/transfer", Officer(Decide), case::transfers::show)
        .post("/office/cases/{id}/transfer", Officer(Decide), case::transfers::save)
        .get("/office/transfers", Officer(Decide), case::decide::show_list)
        .get("/office/transfers/{id}", Officer(Decide), case::decide::show)
        .post("/office/transfers/{id}", Officer(Decide), case::decide::decide)

        .get("/calculator", Anyone, calculator::show)
        .post("/calculator", Anyone, calculator::answer)
        .post("/calculator/pdf", Anyone, calculator::pdf)
        .post("/api/v1/calculations", Anyone, calculator::api::calculations.layer(json))
        .get("/office/cases/{id}/debts/{number}/balance", Officer(Look), calculator::office::show)
        .post("/office/cases/{id}/debts/{number}/balance", Officer(Work), calculator::office::keep)

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
