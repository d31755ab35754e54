//! The ministry's administrators: rounds, office details, announcements, the lists of areas and offices; and the figures.

use chrono::TimeDelta;
use plodnee::office::Territory;
use plodnee::officer::Role;
use plodnee::reference::{List, own};

use crate::app::TestApp;
use crate::people::{Browser, MALI, PHITHAK, POKKHRONG, SANTI, SOMMOT};
use crate::registration::register;

const ROUNDS: &str = "/office/admin/rounds";
const NEW: &str = "/office/admin/rounds/new";
const ANNOUNCEMENTS: &str = "/office/admin/announcements";
const REFERENCE: &str = "/office/admin/reference";

async fn signed_in(app: &TestApp, pid: &str, role: Role, unit: Territory) -> Browser {
    app.appoint(pid, role, &unit).await;
    let code = match &unit {
        Territory::Office(code) | Territory::Province(code) => code,
        Territory::Nation => "nation",
    };
    let browser = app.browser();
    browser.sign_in_officer(app.simulator.origin(), pid, code).await;
    browser
}

async fn administrator(app: &TestApp) -> Browser {
    signed_in(app, SANTI, Role::Administrator, Territory::Nation).await
}

/// A form with some of its fields changed.
fn with<'a>(
    form: &[(&'a str, &'a str)],
    changes: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let new = |name: &str| changes.iter().find(|(other, _)| *other == name);
    form.iter().map(|(name, value)| (*name, new(name).map_or(*value, |(_, new)| *new))).collect()
}

/// What was recorded of administration, in order.
async fn deeds(app: &TestApp) -> Vec<String> {
    sqlx::query_scalar!(
        "select action from officer_audit where action not in ('signed-in', 'chose', 'listed') order by audit_id"
    )
    .fetch_all(&app.app.db)
    .await
    .unwrap()
}

const ROUND: [(&str, &str); 8] = [
    ("round-code", "2570"),
    ("name-th", "รอบปี 2570"),
    ("name-en", "Round of 2027"),
    ("opens-on", "1/6/2570"),
    ("closes-on", "31/8/2570"),
    ("opens-at", "06:00"),
    ("closes-at", "23:00"),
    ("round-reason", "หนังสือ มท 0307.2/ว 1"),
];

#[tokio::test]
async fn a_round_is_opened_and_what_cannot_be_is_refused_at_its_field() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[("closes-on", "31/5/2570")], "ต้องไม่ก่อนวันแรก"),
        (&[("opens-on", "1/12/2569")], "ทับกับอีกรอบ"),
        (&[("opens-on", "1/6/2560"), ("closes-on", "31/8/2560")], "ไม่ก่อนวันนี้"),
        (&[("opens-on", "31/2/2570")], "วันแรก"),
        (&[("closes-at", "05:00")], "หลังเวลาเปิด"),
        (&[("opens-at", "25:00")], "เวลาอ่านไม่ได้"),
        (&[("round-code", "demo")], "มีรอบรหัสนี้แล้ว"),
        (&[("name-en", "")], "ชื่อภาษาอังกฤษ"),
        (&[("round-reason", "")], "เหตุผล"),
    ];
    for (changes, expected) in cases {
        let shown = admin.fill(NEW, &with(&ROUND, changes)).await;
        assert_eq!(shown.status, 422, "{changes:?}");
        assert!(shown.problems().contains(expected), "{changes:?}: {}", shown.problems());
        assert_eq!(shown.value("name-th"), "รอบปี 2570");
    }
    let done = admin.fill(NEW, &ROUND).await;
    assert_eq!(done.path, ROUNDS);
    assert!(done.text("table").contains("1 มิถุนายน 2570"), "{}", done.text("table"));
    assert_eq!(deeds(&app).await, ["round-opened"]);
}

