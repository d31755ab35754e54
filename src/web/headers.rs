//! Headers on every answer, and the refusal of forms that other sites post.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Error;
use crate::App;

/// Nothing but our own files; no inline script, no inline style, no frame, no plug-in.
///
/// Forms lead to us and to ThaiD alone: the sign-in form is redirected there, which some browsers
/// count as its target (docs/thaid.md §10.10).
pub(super) fn policy(app: &App) -> HeaderValue {
    let issuer =
        url::Url::parse(&app.settings.thaid.issuer).map(|url| url.origin().ascii_serialization());
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self' {}",
        issuer.unwrap_or_default()
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), interest-cohort=()",
    ),
];

/// Puts the security headers on an answer. Pages are never cached, unless they say otherwise:
/// a phone passes through many hands.
pub(super) async fn secure(
    State(policy): State<HeaderValue>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers
        .entry(header::STRICT_TRANSPORT_SECURITY)
        .or_insert(HeaderValue::from_static("max-age=31536000"));
    response
}

/// Refuses a POST that a browser says comes from another site.
pub(super) async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() == Method::POST && foreign(&app, &request) {
        return Error::Forged.into_response();
    }
    next.run(request).await
}

fn foreign(app: &App, request: &Request) -> bool {
    let text = |name: HeaderName| request.headers().get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN) {
        // Browsers that tell no site also hide the origin, since our pages send no referrer.
        Some("null") | None => false,
        Some(origin) => origin != app.settings.base_url.origin().ascii_serialization(),
    }
}
