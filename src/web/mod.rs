//! The web: one page of addresses, and what stands around every answer.
//!
//! The walk of a request: `headers` and limits → `routes` → a handler (who · parse · one
//! transaction · redirect) → a template, or an `Error` that `error::show` turns into a page.

pub mod assets;
#[cfg(test)]
mod components;
mod error;
pub mod form;
mod form_owner;
mod guard;
mod headers;
mod health;
pub mod kept;
mod language;
pub mod officer;
mod page;
mod routes;
pub mod session;
mod turn;

use std::future::Future;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::trace::TraceLayer;

pub use error::Error;
pub(crate) use error::kind as error_kind;
pub use guard::Debtor;
pub use language::is_local;
pub use officer::{Officer, OfficerForm, Proved, ProvedForm};
pub(crate) use page::cookie;
pub use page::{Badge, Page, download, html, ok, see_other, unprocessable};
pub use routes::{Entry, Who, table};

use crate::App;

/// The longest a request may take before its reader is told that it failed.
#[derive(Clone, Copy)]
struct Patience {
    page: Duration,
    /// Photos take their time on a weak signal.
    upload: Duration,
}

const PATIENCE: Patience =
    Patience { page: Duration::from_secs(30), upload: Duration::from_mins(15) };

/// Everything the service answers.
pub fn router(app: App) -> Router {
    let routes = routes::table().router;
    routes
        .layer(from_fn_with_state(app.clone(), headers::same_origin))
        .layer(from_fn_with_state(app.clone(), turn::send))
        .layer(from_fn_with_state(PATIENCE, in_time))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn_with_state(app.clone(), error::show))
        .layer(CompressionLayer::new().compress_when(packed()))
        .layer(from_fn_with_state(headers::policy(&app), headers::secure))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()))
        .with_state(app)
}

/// Breaks off what takes too long.
async fn in_time(State(patience): State<Patience>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(patience.with(request.uri().path()), next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::GATEWAY_TIMEOUT.into_response(),
    }
}

impl Patience {
    fn with(self, path: &str) -> Duration {
        let files = matches!(
            path.split('/').skip(1).collect::<Vec<_>>()[..],
            ["registration", "attachments"] | ["office", "intake", _, "attachments"]
        );
        if files { self.upload } else { self.page }
    }
}

/// What is worth compressing on the way out: fonts are compressed already.
fn packed() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("font/"))
}

/// A request's span: its method and the pattern of its address, never the address itself.
fn span(request: &Request) -> tracing::Span {
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or("", axum::extract::MatchedPath::as_str);
    tracing::info_span!("request", http.method = %request.method(), http.route = route)
}

/// Answers until `shutdown`, then finishes what is under way.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(app)).with_graceful_shutdown(shutdown).await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::Router;
    use axum::body::Body;
    use axum::extract::Request;
    use axum::middleware::from_fn_with_state;
    use tower::ServiceExt;

    use super::{PATIENCE, Patience, in_time};

    #[test]
    fn a_photo_of_eight_megabytes_has_time_on_a_weak_signal() {
        let weak = 128 * 1024 / 8; // bytes a second
        let photo = crate::registration::attachment::LARGEST as u64;
        for path in ["/registration/attachments", "/office/intake/7/attachments"] {
            assert!(PATIENCE.with(path).as_secs() >= photo / weak, "{path}");
        }
        for path in ["/registration/submit", "/office/intake/7/attachments/8/remove"] {
            assert_eq!(PATIENCE.with(path).as_secs(), 30, "{path}");
        }
    }

    #[tokio::test]
    async fn what_takes_too_long_is_broken_off_and_photos_have_longer() {
        let slow = async || {
            tokio::time::sleep(Duration::from_millis(300)).await;
            "done"
        };
        let patience = Patience { page: Duration::from_millis(10), upload: Duration::from_mins(1) };
        let service = Router::new().fallback(slow).layer(from_fn_with_state(patience, in_time));
        for (path, status) in [("/registration/attachments", 200), ("/registration/submit", 504)] {
            let request = Request::post(path).body(Body::empty()).unwrap();
            let answer = service.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status().as_u16(), status, "{path}");
        }
    }
}