#[tokio::test]
async fn an_extended_round_is_open_at_once_with_its_history() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let page = "/office/admin/rounds/99";
    let form = admin.get(page).await;
    let seen = form.value("seen");
    let opens = form.value("opens-on");
    let changed = [
        ("seen", seen.as_str()),
        ("name-th", "รอบสาธิต"),
        ("name-en", "Demonstration round"),
        ("opens-on", opens.as_str()),
        ("closes-on", "30/4/2570"),
        ("opens-at", "00:00"),
        ("closes-at", "24:00"),
        ("round-reason", "ขยายเวลาตามมติ"),
    ];
    assert_eq!(admin.fill(page, &changed).await.path, ROUNDS);
    assert!(app.browser().get("/").await.text("main").contains("30 เมษายน 2570"));
    let history = admin.get(page).await.text(".history");
    for part in ["ขยายเวลาตามมติ", "30 เมษายน 2570", "สันติ"]
    {
        assert!(history.contains(part), "{part}: {history}");
    }
    let overtaken = admin.fill(page, &with(&changed, &[("closes-on", "31/5/2570")])).await;
    assert_eq!(overtaken.status, 422, "the form was drawn before the change");
    assert!(overtaken.problems().contains("30 เมษายน 2570"), "{}", overtaken.problems());
    let again = overtaken.value("seen");
    let changed = with(&changed, &[("closes-on", "31/5/2570"), ("seen", &again)]);
    assert_eq!(admin.fill(page, &changed).await.path, ROUNDS);
    let begun = with(&changed, &[("opens-on", "1/1/2570"), ("seen", "")]);
    assert!(admin.fill(page, &begun).await.problems().contains("เริ่มแล้ว"));
    assert_eq!(deeds(&app).await, ["round-changed", "round-changed"]);
}

#[tokio::test]
async fn whoever_is_overtaken_is_told_a_rounds_new_names_and_the_history_shows_them() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let page = "/office/admin/rounds/99";
    let form = admin.get(page).await;
    let (seen, opens) = (form.value("seen"), form.value("opens-on"));
    let own = [
        ("seen", seen.as_str()),
        ("name-th", "รอบสาธิต"),
        ("name-en", "Demonstration round"),
        ("opens-on", opens.as_str()),
        ("closes-on", "30/4/2570"),
        ("opens-at", "00:00"),
        ("closes-at", "24:00"),
        ("round-reason", "ขยายเวลาตามมติ"),
    ];
    let names = [("name-th", "รอบพิเศษ"), ("name-en", "Special round")];
    app.appoint(SOMMOT, Role::Administrator, &Territory::Nation).await;
    let colleague = app.browser();
    colleague.sign_in_officer(app.simulator.origin(), SOMMOT, "nation").await;
    assert_eq!(colleague.fill(page, &with(&own, &names)).await.path, ROUNDS);

    let overtaken = admin.fill(page, &own).await;
    assert_eq!(overtaken.status, 422);
    for name in ["“รอบพิเศษ”", "“Special round”", "30 เมษายน 2570"]
    {
        assert!(overtaken.problems().contains(name), "{name}: {}", overtaken.problems());
    }
    assert_eq!(overtaken.value("name-th"), "รอบสาธิต", "what was typed");

    // They keep the new names and change the days alone.
    let seen = overtaken.value("seen");
    let later = with(&with(&own, &names), &[("seen", &seen), ("closes-on", "31/5/2570")]);
    assert_eq!(admin.fill(page, &later).await.path, ROUNDS);
    let shown = admin.get(page).await;
    let [before, after] =
        ["3", "4"].map(|column| shown.text(&format!(".history td:nth-child({column})")));
    let newest = [&before, &after].map(|cells| cells.lines().next().unwrap().to_owned());
    assert!(newest.iter().all(|cell| !cell.contains('“')), "the names stayed: {newest:?}");
    assert!(newest[1].contains("31 พฤษภาคม 2570"), "{newest:?}");
    let renamed = before.lines().nth(1).unwrap();
    assert!(renamed.contains("“รอบสาธิต” (ภาษาอังกฤษ “Demonstration round”)"), "{renamed}");
    let renamed = after.lines().nth(1).unwrap();
    assert!(renamed.contains("“รอบพิเศษ” (ภาษาอังกฤษ “Special round”)"), "{renamed}");
}

