//! Who may come in, and over what: the settings of TLS and tokens.
//!
//! Not the files they name: the server reads those, and reads them again when they change. Rule: an unsafe half of a pair is
//! an error, not a default.

use super::Reader;
use super::value::{self, duration};
use std::path::PathBuf;
use std::time::Duration;

/// How TLS is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsConfig {
    /// The certificate chain, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
    /// Whose client certificates are asked for, PEM; `None` = none is.
    pub client_ca: Option<PathBuf>,
    /// Whether TLS 1.2 is spoken beside 1.3.
    pub allow_1_2: bool,
}

/// Where the tokens stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthConfig {
    /// A file of token lines.
    pub file: Option<PathBuf>,
    /// Token lines; with neither, everybody may call.
    pub lines: String,
}

/// TLS and tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityConfig {
    /// How TLS is spoken; `None` = plain text.
    pub tls: Option<TlsConfig>,
    /// Who may call.
    pub auth: AuthConfig,
    /// How often the files are looked at.
    pub reload_interval: Duration,
}

impl AuthConfig {
    /// Whether calls need a token.
    pub fn is_on(&self) -> bool {
        self.file.is_some() || !self.lines.is_empty()
    }
}

impl Reader {
    fn file(&self, name: &str) -> Option<PathBuf> {
        let words = self.text(name).filter(|words| !words.is_empty());
        words.map(PathBuf::from)
    }

    pub(super) fn security(&mut self) -> SecurityConfig {
        let auth = AuthConfig {
            file: self.file("server.auth.tokens_file"),
            lines: self.text("server.auth.tokens").unwrap_or_default(),
        };
        SecurityConfig {
            tls: self.tls(),
            auth,
            reload_interval: self.value("server.reload_interval", |words| match duration(words) {
                Ok(time) if time.is_zero() => Err("give a time longer than 0s"),
                told => told,
            }),
        }
    }

    fn tls(&mut self) -> Option<TlsConfig> {
        let allow_1_2 = self.value("server.tls.version_min", value::tls_1_2);
        let certificate = self.file("server.tls.certificate");
        let key = self.file("server.tls.key");
        let client_ca = self.file("server.tls.client_ca");
        if let (Some(certificate), Some(key)) = (&certificate, &key) {
            return Some(TlsConfig {
                certificate: certificate.clone(),
                key: key.clone(),
                client_ca,
                allow_1_2,
            });
        }
        if certificate.is_some() || key.is_some() {
            let told =
                "server.tls.certificate and server.tls.key go together: give both or neither";
            self.problems.push(told.to_owned());
        } else if client_ca.is_some() {
            let told = "server.tls.client_ca needs server.tls.certificate and server.tls.key";
            self.problems.push(told.to_owned());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, ConfigError, Layers};

    fn load(flags: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let flags = flags
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::load(&Layers {
            flags: flags.collect(),
            ..Layers::default()
        })
    }

    #[test]
    fn half_a_pair_of_tls_files_is_refused() {
        for half in ["server-tls-certificate", "server-tls-key"] {
            let ConfigError(told) = load(&[(half, "/x.pem")]).unwrap_err();
            assert!(told[0].contains("both or neither"), "{told:?}");
        }
        assert!(load(&[("server-tls-client-ca", "/x.pem")]).is_err());
        let both = [
            ("server-tls-certificate", "/c.pem"),
            ("server-tls-key", "/k.pem"),
        ];
        let tls = load(&both).unwrap().security.tls.unwrap();
        assert!(!tls.allow_1_2 && tls.client_ca.is_none());
    }

    #[test]
    fn only_two_versions_of_tls_are_spoken() {
        for odd in ["1.1", "1.0", "tls1.2", ""] {
            assert!(load(&[("server-tls-version-min", odd)]).is_err(), "{odd}");
        }
        assert!(load(&[("server-tls-version-min", "1.2")]).is_ok());
    }

    #[test]
    fn tokens_are_on_with_a_file_or_lines() {
        assert!(!load(&[]).unwrap().security.auth.is_on());
        for flag in ["server-auth-tokens-file", "server-auth-tokens"] {
            let on = load(&[(flag, "x")]).unwrap().security.auth.is_on();
            assert!(on, "{flag}");
        }
    }
}
