//! Settings as files: what is kept, what is brought into range, what is never overwritten.

use std::time::Duration;

use crate::model::account::{Fingerprint, SecretSource, Server, TlsMode, Trust};
use crate::model::names::Names;
use crate::model::pictures::Always;

use super::*;

fn profile() -> (tempfile::TempDir, Paths) {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::profile(dir.path());
    paths.create().unwrap();
    (dir, paths)
}

fn account(id: u16, secret: SecretSource) -> Account {
    Account {
        id: AccountId(id),
        name: "Ana \"Aninha\" Souza".to_owned(),
        address: "ana@example.org".to_owned(),
        imap: Server {
            host: "imap.example.org".to_owned(),
            port: 1993,
            tls: TlsMode::Implicit,
            trust: Trust::default(),
        },
        user: "ana".to_owned(),
        secret,
        label: String::new(),
        oauth: None,
        hue: None,
        hide_unsubscribed: false,
    }
}

fn loaded(text: &str) -> Result<Config, Fault> {
    let (_dir, paths) = profile();
    fs::write(paths.config_file(), text).unwrap();
    Config::load(&paths)
}

#[test]
fn a_missing_file_is_the_default() {
    let (_dir, paths) = profile();
    assert_eq!(Config::load(&paths), Ok(Config::default()));
    assert_eq!(loaded(""), Ok(Config::default()));
}

#[test]
fn what_was_saved_is_loaded_again() {
    let (_dir, paths) = profile();
    let mut pinned = account(2, SecretSource::Command("pass show 'mail/home'".to_owned()));
    pinned.imap.trust = Trust {
        ca: Some("/etc/our ca.pem".into()),
        pinned: Some(Fingerprint(std::array::from_fn(|i| i as u8 * 7))),
    };
    pinned.user = pinned.address.clone();
    pinned.hide_unsubscribed = true;
    let config = Config {
        accounts: vec![
            account(1, SecretSource::Keyring),
            pinned,
            account(9, SecretSource::ThisRun),
        ],
        settings: Settings {
            theme: ThemeChoice::Dark,
            language: Some("pt-BR".to_owned()),
            mark_read_after: None,
            zoom: 125,
            compact: true,
            prefetch: false,
            conversation: false,
            pictures: Always::of(["bea@example.org".to_owned()], ["cdn.example".to_owned()]),
            light: Names::of(["news@example.org".to_owned()]),
        },
        network: Network {
            name_server: Some(([192, 0, 2, 53], 5353).into()),
            web: Some("https://pages.example.org".to_owned()),
            ca: Some("/etc/our ca.pem".into()),
        },
        last_account: 12,
        clients: [("google".to_owned(), "an id".to_owned())].into(),
    };
    config.save(&paths).unwrap();
    assert_eq!(Config::load(&paths), Ok(config));
}

#[test]
fn it_is_read_as_people_write_it() {
    let config = loaded(
        "[settings]\nmark-read-after = 2\n\n[[account]]\nid = 4\naddress = 'ana@example.org'\n\
         password = { command = 'pass show mail' }\nimap = { host = 'mail', tls = 'starttls' }\n",
    )
    .unwrap();
    assert_eq!(config.settings.mark_read_after, Some(Duration::from_secs(2)));
    let account = &config.accounts[0];
    assert_eq!((account.user.as_str(), account.imap.port), ("ana@example.org", 143));
    assert_eq!(account.secret, SecretSource::Command("pass show mail".to_owned()));
    assert_eq!(config.next_account(), AccountId(5));
}

#[test]
fn hostile_values_are_brought_into_range() {
    for (line, zoom, delay) in [
        ("zoom = -9223372036854775808", 50, Some(1.0)),
        ("zoom = 65636", 300, Some(1.0)),
        ("mark-read-after = nan", 100, Some(1.0)),
        ("mark-read-after = -inf", 100, Some(1.0)),
        ("mark-read-after = -5", 100, Some(0.0)),
        ("mark-read-after = 1e300", 100, Some(3600.0)),
        ("mark-read-after = 'soon'", 100, Some(1.0)),
        ("mark-read-after = 'never'", 100, None),
        ("theme = 'plaid'\nlanguage = ''", 100, Some(1.0)),
    ] {
        let settings = loaded(&format!("[settings]\n{line}\n")).unwrap().settings;
        assert_eq!(settings.zoom, zoom, "{line}");
        assert_eq!(settings.mark_read_after, delay.map(Duration::from_secs_f64), "{line}");
        assert_eq!((settings.theme, settings.language), (ThemeChoice::System, None), "{line}");
    }
}

