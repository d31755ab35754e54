//! สำเนาข้อมูลของฉัน — a copy of everything that is kept about the debtor, to read (PDF) and for a machine (JSON).
//!
//! Whoever has signed in may have it, also without a registration. `registration/data.rs` gathers what both say.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use documents::{Row, Section};

use super::fields::option_label;
use super::mine::{event_text, state_key};
use super::summary::{self, Names};
use crate::calculator::words;
use crate::case::copy::Written;
use crate::identity::Gender;
use crate::registration::Draft;
use crate::registration::data::{self, Data, Held, Identity, Named, Registered};
use crate::registration::form::{PageSpec, pages};
use crate::text::{self, Lang};
use crate::web::{Debtor, Error, Page, download};
use crate::{App, audit, clock};

/// `GET /registration/data.json`: everything, for a machine.
pub async fn json(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let data = copy(&app, &mut tx, &debtor).await?;
    tx.commit().await?;
    let body = serde_json::to_vec_pretty(&data)?;
    Ok(download("application/json", "plodnee-my-data.json", body))
}

/// `GET /registration/data.pdf`: everything, to read.
pub async fn pdf(debtor: Debtor, State(app): State<App>) -> Result<Response, Error> {
    let mut tx = app.db.begin().await?;
    let data = copy(&app, &mut tx, &debtor).await?;
    let page = debtor.page;
    let names = Names::read(&mut tx, &page, answered(&data)).await?;
    tx.commit().await?;
    let copy = documents::AnswersCopy {
        lang: page.document_language(),
        made_at: data.made_at,
        issuer: page.issuer(),
        tracking_number: newest_number(&data),
        person: data.identity.person.names.full(),
        made: page.official(&clock::thai_date_time(data.made_at, page.lang)),
        sections: Words { page, names }.sections(&data),
    };
    let bytes = tokio::task::spawn_blocking(move || documents::answers(&copy)).await??;
    Ok(download("application/pdf", "plodnee-my-data.pdf", bytes))
}

/// The copy, with its own making in its record.
async fn copy(app: &App, tx: &mut sqlx::PgConnection, debtor: &Debtor) -> Result<Data, Error> {
    let now = app.clock.now();
    audit::debtor(tx, debtor.id, "downloaded", None, now).await?;
    Ok(data::read(tx, &app.keys, debtor.id, now).await?)
}

fn newest_number(data: &Data) -> String {
    let mut numbers = data.registrations.iter().filter_map(|r| r.tracking_number.clone());
    numbers.next().unwrap_or_default()
}

/// Every page of the form that was answered, in any version.
fn answered(data: &Data) -> impl Iterator<Item = &crate::web::form::Fields> {
    let drafts = data.registrations.iter().flat_map(|registered| {
        let sent = registered.versions.iter().map(|version| &version.answers);
        sent.chain([&registered.answers])
    });
    let held = data.held_forms.iter().map(|held| &held.fields);
    drafts.flat_map(|draft| draft.pages.values()).chain(held)
}

/// Puts the data into the reader's language.
struct Words {
    page: Page,
    names: Names,
}

impl Words {
    /// Everything, in the order of the document.
    fn sections(&self, data: &Data) -> Vec<Section> {
        let mut sections = vec![self.identity(&data.identity)];
        sections.extend(data.registrations.iter().flat_map(|one| self.registered(one)));
        sections.extend(self.held_forms(&data.held_forms));
        sections.push(self.record(&data.record));
        sections
    }

    fn identity(&self, identity: &Identity) -> Section {
        let (page, person) = (&self.page, &identity.person);
        let sex = person.gender.map(|gender| match gender {
            Gender::Male => page.t("data-sex-male"),
            Gender::Female => page.t("data-sex-female"),
        });
        let rows = vec![
            self.row("identity-name", person.names.full()),
            self.row("data-number", person.pid.formatted()),
            self.row("identity-birth", person.birthdate.map(|birth| birth.in_words(page.lang))),
            self.row("data-sex", sex),
            self.row("identity-address", person.address.as_ref().map(|card| card.text.clone())),
            self.row("data-assurance", identity.assurance_level.clone()),
            self.row("data-first-sign-in", identity.first_signed_in_at.map(|at| self.when(at))),
            self.row("data-last-sign-in", identity.last_signed_in_at.map(|at| self.when(at))),
        ];
        Section { level: 1, title: page.t("identity-title"), rows }
    }

