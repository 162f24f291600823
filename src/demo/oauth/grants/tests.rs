//! Permissions over time, without waiting.

use super::*;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// The challenge of that verifier, both from RFC 7636 appendix B.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://127.0.0.1:4242/";

struct Times {
    grants: Grants,
    client: String,
    now: Instant,
}

impl Times {
    fn new() -> Self {
        let mut grants = Grants::default();
        let redirects = vec!["http://127.0.0.1/".to_owned()];
        let client = grants.register(Client { name: "A program".to_owned(), redirects }).unwrap();
        Self { grants, client, now: Instant::now() }
    }

    fn ask(&self) -> Ask {
        Ask {
            client: self.client.clone(),
            redirect: REDIRECT.to_owned(),
            state: None,
            challenge: CHALLENGE.to_owned(),
            scopes: SCOPES.map(str::to_owned).to_vec(),
        }
    }

    fn code(&mut self) -> String {
        let ask = self.ask();
        self.grants.allow(ask, self.now).unwrap()
    }

    fn redeem(&mut self, code: &str) -> Result<Issued, Error> {
        self.grants.redeem(&self.client, code, REDIRECT, VERIFIER, self.now)
    }

    fn issued(&mut self) -> Issued {
        let code = self.code();
        self.redeem(&code).unwrap()
    }

    fn admits(&self, issued: &Issued) -> bool {
        self.grants.admits(&issued.access, "imap", self.now).is_some()
    }

    fn renew(&mut self, issued: &Issued) -> Result<Issued, Error> {
        let client = self.client.clone();
        self.grants.refresh(&client, issued.refresh.as_deref().unwrap(), self.now)
    }
}

#[test]
fn a_code_gives_tokens_once_and_its_second_use_takes_them_back() {
    let mut times = Times::new();
    let code = times.code();
    let issued = times.redeem(&code).unwrap();
    assert!(times.admits(&issued));
    assert_eq!(times.redeem(&code).unwrap_err(), Error::InvalidGrant);
    assert!(!times.admits(&issued));
    assert_eq!(times.renew(&issued).unwrap_err(), Error::InvalidGrant);
}

#[test]
fn a_code_is_good_for_its_program_its_redirect_its_verifier_and_a_minute() {
    let mut times = Times::new();
    let other = "another-verifier-that-is-long-enough-to-be-one";
    let (client, now) = (times.client.clone(), times.now);
    for (client, redirect, verifier, now) in [
        ("nobody", REDIRECT, VERIFIER, now),
        (client.as_str(), "http://127.0.0.1:4243/", VERIFIER, now),
        (client.as_str(), REDIRECT, other, now),
        (client.as_str(), REDIRECT, CHALLENGE, now),
        (client.as_str(), REDIRECT, VERIFIER, now + CODE),
    ] {
        let code = times.code();
        let refused = times.grants.redeem(client, &code, redirect, verifier, now);
        assert_eq!(refused.unwrap_err(), Error::InvalidGrant);
        assert_eq!(times.redeem(&code).unwrap_err(), Error::InvalidGrant, "it is spent");
    }
}

#[test]
fn an_access_token_ends_and_is_renewed_and_the_refresh_token_changes() {
    let mut times = Times::new();
    let first = times.issued();
    times.now += ACCESS;
    assert!(!times.admits(&first));
    let second = times.renew(&first).unwrap();
    assert!(times.admits(&second));
    assert_ne!(first.refresh, second.refresh);
    let third = times.renew(&second).unwrap();
    assert!(times.admits(&second) && times.admits(&third));
}

#[test]
fn a_spent_refresh_token_ends_the_whole_permission() {
    let mut times = Times::new();
    let first = times.issued();
    let second = times.renew(&first).unwrap();
    assert_eq!(times.renew(&first).unwrap_err(), Error::InvalidGrant);
    assert!(!times.admits(&second));
    assert_eq!(times.renew(&second).unwrap_err(), Error::InvalidGrant);
}

#[test]
fn no_program_renews_or_revokes_what_is_another_s() {
    let mut times = Times::new();
    let issued = times.issued();
    let redirects = Vec::new();
    let other = times.grants.register(Client { name: String::new(), redirects }).unwrap();
    let refresh = issued.refresh.clone().unwrap();
    let refused = times.grants.refresh(&other, &refresh, times.now);
    assert_eq!(refused.unwrap_err(), Error::InvalidGrant);
    times.grants.revoke(&other, &issued.access);
    assert!(times.admits(&issued));
    let client = times.client.clone();
    times.grants.revoke(&client, &refresh);
    assert!(!times.admits(&issued));
}

