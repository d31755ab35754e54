//! How a page is answered (หน้าเว็บ): never cached, nothing from elsewhere, no inline script or style.

use askama::Template;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};

use crate::transaction::Gone;

/// There is no `form-action`: a consent form ends in a redirect to the relying party.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// Answers with a page.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, HEADERS, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page of the ThaiD simulator failed: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Sends the browser elsewhere as ThaiD does, with 302.
pub(crate) fn found(location: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store")])
        .into_response()
}

/// A page that says one thing.
#[derive(Template)]
#[template(path = "message.html")]
pub(crate) struct Message {
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    pub(crate) english: &'static str,
}

/// The person answered, and nothing comes of it.
pub(crate) const SILENT: Message = Message {
    title: "กำลังรอการตอบกลับ",
    text: "ระบบได้รับคำตอบของท่านแล้ว แต่ยังไม่กลับไปยังระบบผู้ให้บริการ (สวิตช์ never_answer เปิดอยู่)",
    english: "The answer was taken; the browser is not sent back (switch never_answer).",
};

/// The sign-in came to its end.
pub(crate) const FINISHED: Message = Message {
    title: "รายการนี้เสร็จสิ้นแล้ว",
    text: "กลับไปที่หน้าจอของบริการที่ท่านเริ่มเข้าสู่ระบบ",
    english: "This sign-in is finished. Go back to the screen where you began.",
};

impl Gone {
    /// The page that says why a sign-in cannot go on.
    pub(crate) fn page(self) -> Response {
        match self {
            Self::Unknown => page(
                StatusCode::NOT_FOUND,
                &Message {
                    title: "ไม่พบรายการนี้",
                    text: "กลับไปที่บริการที่ท่านต้องการใช้ แล้วเริ่มเข้าสู่ระบบใหม่",
                    english: "There is no such sign-in. Go back to the service and start again.",
                },
            ),
            Self::Expired => page(
                StatusCode::GONE,
                &Message {
                    title: "รายการหมดอายุแล้ว",
                    text: "QR Code ใช้ได้ 5 นาที กลับไปที่บริการที่ท่านต้องการใช้ แล้วเริ่มเข้าสู่ระบบใหม่",
                    english: "This sign-in has expired. Go back to the service and start again.",
                },
            ),
        }
    }
}
