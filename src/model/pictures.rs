//! Pictures that lie on somebody's server: for whom they are always fetched, and what became of
//! each. Fetches nothing.

use super::names::Names;

/// Whose pictures are fetched without asking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Always {
    senders: Names,
    hosts: Names,
}

/// What pictures may be fetched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// The address in the From field.
    Sender(String),
    /// The name of a server.
    Host(String),
}

impl Always {
    /// Of names as they were written down; what cannot be one is left out.
    pub fn of(
        senders: impl IntoIterator<Item = String>,
        hosts: impl IntoIterator<Item = String>,
    ) -> Self {
        Self { senders: Names::of(senders), hosts: Names::of(hosts) }
    }

    /// Whether it was taken: names that are empty or too long are not, nor is one too many.
    pub fn add(&mut self, whose: &Whose) -> bool {
        match whose {
            Whose::Sender(name) => self.senders.add(name),
            Whose::Host(name) => self.hosts.add(name),
        }
    }

    pub fn remove(&mut self, whose: &Whose) {
        match whose {
            Whose::Sender(name) => self.senders.remove(name),
            Whose::Host(name) => self.hosts.remove(name),
        }
    }

    pub fn has_sender(&self, address: &str) -> bool {
        self.senders.has(address)
    }

    pub fn has_host(&self, host: &str) -> bool {
        self.hosts.has(host)
    }

    /// Addresses in their order, lower case.
    pub fn senders(&self) -> impl Iterator<Item = &str> {
        self.senders.iter()
    }

    /// Names of servers in their order, lower case.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.hosts.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.senders.is_empty() && self.hosts.is_empty()
    }
}

/// Why a picture was not fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unfetched {
    /// The address is none that pictures are fetched from.
    NoAddress,
    /// The server's name has no address.
    UnknownHost,
    /// The server lies in a private network, which mail must not reach into.
    Private,
    /// It is only there to watch, or leads to what is.
    Tracker,
    /// The server leads on and on, or out of TLS.
    Redirected,
    TooSlow,
    TooLarge,
    /// What came is no picture of a kind that is shown.
    NoPicture,
    /// The server answered with this status (RFC 9110 section 15).
    Answered(u16),
    /// TLS: the server could not show who it is.
    Untrusted,
    /// No connection, or one that broke.
    Unreachable,
    /// One mail names more, or more octets, than are fetched.
    TooMany,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_once_whatever_their_letters() {
        let mut always = Always::default();
        assert!(always.add(&Whose::Sender(" Bea@Example.ORG ".into())));
        assert!(always.add(&Whose::Sender("bea@example.org".into())));
        assert!(always.add(&Whose::Host("CDN.example".into())));
        assert_eq!(always.senders().collect::<Vec<_>>(), ["bea@example.org"]);
        assert!(always.has_sender("BEA@example.org") && always.has_host("cdn.EXAMPLE"));
        assert!(!always.has_host("bea@example.org") && !always.has_sender(""));
        always.remove(&Whose::Sender("bea@EXAMPLE.org".into()));
        always.remove(&Whose::Host("cdn.example".into()));
        assert!(always.is_empty());
    }

    #[test]
    fn what_cannot_be_a_name_is_not_kept() {
        let hostile = ["", "  ", "a\nb", &"x".repeat(300)].map(str::to_owned);
        assert!(Always::of(hostile.clone(), hostile).is_empty());
    }
}
