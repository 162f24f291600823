//! Answers and pasted texts, judged without a socket.

use super::*;

fn question() -> Question {
    Question {
        state: Secret::from("right"),
        issuer: Some("https://login.example".to_owned()),
        names_issuer: false,
    }
}

/// A word for what was thought of it: the code, or the problem.
fn judged(judged: Judged) -> String {
    match judged {
        Judged::Noise => "noise".to_owned(),
        Judged::Refused(fault) => format!("refused {:?}", fault.kind),
        Judged::Ends(answer) => told(answer),
    }
}

fn told(answer: Result<Secret, Fault>) -> String {
    match answer {
        Ok(code) => format!("code {}", code.expose_secret()),
        Err(fault) => format!("{:?}", fault.kind),
    }
}

#[test]
fn an_answer_is_judged_by_its_state_first() {
    for (query, expected) in [
        ("", "noise"),
        ("x=y&iss=z", "noise"),
        ("code=a&state=right", "code a"),
        ("state=right&code=a%2Fb&session_state=1&scope=x", "code a/b"),
        ("code=a&state=right&iss=https://login.example", "code a"),
        ("code=a", "refused Grant(WrongState)"),
        ("code=a&state=", "refused Grant(WrongState)"),
        ("code=a&state=righ", "refused Grant(WrongState)"),
        ("code=a&state=rightt", "refused Grant(WrongState)"),
        ("error=access_denied", "refused Grant(WrongState)"),
        ("code=a&state=right&state=right", "refused Grant(BadRedirect)"),
        ("code=a&code=a&state=right", "Grant(BadRedirect)"),
        ("code=a&error=b&state=right", "Grant(BadRedirect)"),
        ("state=right", "Grant(BadRedirect)"),
        ("code=&state=right", "Grant(BadRedirect)"),
        ("code=a%00&state=right", "Grant(BadRedirect)"),
        ("code=a&state=right&iss=https://evil.example", "Grant(WrongIssuer)"),
        ("code=a&state=right&iss=https://login.example/", "Grant(WrongIssuer)"),
        ("error=access_denied&state=right", "Grant(Denied)"),
        ("error=server_error&state=right", "Unavailable"),
    ] {
        assert_eq!(judged(question().judge(query)), expected, "{query}");
    }
}

#[test]
fn an_answer_that_hides_its_state_behind_many_parameters_is_refused() {
    let query = format!("code=a{}&state=right", "&x=y".repeat(100));
    assert_eq!(judged(question().judge(&query)), "refused Grant(WrongState)");
}

#[test]
fn what_is_pasted_is_an_address_or_a_code() {
    for (text, expected) in [
        ("http://127.0.0.1:7/?code=a&state=right", "code a"),
        ("  http://localhost:7/?state=right&code=a#\n", "code a"),
        ("?code=a&state=right", "code a"),
        ("code=a&state=right", "code a"),
        ("code=a", "Grant(WrongState)"),
        ("http://127.0.0.1:7/?code=a&state=wrong", "Grant(WrongState)"),
        ("https://example.org/", "Grant(BadRedirect)"),
        ("M.C105_BL2.2.U.a-b!c*d$$", "code M.C105_BL2.2.U.a-b!c*d$$"),
        ("4%2F0AX4XfWh", "code 4/0AX4XfWh"),
        ("4/0AX4+fWh", "code 4/0AX4+fWh"),
        ("abc", "Grant(BadRedirect)"),
        ("two words", "Grant(BadRedirect)"),
        ("señor-código", "Grant(BadRedirect)"),
        ("<script>", "Grant(BadRedirect)"),
    ] {
        let judged = question().judge_pasted(text).unwrap();
        assert_eq!(told(judged), expected, "{text}");
    }
    assert!(question().judge_pasted(" \n\t").is_none());
    let long = "x".repeat(LONGEST_PASTE + 1);
    assert_eq!(told(question().judge_pasted(&long).unwrap()), "Grant(BadRedirect)");
}

#[test]
fn a_code_alone_is_refused_where_the_server_promised_its_name() {
    let question = Question { names_issuer: true, ..question() };
    assert_eq!(told(question.judge_pasted("4/0AX4XfWh").unwrap()), "Grant(WrongIssuer)");
    assert_eq!(judged(question.judge("code=a&state=right")), "Grant(WrongIssuer)");
}

#[test]
fn nothing_that_is_printed_for_debugging_shows_a_code_or_a_state() {
    let printed = format!("{:?} {:?}", question(), question().judge("code=hunter2&state=right"));
    assert!(!printed.contains("hunter2") && !printed.contains("right"), "{printed}");
}
