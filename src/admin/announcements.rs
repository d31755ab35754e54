//! ประกาศ — what the ministry tells everybody on the first page and at the officers' entrance, between two days.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::text::Lang;

/// The most that stand on a page at once.
const MOST: i64 = 5;

/// One announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Which.
    pub id: Uuid,
    /// Its title in Thai.
    pub title_th: String,
    /// Its title in English.
    pub title_en: String,
    /// What it says in Thai.
    pub words_th: String,
    /// What it says in English.
    pub words_en: String,
    /// The first Bangkok day on which it is shown.
    pub shows_from: NaiveDate,
    /// The last one.
    pub shows_until: NaiveDate,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// An announcement in one language, ready to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its title.
    pub title: String,
    /// What it says, paragraph by paragraph.
    pub paragraphs: Vec<String>,
}

impl Announcement {
    /// What it says in a language.
    #[must_use]
    pub fn shown(&self, lang: Lang) -> Shown {
        let (title, words) = match lang {
            Lang::Th => (&self.title_th, &self.words_th),
            Lang::En => (&self.title_en, &self.words_en),
        };
        let paragraphs = words.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Shown { title: title.clone(), paragraphs }
    }
}

/// Those that stand on the public pages on a Bangkok day, the newest first.
pub async fn current(
    conn: &mut PgConnection,
    today: NaiveDate,
    lang: Lang,
) -> sqlx::Result<Vec<Shown>> {
    let found = sqlx::query_as!(
        Announcement,
        "select announcement_id as id, title_th, title_en, words_th, words_en, shows_from, shows_until,
                withdrawn_at
         from announcement
         where withdrawn_at is null and shows_until >= $1 and shows_from <= $1
         order by announcement_id desc limit $2",
        today,
        MOST
    )
    .fetch_all(conn)
    .await?;
    Ok(found.iter().map(|announcement| announcement.shown(lang)).collect())
}

/// The newest ones, those that are over included.
pub async fn newest(conn: &mut PgConnection) -> sqlx::Result<Vec<Announcement>> {
    sqlx::query_as!(
        Announcement,
        "select announcement_id as id, title_th, title_en, words_th, words_en, shows_from, shows_until,
                withdrawn_at
         from announcement order by announcement_id desc limit 100"
    )
    .fetch_all(conn)
    .await
}

/// The announcement of an id, if it was published.
pub async fn find(conn: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Announcement>> {
    sqlx::query_as!(
        Announcement,
        "select announcement_id as id, title_th, title_en, words_th, words_en, shows_from, shows_until,
                withdrawn_at
         from announcement where announcement_id = $1",
        id
    )
    .fetch_optional(conn)
    .await
}

/// Publishes an announcement, unless one of its id was published before; gives whether it is published now.
pub async fn publish(
    tx: &mut PgConnection,
    announcement: &Announcement,
    officer_id: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into announcement (announcement_id, title_th, title_en, words_th, words_en, shows_from,
                                   shows_until, officer_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (announcement_id) do nothing",
        announcement.id,
        announcement.title_th,
        announcement.title_en,
        announcement.words_th,
        announcement.words_en,
        announcement.shows_from,
        announcement.shows_until,
        officer_id,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes an announcement off the pages; gives whether it was there.
pub async fn withdraw(tx: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update announcement set withdrawn_at = $2 where announcement_id = $1 and withdrawn_at is null",
        id,
        now
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