#[tokio::test]
async fn office_details_are_shown_to_everybody_and_never_overwritten_unseen() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let found = admin.get("/office/admin/offices?q=4901").await;
    assert!(found.text("main").contains("เมืองมุกดาหาร"));
    let page = "/office/admin/offices/4901";
    let form = [
        ("seen", ""),
        ("office-phone", "042-611-000 ต่อ 12"),
        ("office-address", "ถนนวิวิธสุรการ\nอำเภอเมืองมุกดาหาร"),
        ("office-note-th", "ชั้น 1 ห้องศูนย์ดำรงธรรม"),
        ("office-note-en", "Ground floor"),
    ];
    assert_eq!(admin.fill(page, &form).await.path, "/office/admin/offices?done=saved");
    let public = app.browser().get("/offices/4901").await;
    assert!(public.text("dl").contains("ชั้น 1 ห้องศูนย์ดำรงธรรม"), "{}", public.text("dl"));
    assert!(public.body.contains("tel:042611000\""));
    let none = "ไม่มีหมายเลขโทรศัพท์ของหน่วย";
    assert!(!public.text("main").contains(none), "{}", public.text("main"));
    assert!(app.browser().get("/offices/4902").await.text("main").contains(none));
    let late = admin.fill(page, &with(&form, &[("office-phone", "042-000-000")])).await;
    assert_eq!(late.status, 422);
    assert!(late.text("dl").contains("042-611-000"), "both values are shown");
    assert_eq!(late.value("office-phone"), "042-000-000");
    let seen = late.value("seen");
    let again = with(&form, &[("office-phone", "042-000-000"), ("seen", &seen)]);
    for _ in 0..2 {
        assert_eq!(admin.fill(page, &again).await.path, "/office/admin/offices?done=saved");
    }
    let long = "9".repeat(200);
    let refused = admin.fill(page, &with(&form, &[("office-phone", &long)])).await;
    assert_eq!(refused.status, 422);
    assert_eq!(admin.get("/office/admin/offices/4999").await.status, 404);
    assert_eq!(deeds(&app).await, ["office-changed", "office-changed"]);
    let changes = sqlx::query_scalar!(
        r#"select change::text as "change!" from officer_audit where action = 'office-changed' order by audit_id"#
    );
    let changes = changes.fetch_all(&app.app.db).await.unwrap();
    assert_eq!(changes[1], r#"{"phone": {"after": "042-000-000", "before": "042-611-000 ต่อ 12"}}"#);
}

/// What stands on a page that shows a form which was typed too late.
const KEPT: &str = "สิ่งที่ท่านพิมพ์ไว้ก่อนหมดเวลาใช้งานยังอยู่ครบ";

