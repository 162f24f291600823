//! What may be said to a person of the sender of a message: what their own server confirmed, what is
//! known here of the address, how a list is left.

use super::address::Address;
use super::origin::MailingList;

/// See the module. Empty where nothing is to be said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Regard {
    pub checked: Checked,
    /// In the order in which they matter.
    pub remarks: Vec<Remark>,
    pub list: Option<MailingList>,
    /// How the list can be left, the best way first.
    pub leave: Vec<Leave>,
    /// All receivers, where they are more than the envelope holds; else empty.
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
}

/// What the account's own server found out; nothing that anyone else says counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Checked {
    /// It said nothing, or is not known well enough to be believed.
    #[default]
    Nothing,
    /// It comes from the domain that it names as its sender's.
    Confirmed { server: String, domain: String },
    /// Another domain answers for it, not that of the sender.
    Through { server: String, by: String },
    /// Nobody answers for it.
    Unconfirmed { server: String, domain: String },
    /// The sender's domain wants its mail to be checked, and it did not stand the check.
    Failed { server: String, domain: String },
}

/// What is known here of the sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Someone of this name writes from another address.
    OtherAddress { name: String, known: String },
    /// The sender's name holds an address that is not theirs.
    AddressInName { shown: String },
    /// Answers go to this address.
    RepliesElsewhere { to: String },
    /// No earlier mail from this address is known.
    First,
}

/// A way to leave a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leave {
    /// One request to this https URL (RFC 8058); a signature that the own server confirmed covers it.
    OneClick { url: String, host: String },
    /// A mail, by this mailto URL, to this address.
    Mail { url: String, to: String },
    /// A page in the browser.
    Page { url: String, host: String },
}

impl Remark {
    /// Whether a person should be careful.
    pub fn warns(&self) -> bool {
        matches!(self, Self::OtherAddress { .. } | Self::AddressInName { .. })
    }
}
