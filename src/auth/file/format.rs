//! The octets of the file of secrets. Knows no disk.
//!
//! ```text
//!  at  length
//!   0   8   "pombosec"
//!   8   1   the version of this layout: 1
//!   9   4   passes of Argon2id over its memory, u32, little-endian
//!  13   4   that memory in KiB, u32, little-endian
//!  17  16   its salt
//!  33  72   the data key, sealed by the key that Argon2id makes of the passphrase
//! 105   …   the secrets, sealed by the data key: a JSON object of names and texts
//! ```
//!
//! Sealed is a nonce of 24 octets, the ciphertext of XChaCha20 and a tag of 16 of Poly1305. Salt and
//! cost need no seal of their own: changed, they make another key, which opens nothing.

use std::collections::BTreeMap;

use orion::{aead, kdf};
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;

use super::super::Secret;
use crate::model::fault::{Fault, FaultKind, Place};

/// Octets of a file of secrets at most: some thousands of accounts.
pub(super) const FILE_MAX: usize = 1 << 20;

const MAGIC: &[u8; 8] = b"pombosec";
const VERSION: u8 = 1;
const SALT: usize = 16;
/// What sealing adds: nonce and tag.
const SEAL: usize = 24 + 16;
const KEY: usize = 32;
/// Where the secrets begin.
const BODY: usize = MAGIC.len() + 1 + 8 + SALT + KEY + SEAL;

/// What RFC 9106 section 4 recommends where memory is not plenty, on one lane.
pub(super) const COST: Cost = Cost { iterations: 3, memory: 64 * 1024 };

/// A file that asks for more is not ours, and would only keep the machine busy.
const COST_MAX: Cost = Cost { iterations: 16, memory: 512 * 1024 };

/// What it costs to try a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    /// Passes over the memory.
    pub iterations: u32,
    /// KiB.
    pub memory: u32,
}

/// The key that the secrets are sealed by.
pub(super) struct DataKey(aead::SecretKey);

/// A file, taken apart.
pub(super) struct Sealed {
    cost: Cost,
    salt: [u8; SALT],
    key: [u8; KEY + SEAL],
    body: Vec<u8>,
}

/// What is in the file, by name.
#[derive(Default)]
pub(super) struct Secrets(BTreeMap<String, Secret>);

impl Secrets {
    /// Tells whether it was not there before in this form.
    pub fn put(&mut self, name: String, secret: Secret) -> bool {
        let same = |old: &Secret| old.expose_secret() == secret.expose_secret();
        let is_new = !self.0.get(&name).is_some_and(same);
        self.0.insert(name, secret);
        is_new
    }

    pub fn take(&mut self, name: &str) -> Option<Secret> {
        self.0.remove(name)
    }

    fn read(json: &[u8]) -> Result<Self, Fault> {
        let texts: BTreeMap<String, String> =
            serde_json::from_slice(json).map_err(|_| damaged("Its content makes no sense."))?;
        Ok(Self(texts.into_iter().map(|(name, text)| (name, Secret::from(text))).collect()))
    }

    fn write(&self) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let texts: BTreeMap<&str, &str> =
            self.0.iter().map(|(name, text)| (name.as_str(), text.expose_secret())).collect();
        // Room for every escape, so that the buffer never grows and leaves a copy behind.
        let room =
            texts.iter().map(|(name, text)| 6 * (name.len() + text.len()) + 8).sum::<usize>();
        let mut json = Zeroizing::new(Vec::with_capacity(room + 2));
        serde_json::to_writer(&mut *json, &texts)
            .map_err(|_| damaged("Its content cannot be written."))?;
        Ok(json)
    }
}

impl Sealed {
    /// A file without secrets, and its key.
    ///
    /// # Errors
    /// `Disk` where the system gives no randomness.
    pub fn new(passphrase: &Secret, cost: Cost) -> Result<(Self, DataKey), Fault> {
        let key = DataKey(aead::SecretKey::generate().map_err(|_| no_randomness())?);
        let empty = Self { cost, salt: [0; SALT], key: [0; KEY + SEAL], body: Vec::new() };
        let sealed = empty.with_passphrase(&key, passphrase, cost)?;
        Ok((sealed.with_secrets(&key, &Secrets::default())?, key))
    }