#[tokio::test]
async fn what_was_typed_too_late_does_not_overwrite_what_a_colleague_saved_meanwhile() {
    let app = TestApp::start().await;
    let late = administrator(&app).await;
    app.appoint(SOMMOT, Role::Administrator, &Territory::Nation).await;
    let (office, round) = ("/office/admin/offices/4901", "/office/admin/rounds/99");
    let first = [("office-phone", "042-611-000"), ("office-note-th", "ชั้น 1")];
    late.fill(office, &first).await;
    let (drawn, opened) = (late.get(office).await, late.get(round).await);
    let (office_seen, round_seen) = (drawn.value("seen"), opened.value("seen"));
    let opens = opened.value("opens-on");
    let terms = [
        ("seen", round_seen.as_str()),
        ("name-th", "รอบสาธิต"),
        ("name-en", "Demonstration round"),
        ("opens-on", &opens),
        ("closes-on", "30/4/2570"),
        ("opens-at", "00:00"),
        ("closes-at", "24:00"),
        ("round-reason", "ขยายเวลาตามมติ"),
    ];
    let detail = [("seen", office_seen.as_str()), ("office-phone", "042-611-222")];
    app.wait(TimeDelta::minutes(61));
    for (page, form) in [(office, &detail[..]), (round, &terms)] {
        let kept = late.send_with(&drawn.csrf(), page, form).await;
        assert!(kept.path.starts_with("/office?"), "{page}: {}", kept.path);
    }

    let colleague = app.browser();
    colleague.sign_in_officer(app.simulator.origin(), SOMMOT, "nation").await;
    let theirs = with(&detail, &[("office-phone", "042-611-111")]);
    assert_eq!(colleague.fill(office, &theirs).await.status, 200);
    let theirs = with(&terms, &[("closes-on", "31/3/2570")]);
    assert_eq!(colleague.fill(round, &theirs).await.path, ROUNDS);

    let back = app.browser();
    back.sign_in_officer(app.simulator.origin(), SANTI, "nation").await;
    let shown = back.get(office).await;
    assert!(shown.text("main").contains(KEPT), "{}", shown.text("main"));
    assert_eq!(shown.value("office-phone"), "042-611-222");
    let seen = shown.value("seen");
    let both = back.fill(office, &with(&detail, &[("seen", &seen)])).await;
    assert_eq!(both.status, 422);
    assert!(both.text("dl").contains("042-611-111"), "{}", both.text("dl"));
    assert!(both.problems().starts_with("โทรศัพท์"), "{}", both.problems());
    let note = [("seen", &*seen), ("office-phone", "042-611-111"), ("office-note-th", "ชั้น 2")];
    let noted = back.fill(office, &note).await;
    assert!(
        noted.problems().starts_with("ข้อความถึงผู้มาติดต่อ"),
        "where they differ: {}",
        noted.problems()
    );
    assert_eq!(both.value("office-phone"), "042-611-222");

    let shown = back.get(round).await;
    assert!(shown.text("main").contains(KEPT) && shown.value("closes-on") == "30/4/2570");
    let seen = shown.value("seen");
    let both = back.fill(round, &with(&terms, &[("seen", &seen)])).await;
    assert_eq!(both.status, 422);
    assert!(both.problems().contains("31 มีนาคม 2570"), "{}", both.problems());
}

#[tokio::test]
async fn an_announcement_is_looked_at_published_and_withdrawn() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let form = [
        ("title-th", "ปิดปรับปรุงระบบ"),
        ("title-en", "Maintenance"),
        ("words-th", "คืนวันเสาร์ เวลา 01.00–02.00 น."),
        ("words-en", "Saturday night"),
        ("shows-from", "22/11/2569"),
        ("shows-until", "30/11/2569"),
    ];
    for (changes, expected) in [
        (("title-en", ""), "เรื่อง (อังกฤษ)"),
        (("words-th", ""), "ข้อความ (ไทย)"),
        (("shows-until", "1/11/2569"), "ถึงวันที่"),
        (("shows-until", ""), "ถึงวันที่"),
    ] {
        let shown = admin.fill(ANNOUNCEMENTS, &with(&form, &[changes])).await;
        assert_eq!(shown.status, 422, "{changes:?}");
        assert!(shown.problems().contains(expected), "{changes:?}: {}", shown.problems());
    }
    let preview = admin.fill(ANNOUNCEMENTS, &form).await;
    assert_eq!(preview.text("[data-announcement] h2"), "ปิดปรับปรุงระบบ\nMaintenance");
    let public = async |path: &str| app.browser().get(path).await.text("[data-announcement]");
    assert_eq!(public("/").await, "", "not before it is published");

    let id = preview.value("announcement");
    let mut publish = form.to_vec();
    publish.extend([("announcement", id.as_str()), ("then", "publish")]);
    for _ in 0..2 {
        assert_eq!(admin.send(ANNOUNCEMENTS, ANNOUNCEMENTS, &publish).await.path, ANNOUNCEMENTS);
    }
    for path in ["/", "/office"] {
        assert_eq!(public(path).await, "ปิดปรับปรุงระบบ คืนวันเสาร์ เวลา 01.00–02.00 น.", "{path}");
    }
    let withdraw = format!("{ANNOUNCEMENTS}/{id}/withdraw");
    let shown = admin.send(ANNOUNCEMENTS, &withdraw, &[]).await;
    assert!(shown.text(".published").contains("ถอนแล้ว"));
    assert_eq!(public("/").await, "");
    assert_eq!(deeds(&app).await, ["announced", "announcement-withdrawn"]);
}

