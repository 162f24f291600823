//! The words of SASL that carry an access token: XOAUTH2 and OAUTHBEARER (RFC 7628), for IMAP and
//! SMTP alike. Knows no connection.

/// A mechanism with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    XOAuth2,
    OAuthBearer,
}

/// Who comes, with what.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    pub user: String,
    pub token: String,
}

impl Bearer {
    /// Reads what a client says at first; nothing where it is not of this mechanism.
    pub fn read(self, said: &[u8]) -> Option<Shown> {
        let said = std::str::from_utf8(said).ok()?.strip_suffix("\x01\x01")?;
        let mut fields = said.split('\x01');
        let user = match self {
            Self::XOAuth2 => fields.next()?.strip_prefix("user=")?.to_owned(),
            // RFC 5801 section 4: no channel binding, and whom to act for.
            Self::OAuthBearer => {
                let name = fields.next()?.strip_prefix("n,")?.strip_suffix(',')?;
                unescaped(name.strip_prefix("a=")?)?
            }
        };
        let token = fields.find_map(|field| field.strip_prefix("auth="))?;
        let (kind, token) = token.split_once(' ')?;
        let fits = kind.eq_ignore_ascii_case("bearer") && !token.is_empty() && !user.is_empty();
        fits.then(|| Shown { user, token: token.to_owned() })
    }

    /// What is wrong with a token, as JSON: RFC 7628 section 3.2.2, and what Google answers to
    /// XOAUTH2.
    pub fn refusal(self, scope: &str) -> String {
        let status = match self {
            Self::XOAuth2 => "401",
            Self::OAuthBearer => "invalid_token",
        };
        serde_json::json!({ "status": status, "schemes": "Bearer", "scope": scope }).to_string()
    }
}

/// A name of RFC 5801: `=2C` for a comma, `=3D` for an equals sign, and no other escape.
fn unescaped(name: &str) -> Option<String> {
    let mut parts = name.split('=');
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        let (sign, rest) = match (part.strip_prefix("2C"), part.strip_prefix("3D")) {
            (Some(rest), _) => (',', rest),
            (_, Some(rest)) => ('=', rest),
            _ => return None,
        };
        plain.push(sign);
        plain.push_str(rest);
    }
    (!plain.contains('\0')).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_mechanisms_name_a_user_and_a_token() {
        let shown = |bearer: Bearer, said: &str| {
            bearer.read(said.as_bytes()).map(|shown| (shown.user, shown.token))
        };
        let ana = |user: &str| Some((user.to_owned(), "tok".to_owned()));
        let xoauth2 = "user=ana@x.example\x01auth=Bearer tok\x01\x01";
        assert_eq!(shown(Bearer::XOAuth2, xoauth2), ana("ana@x.example"));
        let bearer = "n,a=a=2Cn=3Da,\x01host=h\x01port=993\x01auth=bearer tok\x01\x01";
        assert_eq!(shown(Bearer::OAuthBearer, bearer), ana("a,n=a"));
        for (wrong, which) in [
            (xoauth2, Bearer::OAuthBearer),
            (bearer, Bearer::XOAuth2),
            ("user=a\x01auth=Basic tok\x01\x01", Bearer::XOAuth2),
            ("user=\x01auth=Bearer tok\x01\x01", Bearer::XOAuth2),
            ("user=a\x01auth=Bearer \x01\x01", Bearer::XOAuth2),
            ("user=a\x01\x01", Bearer::XOAuth2),
            ("user=a\x01auth=Bearer tok", Bearer::XOAuth2),
            ("n,a==41,\x01auth=Bearer tok\x01\x01", Bearer::OAuthBearer),
            ("y,a=a,\x01auth=Bearer tok\x01\x01", Bearer::OAuthBearer),
            ("n,,\x01auth=Bearer tok\x01\x01", Bearer::OAuthBearer),
            ("", Bearer::OAuthBearer),
        ] {
            assert_eq!(shown(which, wrong), None, "{wrong:?}");
        }
    }
}
