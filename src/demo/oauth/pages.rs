//! The pages of the demo's authorization server: whole in themselves, no script, nothing loaded.
//! Knows no HTTP.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::words::Words;

const STYLE: &str = ":root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--text:#1c2024;\
--muted:#5a636d;--line:#dde1e6;--accent:#1d6b75;--on:#fff}\
@media(prefers-color-scheme:dark){:root{--ground:#16181b;--card:#1f2226;--text:#eceef0;\
--muted:#a4adb7;--line:#363b42;--accent:#7fc6cf;--on:#0c2a2e}}\
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;\
background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif}\
main{width:100%;max-width:28rem;padding:32px;background:var(--card);border:1px solid var(--line);\
border-radius:16px;overflow-wrap:anywhere}\
h1{margin:0 0 12px;font-size:1.375rem;line-height:1.3}p{margin:0 0 16px;color:var(--muted)}\
.demo{display:inline-block;margin:0 0 16px;padding:2px 10px;border:1px solid var(--line);\
border-radius:99px;font-size:.8125rem;color:var(--muted)}\
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0 0 16px}dt{color:var(--muted)}\
dd{margin:0;font-weight:600}ul{margin:0 0 24px;padding-left:20px}li{margin:4px 0}\
form{display:flex;flex-wrap:wrap;gap:12px;align-items:center}.row{margin-top:12px}\
.row b{flex:1}button,input{font:inherit;padding:10px 18px;border-radius:10px;\
border:1px solid var(--line);background:transparent;color:inherit}input{flex:1;min-width:9rem;\
letter-spacing:.15em;text-transform:uppercase}button{cursor:pointer}.main{background:var(--accent);\
border-color:var(--accent);color:var(--on);font-weight:600}\
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}";

/// The policy of every page. A form may lead to this server and, through its answer, to `redirect`:
/// browsers hold the way of a form against the policy to its very end.
pub fn policy(redirect: Option<&str>) -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let back = redirect.and_then(|uri| url::Url::parse(uri).ok());
    let back = back.map(|url| format!(" {}", url.origin().ascii_serialization()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; \
         form-action 'self'{}; frame-ancestors 'none'",
        back.unwrap_or_default()
    )
}

/// Signing in and agreeing, both in one.
pub fn consent(
    words: &Words,
    ticket: &str,
    program: &str,
    account: &str,
    scopes: &[String],
) -> String {
    let wants = scopes.iter().filter_map(|scope| match scope.as_str() {
        "imap" => Some(&words.imap),
        "smtp" => Some(&words.smtp),
        "offline_access" => Some(&words.offline),
        _ => None,
    });
    let wants: String = wants.map(|want| format!("<li>{}</li>", escaped(want))).collect();
    let body = format!(
        "<h1>{consent}</h1><p>{about}</p><dl><dt>{program_label}</dt><dd>{program}</dd>\
         <dt>{account_label}</dt><dd>{account}</dd></dl><p>{wants_label}</p><ul>{wants}</ul>\
         <form method=\"post\" action=\"/answer\">{ticket}\
         <button class=\"main\" name=\"answer\" value=\"allow\" autofocus>{allow}</button>\
         <button name=\"answer\" value=\"deny\">{deny}</button></form>",
        consent = escaped(&words.consent),
        about = escaped(&words.about),
        program_label = escaped(&words.program),
        program = escaped(named(words, program)),
        account_label = escaped(&words.account),
        account = escaped(account),
        wants_label = escaped(&words.wants),
        ticket = hidden(ticket),
        allow = escaped(&words.allow),
        deny = escaped(&words.deny),
    );
    page(words, &words.consent, &body)
}

/// Asks for the code that another device shows.
pub fn device(words: &Words, code: &str, unknown: bool) -> String {
    let text = if unknown { &words.device_unknown } else { &words.device_text };
    let body = format!(
        "<h1>{device}</h1><p role=\"status\">{text}</p><form method=\"post\" action=\"/device/code\">\
         <input name=\"user_code\" value=\"{code}\" aria-label=\"{device}\" autocomplete=\"off\" \
         maxlength=\"20\" required autofocus><button class=\"main\">{go_on}</button></form>",
        device = escaped(&words.device),
        text = escaped(text),
        code = escaped(code),
        go_on = escaped(&words.device_go_on),
    );
    page(words, &words.device, &body)
}

/// The programs that have access, each with a ticket to take it back; `taken` says that one was.
pub fn access(words: &Words, programs: &[(String, String)], taken: bool) -> String {
    let rows = programs.iter().map(|(ticket, program)| {
        format!(
            "<form class=\"row\" method=\"post\" action=\"/answer\"><b>{}</b>{}\
             <button name=\"answer\" value=\"allow\">{}</button></form>",
            escaped(named(words, program)),
            hidden(ticket),
            escaped(&words.take_back)
        )
    });
    let list: String = rows.collect();
    let text = match (taken, programs.is_empty()) {
        (true, _) => &words.taken_back,
        (false, true) => &words.access_none,
        (false, false) => &words.access_text,
    };
    let body = format!(
        "<h1>{}</h1><p role=\"status\">{}</p>{list}",
        escaped(&words.access),
        escaped(text)
    );
    page(words, &words.access, &body)
}

/// A page that only says something; `detail` is in English.
pub fn says(words: &Words, title: &str, text: &str, detail: &str) -> String {
    let detail = match detail {
        "" => String::new(),
        detail => format!("<p lang=\"en\">{}</p>", escaped(detail)),
    };
    page(words, title, &format!("<h1>{}</h1><p>{}</p>{detail}", escaped(title), escaped(text)))
}

fn page(words: &Words, title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <link rel=\"icon\" href=\"data:,\"><title>{title} – {demo}</title><style>{STYLE}</style>\
         </head><body><main><div class=\"demo\">{demo}</div>{body}</main></body></html>",
        language = escaped(&words.language),
        title = escaped(title),
        demo = escaped(&words.demo),
    )
}

fn named<'a>(words: &'a Words, program: &'a str) -> &'a str {
    if program.trim().is_empty() { &words.nameless } else { program }
}

fn hidden(ticket: &str) -> String {
    format!("<input type=\"hidden\" name=\"ticket\" value=\"{}\">", escaped(ticket))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_calls_itself_is_text_and_never_markup() {
        let words = Words { language: "en".into(), ..Words::default() };
        let name = "</dd><script>alert(1)</script>\"'&";
        for html in [
            consent(&words, "t", name, "ana@test.example", &[]),
            access(&words, &[("t".into(), name.into())], false),
            device(&words, name, true),
            says(&words, name, name, name),
        ] {
            assert!(!html.contains("<script>"), "{html}");
            assert!(
                html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"),
                "{html}"
            );
        }
    }

    #[test]
    fn a_form_leads_to_this_server_and_where_its_answer_sends_the_browser() {
        assert!(policy(None).contains("form-action 'self';"));
        let with = policy(Some("http://127.0.0.1:4242/back?x=1"));
        assert!(with.contains("form-action 'self' http://127.0.0.1:4242;"), "{with}");
    }
}