#[tokio::test]
async fn a_change_after_publishing_is_not_lost_but_offered_as_a_new_announcement() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let form = [
        ("title-th", "ปิดปรับปรุงระบบ"),
        ("title-en", "Maintenance"),
        ("words-th", "คืนวันเสาร์"),
        ("words-en", "Saturday night"),
        ("shows-from", "22/11/2569"),
        ("shows-until", "30/11/2569"),
    ];
    let id = admin.fill(ANNOUNCEMENTS, &form).await.value("announcement");
    let publish = [("announcement", id.as_str()), ("then", "publish")];
    let first = [&form[..], &publish].concat();
    assert_eq!(admin.fill(ANNOUNCEMENTS, &first).await.path, ANNOUNCEMENTS);
    let changed = with(&first, &[("words-th", "คืนวันอาทิตย์")]);
    let told = async |changed: &[(&str, &str)], expected: &str| {
        let shown = admin.fill(ANNOUNCEMENTS, changed).await;
        assert_eq!(shown.status, 422, "{expected}");
        assert!(shown.problems().contains(expected), "{}", shown.problems());
        assert!(shown.text("[data-announcement]").contains("คืนวันเสาร์"), "what was published");
        assert_eq!(shown.value("words-th").trim(), "คืนวันอาทิตย์", "what was typed");
        shown.value("announcement")
    };
    let new = told(&changed, "ถอนประกาศเดิม").await;
    assert_ne!(new, id);
    admin.send(ANNOUNCEMENTS, &format!("{ANNOUNCEMENTS}/{id}/withdraw"), &[]).await;
    told(&changed, "ถูกถอนแล้ว").await;
    let as_new = with(&changed, &[("announcement", &new)]);
    assert_eq!(admin.fill(ANNOUNCEMENTS, &as_new).await.path, ANNOUNCEMENTS);
    let public = app.browser().get("/").await.text("[data-announcement]");
    assert!(public.contains("คืนวันอาทิตย์") && !public.contains("คืนวันเสาร์"), "{public}");
    assert_eq!(deeds(&app).await, ["announced", "announcement-withdrawn", "announced"]);
}

/// The list of offices as it is, with some lines changed.
fn offices(change: impl Fn(&str) -> Option<String>) -> String {
    let list = include_str!("../../reference/offices.csv");
    list.lines().filter_map(change).map(|line| line + "\n").collect()
}

#[tokio::test]
async fn a_list_of_offices_is_looked_at_applied_and_undone() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let list = offices(|line| match line.split(',').next() {
        Some("4902") => None,
        Some("4903") => Some(line.replace("ที่ว่าการ", "ที่ว่าการใหม่")),
        _ => Some(line.to_owned()),
    });
    let shown = admin.upload(REFERENCE, "list-file", list.as_bytes()).await;
    assert!(shown.path.starts_with(REFERENCE) && shown.status == 200, "{}", shown.problems());
    let rows = shown.text(".changes tbody tr");
    assert!(rows.lines().count() == 2 && rows.contains("ที่ว่าการใหม่"), "{rows}");
    let detail = [("office-phone", "042-000-002"), ("office-note-th", "ชั้น 2")];
    admin.fill("/office/admin/offices/4902", &detail).await;
    let names = async || {
        let rows = sqlx::query_scalar!(
            "select name_th from office where code in ('4902', '4903') order by code"
        );
        rows.fetch_all(&app.app.db).await.unwrap()
    };
    let before = names().await;
    assert_eq!(before.len(), 2, "nothing has changed yet");

    let page = shown.path.clone();
    for _ in 0..2 {
        let applied = admin.send(&page, &format!("{page}/apply"), &[]).await;
        assert!(applied.text("dl").contains("นำเข้าแล้ว"));
    }
    let after = names().await;
    assert!(after.len() == 1 && after[0].starts_with("ที่ว่าการใหม่"), "{after:?}");
    assert_eq!(app.browser().get("/offices/4902").await.status, 404);

    admin.send(&page, &format!("{page}/undo"), &[]).await;
    assert_eq!(names().await, before);
    let told = app.browser().get("/offices/4902").await.text("dl");
    assert!(told.contains("042-000-002") && told.contains("ชั้น 2"), "{told}");
    let done = ["import-read", "office-changed", "import-applied", "import-undone"];
    assert_eq!(deeds(&app).await, done);
}

