//! The settings' file, spoilt: see `fuzz_kit`.

use super::stored;
use crate::fuzz_kit::{fuzz, hash};

const FILE: &str = "last-account = 3\n[network]\nname-server = \"127.0.0.1:53\"\n[settings]\ntheme = \
                    \"dark\"\nlanguage = \"pt-BR\"\nzoom = 120\n[clients.google]\nid = \"x\"\n\
                    [[account]]\nid = 2\nlabel = \"Home\"\nname = \"Ana\"\naddress = \"a@x.org\"\n\
                    user = \"a\"\nsecret = \"keyring\"\n[account.imap]\nhost = \"i.x.org\"\nport = \
                    993\ntls = \"implicit\"\n";

#[test]
fn fuzz_config() {
    let words: &[&[u8]] = &[b"[[account]]\n", b"[settings]\n", b" = ", b"\"\"\"", b"\n", b"inf"];
    let seeds = vec![FILE.as_bytes().to_vec(), b"[settings]\n".to_vec(), Vec::new()];
    fuzz("config", seeds, words, 2_000, &mut |input, _| {
        let text = String::from_utf8_lossy(input);
        let config = match stored::parse(&text) {
            Ok(config) => config,
            Err(problem) => {
                let told = problem.fault(std::path::Path::new("pombo.toml")).to_string();
                assert!(!told.is_empty() && told.len() < 2_000, "{told}");
                return hash(&told.split(|c: char| c.is_ascii_digit()).next());
            }
        };
        // What could be read can be written, and reads as the same.
        let written = stored::write(&config, &text).expect("what was read can be written");
        let again = stored::parse(&written).expect("what was written can be read");
        assert_eq!(again, config);
        hash(&(config.accounts.len(), written.len() / 16))
    });
}

/// What fuzzing found: it was read, and nothing could be saved from then on.
#[test]
fn a_number_that_no_file_can_keep_is_told_when_it_is_read() {
    let problem = stored::parse("[later]\nnumber = 18446744073709551616\n").unwrap_err();
    let told = problem.fault(std::path::Path::new("pombo.toml")).to_string();
    assert!(told.contains("line 2"), "{told}");
}
