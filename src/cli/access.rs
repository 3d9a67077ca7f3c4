//! Access: the flags that get a command past a guarded server: its authority, our certificate, our token.
//!
//! Rule: a token comes from a file or the environment, never from an argument (the list of processes shows those), and
//! never stands in an error.

use super::client::ClientError;
use crate::config::Config;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Certificate, ClientTlsConfig, Identity};

/// The variable that holds a token itself.
const TOKEN: &str = "VEDETTE_TOKEN";

/// How a guarded server is spoken to.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Access")]
pub struct Access {
    /// File that holds the token; `VEDETTE_TOKEN` may hold the token itself instead
    #[arg(long, env = "VEDETTE_TOKEN_FILE", value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Authorities the server's certificate may come from (PEM); with it TLS is spoken
    #[arg(long, env = "VEDETTE_TLS_CA", value_name = "FILE")]
    pub tls_ca: Option<PathBuf>,
    /// Name that must stand in the server's certificate, when it is not the address
    #[arg(
        long,
        env = "VEDETTE_TLS_NAME",
        value_name = "NAME",
        requires = "tls_ca"
    )]
    pub tls_name: Option<String>,
    /// Certificate to show a server that asks for one (PEM)
    #[arg(
        long,
        env = "VEDETTE_TLS_CERTIFICATE",
        value_name = "FILE",
        requires = "tls_ca",
        requires = "tls_key"
    )]
    pub tls_certificate: Option<PathBuf>,
    /// Private key of that certificate (PEM)
    #[arg(
        long,
        env = "VEDETTE_TLS_KEY",
        value_name = "FILE",
        requires = "tls_certificate"
    )]
    pub tls_key: Option<PathBuf>,
    /// The header, once the token was read.
    #[arg(skip)]
    header: OnceLock<MetadataValue<Ascii>>,
}

fn failed(flag: &'static str, path: &Path, problem: &dyn std::fmt::Display) -> ClientError {
    ClientError::Access {
        flag,
        path: path.to_owned(),
        problem: problem.to_string(),
    }
}

fn read(flag: &'static str, path: &Path) -> Result<Vec<u8>, ClientError> {
    std::fs::read(path).map_err(|e| failed(flag, path, &e))
}

impl Access {
    /// `https` where TLS is spoken.
    pub(super) fn scheme(&self) -> &'static str {
        if self.tls_ca.is_some() {
            "https"
        } else {
            "http"
        }
    }

    /// How TLS is spoken, when it is.
    pub(super) fn tls(&self) -> Result<Option<ClientTlsConfig>, ClientError> {
        let Some(authorities) = &self.tls_ca else {
            return Ok(None);
        };
        let authorities = Certificate::from_pem(read("--tls-ca", authorities)?);
        let mut tls = ClientTlsConfig::new().ca_certificate(authorities);
        if let Some(name) = &self.tls_name {
            tls = tls.domain_name(name);
        }
        if let (Some(certificate), Some(key)) = (&self.tls_certificate, &self.tls_key) {
            let certificate = read("--tls-certificate", certificate)?;
            tls = tls.identity(Identity::from_pem(certificate, read("--tls-key", key)?));
        }
        Ok(Some(tls))
    }

    /// Reads the token, from the file or else the environment.
    pub(super) fn load(&self) -> Result<(), ClientError> {
        let (words, told) = match &self.token_file {
            Some(path) => {
                let bytes = read("--token-file", path)?;
                let words = String::from_utf8_lossy(&bytes).into_owned();
                (Some(words), path.as_path())
            }
            None => (Config::environment().remove(TOKEN), Path::new(TOKEN)),
        };
        if let Some(words) = words {
            let header = format!("Bearer {}", words.trim()).parse();
            let mut header: MetadataValue<Ascii> =
                header.map_err(|_odd| failed("--token-file", told, &"it holds no token"))?;
            header.set_sensitive(true);
            // Set already: the same file was read before.
            drop(self.header.set(header));
        }
        Ok(())
    }

    /// The authorization header, when there is a token.
    pub(super) fn header(&self) -> Option<MetadataValue<Ascii>> {
        self.header.get().cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_from_its_file_and_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        std::fs::write(&path, "vedette_secret\n").unwrap();
        let access = Access {
            token_file: Some(path.clone()),
            ..Access::default()
        };
        access.load().unwrap();
        assert_eq!(access.header().unwrap(), "Bearer vedette_secret");
        assert!(!format!("{access:?}").contains("vedette_secret"));
        std::fs::write(&path, "vedette_se\ncret").unwrap();
        let access = Access {
            token_file: Some(path),
            ..Access::default()
        };
        let error = access.load().unwrap_err().to_string();
        assert!(!error.contains("vedette_se"), "{error}");
    }
}
