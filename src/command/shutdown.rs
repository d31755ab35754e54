//! Stopping: one request to stop, heard by every part.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Hears SIGINT (Ctrl-C) and SIGTERM, from the moment it is made.
#[derive(Debug, Clone)]
pub(super) struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Begins to listen. From now on the signals no longer end the program by themselves.
    pub(super) fn listen() -> io::Result<Self> {
        let (asked, heard) = watch::channel(false);
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            tracing::info!("stopping");
            asked.send_replace(true);
            // Kept until the program ends, so that nobody mistakes a closed channel for an answer.
            asked.closed().await;
        });
        Ok(Self(heard))
    }

    /// Waits until a stop is asked for.
    pub(super) fn asked(&self) -> impl Future<Output = ()> + Send + 'static + use<> {
        let mut heard = self.0.clone();
        async move {
            // An error would mean that the listening task ended; then it is time to stop as well.
            let _ = heard.wait_for(|asked| *asked).await;
        }
    }
}
