//! One database with a registration, a draft at a counter and everybody signed in; each person asks in a copy of it.

use plodnee::national_id::CitizenNumber;
use plodnee::office::Territory;
use plodnee::officer::Role;
use plodnee::seal::Place;
use plodnee::web::Entry;
use plodnee::{App, portal, web};
use uuid::Uuid;

use crate::app::{TestApp, serve};
use crate::database;
use crate::people::{Browser, MALI, SOMMOT};

/// Somebody who asks.
pub(crate) struct Actor {
    pub(crate) name: String,
    browser: Browser,
    csrf: String,
}

/// The same person before a copy of the service.
pub(crate) struct Here {
    pub(crate) browser: Browser,
    pub(crate) csrf: String,
}

/// The database, and what its addresses are made of.
pub(crate) struct Prepared {
    app: TestApp,
    pub(crate) actors: Vec<Actor>,
    things: Things,
}

/// One of each thing that an address names.
struct Things {
    /// Mali's file, at office 4901.
    file: String,
    /// A draft at the counter of 4901.
    draft: String,
    /// A paper attached to it, and one to Mali's file.
    paper: String,
    slip: String,
    /// Mali's file, shown to an observer.
    share: String,
    /// An offer from 4902 to 4901.
    transfer: String,
    /// An appointment at 4901, and a request for one.
    appointment: String,
    request: String,
    announcement: String,
    import: String,
}

/// The officers' columns: where each role asks from. The appointment of the first is what the addresses name.
const POSTS: [(Role, &[&str]); 9] = [
    (Role::Intake, &["office:4901", "office:4902", "office:4801", "office:49"]),
    (Role::Mediator, &["office:4901", "office:4902", "office:4801"]),
    (Role::Head, &["office:4901", "office:4902", "office:4801", "office:49", "office:1001"]),
    (Role::ProvincialOfficer, &["province:49", "province:48"]),
    (Role::ProvincialHead, &["province:49", "province:48"]),
    (Role::Analyst, &["nation"]),
    (Role::Administrator, &["nation"]),
    (Role::Auditor, &["office:4901", "province:49", "province:48", "nation"]),
    (
        Role::Observer,
        &[
            "office:4901, shown the file",
            "office:4902",
            "office:4801",
            "province:49, shown the file",
            "province:49",
            "province:48, shown the file",
            "nation, shown the file",
            "nation",
        ],
    ),
];

/// What stands behind the unit of those with whom Mali's file is shared.
const SHOWN: &str = ", shown the file";

/// An officer's column.
struct Post {
    name: String,
    role: Role,
    unit: Territory,
    shown: bool,
}

impl Post {
    fn of(role: Role, at: &str) -> Post {
        let unit = Territory::from_key(at.strip_suffix(SHOWN).unwrap_or(at)).unwrap();
        Post { name: format!("{} {at}", role.word()), role, unit, shown: at.ends_with(SHOWN) }
    }
}

fn posts() -> Vec<Post> {
    let all = POSTS.into_iter();
    all.flat_map(|(role, units)| units.iter().map(move |at| Post::of(role, at))).collect()
}

#[test]
fn every_role_has_a_column_at_every_level_that_it_fits() {
    let posts = posts();
    for post in &posts {
        assert!(post.role.fits(&post.unit), "{}", post.name);
    }
    for role in Role::ALL {
        // Mali's file lies there: at her office, in its province, in the nation.
        for unit in Territory::around("4901").into_iter().filter(|unit| role.fits(unit)) {
            let found = posts.iter().any(|post| post.role == role && post.unit == unit);
            assert!(found, "tests/routes lacks {role:?} at {}", unit.key());
        }
    }
}

/// The `n`th citizen number that belongs to nobody.
fn number(n: usize) -> String {
    let body = format!("199{n:09}");
    (0..10)
        .map(|digit| format!("{body}{digit}"))
        .find(|number| CitizenNumber::parse(number).is_ok())
        .unwrap()
}