    fn registered(&self, registered: &Registered) -> Vec<Section> {
        let page = &self.page;
        let mut sections = vec![self.facts(registered)];
        if let Some(draft) = registered.unsent() {
            let when = self.when(registered.answers_saved_at);
            sections.push(heading(page.t1("data-unsent", "when", when)));
            sections.extend(self.answers(draft, registered.answers_saved_at));
        }
        for version in registered.versions.iter().rev() {
            let when = self.when(version.submitted_at);
            let title = page.t2("data-version", "version", version.version, "when", when);
            sections.push(heading(title));
            sections.extend(self.answers(&version.answers, version.submitted_at));
        }
        let files = registered.files.iter().map(|file| Row {
            label: file.name.clone(),
            value: page.t2(
                "data-file",
                "what",
                format!("{}, {} KB", file.media_type, (file.size_bytes + 1023) / 1024),
                "when",
                self.when(file.added_at),
            ),
        });
        sections.extend(self.list("attachments-title", files.collect()));
        let events = registered
            .timeline
            .iter()
            .map(|event| Row { label: self.when(event.at), value: event_text(page, event) });
        sections.extend(self.list("mine-timeline", events.collect()));
        let kept = registered.calculations.iter().map(|kept| {
            let method = page.t(&format!("calculation-{}", kept.method));
            let what = page.t2("data-calculation", "number", kept.debt, "method", method);
            let balance = kept.balance().map(|balance| words::amount(page.lang, balance));
            Row {
                label: self.when(kept.at),
                value: format!("{what}: {}", balance.unwrap_or_default()),
            }
        });
        sections.extend(self.list("data-calculations", kept.collect()));
        sections.extend(self.written(&registered.written_by_offices));
        sections
    }

    /// What officers wrote about a registration.
    fn written(&self, written: &Written) -> Vec<Section> {
        let page = &self.page;
        let messages = written.messages.iter();
        let messages = messages
            .map(|message| Row { label: self.when(message.at), value: message.words.clone() });
        let letters = self.list("letters-title", messages.collect());
        let corrections = written.corrections.iter().map(|made| {
            let title = page.t(&format!("page-{}", made.page));
            let debt = (made.debt > 0).then(|| page.t1("form-debt", "number", made.debt) + ": ");
            let what = format!("{}{title}", debt.unwrap_or_default());
            Row { label: self.when(made.at), value: format!("{what}\n{}", made.reason) }
        });
        let changes = self.list("changes-title", corrections.collect());
        let calls = written.calls.iter().map(|call| {
            let outcome = page.t(&format!("call-result-{}", call.outcome));
            Row { label: self.when(call.at), value: format!("{outcome}\n{}", call.words) }
        });
        let calls = self.list("call-log", calls.collect());
        let offer = written.transfer.iter().map(|offer| {
            let offices = format!("{} → {}", offer.from_office, offer.to_office);
            Row { label: self.when(offer.at), value: format!("{offices}\n{}", offer.reason) }
        });
        let offer = self.list("offer-title", offer.collect());
        [letters, changes, calls, offer].into_iter().flatten().collect()
    }

    /// What a registration is, without its answers.
    fn facts(&self, registered: &Registered) -> Section {
        let page = &self.page;
        let notice = page.t2(
            "data-notice-at",
            "version",
            &registered.privacy_notice,
            "when",
            self.when(registered.privacy_notice_accepted_at),
        );
        let reason = registered.withdrawal_reason.as_deref().map(|reason| {
            let (chosen, words) = reason.split_once('\n').unwrap_or((reason, ""));
            format!("{}\n{words}", option_label(page, "reason", chosen)).trim().to_owned()
        });
        let counter = registered.counter.as_ref().map(|counter| {
            let office = match page.lang {
                Lang::Th => &counter.office_th,
                Lang::En => &counter.office_en,
            };
            let proof = page.t(&format!("proof-{}", counter.proof.word()));
            format!("{office} · {} · {proof}", self.when(counter.at))
        });
        let state = page.t(&format!("state-{}", state_key(registered.state).0));
        let known = [
            ("receipt-number", registered.tracking_number.clone()),
            ("mine-state", Some(state)),
            ("data-channel", Some(page.t(&format!("channel-{}", registered.channel)))),
            ("data-counter", counter),
            ("receipt-office", registered.office.as_ref().map(|office| self.name(office))),
            ("data-submitted", registered.submitted_at.map(|at| self.when(at))),
            ("data-notice", Some(notice)),
            ("data-withdrawn", registered.withdrawn_at.map(|at| self.when(at))),
            ("data-withdrawal", reason),
        ];
        let known = known.into_iter().filter_map(|(label, value)| Some(self.row(label, value?)));
        let rows = known.collect();
        let campaign = self.name(&registered.campaign);
        Section { level: 1, title: page.t1("data-registration", "campaign", campaign), rows }
    }

