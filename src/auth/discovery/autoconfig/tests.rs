//! Configurations as providers publish them, and as nobody should.

use super::*;

fn read(text: &str) -> Result<Vec<Candidate>, String> {
    let address = Address::parse("ana.lima@example.org").unwrap();
    Reading { origin: Origin::Autoconfig, address: &address, near: false }.read(text)
}

/// A configuration with these elements in its provider and after it.
fn config(inner: &str, after: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<clientConfig version=\"1.1\"><emailProvider id=\"example.org\">\
         <domain>example.org</domain><displayName>Example</displayName>{inner}</emailProvider>\
         {after}</clientConfig>"
    )
}

fn imap(host: &str, port: &str, socket: &str, more: &str) -> String {
    format!(
        "<incomingServer type=\"imap\"><hostname>{host}</hostname><port>{port}</port>\
         <socketType>{socket}</socketType>{more}</incomingServer>"
    )
}

const OAUTH: &str = "<oAuth2><issuer>example.org</issuer><scope>mail  openid</scope>\
    <authURL>https://auth.example.org/authorize</authURL>\
    <tokenURL>https://auth.example.org/token</tokenURL></oAuth2>";

#[test]
fn servers_are_read_in_their_order_with_placeholders_filled_in() {
    let text = config(
        &[
            "<incomingServer type=\"pop3\"><hostname>pop.example.org</hostname><port>995</port>\
             <socketType>SSL</socketType></incomingServer>",
            &imap(
                "imap.%EMAILDOMAIN%",
                " 993 ",
                "SSL",
                "<username>%EMAILLOCALPART%</username>\
                 <authentication>password-cleartext</authentication>",
            ),
            &imap("mail.example.org", "143", "STARTTLS", "<username>%EMAILADDRESS%</username>"),
            "<outgoingServer type=\"smtp\"><hostname>smtp.example.org</hostname>\
             <port>465</port><socketType>SSL</socketType></outgoingServer>",
        ]
        .concat(),
        "",
    );
    let found = read(&text).unwrap();
    let [first, second] = &found[..] else { panic!("{found:?}") };
    assert_eq!((first.imap.host.as_str(), first.imap.port), ("imap.example.org", 993));
    assert_eq!((first.imap.tls, first.user.as_str()), (TlsMode::Implicit, "ana.lima"));
    assert_eq!(first.provider.as_deref(), Some("Example"));
    assert_eq!(first.smtp.as_ref().map(|smtp| smtp.port), Some(465));
    assert_eq!(
        (second.imap.tls, second.user.as_str()),
        (TlsMode::StartTls, "ana.lima@example.org")
    );
    assert_eq!(second.ways, [Way::Password]);
}

#[test]
fn ways_keep_the_order_of_the_configuration() {
    let both = "<authentication>OAuth2</authentication><authentication>NTLM</authentication>\
                <authentication>password-encrypted</authentication>\
                <authentication>plain</authentication>";
    let found = read(&config(&imap("imap.example.org", "993", "SSL", both), OAUTH)).unwrap();
    let [Way::Browser(oauth), Way::Password] = &found[0].ways[..] else { panic!("{found:?}") };
    assert_eq!(oauth.authorize, "https://auth.example.org/authorize");
    assert_eq!(oauth.scopes, ["mail", "openid"]);
    assert_eq!(oauth.issuer, None, "a host name is no issuer");

    // No endpoints: they are looked for later.
    let found = read(&config(&imap("imap.example.org", "993", "SSL", both), "")).unwrap();
    assert_eq!(found[0].ways[0], Way::Browser(Box::default()));
    // No way that we know.
    let none = "<authentication>GSSAPI</authentication>";
    let found = read(&config(&imap("imap.example.org", "993", "SSL", none), "")).unwrap();
    assert_eq!(found, []);
}

#[test]
fn a_server_that_is_not_protected_or_not_named_is_passed_over() {
    for server in [
        imap("imap.example.org", "143", "plain", ""),
        imap("imap.example.org", "143", "", ""),
        imap("imap.example.org", "0", "SSL", ""),
        imap("imap.example.org", "99999", "SSL", ""),
        imap("imap.example.org", "-1", "SSL", ""),
        imap("", "993", "SSL", ""),
        imap("imap .example.org", "993", "SSL", ""),
        imap("127.0.0.1", "993", "SSL", ""),
        imap("imap.example.org/x", "993", "SSL", ""),
        imap(&"a".repeat(3000), "993", "SSL", ""),
        "<incomingServer/>".to_owned(),
    ] {
        assert_eq!(read(&config(&server, "")), Ok(Vec::new()), "{server:.100}");
    }
}

#[test]
fn endpoints_are_https_and_on_no_computer_of_ours() {
    for (url, near, good) in [
        ("https://auth.example.org/token", false, true),
        ("http://auth.example.org/token", false, false),
        ("http://auth.example.org/token", true, false),
        ("http://127.0.0.1:8080/token", false, false),
        ("https://localhost/token", false, false),
        ("http://127.0.0.1:8080/token", true, true),
        ("https://ana:secret@auth.example.org/", false, false),
        ("https://auth.example.org/#x", false, false),
        ("javascript:alert(1)", false, false),
        ("file:///etc/passwd", false, false),
        ("auth.example.org", false, false),
    ] {
        assert_eq!(endpoint(url, near).is_some(), good, "{url} {near}");
    }
}

#[test]
fn names_of_other_lands_are_read_as_ascii() {
    let text = config(&imap("imap.bücher.example", "993", "SSL", ""), "");
    assert_eq!(read(&text).unwrap()[0].imap.host, "imap.xn--bcher-kva.example");
}

#[test]
fn bombs_and_rubbish_are_refused_and_never_a_panic() {
    let lol = "<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\
               <clientConfig><emailProvider>&b;</emailProvider></clientConfig>";
    let outside = "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>\
                   <clientConfig><emailProvider>&f;</emailProvider></clientConfig>";
    let many = config(&"<x/>".repeat(30_000), "");
    for text in [
        lol,
        outside,
        &many,
        "",
        "<",
        "<clientConfig>",
        "<clientConfig></emailProvider>",
        "<html><body>Welcome</body></html>",
        "{\"protocols\": {}}",
        "\u{0}\u{1}\u{2}",
    ] {
        assert!(read(text).is_err(), "{text:.60}");
    }
    assert_eq!(read("<clientConfig/>"), Ok(Vec::new()));
}

#[test]
fn deep_configurations_do_not_exhaust_the_stack() {
    let deep = config(&["<x>".repeat(9_000), "</x>".repeat(9_000)].concat(), "");
    assert_eq!(read(&deep), Ok(Vec::new()));
    let deeper = config(&["<x>".repeat(200_000), "</x>".repeat(200_000)].concat(), "");
    assert!(read(&deeper).is_err());
}

#[test]
fn of_many_servers_only_some_are_taken() {
    let many: String =
        (0..300).map(|n| imap(&format!("imap{n}.example.org"), "993", "SSL", "")).collect();
    assert_eq!(read(&config(&many, "")).unwrap().len(), MOST_SERVERS);
}