impl Prepared {
    pub(crate) async fn make() -> Prepared {
        let app = TestApp::start().await;
        let thaid = app.simulator.origin().to_owned();
        let mali = register(&app, MALI, "4901").await;
        register(&app, SOMMOT, "4902").await;

        let mut actors = vec![Actor::at("nobody signed in", app.browser(), "/").await];
        actors.push(Actor::at("Mali, the debtor", mali, "/registration").await);
        let other = app.browser();
        other.sign_in(&thaid, &number(1), "/registration/start").await;
        actors.push(Actor::at("another debtor", other, "/registration/start").await);
        let proved = app.browser();
        proved.sign_in_officer(&thaid, &number(2), "4901").await;
        let words = [("unit", "4901"), ("role", "intake"), ("ask-words", "ย้ายมา")];
        let asked = proved.fill("/office/appointments/ask", &words).await;
        assert_eq!(asked.problems(), "");
        actors.push(
            Actor::at("proved, without appointment", proved, "/office/appointments/ask").await,
        );
        let mut appointments = vec![];
        for (index, post) in posts().iter().enumerate() {
            let pid = number(10 + index);
            let appointment = app.appoint(&pid, post.role, &post.unit).await;
            appointments.push((appointment, post.shown));
            let browser = app.browser();
            let code = post.unit.key().rsplit(':').next().unwrap().to_owned();
            browser.sign_in_officer(&thaid, &pid, &code).await;
            actors.push(Actor::at(&post.name, browser, CHOOSE).await);
        }
        // Mali herself as an officer of her own office: nobody handles their own file.
        app.appoint(MALI, Role::Head, &Territory::Office("4901".into())).await;
        let herself = app.browser();
        herself.sign_in_officer(&thaid, MALI, "4901").await;
        actors.push(Actor::at("head office:4901, Mali herself", herself, CHOOSE).await);

        let named =
            |name: &str| actors.iter().find(|actor| actor.name == name).unwrap().browser.clone();
        let administrator = named("administrator nation");
        let list = include_str!("../../reference/offices.csv").replacen("ที่ว่าการ", "ที่ว่าการใหม่", 1);
        let uploaded =
            administrator.upload("/office/admin/reference", "list-file", list.as_bytes()).await;
        assert_eq!(uploaded.problems(), "");
        let begun =
            named("intake office:4901").send("/office/intake", "/office/intake/begin", &WHO).await;
        let draft = begun.path.rsplit('/').next().unwrap().to_owned();
        let papers = format!("{}/attachments", begun.path);
        let attached = named("intake office:4901").upload(&papers, "file", b"%PDF-1.7 slip").await;
        assert_eq!(attached.problems(), "");
        let another = format!("{}/debts", begun.path);
        let debt = named("intake office:4901").send(&begun.path, &another, &[]).await;
        assert!(debt.path.ends_with("/debts/1"), "{}", debt.path);
        app.run_notices().await;
        let things = Things::of(&app, draft, &appointments).await;
        let look = format!("/office/cases/{}/look", things.file);
        for actor in actors.iter().filter(|actor| actor.name != SILENT) {
            actor.browser.send_once(&actor.csrf, &look, &[("purpose", "work")]).await;
        }
        app.app.db.close().await;
        Prepared { app, actors, things }
    }

    /// A copy of everything for one person, whatever the others do.
    pub(crate) async fn copy_for(&self, actor: &Actor) -> Here {
        let (db, _) = database::copy(&self.app.database_url).await;
        let origin = serve(App { db, ..self.app.app.clone() }).await;
        Here { browser: actor.browser.at(&origin), csrf: actor.csrf.clone() }
    }

    /// What a form has to name, so that the answer says who may send it: the appointment is that of column 5.
    pub(crate) fn fields(&self, entry: &Entry) -> Vec<(&'static str, &str)> {
        match entry.path {
            "/office/appointments" => vec![("appointment", &self.things.appointment)],
            _ => vec![],
        }
    }

