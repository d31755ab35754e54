//! What every page knows: its language, its reader, and how it is sent.

use askama::Template;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::session::Session;
use crate::officer::{Act, Appointment, Role};
use crate::text::{self, Lang};
use crate::{App, clock, config};

/// What every page knows of its reader. Handlers take it as an argument and hand it to their template.
#[derive(Debug, Clone)]
pub struct Page {
    /// The language the reader chose; Thai unless they did.
    pub lang: Lang,
    /// The path of this page, without query.
    pub path: String,
    /// The path and the query, for coming back to this very page in another language.
    pub address: String,
    /// The form token of the session; empty when nobody is signed in.
    pub csrf: String,
    /// Whether a debtor is signed in.
    pub signed_in: bool,
    /// Whether this installation is a demonstration with fictional data.
    pub demo: bool,
    /// Whether the page shows one person's data: never cached, never indexed.
    pub private: bool,
    /// The officer at work, on the officers' pages.
    pub officer: Option<Badge>,
    /// Which form that waited for this page it shows; empty where none waits.
    pub kept_token: String,
}

/// What an officer's pages say of who is at work.
#[derive(Debug, Clone)]
pub struct Badge {
    /// Their name.
    pub name: String,
    /// The role, in the reader's language.
    pub role_name: String,
    /// The unit, in the reader's language.
    pub unit: String,
    /// What the role may do: a label and its address each.
    pub menu: Vec<(String, &'static str)>,
}

impl Badge {
    /// The badge of an officer under an appointment.
    #[must_use]
    pub fn new(page: &Page, name: &str, appointment: &Appointment) -> Badge {
        let role = appointment.role;
        let desk = if role == Role::Observer { "officer-shared" } else { "officer-desk" };
        let menu = [
            (desk, "/office/desk", Act::Look),
            ("officer-register", "/office/intake", Act::Register),
            ("officer-calls", "/office/calls", Act::Work),
            ("officer-transfers", "/office/transfers", Act::Decide),
            ("officer-people", "/office/people", Act::Appoint),
            ("officer-admin", "/office/admin", Act::Administer),
            ("officer-audit", "/office/audit", Act::Audit),
            ("officer-figures", "/office/figures", Act::Figures),
        ];
        let allowed = menu.into_iter().filter(|(_, _, act)| role.may(*act));
        Badge {
            name: name.to_owned(),
            role_name: page.t(&format!("role-{}", role.word().replace('_', "-"))),
            unit: appointment.unit.name(page.lang).to_owned(),
            menu: allowed.map(|(key, address, _)| (page.t(key), address)).collect(),
        }
    }
}

impl Page {
    /// The page of a request whose session is not looked up: error pages, which must not need the database.
    #[must_use]
    pub fn without_session(app: &App, uri: &Uri, headers: &HeaderMap) -> Page {
        Page {
            lang: language(headers),
            path: uri.path().to_owned(),
            address: address(uri).to_owned(),
            csrf: String::new(),
            signed_in: false,
            demo: app.settings.profile == config::Profile::Demo,
            private: false,
            officer: None,
            kept_token: String::new(),
        }
    }

    /// A sentence of `locales/`, in the reader's language.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        text::t(self.lang, key)
    }

    /// A sentence with one value in it.
    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts are written in place")]
    #[must_use]
    pub fn t1(&self, key: &str, name: &str, value: impl ToString) -> String {
        text::t_args(self.lang, key, &[(name, &value.to_string())])
    }

    /// A sentence with two values in it.
    #[expect(clippy::needless_pass_by_value, reason = "numbers and texts are written in place")]
    #[must_use]
    pub fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl ToString,
        name2: &str,
        value2: impl ToString,
    ) -> String {
        text::t_args(self.lang, key, &[(name, &value.to_string()), (name2, &value2.to_string())])
    }

    /// Who a document comes from: the authority, or plainly nobody in a demonstration.
    #[must_use]
    pub fn issuer(&self) -> String {
        self.t(if self.demo { "poster-issuer-demo" } else { "poster-issuer" })
    }

    /// The language of a document for its reader.
    #[must_use]
    pub fn document_language(&self) -> documents::Lang {
        match self.lang {
            Lang::Th => documents::Lang::Th,
            Lang::En => documents::Lang::En,
        }
    }

    /// A text as official documents write it: numbers in Thai digits, in Thai.
    #[must_use]
    pub fn official(&self, text: &str) -> String {
        match self.lang {
            Lang::Th => clock::thai_digits(text),
            Lang::En => text.to_owned(),
        }
    }

    /// `th` or `en`, for the `lang` attribute.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.lang.code()
    }

    /// The address that changes the language and comes back to this page.
    #[must_use]
    pub fn other_language_url(&self) -> String {
        let other = match self.lang {
            Lang::Th => Lang::En,
            Lang::En => Lang::Th,
        };
        let mut back = url::form_urlencoded::Serializer::new(String::new());
        back.append_pair("back", &self.address);
        format!("/language/{}?{}", other.code(), back.finish())
    }

    /// The address of a built asset, by its plain name.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        super::assets::url(name).to_owned()
    }
}

impl FromRequestParts<App> for Page {
    type Rejection = super::Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Page, super::Error> {
        let mut page = Page::without_session(app, &parts.uri, &parts.headers);
        if let Some(session) = Session::of(app, parts).await? {
            page.signed_in = session.debtor().is_some();
            page.csrf = session.form_token();
        }
        Ok(page)
    }
}

/// Where to come back to: this page with its query, or the page that posts to an address which is no page.
fn address(uri: &Uri) -> &str {
    match super::guard::page_of(uri.path()) {
        page if page == uri.path() => uri.path_and_query().map_or("/", |address| address.as_str()),
        page => page,
    }
}

fn language(headers: &HeaderMap) -> Lang {
    cookie(headers, "language").and_then(Lang::from_code).unwrap_or(Lang::Th)
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Renders a template as the answer.
pub fn html(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(body) => (
            status,
            [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))],
            body,
        )
            .into_response(),
        Err(error) => super::Error::Internal(error.into()).into_response(),
    }
}

/// Renders a template as an ordinary answer.
pub fn ok(template: &impl Template) -> Response {
    html(StatusCode::OK, template)
}

/// Renders a form that came back with problems.
pub fn unprocessable(template: &impl Template) -> Response {
    html(StatusCode::UNPROCESSABLE_ENTITY, template)
}

/// Sends the browser on with a GET: the answer to every form that was saved.
#[must_use]
pub fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(error) => super::Error::Internal(error.into()).into_response(),
    }
}

/// A file to keep, never to be shown inside a page.
///
/// `name` must be ASCII: it is ours, not a person's.
pub fn download(media_type: &'static str, name: &str, bytes: impl Into<Body>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    match disposition {
        Ok(disposition) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
                (header::CONTENT_DISPOSITION, disposition),
            ],
            bytes.into(),
        )
            .into_response(),
        Err(error) => super::Error::Internal(error.into()).into_response(),
    }
}
