//! For the tests of signing in: candidates, and the steps that lead to each stage.

use crate::app::accounts::{Field, Keyring, Message as Accounts, Plan, Sealed, SignIn, Stage};
use crate::app::testkit::Kit;
use crate::app::{Effect, Message, Screen};
use crate::model::account::{Server, TlsMode, Trust};
use crate::model::oauth::OAuth;
use crate::model::setup::{Candidate, Origin, Progress, Way};

pub const ADDRESS: &str = "ana@example.org";
pub const PAGE: &str = "https://accounts.example.org/authorize?state=x";

pub fn does(kit: &mut Kit, message: Accounts) -> Vec<Effect> {
    kit.update(Message::Accounts(message))
}

pub fn sign_in(kit: &Kit) -> &SignIn {
    match &kit.state.screen {
        Screen::SignIn(sign_in) => sign_in,
        other => panic!("{other:?}"),
    }
}

pub fn stage(kit: &Kit) -> &Stage {
    &sign_in(kit).stage
}

pub fn candidate(origin: Origin, host: &str, ways: Vec<Way>) -> Candidate {
    Candidate {
        origin,
        provider: None,
        imap: Server {
            host: host.into(),
            port: 993,
            tls: TlsMode::Implicit,
            trust: Trust::default(),
        },
        smtp: None,
        user: ADDRESS.into(),
        ways,
    }
}

pub fn oauth(provider: &str, client_id: &str) -> OAuth {
    OAuth {
        provider: Some(provider.into()),
        authorize: PAGE.into(),
        device: Some(PAGE.into()),
        client_id: client_id.into(),
        ..OAuth::default()
    }
}

pub fn by_browser(provider: &str, client_id: &str) -> Candidate {
    let browser = Way::Browser(Box::new(oauth(provider, client_id)));
    let ways = vec![browser, Way::AppPassword(Some(PAGE.into()))];
    candidate(Origin::Table, "imap.example.org", ways)
}

pub fn by_password(origin: Origin) -> Candidate {
    candidate(origin, "imap.example.org", vec![Way::Password])
}

/// The address is typed and its servers are looked for: the number of the search.
pub fn looking() -> (Kit, u64) {
    let mut kit = Kit::empty();
    does(&mut kit, Accounts::AddChosen);
    does(&mut kit, Accounts::FieldEdited(Field::Name, "Ana".into()));
    does(&mut kit, Accounts::FieldEdited(Field::Address, format!(" {ADDRESS} ")));
    let effects = does(&mut kit, Accounts::Submitted);
    let Some(Effect::Discover { attempt, address }) = effects.last() else { panic!("{effects:?}") };
    assert_eq!(address, ADDRESS);
    (kit, *attempt)
}

/// These were found.
pub fn found(candidates: Vec<Candidate>) -> Kit {
    let (mut kit, attempt) = looking();
    does(&mut kit, Accounts::Found { attempt, result: Ok(candidates) });
    kit
}

/// The keyring answers as it should; what is tried then.
pub fn with_keyring(kit: &mut Kit, effects: &[Effect]) -> (u64, Plan) {
    let effects = seen(kit, effects, Keyring::Ready, Sealed::None);
    planned(&effects)
}

/// The places are looked at, and are like this.
pub fn seen(kit: &mut Kit, effects: &[Effect], keyring: Keyring, file: Sealed) -> Vec<Effect> {
    let [.., Effect::SeeKeeping { attempt }] = effects else { panic!("{effects:?}") };
    does(kit, Accounts::KeepingSeen { attempt: *attempt, keyring, file })
}

pub fn planned(effects: &[Effect]) -> (u64, Plan) {
    let [.., Effect::SignIn { attempt, plan }] = effects else { panic!("{effects:?}") };
    (*attempt, plan.clone())
}

/// The person is in the browser: the number of the trial and what was planned.
pub fn in_browser() -> (Kit, u64, Plan) {
    let mut kit = found(vec![by_browser("google", "an id")]);
    let effects = does(&mut kit, Accounts::Submitted);
    let (attempt, plan) = with_keyring(&mut kit, &effects);
    let progress = Progress::Browser { url: PAGE.into() };
    let effects = does(&mut kit, Accounts::Progressed { attempt, progress });
    assert_eq!(effects[0], Effect::OpenUrl(PAGE.into()));
    (kit, attempt, plan)
}
