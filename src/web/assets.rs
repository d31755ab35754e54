//! Styles, fonts and script: built from `assets/` by `build.rs`, kept inside the program, never changed under one name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::Error;

/// The folder `assets/build.mjs` filled.
#[derive(RustEmbed)]
#[folder = "$ASSETS_DIST"]
struct Dist;

/// Plain name (`app.css`) to address (`/assets/app-MEIIKW34.css`).
static ADDRESSES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let manifest = Dist::get("manifest.json").map(|file| file.data).unwrap_or_default();
    let names: BTreeMap<String, String> = serde_json::from_slice(&manifest).unwrap_or_default();
    names.into_iter().map(|(plain, hashed)| (plain, format!("/assets/{hashed}"))).collect()
});

/// The address of an asset by its plain name, such as `app.css`.
///
/// An unknown name gives an address that does not exist; a test looks at every name in `templates/`.
#[must_use]
pub fn url(name: &str) -> &'static str {
    ADDRESSES.get(name).map_or("/assets/unknown", String::as_str)
}

/// `GET /assets/{*path}`: one asset, as small as the browser can read it. The name holds a hash of
/// what is in it, so it may be kept for a year.
pub async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, Error> {
    let media_type = media_type(&path).ok_or(Error::NotFound)?;
    let small = [("br", "br"), ("gzip", "gz")].into_iter().find_map(|(coding, ending)| {
        let file = accepts(&headers, coding).then(|| Dist::get(&format!("{path}.{ending}")))?;
        Some((coding, file?))
    });
    let (coding, file) = match small {
        Some((coding, file)) => (Some(coding), file),
        None => (None, Dist::get(&path).ok_or(Error::NotFound)?),
    };
    let mut answer = (
        [
            (header::CONTENT_TYPE, media_type),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (header::VARY, "accept-encoding"),
        ],
        Body::from(file.data),
    )
        .into_response();
    if let Some(coding) = coding {
        answer.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    Ok(answer)
}

/// What a file is, by the end of its name; nothing else is given out.
fn media_type(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}

/// Whether the browser reads a content coding (RFC 9110, section 12.5.3; `*` is not taken up).
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let lines =
        headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|part| {
        let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
        let refused = parameters
            .trim()
            .strip_prefix("q=")
            .is_some_and(|weight| weight.trim().parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(coding) && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(accepted: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))])
    }

    async fn get(address: &str, accepted: &'static str) -> Result<Response, Error> {
        let path = address.trim_start_matches("/assets/").to_owned();
        serve(Path(path), asking(accepted)).await
    }

    async fn size(name: &str) -> usize {
        let answer = get(url(name), "gzip, deflate, br").await.unwrap();
        axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().len()
    }

    #[tokio::test]
    async fn the_smallest_form_the_browser_reads_is_sent_and_may_be_kept() {
        for (accepted, coding) in
            [("gzip, br", Some("br")), ("br;q=0, gzip;q=0.5", Some("gzip")), ("identity", None)]
        {
            let answer = get(url("app.css"), accepted).await.unwrap();
            let header =
                |name| answer.headers().get(name).map(|v: &HeaderValue| v.to_str().unwrap());
            assert_eq!(header(header::CONTENT_ENCODING), coding, "{accepted}");
            assert_eq!(header(header::CONTENT_TYPE), Some("text/css; charset=utf-8"));
            assert_eq!(header(header::CACHE_CONTROL), Some("public, max-age=31536000, immutable"));
            assert_eq!(header(header::VARY), Some("accept-encoding"));
        }
    }

    #[tokio::test]
    async fn nothing_but_assets_is_given_out() {
        for path in ["manifest.json", "app.css", "unknown", "../build.mjs", ""] {
            assert!(matches!(get(path, "br").await, Err(Error::NotFound)), "{path}");
        }
        let compressed = format!("{}.br", url("app.css"));
        assert!(matches!(get(&compressed, "br").await, Err(Error::NotFound)));
    }

    #[test]
    fn every_asset_a_template_names_exists() {
        let mut seen = 0;
        let mut folders = vec![std::path::PathBuf::from("templates")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for rest in text.split("page.asset(\"").skip(1) {
                    let name = rest.split('"').next().unwrap();
                    assert_ne!(url(name), "/assets/unknown", "{name} in {}", path.display());
                    seen += 1;
                }
            }
        }
        assert!(seen >= 4);
    }

    /// A first visit may weigh 100 KB with its page, a later one 20 KB: the page keeps 30 KB of the first.
    #[tokio::test]
    async fn what_a_first_visit_fetches_is_light() {
        let mut bytes = 0;
        for name in ADDRESSES.keys() {
            bytes += size(name).await;
        }
        assert!(bytes <= 70_000, "{bytes} bytes");
        assert!(size("app.js").await <= 6_000);
    }
}
