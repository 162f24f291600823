//! The page that the browser shows at the end: one file, no script, nothing loaded, nothing kept.

use base64::Engine as _;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode, header};
use sha2::{Digest, Sha256};

use super::Pages;

/// Light and dark, in the window's own calm.
const STYLE: &str = ":root{color-scheme:light dark;--paper:#f6f7f9;--card:#fff;--ink:#1d2129;\
--soft:#5b6472;--line:#dfe3e8;--good:#2f7d4f;--bad:#b3423a}\
@media(prefers-color-scheme:dark){:root{--paper:#16181c;--card:#1f2227;--ink:#eceef1;\
--soft:#a3abb8;--line:#343941;--good:#6cc48f;--bad:#ee8d84}}\
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;\
padding:24px;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}\
main{max-width:30rem;width:100%;padding:40px 32px;background:var(--card);text-align:center;\
border:1px solid var(--line);border-radius:16px;overflow-wrap:anywhere}\
.mark{width:56px;height:56px;margin:0 auto 20px;border-radius:50%;display:grid;\
place-items:center;font-size:28px;line-height:1;border:2px solid currentColor}\
.good{color:var(--good)}.bad{color:var(--bad)}h1{margin:0 0 12px;font-size:1.5rem;\
line-height:1.25}p{margin:0;color:var(--soft)}.detail{margin-top:24px;padding-top:16px;\
border-top:1px solid var(--line);font-size:.8125rem}";

/// A page that says that signing in worked.
pub(super) fn done(pages: &Pages) -> Response<Full<Bytes>> {
    let html = html(pages, &pages.done_title, &pages.done_text, None);
    page(StatusCode::OK, html)
}

/// A page that says that it did not, and why.
pub(super) fn failed(pages: &Pages, status: StatusCode, why: &str) -> Response<Full<Bytes>> {
    page(status, html(pages, &pages.failed_title, &pages.failed_text, Some(why)))
}

/// An answer for what nobody looks at.
pub(super) fn nothing(status: StatusCode) -> Response<Full<Bytes>> {
    page(status, String::new())
}

fn html(pages: &Pages, title: &str, text: &str, why: Option<&str>) -> String {
    let (class, mark) = if why.is_some() { ("bad", "!") } else { ("good", "✓") };
    let detail = match why {
        Some(why) if !why.is_empty() => {
            format!("<p class=\"detail\" lang=\"en\">{}</p>", escaped(why))
        }
        _ => String::new(),
    };
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <link rel=\"icon\" href=\"data:,\"><title>{title}</title><style>{STYLE}</style></head>\
         <body><main><div class=\"mark {class}\" aria-hidden=\"true\">{mark}</div>\
         <h1>{title}</h1><p>{text}</p>{detail}</main></body></html>",
        language = escaped(&pages.language),
        title = escaped(title),
        text = escaped(text),
    )
}

fn page(status: StatusCode, html: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(html)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONNECTION, "close"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let style = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Text as it may stand in HTML, in an attribute, too.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_page_is_taken_for_html() {
        let pages = Pages {
            language: "en\" onload=\"x".to_owned(),
            failed_title: "<script>1</script>".to_owned(),
            failed_text: "a & b".to_owned(),
            ..Pages::default()
        };
        let html = html(&pages, &pages.failed_title, &pages.failed_text, Some("</p><img src=x>"));
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("\" onload"));
        assert!(html.contains("&lt;script&gt;") && html.contains("a &amp; b"));
    }
}