#[test]
fn a_token_is_good_only_for_its_scopes_and_renewable_only_where_that_was_allowed() {
    let mut times = Times::new();
    let ask = Ask { scopes: vec!["smtp".to_owned()], ..times.ask() };
    let code = times.grants.allow(ask, times.now).unwrap();
    let issued = times.redeem(&code).unwrap();
    assert!(issued.refresh.is_none());
    assert!(!times.admits(&issued));
    assert!(times.grants.admits(&issued.access, "smtp", times.now).is_some());
}

#[test]
fn a_device_waits_at_its_pace_and_gets_its_tokens_once() {
    let mut times = Times::new();
    let client = times.client.clone();
    let scopes = SCOPES.map(str::to_owned).to_vec();
    let codes = times.grants.begin_device(&client, scopes, times.now).unwrap();
    let mut poll = |grants: &mut Grants, after: Duration| {
        times.now += after;
        grants.redeem_device(&client, &codes.device, times.now)
    };
    let grants = &mut times.grants;
    assert_eq!(poll(grants, Duration::ZERO).unwrap_err(), Error::AuthorizationPending);
    assert_eq!(poll(grants, Duration::ZERO).unwrap_err(), Error::SlowDown);
    assert_eq!(poll(grants, INTERVAL).unwrap_err(), Error::SlowDown, "the pace is slower now");
    assert_eq!(poll(grants, DEVICE / 2).unwrap_err(), Error::AuthorizationPending);
    let typed = codes.user.replace('-', " ").to_lowercase();
    let now = Instant::now();
    let Some((Question::Device(device), ..)) = grants.device_of(&typed, now) else {
        panic!("{typed} is not known");
    };
    assert!(grants.answer_device(device, true, now));
    assert!(grants.device_of(&typed, now).is_none(), "it waits no more");
    assert!(poll(grants, INTERVAL).is_ok());
    assert_eq!(poll(grants, INTERVAL).unwrap_err(), Error::InvalidGrant);
}

#[test]
fn a_device_is_told_that_the_person_said_no_and_that_its_time_is_over() {
    let mut times = Times::new();
    let client = times.client.clone();
    for (answer, wait, told) in [
        (Some(false), INTERVAL, Error::AccessDenied),
        (Some(true), DEVICE, Error::ExpiredToken),
        (None, DEVICE, Error::ExpiredToken),
    ] {
        let codes = times.grants.begin_device(&client, Vec::new(), times.now).unwrap();
        if let Some(yes) = answer {
            let found = times.grants.device_of(&codes.user, times.now).map(|(q, ..)| q);
            let Some(Question::Device(device)) = found else { panic!("it is not known") };
            assert!(times.grants.answer_device(device, yes, times.now));
        }
        times.now += wait;
        let refused = times.grants.redeem_device(&client, &codes.device, times.now);
        assert_eq!(refused.unwrap_err(), told);
    }
}

#[test]
fn a_ticket_is_good_for_one_answer_within_ten_minutes() {
    let mut times = Times::new();
    let ticket = times.grants.ask(Question::TakeBack(1), times.now).unwrap();
    assert!(times.grants.question("guessed", times.now).is_none());
    assert!(times.grants.question(&ticket, times.now).is_some());
    assert!(times.grants.question(&ticket, times.now).is_none());
    let late = times.grants.ask(Question::TakeBack(1), times.now).unwrap();
    assert!(times.grants.question(&late, times.now + QUESTION).is_none());
}

#[test]
fn what_nobody_asked_back_for_does_not_grow_without_end() {
    let mut times = Times::new();
    let more = |work: &mut dyn FnMut() -> Result<(), Error>| {
        let refused = (0..MOST + 1).find_map(|_| work().err());
        assert_eq!(refused, Some(Error::Busy));
    };
    let (ask, now, grants) = (times.ask(), times.now, &mut times.grants);
    more(&mut || grants.ask(Question::TakeBack(1), now).map(drop));
    more(&mut || grants.allow(ask.clone(), now).map(drop));
    more(&mut || grants.begin_device("", Vec::new(), now).map(drop));
    let client = Client { name: String::new(), redirects: Vec::new() };
    more(&mut || grants.register(client.clone()).map(drop));
    // Time makes room again.
    assert!(grants.ask(Question::TakeBack(1), now + QUESTION).is_ok());
    times.client = times.grants.clients.keys().next().unwrap().clone();
    times.now += QUESTION;
    let first = times.issued();
    for _ in 0..MOST {
        times.issued();
    }
    assert!(!times.admits(&first), "the oldest permission went");
}
