//! Commands as they come in. What imap-codec does not know is read here: LIST with its options
//! (RFC 5258, 5819, 6154) and SEARCH RETURN (RFC 4731).

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::IntoStatic;
use imap_codec::imap_types::command::CommandBody;
use imap_codec::imap_types::core::{Charset, Tag, Vec1};
use imap_codec::imap_types::mailbox::{ListMailbox, Mailbox};
use imap_codec::imap_types::search::SearchKey;

/// A line from a client.
#[derive(Debug)]
pub enum Read {
    Request(Tag<'static>, Request),
    Nonsense(Option<Tag<'static>>),
}

#[derive(Debug)]
pub enum Request {
    Command(CommandBody<'static>),
    List(List),
    Search {
        /// `None` asks for the old SEARCH response.
        returns: Option<Returns>,
        charset: Option<String>,
        keys: Vec1<SearchKey<'static>>,
        uid: bool,
    },
}

/// LIST as this server understands it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct List {
    pub reference: String,
    pub patterns: Vec<String>,
    pub only_subscribed: bool,
    pub only_special: bool,
    pub return_subscribed: bool,
    /// The item names of RETURN (STATUS (…)), as written.
    pub status: Option<Vec<String>>,
}

/// What of a search's result is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Returns {
    pub min: bool,
    pub max: bool,
    pub all: bool,
    pub count: bool,
}

/// Reads one whole command.
pub fn read(command: &[u8]) -> Read {
    let Some(tag) = tag(command) else { return Read::Nonsense(None) };
    let rest = command.get(tag.as_ref().len() + 1..).unwrap_or_default();
    if let Some((returns, plain)) = search_return(&tag, rest) {
        let Some(returns) = returns else { return Read::Nonsense(Some(tag)) };
        return match decode(&plain) {
            Some(CommandBody::Search { charset, criteria, uid }) => {
                Read::Request(tag, search(Some(returns), charset, criteria, uid))
            }
            _ => Read::Nonsense(Some(tag)),
        };
    }
    match decode(command) {
        Some(CommandBody::Search { charset, criteria, uid }) => {
            Read::Request(tag, search(None, charset, criteria, uid))
        }
        Some(CommandBody::List { reference, mailbox_wildcard }) => {
            let list = List {
                reference: name(&reference),
                patterns: vec![pattern(&mailbox_wildcard)],
                ..List::default()
            };
            Read::Request(tag, Request::List(list))
        }
        Some(body) => Read::Request(tag, Request::Command(body)),
        None => match list(rest) {
            Some(list) => Read::Request(tag, Request::List(list)),
            None => Read::Nonsense(Some(tag)),
        },
    }
}

/// What comes before the first space, if it can be a tag.
pub fn tag(command: &[u8]) -> Option<Tag<'static>> {
    let end = command.iter().position(|&byte| byte == b' ')?;
    Tag::try_from(command.get(..end)?).ok().map(IntoStatic::into_static)
}

fn decode(command: &[u8]) -> Option<CommandBody<'static>> {
    match CommandCodec::default().decode(command) {
        Ok(([], command)) => Some(command.body.into_static()),
        _ => None,
    }
}

fn search(
    returns: Option<Returns>,
    charset: Option<Charset<'static>>,
    keys: Vec1<SearchKey<'static>>,
    uid: bool,
) -> Request {
    Request::Search { returns, charset: charset.map(charset_name), keys, uid }
}

fn charset_name(charset: Charset<'_>) -> String {
    match charset {
        Charset::Atom(atom) => atom.as_ref().to_owned(),
        Charset::Quoted(quoted) => quoted.as_ref().to_owned(),
    }
}

/// A mailbox name as on the wire; INBOX has one spelling.
pub fn name(mailbox: &Mailbox<'_>) -> String {
    match mailbox {
        Mailbox::Inbox => "INBOX".to_owned(),
        Mailbox::Other(other) => String::from_utf8_lossy(other.as_ref()).into_owned(),
    }
}

