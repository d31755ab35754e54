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

/// Serves until a stop is asked for, then finishes what is under way.
pub(super) async fn run(
    app: App,
    listener: TcpListener,
    shutdown: &Shutdown,
) -> Result<(), Failure> {
    let mut web = tokio::spawn(web::serve(app.clone(), listener, shutdown.asked()));
    let mut worker = tokio::spawn(notice::run(app, shutdown.asked()));
    tokio::select! {
        biased; // a part that ended because it was asked to has not ended by itself
        () = shutdown.asked() => {}
        ended = &mut web => return Err(anyhow!("the web server ended by itself: {ended:?}").into()),
        ended = &mut worker => return Err(anyhow!("the outbox ended by itself: {ended:?}").into()),
    }
    tokio::join!(finish("web server", web), finish("outbox", worker));
    Ok(())
}

/// Waits for a part; one that takes too long is cut off.
async fn finish<T>(part: &'static str, mut task: JoinHandle<T>) {
    if tokio::time::timeout(LAST_WORDS, &mut task).await.is_err() {
        tracing::warn!(service.part = part, "the {part} took too long to stop and was cut off");
        task.abort();
    }
}