#[tokio::test]
async fn a_bad_list_changes_nothing_and_an_office_with_files_stays() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let bad = offices(|line| {
        let line = line.replace("4902,district_office", "4902,palace");
        Some(line.replace("4903,district_office", "49x3,district_office"))
    });
    let refused = admin.upload(REFERENCE, "list-file", bad.as_bytes()).await;
    assert_eq!(refused.status, 422);
    let told = refused.problems();
    assert!(told.contains("palace") && told.contains("49x3") && told.contains("บรรทัด"), "{told}");
    for (file, expected) in [
        (b"".as_slice(), "ไฟล์"),
        (b"a,b\n1,2", "ไม่ตรงกับรายชื่อใด"),
        (offices(|line| Some(line.to_owned())).as_bytes(), "ไม่มีอะไรเปลี่ยน"),
        (&vec![b'x'; 3 * 1024 * 1024], "ใหญ่เกิน"),
    ] {
        let refused = admin.upload(REFERENCE, "list-file", file).await;
        assert_eq!(refused.status, 422, "{expected}");
        assert!(refused.problems().contains(expected), "{}", refused.problems());
    }
    register(&app, MALI).await;
    let without = offices(|line| (!line.starts_with("4901,")).then(|| line.to_owned()));
    let shown = admin.upload(REFERENCE, "list-file", without.as_bytes()).await;
    assert!(shown.problems().contains("4901"), "{}", shown.problems());
    let refused = admin.send(&shown.path, &format!("{}/apply", shown.path), &[]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(app.browser().get("/offices/4901").await.status, 200);
    assert_eq!(deeds(&app).await, ["import-read"]);
}

#[tokio::test]
async fn a_downloaded_list_of_sub_districts_is_changed_uploaded_applied_and_undone() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let now = admin.get(&format!("{REFERENCE}/lists/subdistricts.csv")).await;
    assert_eq!(now.body.lines().count(), 7437);
    let same = admin.upload(REFERENCE, "list-file", now.body.as_bytes()).await;
    assert!(same.problems().contains("ไม่มีอะไรเปลี่ยน"), "{}", same.problems());
    assert_eq!(admin.get(&format!("{REFERENCE}/lists/people.csv")).await.status, 404);

    let renamed =
        now.body.replace(",ศรีบุญเรือง,Si Bun Rueang,49000", ",ศรีเมืองใหม่,Si Mueang Mai,49000")
            + "490199,4901,ตำบลตั้งใหม่,New Tambon,49000\n";
    let shown = admin.upload(REFERENCE, "list-file", renamed.as_bytes()).await;
    assert!(shown.text(".govuk-caption-l").starts_with("ตำบลและแขวง"), "{}", shown.problems());
    let rows = shown.text(".changes tbody tr");
    assert!(rows.contains("ศรีเมืองใหม่") && rows.contains("490199"), "{rows}");
    let page = shown.path.clone();
    // Two clicks at once apply it once.
    let apply = format!("{page}/apply");
    tokio::join!(admin.send(&page, &apply, &[]), admin.send(&page, &apply, &[]));
    let office = async || app.browser().get("/offices/4901").await.text("main");
    assert!(office().await.contains("ตำบลตั้งใหม่") && office().await.contains("ศรีเมืองใหม่"));

    admin.send(&page, &format!("{page}/undo"), &[]).await;
    assert!(!office().await.contains("ตำบลตั้งใหม่") && office().await.contains("ศรีบุญเรือง"));
    assert_eq!(deeds(&app).await, ["import-read", "import-applied", "import-undone"]);
}

