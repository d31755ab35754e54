//! Forms: what was typed, what is wrong with it, and how both come back to the page.

use std::collections::BTreeMap;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::guard::{Debtor, sign_in_address};
use super::session::Session;
use super::{Error, Page};
use crate::App;
use crate::seal::Place;
use crate::text;

/// The largest form without files that is kept, in bytes.
pub(super) const LARGEST: usize = 256 * 1024;
/// The largest page of the form that is read at all, in bytes. What is too long to keep is shown again, to be shortened.
const MOST_READ: usize = 2 * 1024 * 1024;

/// What was typed, by field name, as it came. A field can have several values.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(BTreeMap<String, Vec<String>>);

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fields({:?})", self.0.keys().collect::<Vec<_>>()) // names, never what was typed
    }
}

impl Fields {
    /// Reads `name=value&…`. A line ends with LF, as on the page: a browser sends CRLF for it, in hidden fields too
    /// (HTML, "Constructing the entry list" and "URL-encoded form data").
    #[must_use]
    pub fn read(body: &[u8]) -> Fields {
        let mut fields = Fields::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            fields.add(&name, value.replace("\r\n", "\n"));
        }
        fields
    }

    /// A form with these fields.
    #[cfg(test)]
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Fields {
        let mut fields = Fields::default();
        for (name, value) in pairs {
            fields.add(name, *value);
        }
        fields
    }

    /// The first value of a field, without surrounding space; empty when absent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.all(name).first().map_or("", |value| value.trim())
    }

    /// Every value of a field.
    #[must_use]
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a field has this value.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).iter().any(|v| v == value)
    }

    /// Adds a value to a field.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.entry(name.to_owned()).or_default().push(value.into());
    }

    /// Replaces a field's values.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), vec![value.into()]);
    }

    /// Takes a field out.
    pub fn take(&mut self, name: &str) -> Vec<String> {
        self.0.remove(name).unwrap_or_default()
    }

    /// Leaves out what is blank: a field without an answer, and blank values at the end of a list.
    pub fn drop_blank(&mut self) {
        self.0.retain(|_, values| {
            let filled = values.iter().rposition(|value| !value.trim().is_empty());
            values.truncate(filled.map_or(0, |last| last + 1));
            !values.is_empty()
        });
    }

    /// Adds every field of another form.
    pub fn extend(&mut self, other: Fields) {
        self.0.extend(other.0);
    }

    /// Every name with each of its values.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(name, values)| values.iter().map(|v| (name.as_str(), v.as_str())))
    }

    /// Whether nothing was filled in.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.values().flatten().all(|value| value.trim().is_empty())
    }

    /// Whether it is small enough to be kept.
    #[must_use]
    pub fn fit(&self) -> bool {
        self.0.values().flatten().map(String::len).sum::<usize>() <= LARGEST
    }

    /// Keeps only the fields that `wanted` names.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.0.retain(|name, _| wanted(name));
    }
}

/// One thing wrong with one field: a key of `locales/` and the values in its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field it stands at.
    pub field: String,
    /// The sentence.
    pub key: &'static str,
    /// What the sentence names.
    pub args: Vec<(&'static str, String)>,
}

/// Everything wrong with a form, in the order of its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Notes a problem.
    pub fn add(&mut self, field: &str, key: &'static str) {
        self.add_with(field, key, vec![]);
    }

    /// Notes a problem whose sentence has values in it.
    pub fn add_with(&mut self, field: &str, key: &'static str, args: Vec<(&'static str, String)>) {
        self.0.push(Problem { field: field.to_owned(), key, args });
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// The sentence at a field, in the reader's language.
    #[must_use]
    pub fn at(&self, page: &Page, field: &str) -> Option<String> {
        self.0.iter().find(|problem| problem.field == field).map(|problem| sentence(page, problem))
    }

    /// The summary at the top of the page: where each problem is, and its sentence.
    #[must_use]
    pub fn summary(&self, page: &Page) -> Vec<(String, String)> {
        let line = |problem: &Problem| match label(page, &problem.field) {
            Some(label) => format!("{label}: {}", sentence(page, problem)),
            None => sentence(page, problem),
        };
        self.0.iter().map(|problem| (problem.field.clone(), line(problem))).collect()
    }
}

/// What a field is called on its page: `field-<name>`, also for a part of it and for a row of a list.
fn label(page: &Page, field: &str) -> Option<String> {
    if let Some((column, row)) = field.rsplit_once('-')
        && let Ok(row) = row.parse::<usize>()
        && text::has(page.lang, column)
    {
        return Some(format!("{} {}", page.t(column), row + 1));
    }
    let field = field.strip_prefix("take-").unwrap_or(field); // which of two values of it is taken
    let whole = ["-day", "-sure"].iter().find_map(|part| field.strip_suffix(part)).unwrap_or(field);
    let key = format!("field-{whole}");
    text::has(page.lang, &key).then(|| page.t(&key))
}

fn sentence(page: &Page, problem: &Problem) -> String {
    let args: Vec<(&str, &str)> =
        problem.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text::t_args(page.lang, problem.key, &args)
}