    /// An address of a pattern. A new parameter needs a line here.
    pub(crate) fn path(&self, entry: &Entry) -> String {
        let Things {
            file,
            draft,
            paper,
            slip,
            share,
            transfer,
            appointment,
            request,
            announcement,
            import,
        } = &self.things;
        let with = |id: &str| entry.path.replace("{id}", id);
        let path = match entry.path {
            "/privacy/{version}" => format!("/privacy/{}", portal::privacy::VERSION),
            "/posters/{entrance}/{file}" => "/posters/register/qr.svg".into(),
            "/assets/{*path}" => web::assets::url("app.css").into(),
            "/language/{code}" => "/language/th".into(),
            "/office/appointments/ask/{id}/withdraw" => with(request),
            path if path.starts_with("/office/cases/") => {
                with(file).replace("{attachment}", slip).replace("{share}", share)
            }
            path if path.starts_with("/office/intake/") => {
                with(draft).replace("{attachment}", paper)
            }
            path if path.starts_with("/office/transfers/") => with(transfer),
            path if path.starts_with("/office/people/requests/") => with(request),
            path if path.starts_with("/office/people/") => with(appointment),
            path if path.starts_with("/office/admin/rounds/") => with("99"),
            path if path.starts_with("/office/admin/announcements/") => with(announcement),
            "/office/admin/reference/lists/{list}" => {
                "/office/admin/reference/lists/offices.csv".into()
            }
            path if path.starts_with("/office/admin/reference/") => with(import),
            path if path.contains("debts") => path.replace("{page}", "loan"),
            path => path.to_owned(),
        };
        let nowhere = "01900000-0000-7000-8000-000000000000";
        let path = path
            .replace("{attachment}", nowhere)
            .replace("{id}", nowhere)
            .replace("{number}", "1")
            .replace("{debt}", "0")
            .replace("{page}", "contact")
            .replace("{version}", "1")
            .replace("{code}", "4901")
            .replace("{ending}", "declined")
            .replace("{receipt}", "PN-69-4901-7Q3K9-X")
            .replace("{file}", "register.pdf");
        assert!(!path.contains('{'), "a parameter of {path} is not known to tests/routes");
        path
    }
}

/// The one officer of Mali's office who has not said what they open her file for.
const SILENT: &str = "mediator office:4901";
const CHOOSE: &str = "/office/appointments";

impl Actor {
    async fn at(name: &str, browser: Browser, page: &str) -> Actor {
        let csrf = browser.open(page).await.csrf();
        Actor { name: name.to_owned(), browser, csrf }
    }
}