    /// # Errors
    /// `Damaged`, which a file of a later version is, too.
    pub fn read(octets: &[u8]) -> Result<Self, Fault> {
        let rest = octets.strip_prefix(MAGIC).ok_or_else(|| damaged("It is no file of ours."))?;
        let (version, rest) = rest.split_first().ok_or_else(short)?;
        if *version != VERSION {
            return Err(damaged(&format!("It is of version {version}, which is not known here.")));
        }
        let (iterations, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let (memory, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let (salt, rest) = rest.split_first_chunk().ok_or_else(short)?;
        let (key, body) = rest.split_first_chunk().ok_or_else(short)?;
        let cost = Cost {
            iterations: u32::from_le_bytes(*iterations),
            memory: u32::from_le_bytes(*memory),
        };
        if body.len() <= SEAL {
            return Err(short());
        }
        if cost.iterations > COST_MAX.iterations || cost.memory > COST_MAX.memory {
            return Err(damaged("It asks for more work than any file of ours."));
        }
        cost.parameters()?;

        Ok(Self { cost, salt: *salt, key: *key, body: body.to_vec() })
    }

    pub fn write(&self) -> Vec<u8> {
        let mut octets = Vec::with_capacity(BODY + self.body.len());
        octets.extend_from_slice(MAGIC);
        octets.push(VERSION);
        octets.extend_from_slice(&self.cost.iterations.to_le_bytes());
        octets.extend_from_slice(&self.cost.memory.to_le_bytes());
        octets.extend_from_slice(&self.salt);
        octets.extend_from_slice(&self.key);
        octets.extend_from_slice(&self.body);
        octets
    }

    /// The data key. This is the step that is meant to take long.
    ///
    /// # Errors
    /// `WrongPassword`; damage to salt, cost or key cannot be told from it.
    pub fn unlock(&self, passphrase: &Secret) -> Result<DataKey, Fault> {
        let opened = aead::open(&derive(passphrase, &self.salt, self.cost)?, &self.key);
        let opened = opened.map(Zeroizing::new).map_err(|_| {
            let detail = "The passphrase does not open the file of secrets.";
            Fault::new(FaultKind::WrongPassword, Place::File, detail)
        })?;
        let key = aead::SecretKey::try_from(opened.as_slice());
        Ok(DataKey(key.map_err(|_| damaged("Its key has another length."))?))
    }

    /// The secrets; none where this is not their key.
    ///
    /// # Errors
    /// `Damaged` where they were sealed by this key and are no secrets all the same.
    pub fn secrets(&self, key: &DataKey) -> Result<Option<Secrets>, Fault> {
        match aead::open(&key.0, &self.body).map(Zeroizing::new) {
            Ok(json) => Secrets::read(&json).map(Some),
            Err(_) => Ok(None),
        }
    }

    /// The same with other secrets.
    ///
    /// # Errors
    /// `TooLarge`.
    pub fn with_secrets(self, key: &DataKey, secrets: &Secrets) -> Result<Self, Fault> {
        let json = secrets.write()?;
        if BODY + json.len() + SEAL > FILE_MAX {
            let detail = "The file of secrets would grow too large.";
            return Err(Fault::new(FaultKind::TooLarge, Place::File, detail));
        }
        let body = aead::seal(&key.0, &json).map_err(|_| no_randomness())?;
        Ok(Self { body, ..self })
    }

    /// The same, opened by another passphrase.
    ///
    /// # Errors
    /// `Disk` where the system gives no randomness.
    pub fn with_passphrase(
        self,
        key: &DataKey,
        passphrase: &Secret,
        cost: Cost,
    ) -> Result<Self, Fault> {
        let salt = kdf::Salt::generate().map_err(|_| no_randomness())?;
        let salt = <[u8; SALT]>::try_from(salt.as_ref()).map_err(|_| no_randomness())?;
        let derived = derive(passphrase, &salt, cost)?;
        let sealed = aead::seal(&derived, key.0.unprotected_as_ref());
        let key = sealed.map_err(|_| no_randomness())?;
        let key = <[u8; KEY + SEAL]>::try_from(key).map_err(|_| no_randomness())?;
        Ok(Self { cost, salt, key, ..self })
    }
}

impl Cost {
    fn parameters(self) -> Result<kdf::CostParams, Fault> {
        kdf::CostParams::new(self.iterations, self.memory, 1)
            .map_err(|_| damaged("Its cost is no cost of Argon2."))
    }
}

fn derive(passphrase: &Secret, salt: &[u8; SALT], cost: Cost) -> Result<aead::SecretKey, Fault> {
    let wrong = |_| damaged("Its key cannot be derived.");
    let password = kdf::Password::try_from(passphrase.expose_secret().as_bytes());
    let salt = kdf::Salt::try_from(salt.as_slice()).map_err(wrong)?;
    let key = kdf::derive_key(&password.map_err(wrong)?, &salt, &cost.parameters()?, KEY as u32);
    aead::SecretKey::try_from(key.map_err(wrong)?.unprotected_as_ref()).map_err(wrong)
}

/// The secrets are not what the key was made for.
pub(super) fn torn() -> Fault {
    damaged("Its secrets were not sealed by its key.")
}

fn short() -> Fault {
    damaged("It breaks off.")
}

fn damaged(detail: &str) -> Fault {
    Fault::new(FaultKind::Damaged, Place::File, format!("The file of secrets: {detail}"))
}

fn no_randomness() -> Fault {
    Fault::new(FaultKind::Disk, Place::File, "The system gives no randomness.")
}