#[tokio::test]
async fn an_area_that_others_lie_in_is_not_removed_and_an_overtaken_import_says_so() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let list = admin.get(&format!("{REFERENCE}/lists/districts.csv")).await.body;
    let kept = list.lines().filter(|line| !line.starts_with("4907,"));
    let without: String = kept.map(|line| line.to_owned() + "\n").collect();
    let shown = admin.upload(REFERENCE, "list-file", without.as_bytes()).await;
    assert!(shown.problems().contains("4907"), "{}", shown.problems());
    let renamed = list.replace("4907,49,หนองสูง", "4907,49,หนองต่ำ");
    assert_ne!(renamed, list);
    let first = admin.upload(REFERENCE, "list-file", renamed.as_bytes()).await.path;
    let second = admin.upload(REFERENCE, "list-file", renamed.as_bytes()).await.path;
    admin.send(&first, &format!("{first}/apply"), &[]).await;
    let refused = admin.send(&first, &format!("{second}/apply"), &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.problems().contains("4907"), "{}", refused.problems());
}

#[tokio::test]
async fn what_the_ministry_imported_outlives_an_upgrade_until_it_is_undone() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let list = offices(|line| match line.split(',').next() {
        Some("4902") => None,
        Some("4903") => Some(line.replace("ที่ว่าการ", "ที่ว่าการใหม่")),
        _ => Some(line.to_owned()),
    });
    let page = admin.upload(REFERENCE, "list-file", list.as_bytes()).await.path;
    admin.send(&page, &format!("{page}/apply"), &[]).await;
    let upgrade = async || {
        let imported = own::import(&app.app.db).await.unwrap();
        imported.iter().find(|imported| imported.list == List::Offices).unwrap().left
    };
    assert_eq!(upgrade().await, 2);
    assert_eq!(app.browser().get("/offices/4902").await.status, 404);
    assert!(app.browser().get("/offices/4903").await.text("h1").contains("ที่ว่าการใหม่"));
    admin.send(&page, &format!("{page}/undo"), &[]).await;
    assert_eq!(upgrade().await, 0);
    assert_eq!(app.browser().get("/offices/4902").await.status, 200);
}

#[tokio::test]
async fn an_office_that_was_only_offered_a_file_stays() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    register(&app, MALI).await;
    let offered = sqlx::query!(
        "insert into case_transfer (debtor_id, registration_id, transfer_id, from_office, to_office, reason,
                                    stage_before, asked_by, asked_at, decided_by, decided_at, accepted, refusal)
         select debtor_id, registration_id, gen_random_uuid(), '4901', '4902', '', 'submitted', officer_id, now(),
                officer_id, now(), false, '' from registration, officer"
    );
    offered.execute(&app.app.db).await.unwrap();
    let without = offices(|line| (!line.starts_with("4902,")).then(|| line.to_owned()));
    let shown = admin.upload(REFERENCE, "list-file", without.as_bytes()).await;
    let refused = admin.send(&shown.path, &format!("{}/apply", shown.path), &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.problems().contains("ลบไม่ได้"), "{}", refused.problems());
    assert_eq!(app.browser().get("/offices/4902").await.status, 200);
}

