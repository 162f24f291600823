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

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::model::account::Account;

    /// Tasks of the window and of the engine move between threads.
    #[test]
    fn setting_up_can_run_on_any_thread() {
        fn movable<T: Send>(_: impl FnOnce(Tools, Account) -> T) {}
        movable(async |tools: Tools, account: Account| {
            let (tell, _) = mpsc::unbounded_channel();
            let _ = discover::discover(&tools, "", &tell).await;
            let (tell, _) = mpsc::unbounded_channel();
            let _ = sign_in::sign_in(&tools, account, sign_in::Proof::Device, &tell).await;
        });
    }
}