impl Things {
    /// Makes what is not there yet; each appointment comes with whether its officer is shown Mali's file.
    async fn of(app: &TestApp, draft: String, appointments: &[(Uuid, bool)]) -> Things {
        let db = &app.app.db;
        let appointment = appointments[0].0;
        let shown = appointments.iter().filter(|(_, shown)| *shown);
        let shown: Vec<Uuid> = shown.map(|(id, _)| *id).collect();
        let shares: Vec<Uuid> = shown.iter().map(|_| Uuid::now_v7()).collect();
        let reason = |share: &Uuid| {
            let place = Place { table: "case_share", column: "reason", row: *share };
            app.app.keys.seal_text(place, "ขอความช่วยเหลือทางกฎหมาย")
        };
        let reasons: Vec<Vec<u8>> = shares.iter().map(reason).collect();
        let files = sqlx::query!(
            "select office_code, registration_id, debtor_id from case_file order by office_code"
        );
        let files = files.fetch_all(db).await.unwrap();
        let [mali, moving] = &files[..] else { panic!("two files") };
        let granted = sqlx::query_scalar!(
            "select officer_id from appointment where appointment_id = $1",
            appointment
        );
        let officer = granted.fetch_one(db).await.unwrap();
        sqlx::query!(
            "insert into case_share (debtor_id, registration_id, share_id, officer_id, shared_by, shared_at, until, reason)
             select $1, $2, share, officer_id, $3, $4, '2099-01-01', shown.reason
             from unnest($5::uuid[], $6::uuid[], $7::bytea[]) as shown (appointment_id, share, reason)
             join appointment using (appointment_id)",
            mali.debtor_id,
            mali.registration_id,
            officer,
            app.app.clock.now(),
            &shown,
            &shares,
            &reasons
        )
        .execute(db)
        .await
        .unwrap();
        let transfer = Uuid::now_v7();
        let reason = Place { table: "case_transfer", column: "reason", row: transfer };
        sqlx::query!(
            "insert into case_transfer (debtor_id, registration_id, transfer_id, from_office, to_office, reason,
                                        stage_before, asked_by, asked_at)
             values ($1, $2, $3, '4902', '4901', $4, 'accepted', $5, $6)",
            moving.debtor_id,
            moving.registration_id,
            transfer,
            app.app.keys.seal_text(reason, "ย้ายบ้าน"),
            officer,
            app.app.clock.now()
        )
        .execute(db)
        .await
        .unwrap();
        sqlx::query!(
            "update case_file set stage = 'moving' where registration_id = $1",
            moving.registration_id
        )
        .execute(db)
        .await
        .unwrap();
        let announcement = Uuid::now_v7();
        sqlx::query!(
            "insert into announcement (announcement_id, title_th, title_en, words_th, words_en, shows_from,
                                       shows_until, officer_id, at)
             values ($1, 'ก', 'a', 'ข', 'b', '2026-11-22', '2026-11-23', $2, $3)",
            announcement,
            officer,
            app.app.clock.now()
        )
        .execute(db)
        .await
        .unwrap();
        let paper_of = async |file: Uuid| {
            let paper = sqlx::query_scalar!(
                "select attachment_id from attachment where registration_id = $1",
                file
            );
            paper.fetch_one(db).await.unwrap().to_string()
        };
        let request = sqlx::query_scalar!("select request_id from appointment_request");
        let import = sqlx::query_scalar!("select import_id from reference_import");
        Things {
            file: mali.registration_id.to_string(),
            paper: paper_of(draft.parse().unwrap()).await,
            share: shares[0].to_string(),
            slip: paper_of(mali.registration_id).await,
            draft,
            transfer: transfer.to_string(),
            appointment: appointment.to_string(),
            request: request.fetch_one(db).await.unwrap().to_string(),
            announcement: announcement.to_string(),
            import: import.fetch_one(db).await.unwrap().to_string(),
        }
    }
}

/// Who came to the counter.
const WHO: [(&str, &str); 7] = [
    ("card-number", "5990300000033"),
    ("card-title", "นาย"),
    ("card-given", "ทองใบ"),
    ("card-family", "ทดสอบ"),
    ("card-birth-year", "2493"),
    ("proof", "card-seen"),
    ("notice-read", "yes"),
];

/// Somebody registers at the office of a district.
async fn register(app: &TestApp, pid: &str, district: &str) -> Browser {
    let debtor = app.signed_in(pid).await;
    let subdistrict = format!("{district}01");
    let own: &[(&str, &[(&str, &str)])] = &[
        ("/registration/start", &[("notice", "yes")]),
        ("/registration/form/province", &[("province", "49")]),
        ("/registration/form/district", &[("district", district)]),
        ("/registration/form/address", &[("subdistrict", &subdistrict)]),
        ("/registration/form/office", &[("office-choice", "near")]),
        ("/registration/debts", &[("another", "yes")]),
        ("/registration/debts/1/creditor", &[("creditor-alias", "เจ๊หมวย")]),
    ];
    for (page, fields) in own {
        assert_eq!(debtor.fill(page, fields).await.problems(), "", "{page}");
    }
    let attached = debtor.upload("/registration/attachments", "file", b"%PDF-1.7 slip").await;
    assert_eq!(attached.problems(), "");
    let receipt = debtor.send("/registration/check", "/registration/submit", &[]).await;
    assert_eq!(receipt.path, "/registration/receipt", "{}", receipt.text("main"));
    debtor
}
