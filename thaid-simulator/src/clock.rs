//! The one place where the simulator reads the time (เวลา).

use std::time::{SystemTime, UNIX_EPOCH};

/// The time now in Unix seconds.
pub(crate) fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|passed| i64::try_from(passed.as_secs()).ok())
        .unwrap_or_default()
}