#[test]
fn a_damaged_file_is_told_with_line_and_reason_and_never_overwritten() {
    let account = "[[account]]\nid = 1\naddress = 'a'\npassword = 'keyring'\n";
    for (text, reason) in [
        ("a = 1\n\n[settings\n".to_owned(), "line 3: "),
        ("[settings]\nzoom = 'big'\n".to_owned(), "line 2: invalid type: string"),
        (format!("{account}imap = {{ host = 'h', tls = 'maybe' }}\n"), "line 5: unknown variant"),
        (format!("{account}imap = {{ host = '', tls = 'none' }}\n"), "Account 1: The host"),
        (format!("{account}imap = {{ host = 'h', tls = 'none', port = 0 }}\n"), "The port is 0"),
        (format!("{account}imap.host = 'h'\nimap.tls = 'none'\n").repeat(2), "the same id"),
        (
            format!("{account}imap = {{ host = 'h', tls = 'none', certificate = 'AB' }}"),
            "no fingerprint",
        ),
        ("a = 1\n".repeat(1 << 20), "too large"),
    ] {
        let (_dir, paths) = profile();
        fs::write(paths.config_file(), &text).unwrap();
        for fault in [Config::load(&paths).map(drop), Config::default().save(&paths)] {
            let fault = fault.unwrap_err();
            assert_eq!((fault.kind, fault.place), (FaultKind::Damaged, Place::Config));
            assert!(fault.detail.contains("pombo.toml: "), "{}", fault.detail);
            assert!(fault.detail.contains(reason), "{}", fault.detail);
        }
        assert_eq!(fs::read_to_string(paths.config_file()).unwrap(), text);
    }
}

#[test]
fn keys_of_another_version_are_kept_and_ours_are_not_brought_back() {
    let (_dir, paths) = profile();
    let text = "sync-every = 5\n[settings]\nlanguage = 'fr'\nfont = 'Inter'\n[later]\nx = 1\n\
        [[account]]\nid = 1\naddress = 'a'\nuser = 'u'\npassword = 'keyring'\nsignature = '--'\n\
        imap = { host = 'h', tls = 'none', ca = '/ca.pem', compress = true }\n";
    fs::write(paths.config_file(), text).unwrap();

    let mut config = Config::load(&paths).unwrap();
    config.settings.language = None;
    config.accounts[0].user = config.accounts[0].address.clone();
    config.accounts[0].imap.trust.ca = None;
    config.save(&paths).unwrap();

    let saved: toml::Table =
        toml::from_str(&fs::read_to_string(paths.config_file()).unwrap()).unwrap();
    assert_eq!(saved["sync-every"].as_integer(), Some(5));
    assert_eq!(saved["later"]["x"].as_integer(), Some(1));
    assert_eq!(saved["settings"]["font"].as_str(), Some("Inter"));
    assert_eq!(saved["account"][0]["signature"].as_str(), Some("--"));
    assert_eq!(saved["account"][0]["imap"]["compress"].as_bool(), Some(true));
    let again = Config::load(&paths).unwrap();
    assert_eq!((again.settings, again.accounts), (config.settings, config.accounts));
}

#[test]
fn the_number_of_a_removed_account_is_not_given_again() {
    let (_dir, paths) = profile();
    let mut config = Config::default();
    assert_eq!(config.next_account(), AccountId(1));
    config.accounts.push(account(1, SecretSource::Keyring));
    config.save(&paths).unwrap();

    let mut config = Config::load(&paths).unwrap();
    config.accounts.clear();
    config.save(&paths).unwrap();
    assert_eq!(Config::load(&paths).unwrap().next_account(), AccountId(2));
    assert_eq!(loaded("last-account = 65535").unwrap().next_account(), AccountId(1));
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_only_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let (dir, paths) = profile();
    let real = dir.path().join("dotfiles.toml");
    fs::write(&real, "").unwrap();
    symlink(&real, paths.config_file()).unwrap();
    Config::default().save(&paths).unwrap();

    assert!(paths.config_file().is_symlink());
    assert_eq!(real.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&real).unwrap().contains("zoom = 100"));
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().collect();
    assert_eq!(left.len(), 4, "{left:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_a_fault_of_the_disk() {
    let (_dir, paths) = profile();
    fs::create_dir(paths.config_file()).unwrap();
    assert_eq!(Config::load(&paths).unwrap_err().kind, FaultKind::Disk);
    assert_eq!(Config::default().save(&paths).unwrap_err().kind, FaultKind::Disk);
}

#[test]
fn a_name_server_has_its_port_by_custom_and_anything_else_is_told() {
    let server = |text: &str| loaded(&format!("[network]\nname-server = \"{text}\"\n"));
    for (text, whole) in
        [("192.0.2.1", "192.0.2.1:53"), ("::1", "[::1]:53"), ("[::1]:5", "[::1]:5")]
    {
        let found = server(text).unwrap().network.name_server;
        assert_eq!(found, Some(whole.parse().unwrap()), "{text}");
    }
    for text in ["", "dns.example.org", "192.0.2.1:99999"] {
        assert_eq!(server(text).unwrap_err().kind, FaultKind::Damaged, "{text}");
    }
}
