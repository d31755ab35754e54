//! The signing keys (กุญแจลงลายมือชื่อ): two EC P-256 keys, the first of which signs.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The two keys that are published, and the file that keeps them.
#[derive(Debug)]
pub(crate) struct Keys {
    current: Key,
    other: Key,
    file: Option<PathBuf>,
}

impl Keys {
    /// Loads the keys from `file`, or makes new ones and keeps them there.
    pub(crate) fn open(file: Option<PathBuf>) -> anyhow::Result<Self> {
        if let Some(path) = file.as_deref().filter(|path| path.exists()) {
            let pem = fs::read_to_string(path)
                .with_context(|| format!("cannot read the keys in {}", path.display()))?;
            let [current, other] = parse(&pem)
                .with_context(|| format!("{} does not hold two P-256 keys", path.display()))?;
            return Ok(Self { current, other, file });
        }
        let keys = Self { current: Key::new(), other: Key::new(), file };
        keys.save()?;
        Ok(keys)
    }

    /// Makes a new signing key; the former one stays published beside it.
    pub(crate) fn rotate(&mut self) -> anyhow::Result<()> {
        self.other = std::mem::replace(&mut self.current, Key::new());
        self.save()
    }

    /// The key that signs.
    pub(crate) fn current(&self) -> &Key {
        &self.current
    }

    /// The JWK set, with or without the key that signs.
    pub(crate) fn published(&self, with_current: bool) -> Value {
        let current = with_current.then(|| self.current.jwk());
        let keys: Vec<Value> = current.into_iter().chain([self.other.jwk()]).collect();
        json!({ "keys": keys })
    }

    fn save(&self) -> anyhow::Result<()> {
        let Some(path) = &self.file else { return Ok(()) };
        let pem = self.current.pem()? + &self.other.pem()?;
        write_private(path, &pem)
            .with_context(|| format!("cannot write keys to {}", path.display()))
    }
}

/// One key and the name by which tokens refer to it.
#[derive(Debug)]
pub(crate) struct Key {
    secret: SigningKey,
    /// The key id: the beginning of a digest of the public key, so that it outlives a restart.
    pub(crate) kid: String,
}

impl Key {
    fn new() -> Self {
        // A random text of 32 bytes is a valid scalar except about once in 2³².
        loop {
            if let Ok(secret) = SigningKey::from_slice(&rand::random::<[u8; 32]>()) {
                return Self::from(secret);
            }
        }
    }

    /// Signs as JWS does for ES256: both numbers of the signature, 32 bytes each.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.secret.sign(message);
        signature.to_bytes().to_vec()
    }

    fn jwk(&self) -> Value {
        let point = self.secret.verifying_key().to_encoded_point(false);
        let part = |bytes: Option<_>| bytes.map(|b: &p256::FieldBytes| BASE64URL_NOPAD.encode(b));
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.kid,
            "x": part(point.x()), "y": part(point.y()),
        })
    }

    fn pem(&self) -> anyhow::Result<String> {
        Ok(self.secret.to_pkcs8_pem(LineEnding::LF)?.to_string())
    }
}

impl From<SigningKey> for Key {
    fn from(secret: SigningKey) -> Self {
        let digest = Sha256::digest(secret.verifying_key().to_encoded_point(false).as_bytes());
        let kid = format!("sim-{}", BASE64URL_NOPAD.encode(&digest[..9]));
        Self { secret, kid }
    }
}

fn parse(pem: &str) -> anyhow::Result<[Key; 2]> {
    let mut keys = Vec::new();
    for block in pem.split_inclusive("-----END PRIVATE KEY-----\n") {
        keys.push(Key::from(SigningKey::from_pkcs8_pem(block)?));
    }
    keys.try_into().map_err(|keys: Vec<Key>| anyhow!("{} keys instead of two", keys.len()))
}

/// Writes a file that only its owner may read.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}
