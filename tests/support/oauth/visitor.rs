//! A browser of sorts: follows redirects, keeps cookies, fills in the first form of a page. For
//! where a real browser would only be slower.

use std::collections::BTreeMap;

use url::Url;

use crate::support::http::{self, Reply};

/// One person with one jar of cookies.
pub struct Visitor {
    /// By host and port, then name.
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    /// A URL that begins like this is not visited.
    stop: Option<String>,
    at: Option<Landed>,
}

/// Where the visitor is.
#[derive(Debug, Clone)]
pub struct Landed {
    pub url: Url,
    /// 0 for a page that was not visited.
    pub status: u16,
    pub page: String,
}

impl Landed {
    /// A parameter of the URL.
    pub fn query(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }
}

impl Visitor {
    pub fn new() -> Self {
        Self { cookies: BTreeMap::new(), stop: None, at: None }
    }

    /// One that does not visit URLs that begin like this, and ends up there.
    pub fn stopping_at(url: &str) -> Self {
        Self { stop: Some(url.to_owned()), ..Self::new() }
    }

    pub fn open(&mut self, url: &Url) {
        self.visit("GET", url.clone(), String::new());
    }

    /// Sends the first form of the page with these fields besides those that it holds already.
    pub fn submit(&mut self, fields: &[(&str, &str)]) {
        let landed = self.landed();
        let form = landed.page.split_once("<form").unwrap_or_else(|| panic!("no form: {landed:?}"));
        let form = form.1.split("</form>").next().unwrap();
        let (tag, inside) = form.split_once('>').unwrap();
        let action = landed.url.join(&attribute(tag, "action").unwrap_or_default()).unwrap();
        let mut sent: BTreeMap<String, String> = inside
            .split("<input")
            .skip(1)
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect();
        sent.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(sent).finish();
        self.visit("POST", action, body);
    }

    /// Presses a button that has a form of its own.
    pub fn submit_to(&mut self, action: &str) {
        let action = self.landed().url.join(action).unwrap();
        self.visit("POST", action, String::new());
    }

    /// Where the visitor is now.
    pub fn landed(&self) -> Landed {
        self.at.clone().expect("something was opened")
    }

    fn visit(&mut self, method: &str, url: Url, body: String) {
        let (mut method, mut url, mut body) = (method, url, body);
        for _ in 0..10 {
            if self.stop.as_ref().is_some_and(|stop| url.as_str().starts_with(stop)) {
                self.at = Some(Landed { url, status: 0, page: String::new() });
                return;
            }
            let place = url.authority().to_owned();
            let jar = self.cookies.entry(place).or_default();
            let cookies: Vec<String> =
                jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let cookies = cookies.join("; ");
            let mut headers = vec![("Cookie", cookies.as_str())];
            if method == "POST" {
                headers.push(("Content-Type", "application/x-www-form-urlencoded"));
            }
            let reply = http::send(method, &url, &headers, &body);
            keep(jar, &reply);
            match reply.header("location") {
                Some(next) if (300..400).contains(&reply.status) => {
                    url = url.join(next).unwrap();
                    (method, body) = ("GET", String::new());
                }
                _ => {
                    self.at = Some(Landed { url, status: reply.status, page: reply.body });
                    return;
                }
            }
        }
        panic!("redirects without end at {url}");
    }
}

fn keep(jar: &mut BTreeMap<String, String>, reply: &Reply) {
    for (_, cookie) in reply.headers.iter().filter(|(name, _)| name == "set-cookie") {
        let pair = cookie.split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        if value.is_empty() {
            jar.remove(name);
        } else {
            jar.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// The value of an attribute in quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.split('>').next()?;
    let value = tag.split_once(&format!("{name}=\""))?.1.split_once('"')?.0;
    Some(value.replace("&amp;", "&"))
}
