//! A real browser: Chromium without a window, driven through chromedriver (W3C WebDriver).

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use super::{http, program, until};

/// The key under which WebDriver names an element (W3C WebDriver section 11).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A running browser with one tab and a fresh profile; it ends when dropped.
pub struct Browser {
    driver: Child,
    session: Url,
    _profile: TempDir,
}

impl Browser {
    pub fn start() -> Self {
        let mut driver = Command::new(program("chromedriver"))
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port: u16 = output
            .find_map(|line| {
                let line = line.ok()?;
                let port = line.split_once("started successfully on port ")?.1;
                port.trim_end_matches('.').parse().ok()
            })
            .expect("chromedriver tells its port");
        // It must never wait for somebody to read what it prints.
        std::thread::spawn(move || output.for_each(drop));
        let profile = tempfile::Builder::new().prefix("pombo-browser").tempdir().unwrap();
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {
                "binary": program("chromium"),
                "args": [
                    "--headless=new",
                    // Its sandbox does not start as root, nor in most containers.
                    "--no-sandbox",
                    "--disable-dev-shm-usage",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--no-first-run",
                    format!("--user-data-dir={}", profile.path().display()),
                ],
            },
        } } });
        let root = Url::parse(&format!("http://127.0.0.1:{port}/session")).unwrap();
        let session = call("POST", &root, &wanted);
        let id = session["sessionId"].as_str().unwrap();
        let session = root.join(&format!("session/{id}")).unwrap();
        Self { driver, session, _profile: profile }
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        // The session itself has no slash at its end.
        let url = format!("{}{}{path}", self.session, if path.is_empty() { "" } else { "/" });
        call(method, &Url::parse(&url).unwrap(), body)
    }

    /// Opens a page and waits until it is loaded.
    pub fn open(&self, url: &str) {
        self.call("POST", "url", &json!({ "url": url }));
    }

    /// The URL of the page.
    pub fn url(&self) -> String {
        self.call("GET", "url", &Value::Null).as_str().unwrap().to_owned()
    }

    /// The text that a person reads.
    pub fn text(&self) -> String {
        self.run("return document.body.innerText")
    }

    /// The language that the page says it is in.
    pub fn language(&self) -> String {
        self.run("return document.documentElement.lang")
    }

    /// What this function body returns, as text.
    pub fn run(&self, script: &str) -> String {
        let told = self.call("POST", "execute/sync", &json!({ "script": script, "args": [] }));
        told.as_str().unwrap_or_else(|| panic!("no text: {told}")).to_owned()
    }

    /// The element of a CSS selector, once it is there.
    fn element(&self, selector: &str) -> String {
        until(selector, || {
            let using = json!({ "using": "css selector", "value": selector });
            let found = self.call("POST", "elements", &using);
            Some(found[0][ELEMENT].as_str()?.to_owned())
        })
    }

    /// Types into the field of this CSS selector.
    pub fn type_into(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.call("POST", &format!("element/{element}/clear"), &json!({}));
        self.call("POST", &format!("element/{element}/value"), &json!({ "text": text }));
    }

    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.call("POST", &format!("element/{element}/click"), &json!({}));
    }

    /// Signs in at the provider of `oauth` and agrees, as a person does.
    pub fn sign_in(&self, user: &str) {
        self.type_into("input[name=user]", user);
        self.type_into("input[name=password]", "whatever");
        self.click("#go");
        self.element("#scopes");
        self.click("#go");
    }
}

fn call(method: &str, url: &Url, body: &Value) -> Value {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let reply = http::send(method, url, &[("Content-Type", "application/json")], &body);
    let mut told = reply.json();
    assert_eq!(reply.status, 200, "{method} {url}: {}", told["value"]);
    told["value"].take()
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Closing the session closes the browser, which the end of chromedriver alone does not. A
        // test that fails already must not fail twice.
        let close = || self.call("DELETE", "", &Value::Null);
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(close));
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
