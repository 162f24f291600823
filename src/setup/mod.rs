//! From an address to a working account: finds the servers, tries them, signs in, examines what is
//! wrong. Knows no engine, no store and no window.

pub mod discover;
pub mod doctor;
pub mod sign_in;

use crate::auth::Vault;
use crate::auth::clients::Clients;
use crate::auth::discovery::Places;
use crate::auth::http::Http;
use crate::auth::oauth::Pages;

/// What setting up works with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Tools {
    pub vault: Vault,
    pub http: Http,
    pub clients: Clients,
    pub places: Places,
    pub pages: Pages,
}