/// How one field comes to a template: what it holds and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The field's name, and its id on the page.
    pub name: String,
    /// What it holds.
    pub value: String,
    /// What it holds, where it can hold several.
    pub values: Vec<String>,
    /// What is wrong, in the reader's language.
    pub problem: Option<String>,
}

impl View {
    /// The view of one field of a form.
    #[must_use]
    pub fn of(page: &Page, fields: &Fields, problems: &Problems, name: &str) -> View {
        View {
            name: name.to_owned(),
            value: fields.all(name).first().cloned().unwrap_or_default(),
            values: fields.all(name).to_vec(),
            problem: problems.at(page, name),
        }
    }

    /// Whether this value is chosen.
    #[must_use]
    pub fn has(&self, value: &str) -> bool {
        self.values.iter().any(|v| v == value)
    }
}

/// A signed-in debtor's form. When the session has ended meanwhile, what was typed is kept for
/// its owner, who is sent to sign in and finds it on the page they come back to.
#[derive(Debug)]
pub struct Posted {
    /// Who.
    pub debtor: Debtor,
    /// What they typed.
    pub fields: Fields,
}

impl FromRequest<App> for Posted {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Posted, Error> {
        let (mut parts, body) = request.into_parts();
        let body = to_bytes(body, MOST_READ).await.map_err(|_| Error::TooLarge)?;
        let mut fields = Fields::read(&body);
        let token = fields.take("csrf").pop().unwrap_or_default();
        let debtor = admit(app, &mut parts, &token, Some(&fields)).await?;
        Ok(Posted { debtor, fields })
    }
}

/// Admits a debtor whose form carries their session's token; keeps the form of one whose session ended.
pub(crate) async fn admit(
    app: &App,
    parts: &mut Parts,
    token: &str,
    fields: Option<&Fields>,
) -> Result<Debtor, Error> {
    use axum::extract::FromRequestParts;
    let path = parts.uri.path().to_owned();
    let Some(session) = Session::remembered(app, parts).await? else {
        return Err(Error::Elsewhere(sign_in_address(&path, false)));
    };
    let Some(debtor_id) = session.debtor() else {
        return Err(Error::Elsewhere(sign_in_address(&path, false)));
    };
    if !session.issued(token) {
        return Err(Error::Forged);
    }
    match Debtor::from_request_parts(parts, app).await {
        Err(Error::Elsewhere(to)) => {
            let typed = fields.filter(|fields| is_form_page(&path) && is_typed(fields));
            let Some(typed) = typed else { return Err(Error::Elsewhere(to)) };
            hold(app, &mut *app.db.acquire().await?, debtor_id, &path, typed).await?;
            let then = if typed.get("then") == "check" { "?then=check" } else { "" };
            Err(Error::Elsewhere(sign_in_address(&format!("{path}{then}"), true)))
        }
        other => other,
    }
}

/// Whether something was typed, beside what the page itself put into the form.
fn is_typed(fields: &Fields) -> bool {
    fields
        .pairs()
        .any(|(name, value)| !["seen", "then"].contains(&name) && !value.trim().is_empty())
}

/// Whether somebody is signed in, or was until lately.
pub(crate) async fn is_known(app: &App, parts: &mut Parts) -> Result<bool, Error> {
    Ok(Session::remembered(app, parts).await?.is_some())
}

/// Whether a path is a page of the form, which shows again what was held for it.
fn is_form_page(path: &str) -> bool {
    match path.split('/').skip(1).collect::<Vec<_>>()[..] {
        ["registration", "form", _] | ["registration", "withdraw"] => true,
        ["registration", "debts", _, page] => page != "remove",
        _ => false,
    }
}

/// Keeps a form that could not be saved, for its owner to find on the page of this path.
pub(crate) async fn hold(
    app: &App,
    conn: &mut PgConnection,
    debtor_id: Uuid,
    path: &str,
    fields: &Fields,
) -> Result<(), Error> {
    let sealed = app.keys.seal_json(held_place(debtor_id), fields);
    sqlx::query!(
        "insert into held_form (debtor_id, path, fields, held_at) values ($1, $2, $3, $4)
         on conflict (debtor_id, path) do update set fields = excluded.fields, held_at = excluded.held_at",
        debtor_id,
        path,
        sealed,
        app.clock.now()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The form that was kept for this page, if one was.
pub async fn held(app: &App, debtor_id: Uuid, path: &str) -> Result<Option<Fields>, Error> {
    let row = sqlx::query!(
        "select fields from held_form where debtor_id = $1 and path = $2",
        debtor_id,
        path
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(match row {
        Some(row) => Some(app.keys.open_json(held_place(debtor_id), &row.fields)?),
        None => None,
    })
}

/// Forgets the form that was kept for this page, in the transaction that saves it.
pub async fn release(tx: &mut PgConnection, debtor_id: Uuid, path: &str) -> sqlx::Result<()> {
    sqlx::query!("delete from held_form where debtor_id = $1 and path = $2", debtor_id, path)
        .execute(tx)
        .await?;
    Ok(())
}

pub(crate) fn held_place(debtor_id: Uuid) -> Place {
    Place { table: "held_form", column: "fields", row: debtor_id }
}

/// One answer to choose.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// What explains it; may be empty.
    pub hint: String,
}
