//! What can change while the server runs: certificates and tokens, read again when their files change or at SIGHUP.
//!
//! Not the settings themselves: those are read once. Rules: what cannot be read changes nothing, is logged and told to the
//! metrics; connections that are open keep what they began with.

use super::ServeError;
use super::metrics::Shared;
use super::notify::Notifier;
use super::tls;
use super::token::{TokenError, Tokens};
use crate::config::{AuthConfig, SecurityConfig};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_rustls::rustls;

/// Largest file of certificates, keys or tokens, in bytes.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// A value that can be replaced under those who use it.
#[derive(Debug)]
pub(super) struct Current<T>(Arc<RwLock<Arc<T>>>);

impl<T> Clone for Current<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Current<T> {
    fn new(value: T) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(value))))
    }

    /// The value of now.
    pub(super) fn get(&self) -> Arc<T> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, value: T) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
    }
}

/// Why certificates or tokens were not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file does not read.
    #[error("{key} = {}: {source}", path.display())]
    File {
        /// The setting.
        key: &'static str,
        /// The file it names.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is larger than such files are.
    #[error("{key} = {}: larger than {FILE_BYTES_MAX} bytes", path.display())]
    TooLarge {
        /// The setting.
        key: &'static str,
        /// The file it names.
        path: PathBuf,
    },
    /// What it holds cannot be used.
    #[error("{key} = {}: {problem}", path.display())]
    Content {
        /// The setting.
        key: &'static str,
        /// The file it names.
        path: PathBuf,
        /// What is wrong with it, without repeating it.
        problem: String,
    },
    /// The token lines of the settings are wrong.
    #[error("server.auth.tokens: {0}")]
    Tokens(#[from] TokenError),
}

/// A file that a setting names, read whole.
pub(super) fn read(key: &'static str, path: &Path) -> Result<Vec<u8>, ReadError> {
    use std::io::Read;
    let failed = |source| ReadError::File {
        key,
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    let read = file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes);
    if read.map_err(failed)? as u64 > FILE_BYTES_MAX {
        let path = path.to_owned();
        return Err(ReadError::TooLarge { key, path });
    }
    Ok(bytes)
}

/// The tokens a configuration names; `None` when it names none.
pub(super) fn tokens(config: &AuthConfig) -> Result<Option<Tokens>, ReadError> {
    let AuthConfig { file, lines } = config;
    if file.is_none() && lines.is_empty() {
        return Ok(None);
    }
    let mut all = Tokens::read(lines)?;
    if let Some(path) = file {
        let key = "server.auth.tokens_file";
        let bytes = read(key, path)?;
        let content = |problem: String| ReadError::Content {
            key,
            path: path.clone(),
            problem,
        };
        let text = String::from_utf8(bytes).map_err(|_e| content("it is not UTF-8".to_owned()))?;
        let more = Tokens::read(&text).map_err(|e| content(e.to_string()))?;
        all = all.and(more)?;
    }
    Ok(Some(all))
}

/// Checks what a configuration names, without a server.
pub fn check(config: &SecurityConfig) -> Result<(), ReadError> {
    tls::config(config)?;
    tokens(&config.auth)?;
    Ok(())
}

/// Who asks to read again, and who is told of it.
#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub(super) asked: Arc<Notify>,
    pub(super) metrics: Shared,
    pub(super) notifier: Notifier,
}

/// Certificates and tokens of a running server.
#[derive(Clone, Debug)]
pub(super) struct Secrets {
    config: SecurityConfig,
    /// How TLS is spoken; `None` when it is not.
    pub(super) tls: Option<Current<rustls::ServerConfig>>,
    /// Who may call; `None` when everybody may.
    pub(super) tokens: Option<Current<Tokens>>,
}

impl Secrets {
    /// Reads what the configuration names.
    pub(super) fn load(config: &SecurityConfig) -> Result<Self, ServeError> {
        Ok(Self {
            config: config.clone(),
            tls: tls::config(config)?.map(Current::new),
            tokens: tokens(&config.auth)?.map(Current::new),
        })
    }

    /// Everything the files hold, to see whether it changed.
    fn content(&self) -> Vec<Option<Vec<u8>>> {
        let SecurityConfig { tls, auth, .. } = &self.config;
        let files = tls.iter().flat_map(|tls| {
            [&tls.certificate, &tls.key]
                .into_iter()
                .chain(&tls.client_ca)
        });
        let all = files.chain(&auth.file);
        all.map(|path| read("", path).ok()).collect()
    }

    fn reload(&self) -> Result<(), ReadError> {
        // Both are read before either is set: a half-changed directory changes nothing.
        let (tls, tokens) = (tls::config(&self.config)?, tokens(&self.config.auth)?);
        if let (Some(current), Some(new)) = (&self.tls, tls) {
            current.set(new);
        }
        if let (Some(current), Some(new)) = (&self.tokens, tokens) {
            current.set(new);
        }
        Ok(())
    }

    /// Reads again whenever a file changed, looked at every `interval`, or when asked; for ever.
    pub(super) async fn keep(self, interval: Duration, watched: Watched) {
        let mut seen = self.content();
        watched.metrics.certificate_ends(tls::expires(&self.config));
        loop {
            let told = tokio::select! {
                () = tokio::time::sleep(interval) => false,
                () = watched.asked.notified() => true,
            };
            let now = self.content();
            if !told && now == seen {
                continue;
            }
            watched.notifier.reloading();
            let reloaded = self.reload();
            watched.notifier.reloaded();
            watched.metrics.reloaded(reloaded.is_ok());
            if reloaded.is_ok() {
                watched.metrics.certificate_ends(tls::expires(&self.config));
            }
            match reloaded {
                Ok(()) => tracing::info!(told, "certificates and tokens read again"),
                Err(error) => {
                    tracing::error!(%error, "certificates and tokens not read again: the old ones stay");
                }
            }
            seen = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_at_the_limit_is_read_and_one_byte_more_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        std::fs::write(&path, vec![b'#'; 1 << 20]).unwrap();
        let bytes = read("server.auth.tokens-file", &path).unwrap();
        assert_eq!(bytes.len() as u64, FILE_BYTES_MAX);
        std::fs::write(&path, vec![b'#'; (1 << 20) + 1]).unwrap();
        let refused = read("server.auth.tokens-file", &path).unwrap_err();
        assert!(matches!(refused, ReadError::TooLarge { .. }), "{refused}");
    }
}
