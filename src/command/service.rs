//! The running service: the web and the outbox's worker, until a stop is asked for.

use std::time::Duration;

use anyhow::anyhow;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::Failure;
use super::shutdown::Shutdown;
use crate::{App, notice, web};

/// How long what is under way may take after a stop was asked for.
const LAST_WORDS: Duration = Duration::from_secs(20);
/// How much later than its parts this task may hear that a stop was asked for.
const MOMENT: Duration = Duration::from_secs(1);

/// Serves until a stop is asked for, then finishes what is under way.
pub(super) async fn run(
    app: App,
    listener: TcpListener,
    shutdown: &Shutdown,
) -> Result<(), Failure> {
    let mut web = tokio::spawn(web::serve(app.clone(), listener, shutdown.asked()));
    let mut worker = tokio::spawn(notice::run(app, shutdown.asked()));
    let ended = tokio::select! {
        () = shutdown.asked() => None,
        ended = &mut web => Some(format!("the web server ended by itself: {ended:?}")),
        ended = &mut worker => Some(format!("the outbox ended by itself: {ended:?}")),
    };
    // A part can hear the request a moment before this task does: then it has not ended by itself.
    if let Some(ended) = ended
        && tokio::time::timeout(MOMENT, shutdown.asked()).await.is_err()
    {
        return Err(anyhow!(ended).into());
    }
    tokio::join!(finish("web server", web), finish("outbox", worker));
    Ok(())
}

/// Waits for a part; one that takes too long is cut off.
async fn finish<T>(part: &'static str, mut task: JoinHandle<T>) {
    if task.is_finished() {
        return;
    }
    if tokio::time::timeout(LAST_WORDS, &mut task).await.is_err() {
        tracing::warn!(service.part = part, "the {part} took too long to stop and was cut off");
        task.abort();
    }
}
