//! Who Pombo is to each provider: client ids set at build time, in the settings, by environment.
//! None is invented.

use std::collections::BTreeMap;
use std::fmt;

use super::Secret;

#[cfg(test)]
mod tests;

/// Who we are to one provider.
#[derive(Debug, Clone)]
pub struct Client {
    pub id: String,
    /// Google gives desktop programs a "secret" that is none, and asks for it all the same.
    pub secret: Option<Secret>,
}

/// The client ids of this run, by the provider's key: the environment
/// (`POMBO_<PROVIDER>_CLIENT_ID`, `POMBO_<PROVIDER>_CLIENT_SECRET`), then the settings, then what
/// was set when Pombo was built (the same names). An id and its secret come from the same place; the
/// secret of an id in the settings is in the vault.
#[derive(Clone, Default)]
pub struct Clients {
    settings: BTreeMap<String, String>,
}

impl fmt::Debug for Clients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clients").field("of", &self.settings.keys()).finish_non_exhaustive()
    }
}

/// What was set when Pombo was built, for one provider.
struct Built {
    provider: &'static str,
    id: Option<&'static str>,
    secret: Option<&'static str>,
}

/// A line of `BUILT`: the key of a provider and its name in variables.
macro_rules! built {
    ($($provider:literal $name:literal),+ $(,)?) => {
        &[$(Built {
            provider: $provider,
            id: option_env!(concat!("POMBO_", $name, "_CLIENT_ID")),
            secret: option_env!(concat!("POMBO_", $name, "_CLIENT_SECRET")),
        }),+]
    };
}

/// The compiler reads its environment only for names that it is told.
const BUILT: &[Built] = built![
    "aol" "AOL",
    "comcast" "COMCAST",
    "fastmail" "FASTMAIL",
    "google" "GOOGLE",
    "mailru" "MAILRU",
    "microsoft" "MICROSOFT",
    "yahoo" "YAHOO",
    "yandex" "YANDEX",
];

impl Clients {
    /// `settings`: ids of the configuration file by provider key.
    pub fn new(settings: BTreeMap<String, String>) -> Self {
        Self { settings }
    }

    /// Who we are to a provider; none where nobody told.
    pub fn of(&self, provider: &str) -> Option<Client> {
        self.choose(provider, |name| std::env::var(name).ok())
    }

    fn choose(
        &self,
        provider: &str,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Option<Client> {
        let name = variable(provider);
        let variable = |end: &str| environment(&format!("POMBO_{name}_CLIENT_{end}"));
        let setting = || self.settings.get(provider).cloned();
        let built = || BUILT.iter().find(|built| built.provider == provider);

        client(variable("ID"), || variable("SECRET"))
            .or_else(|| client(setting(), || None))
            .or_else(|| {
                let built = built()?;
                client(built.id.map(str::to_owned), || built.secret.map(str::to_owned))
            })
    }
}

/// A provider's key as it stands in names of variables.
fn variable(provider: &str) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    provider.chars().map(upper).collect()
}

/// An id that is empty is none, and nor is a secret.
fn client(id: Option<String>, secret: impl FnOnce() -> Option<String>) -> Option<Client> {
    let told = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let id = id.and_then(told)?;
    Some(Client { id, secret: secret().and_then(told).map(Secret::from) })
}
