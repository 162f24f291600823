//! Answers of the demo's authorization server, with the header fields that keep them to whom they
//! are for (RFC 6749 section 5.1).

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode, header};
use serde::Serialize;

use super::error::Error;
use super::pages;

#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    fields: Vec<(HeaderName, String)>,
    body: String,
}

impl Reply {
    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        let body = serde_json::to_string(value).unwrap_or_default();
        let fields = vec![(header::CONTENT_TYPE, "application/json".to_owned())];
        Self { status, fields, body }
    }

    /// The error answer of RFC 6749 section 5.2.
    pub fn refusal(error: Error) -> Self {
        let status = match error {
            Error::InvalidClient => StatusCode::UNAUTHORIZED,
            Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::json(status, &serde_json::json!({ "error": error.name() }))
    }

    /// A page; `redirect` is where the answer of its form may send the browser.
    pub fn page(status: StatusCode, html: String, redirect: Option<&str>) -> Self {
        let fields = vec![
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CONTENT_SECURITY_POLICY, pages::policy(redirect)),
            (header::X_FRAME_OPTIONS, "DENY".to_owned()),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin".to_owned()),
        ];
        Self { status, fields, body: html }
    }

    /// Sends the browser on, by GET.
    pub fn see(url: &url::Url) -> Self {
        let fields = vec![(header::LOCATION, url.to_string())];
        Self { status: StatusCode::SEE_OTHER, fields, body: String::new() }
    }

    pub fn empty() -> Self {
        Self { status: StatusCode::OK, fields: Vec::new(), body: String::new() }
    }
}

impl From<Reply> for Response<Full<Bytes>> {
    fn from(reply: Reply) -> Self {
        let mut response = Self::new(Full::new(Bytes::from(reply.body)));
        *response.status_mut() = reply.status;
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        for (name, value) in reply.fields {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        response
    }
}