pub fn pattern(pattern: &ListMailbox<'_>) -> String {
    let bytes = match pattern {
        ListMailbox::Token(token) => token.as_ref(),
        ListMailbox::String(string) => string.as_ref(),
    };
    String::from_utf8_lossy(bytes).into_owned()
}

/// Takes `RETURN (…)` out of a SEARCH, so that imap-codec can read the rest. `None` inside where
/// an option is not known.
fn search_return(tag: &Tag<'_>, rest: &[u8]) -> Option<(Option<Returns>, Vec<u8>)> {
    let (verb, after) = ["SEARCH RETURN (", "UID SEARCH RETURN ("]
        .iter()
        .find_map(|verb| Some((verb, after_word(rest, verb)?)))?;
    let close = after.iter().position(|&byte| byte == b')')?;
    let (options, keys) = after.split_at(close);
    let keys = keys.get(1..).unwrap_or_default();
    let mut returns = Returns::default();
    let mut known = true;
    for option in options.split(|&byte| byte == b' ').filter(|option| !option.is_empty()) {
        match option.to_ascii_uppercase().as_slice() {
            b"MIN" => returns.min = true,
            b"MAX" => returns.max = true,
            b"ALL" => returns.all = true,
            b"COUNT" => returns.count = true,
            _ => known = false,
        }
    }
    if returns == Returns::default() {
        returns.all = true;
    }
    let verb = verb.strip_suffix(" RETURN (").unwrap_or(verb);
    let plain = [tag.as_ref().as_bytes(), b" ", verb.as_bytes(), keys].concat();
    Some((known.then_some(returns), plain))
}

fn after_word<'b>(bytes: &'b [u8], word: &str) -> Option<&'b [u8]> {
    let (start, after) = bytes.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word.as_bytes()).then_some(after)
}

/// LIST with a selection, several patterns or RETURN options.
fn list(rest: &[u8]) -> Option<List> {
    let rest = after_word(rest, "LIST ")?;
    let mut tokens = tokens(rest)?.into_iter().peekable();
    let mut list = List::default();
    if tokens.peek() == Some(&Token::Open) {
        for option in group(&mut tokens)? {
            match option.to_ascii_uppercase().as_str() {
                "SUBSCRIBED" => list.only_subscribed = true,
                "SPECIAL-USE" => list.only_special = true,
                // There is nothing remote here, and no child matches that its parent does not show.
                "REMOTE" | "RECURSIVEMATCH" => {}
                _ => return None,
            }
        }
    }
    list.reference = word(tokens.next()?)?;
    list.patterns = match tokens.peek()? {
        Token::Open => group(&mut tokens)?,
        _ => vec![word(tokens.next()?)?],
    };
    if let Some(token) = tokens.next() {
        if !word(token)?.eq_ignore_ascii_case("RETURN") || tokens.next()? != Token::Open {
            return None;
        }
        loop {
            match tokens.next()? {
                Token::Close => break,
                token => match word(token)?.to_ascii_uppercase().as_str() {
                    "SUBSCRIBED" => list.return_subscribed = true,
                    // Both are always told.
                    "CHILDREN" | "SPECIAL-USE" => {}
                    "STATUS" => list.status = Some(group(&mut tokens)?),
                    _ => return None,
                },
            }
        }
    }
    tokens.next().is_none().then_some(list)
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Word(String),
}

fn word(token: Token) -> Option<String> {
    match token {
        Token::Word(word) => Some(word),
        Token::Open | Token::Close => None,
    }
}

/// `(word word …)`.
fn group(tokens: &mut impl Iterator<Item = Token>) -> Option<Vec<String>> {
    if tokens.next()? != Token::Open {
        return None;
    }
    let mut words = Vec::new();
    loop {
        match tokens.next()? {
            Token::Close => return Some(words),
            Token::Word(word) => words.push(word),
            Token::Open => return None,
        }
    }
}

