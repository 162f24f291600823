//! A configuration in JSON, and the record in DNS that vouches for it, spoilt: see `fuzz_kit`.

use super::*;
use crate::fuzz_kit::{fuzz, hash};

const PAGE: &str = "{\"protocols\": {\"imap\": {\"host\": \"imap.example.org\"}, \
    \"smtp\": {\"host\": \"smtp.example.org\"}, \"jmap\": {\"url\": \"https://j.example.org\"}}, \
    \"authentication\": {\"oauth-public\": {\"issuer\": \"https://auth.example.org\"}, \
    \"password\": true}, \"info\": {\"provider\": {\"name\": \"Example\", \"shortName\": \"Ex\"}}}";

const RECORD: &str = "v=UAAC1; a=sha256; d=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

const WORDS: [&[u8]; 10] = [
    b"\"imap\": {\"host\": \"",
    b"\"oauth-public\": {\"issuer\": \"",
    b"https://127.0.0.1/",
    b"https://user@example.org",
    b"\"password\": null",
    b"\\u0000",
    b"\\ud800",
    b"[[[[[[[[",
    b"null",
    b"1e999",
];

#[test]
fn fuzz_pacc() {
    let address = Address::parse("ana@example.org").unwrap();
    let seeds = [PAGE, RECORD].map(|page| page.as_bytes().to_vec()).to_vec();
    fuzz("pacc", seeds, &WORDS, 8_000, &mut |input, _| {
        let told = read(input, &address, false);
        let found = told.as_deref().unwrap_or_default();
        assert!(found.len() <= 1, "{} servers", found.len());
        for candidate in found {
            for server in [Some(&candidate.imap), candidate.smtp.as_ref()].into_iter().flatten() {
                assert_eq!(server.tls, TlsMode::Implicit, "{server:?}");
                let named = host_name(&server.host);
                assert_eq!(named.as_deref(), Some(server.host.as_str()), "{server:?}");
            }
            let name = candidate.provider.as_deref().unwrap_or_default();
            assert!(name.len() <= NAME_MAX && !name.contains(char::is_control), "{name:?}");
            for way in &candidate.ways {
                let Way::Browser(oauth) = way else { continue };
                let issuer = oauth.issuer.as_deref().unwrap_or_default();
                assert!(endpoint(issuer, false).is_some(), "{issuer}");
            }
        }
        // Nobody finds a record for a page by spoiling one.
        let vouched = vouches(&String::from_utf8_lossy(input), PAGE.as_bytes());
        assert!(!vouched, "a record vouches for what it was not made of");
        let ways = found.iter().map(|candidate| candidate.ways.len()).sum::<usize>();
        hash(&(told.is_ok(), found.len(), ways, found.iter().any(|one| one.smtp.is_some())))
    });
}
