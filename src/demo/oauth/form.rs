//! Parameters of a URL or a body (`application/x-www-form-urlencoded`), each at most once
//! (RFC 6749 section 3.1).

use std::collections::BTreeMap;

use super::error::Error;

/// So many parameters are read.
const MOST: usize = 40;

#[derive(Debug, Default)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    pub fn read(text: &[u8]) -> Result<Self, Error> {
        let mut fields = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(text) {
            let twice = fields.insert(name.into_owned(), value.into_owned()).is_some();
            if twice || fields.len() > MOST {
                return Err(Error::InvalidRequest);
            }
        }
        Ok(Self(fields))
    }

    /// A parameter without a value counts as not there (RFC 6749 section 3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn need(&self, name: &str) -> Result<&str, Error> {
        self.get(name).ok_or(Error::InvalidRequest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_comes_twice_spoils_the_request() {
        let form = Form::read(b"a=1&b=&c=%C3%A9+x").unwrap();
        assert_eq!((form.get("a"), form.get("b"), form.get("c")), (Some("1"), None, Some("é x")));
        assert_eq!(Form::read(b"a=1&a=1").unwrap_err(), Error::InvalidRequest);
        let many: String = (0..100).map(|n| format!("p{n}=x&")).collect();
        assert_eq!(Form::read(many.as_bytes()).unwrap_err(), Error::InvalidRequest);
    }
}
