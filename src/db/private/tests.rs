//! The life of a private PostgreSQL: kept data, crashes, broken folders.

use sqlx::PgPool;

use super::*;
use crate::db;

/// A folder that the unprivileged user can enter, removed at the end.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
    folder
}

fn start(folder: &Path) -> Result<PrivatePostgres, Error> {
    PrivatePostgres::start(folder, None, Durability::Relaxed)
}

async fn connect(postgres: &PrivatePostgres) -> PgPool {
    db::create_if_missing(postgres.url()).await.unwrap();
    db::connect(postgres.url(), 2).await.unwrap()
}

async fn write(db: &PgPool) {
    sqlx::raw_sql("create table kept as select 7 as number").execute(db).await.unwrap();
}

async fn read(db: &PgPool) -> i32 {
    sqlx::query_scalar("select number from kept").fetch_one(db).await.unwrap()
}

fn postmaster(folder: &Path) -> Option<i32> {
    let text = fs::read_to_string(folder.join("postgres/postmaster.pid")).ok()?;
    text.lines().next()?.trim().parse().ok()
}

#[tokio::test]
async fn a_second_start_keeps_the_data_and_a_stop_leaves_no_server() {
    let folder = folder();
    let postgres = start(folder.path()).unwrap();
    write(&connect(&postgres).await).await;
    drop(postgres);
    assert_eq!(postmaster(folder.path()), None);
    let postgres = start(folder.path()).unwrap();
    assert_eq!(read(&connect(&postgres).await).await, 7);
}

#[tokio::test]
async fn a_server_left_behind_by_a_killed_plodnee_is_replaced_and_loses_nothing() {
    let folder = folder();
    let postgres = start(folder.path()).unwrap();
    write(&connect(&postgres).await).await;
    let left_behind = postmaster(folder.path()).unwrap();
    // What the kernel does on kill -9: the lock is released, nothing else happens.
    postgres.lock.unlock().unwrap();
    std::mem::forget(postgres);
    let postgres = start(folder.path()).unwrap();
    assert_ne!(postmaster(folder.path()).unwrap(), left_behind);
    assert_eq!(read(&connect(&postgres).await).await, 7);
}

#[tokio::test]
async fn a_server_killed_outright_recovers_at_the_next_start() {
    let folder = folder();
    let postgres = start(folder.path()).unwrap();
    let pool = connect(&postgres).await;
    write(&pool).await;
    sqlx::raw_sql("checkpoint").execute(&pool).await.unwrap();
    let pid = nix::unistd::Pid::from_raw(postmaster(folder.path()).unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL).unwrap();
    drop(postgres);
    let postgres = start(folder.path()).unwrap();
    assert_eq!(read(&connect(&postgres).await).await, 7);
}

#[test]
fn two_plodnees_never_share_a_data_folder() {
    let folder = folder();
    let _first = lock(folder.path()).unwrap();
    let error = start(folder.path()).unwrap_err().to_string();
    assert!(error.contains("another plodnee is running on it"), "{error}");
}

#[test]
fn a_broken_data_folder_is_named_and_left_alone() {
    let cases: [(&str, &str, &str); 3] = [
        ("some-file", "text", "is not a PostgreSQL cluster"),
        ("PG_VERSION", "?", "unreadable PG_VERSION"),
        ("PG_VERSION", "9", "the data folder was made by PostgreSQL 9"),
    ];
    for (name, content, message) in cases {
        let folder = folder();
        let data = folder.path().join("postgres");
        fs::create_dir(&data).unwrap();
        fs::write(data.join(name), content).unwrap();
        let error = start(folder.path()).unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
        assert_eq!(fs::read_to_string(data.join(name)).unwrap(), content);
    }
}

#[test]
fn missing_programs_are_told_with_the_remedy() {
    let folder = folder();
    let error = PrivatePostgres::start(folder.path(), Some(folder.path()), Durability::Durable);
    let error = error.unwrap_err().to_string();
    assert!(error.contains("PLODNEE_POSTGRES_BIN"), "{error}");
}