/// Cuts the arguments of a command into parentheses, atoms, quoted strings and literals.
fn tokens(line: &[u8]) -> Option<Vec<Token>> {
    let mut bytes = line.strip_suffix(b"\r\n")?;
    let mut tokens = Vec::new();
    while let Some((&first, after)) = bytes.split_first() {
        bytes = match first {
            b' ' => after,
            b'(' => {
                tokens.push(Token::Open);
                after
            }
            b')' => {
                tokens.push(Token::Close);
                after
            }
            b'"' => {
                let (text, after) = quoted(after)?;
                tokens.push(Token::Word(text));
                after
            }
            b'{' => {
                let end = after.windows(3).position(|window| window == b"}\r\n")?;
                let (digits, after) = after.split_at(end);
                let digits = std::str::from_utf8(digits).ok()?.trim_end_matches('+');
                let (text, after) = after.get(3..)?.split_at_checked(digits.parse().ok()?)?;
                tokens.push(Token::Word(String::from_utf8(text.to_vec()).ok()?));
                after
            }
            _ => {
                let end = bytes.iter().position(|byte| matches!(byte, b' ' | b'(' | b')' | b'"'));
                let (text, after) = bytes.split_at(end.unwrap_or(bytes.len()));
                tokens.push(Token::Word(String::from_utf8(text.to_vec()).ok()?));
                after
            }
        };
    }
    Some(tokens)
}

fn quoted(bytes: &[u8]) -> Option<(String, &[u8])> {
    let mut text = Vec::new();
    let mut rest = bytes.iter();
    loop {
        match rest.next()? {
            b'"' => return Some((String::from_utf8(text).ok()?, rest.as_slice())),
            b'\\' => text.push(*rest.next()?),
            byte => text.push(*byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(command: &str) -> Option<Request> {
        match read(format!("a {command}\r\n").as_bytes()) {
            Read::Request(_, request) => Some(request),
            Read::Nonsense(_) => None,
        }
    }

    #[test]
    fn list_is_read_in_its_old_and_its_extended_form() {
        let list = |command: &str| match understood(command) {
            Some(Request::List(list)) => list,
            other => panic!("{command}: {other:?}"),
        };
        assert_eq!(list("LIST \"\" *").patterns, ["*"]);
        assert_eq!(list("list \"\" (\"INBOX\" %) return (children)").patterns, ["INBOX", "%"]);
        let all = list(
            "LIST (SUBSCRIBED) \"a/\" \"%\" RETURN (SPECIAL-USE SUBSCRIBED STATUS (MESSAGES UNSEEN))",
        );
        assert!(all.only_subscribed && all.return_subscribed && !all.only_special);
        assert_eq!(all.reference, "a/");
        assert_eq!(all.status.unwrap(), ["MESSAGES", "UNSEEN"]);
        assert_eq!(list("LIST () \"\" {3}\r\na b RETURN ()").patterns, ["a b"]);
    }

    #[test]
    fn search_return_is_taken_out_before_the_keys_are_read() {
        let returns = |command: &str| match understood(command) {
            Some(Request::Search { returns, uid, .. }) => Some((returns, uid)),
            _ => None,
        };
        let all = Returns { all: true, ..Returns::default() };
        assert_eq!(returns("UID SEARCH RETURN () ALL"), Some((Some(all), true)));
        let some = Returns { min: true, count: true, ..Returns::default() };
        assert_eq!(
            returns("search return (min count) charset utf-8 subject {2}\r\nab"),
            Some((Some(some), false))
        );
        assert_eq!(returns("SEARCH 1:3 UNSEEN"), Some((None, false)));
        assert_eq!(returns("SEARCH RETURN (SAVE) ALL"), None);
    }

    #[test]
    fn nonsense_is_told_by_its_tag_where_it_has_one() {
        for wrong in ["LIST", "LIST (X) \"\" *", "LIST \"\" * RETURN", "LIST \"", "FETCH", "x", "("]
        {
            assert!(understood(wrong).is_none(), "{wrong}");
        }
        assert!(matches!(read(b"a1 WHAT\r\n"), Read::Nonsense(Some(tag)) if tag.as_ref() == "a1"));
        for untagged in [b"\r\n".as_slice(), b" \r\n", b"\xff\xfe \r\n", b"(a) NOOP\r\n", b""] {
            assert!(matches!(read(untagged), Read::Nonsense(None)), "{untagged:?}");
        }
    }
}