#[tokio::test]
async fn an_office_at_which_somebody_asks_for_an_appointment_stays() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let proved = app.browser();
    proved.sign_in_officer(app.simulator.origin(), POKKHRONG, "4902").await;
    let words = [("unit", "4902"), ("role", "intake"), ("ask-words", "ย้ายมา")];
    assert_eq!(proved.fill("/office/appointments/ask", &words).await.problems(), "");
    let without = offices(|line| (!line.starts_with("4902,")).then(|| line.to_owned()));
    let shown = admin.upload(REFERENCE, "list-file", without.as_bytes()).await;
    assert!(shown.problems().contains("4902"), "{}", shown.problems());
    let refused = admin.send(&shown.path, &format!("{}/apply", shown.path), &[]).await;
    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn only_administrators_administer() {
    let app = TestApp::start().await;
    let governor = Territory::Province("49".into());
    let head = Territory::Office("4901".into());
    for (pid, role, unit) in [
        (PHITHAK, Role::ProvincialHead, governor),
        (POKKHRONG, Role::Head, head),
        (SOMMOT, Role::Auditor, Territory::Nation),
    ] {
        let browser = signed_in(&app, pid, role, unit).await;
        for path in ["/office/admin", ROUNDS, NEW, ANNOUNCEMENTS, REFERENCE] {
            assert_eq!(browser.get(path).await.status, 404, "{role:?} {path}");
        }
        let csrf = browser.get("/office/appointments").await.csrf();
        for path in [NEW, ANNOUNCEMENTS, "/office/admin/offices/4901"] {
            assert_eq!(browser.send_with(&csrf, path, &ROUND).await.status, 404, "{role:?} {path}");
        }
    }
    assert!(deeds(&app).await.is_empty());
}

#[tokio::test]
async fn a_form_without_the_sessions_own_token_changes_nothing() {
    let app = TestApp::start().await;
    let admin = administrator(&app).await;
    let list = offices(|line| (!line.starts_with("4902,")).then(|| line.to_owned()));
    let other = app.browser().get("/office").await.csrf();
    for csrf in ["", "x", other.as_str()] {
        let refused = admin.attach_to(REFERENCE, csrf, &[("list.csv", list.as_bytes())]).await;
        assert_eq!(refused.status, 403, "{csrf}");
        assert_eq!(admin.send_with(csrf, NEW, &ROUND).await.status, 403, "{csrf}");
    }
    let head = signed_in(&app, POKKHRONG, Role::Head, Territory::Office("4901".into())).await;
    let own = admin.get(REFERENCE).await.csrf();
    let grant = [("citizen-number", PHITHAK), ("role", "intake"), ("unit", "4901")];
    for csrf in ["", "x", own.as_str()] {
        let refused = head.send_with(csrf, "/office/people/grant", &grant).await;
        assert_eq!(refused.status, 403, "{csrf}");
    }
    assert!(deeds(&app).await.is_empty());
}

#[tokio::test]
async fn figures_show_the_own_territory_in_the_asked_order_without_persons() {
    let app = TestApp::start().await;
    register(&app, MALI).await;
    app.run_notices().await;
    let analyst = signed_in(&app, SANTI, Role::Analyst, Territory::Nation).await;
    let shown = analyst.get("/office/figures?sort=registrations").await;
    let first = shown.text(".figures tbody tr");
    assert!(first.starts_with("49 มุกดาหาร 1 1 0"), "{}", &first[..200]);
    assert_eq!(first.lines().count(), 77);
    let inside = analyst.get("/office/figures?unit=49").await.text(".figures tbody tr");
    assert!(inside.contains("4901") && !inside.contains("4801"), "{inside}");

    let head = signed_in(&app, POKKHRONG, Role::Head, Territory::Office("4901".into())).await;
    let own = head.get("/office/figures").await.text(".figures tbody tr");
    assert!(own.lines().count() == 1 && own.starts_with("4901"), "{own}");
    for unit in ["4902", "49", "nation"] {
        let refused = head.get(&format!("/office/figures?unit={unit}")).await;
        assert_eq!(refused.status, 422, "{unit}");
    }
    let csv = head.get("/office/figures.csv").await;
    assert!(csv.body.lines().nth(1).unwrap().starts_with("4901,"), "{}", csv.body);
    assert!(!csv.body.contains("มะลิ"));
    let intake = signed_in(&app, PHITHAK, Role::Intake, Territory::Office("4901".into())).await;
    assert_eq!(intake.get("/office/figures").await.status, 404);
}