    fn answers(&self, draft: &Draft, at: DateTime<Utc>) -> Vec<Section> {
        let today = clock::bangkok(at).date_naive();
        let sections = summary::sections_with(&self.page, draft, &self.names, today);
        sections.into_iter().map(|section| self.answered(3, section.title, section.rows)).collect()
    }

    /// What was answered; the questions that were not stand together at the end.
    fn answered(&self, level: u8, title: String, rows: Vec<summary::Row>) -> Section {
        let (answered, left): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.answered);
        let left: Vec<String> = left.into_iter().map(|row| row.label).collect();
        let answered = answered.into_iter().map(|row| Row { label: row.label, value: row.value });
        let mut rows: Vec<Row> = answered.collect();
        if !left.is_empty() {
            rows.push(self.row("data-left-out", left.join(" · ")));
        }
        Section { level, title, rows }
    }

    fn held_forms(&self, held: &[Held]) -> Vec<Section> {
        if held.is_empty() {
            return vec![];
        }
        let page = &self.page;
        let forms = held.iter().map(|held| {
            let (debt, title, spec) = held_page(page, &held.page);
            let debt = debt.map(|number| page.t1("form-debt", "number", number) + " – ");
            let title =
                format!("{}{title} ({})", debt.unwrap_or_default(), self.when(held.held_at));
            let today = clock::bangkok(held.held_at).date_naive();
            let rows = spec.map_or_else(Vec::new, |spec| {
                summary::page_rows(page, spec, &held.fields, "", &self.names, today)
            });
            self.answered(2, title, rows)
        });
        [Section { level: 1, title: page.t("data-held"), rows: vec![] }]
            .into_iter()
            .chain(forms)
            .collect()
    }

    fn record(&self, record: &[audit::Entry]) -> Section {
        let page = &self.page;
        let done = |action: &str| {
            let key = format!("deed-{action}");
            if text::has(page.lang, &key) { page.t(&key) } else { action.to_owned() }
        };
        let rows = record.iter().map(|entry| Row {
            label: self.when(entry.at),
            value: format!(
                "{}: {}",
                page.t(&format!("actor-{}", entry.actor)),
                done(&entry.action)
            ),
        });
        Section { level: 1, title: page.t("data-record"), rows: rows.collect() }
    }

    /// A list, unless there is nothing in it.
    fn list(&self, title: &str, rows: Vec<Row>) -> Option<Section> {
        (!rows.is_empty()).then(|| Section { level: 2, title: self.page.t(title), rows })
    }

    fn row(&self, label: &str, value: impl Into<Option<String>>) -> Row {
        Row { label: self.page.t(label), value: value.into().unwrap_or_default() }
    }

    fn when(&self, at: DateTime<Utc>) -> String {
        clock::thai_date_time(at, self.page.lang)
    }

    fn name(&self, named: &Named) -> String {
        match self.page.lang {
            Lang::Th => named.name_th.clone(),
            Lang::En => named.name_en.clone(),
        }
    }
}

fn heading(title: String) -> Section {
    Section { level: 2, title, rows: vec![] }
}

/// The debt, the title and the questions of the page that a form was posted to.
fn held_page(page: &Page, path: &str) -> (Option<i16>, String, Option<&'static PageSpec>) {
    let (debt, spec) = match path.split('/').skip(1).collect::<Vec<_>>()[..] {
        ["registration", "form", key] => (None, pages::debtor_page(key)),
        ["registration", "debts", number, key] => (number.parse().ok(), pages::debt_page(key)),
        _ => return (None, page.t("withdraw-title"), Some(pages::WITHDRAWAL)),
    };
    (debt, spec.map_or_else(|| path.to_owned(), |spec| page.t(&format!("page-{}", spec.key))), spec)
}
