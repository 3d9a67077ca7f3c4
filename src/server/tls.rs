//! TLS: what is spoken before HTTP/2, by rustls, from PEM files.
//!
//! Not the handshake (that is `accept`) and not the watching of the files (that is `reload`). Rules: TLS 1.3 alone, 1.2 by
//! a setting, nothing older exists; HTTP/2 alone is offered; the provider is ring: the pure-Rust ones are not audited, and
//! aws-lc needs more of a C tool chain for nothing we use.

use super::reload::{ReadError, read};
use crate::config::{SecurityConfig, TlsConfig};
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::server::danger::ClientCertVerifier;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{Error, RootCertStore, ServerConfig, SupportedProtocolVersion};
use x509_parser::prelude::{FromDer as _, X509Certificate};

const CERTIFICATE: &str = "server.tls.certificate";
const KEY: &str = "server.tls.key";
const CLIENT_CA: &str = "server.tls.client_ca";

/// How TLS is spoken, or `None` when it is not.
pub(super) fn config(config: &SecurityConfig) -> Result<Option<ServerConfig>, ReadError> {
    config.tls.as_ref().map(build).transpose()
}

fn content(key: &'static str, path: &Path, problem: &dyn Display) -> ReadError {
    ReadError::Content {
        key,
        path: path.to_owned(),
        problem: problem.to_string(),
    }
}

fn certificates(key: &'static str, path: &Path) -> Result<Vec<CertificateDer<'static>>, ReadError> {
    let bytes = read(key, path)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let found = found.map_err(|e| content(key, path, &e))?;
    if found.is_empty() {
        return Err(content(key, path, &"it holds no certificate in PEM form"));
    }
    Ok(found)
}

static STRICT: &[&SupportedProtocolVersion] = &[&TLS13];
static LAX: &[&SupportedProtocolVersion] = &[&TLS13, &TLS12];

fn clients(path: &Path) -> Result<Arc<dyn ClientCertVerifier>, ReadError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(CLIENT_CA, path)? {
        let added = roots.add(certificate);
        added.map_err(|e| content(CLIENT_CA, path, &e))?;
    }
    let provider = Arc::new(ring::default_provider());
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .map_err(|e| content(CLIENT_CA, path, &e))
}

/// When the first of the server's certificates ends, in seconds since 1970; `None` without TLS.
pub fn expires(config: &SecurityConfig) -> Result<Option<i64>, ReadError> {
    let Some(tls) = &config.tls else {
        return Ok(None);
    };
    let mut first = None;
    for certificate in certificates(CERTIFICATE, &tls.certificate)? {
        let (_rest, read) = X509Certificate::from_der(&certificate)
            .map_err(|e| content(CERTIFICATE, &tls.certificate, &e))?;
        let ends = read.validity().not_after.timestamp();
        first = Some(first.map_or(ends, |other: i64| other.min(ends)));
    }
    Ok(first)
}

fn build(tls: &TlsConfig) -> Result<ServerConfig, ReadError> {
    let chain = certificates(CERTIFICATE, &tls.certificate)?;
    let bytes = read(KEY, &tls.key)?;
    let key = PrivateKeyDer::from_pem_slice(&bytes)
        .map_err(|_e| content(KEY, &tls.key, &"it holds no private key in PEM form"))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(if tls.allow_1_2 { LAX } else { STRICT })
        .map_err(|e| content(CERTIFICATE, &tls.certificate, &e))?;
    let builder = match &tls.client_ca {
        Some(path) => builder.with_client_cert_verifier(clients(path)?),
        None => builder.with_no_client_auth(),
    };
    let mut config = builder.with_single_cert(chain, key).map_err(|e| {
        if matches!(e, Error::InconsistentKeys(_)) {
            let problem = "it is not the key of the certificate: give the two issued together";
            content(KEY, &tls.key, &problem)
        } else {
            content(CERTIFICATE, &tls.certificate, &e)
        }
    })?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}
