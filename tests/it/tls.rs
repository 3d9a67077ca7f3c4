//! TLS: which versions are spoken, who is let in, and certificates that change under open connections.

use crate::serving::{PATIENCE, Serving};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion,
};
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};
use vedette::index::Home;
use vedette::rpc::pb;
use vedette::server::{ReadError, ServeError, Server};

/// An authority of the test's own.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for this name, with its key.
    fn issue(&self, name: &str) -> (String, String) {
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate.pem(), key.serialize_pem())
    }
}

/// The files of a guarded server.
struct Files(TempDir);

impl Files {
    fn new(authority: &Authority) -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files.renew(authority);
        std::fs::write(files.path("ca.pem"), authority.pem()).unwrap();
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn renew(&self, authority: &Authority) {
        let (certificate, key) = authority.issue("localhost");
        std::fs::write(self.path("tls.crt"), certificate).unwrap();
        std::fs::write(self.path("tls.key"), key).unwrap();
    }

    async fn serve(&self, more: &[(&str, &str)]) -> Serving {
        let (certificate, key) = (self.path("tls.crt"), self.path("tls.key"));
        let mut flags = vec![
            ("server-tls-certificate", certificate.to_str().unwrap()),
            ("server-tls-key", key.to_str().unwrap()),
            ("server-reload-interval", "20ms"),
        ];
        flags.extend(more);
        Serving::guarded(&flags).await
    }
}

/// A TLS connection that offers these versions.
async fn speak(
    serving: &Serving,
    authority: &str,
    versions: &[&'static SupportedProtocolVersion],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_slice(authority.as_bytes()).unwrap();
    roots.add(authority).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = TcpStream::connect(serving.grpc).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

/// A client over TLS, perhaps with a certificate of its own.
async fn channel(
    serving: &Serving,
    authority: &Authority,
    own: Option<(String, String)>,
) -> Result<Channel, tonic::transport::Error> {
    let mut tls = ClientTlsConfig::new()
        .ca_certificate(Certificate::from_pem(authority.pem()))
        .domain_name("localhost");
    if let Some((certificate, key)) = own {
        tls = tls.identity(Identity::from_pem(certificate, key));
    }
    let endpoint = Endpoint::from_shared(format!("https://{}", serving.grpc)).unwrap();
    endpoint.tls_config(tls).unwrap().connect().await
}

async fn asks(channel: &Channel) -> Result<(), tonic::Status> {
    let mut client =
        pb::quote_search_service_client::QuoteSearchServiceClient::new(channel.clone());
    let search = client.search_quotes(pb::SearchQuotesRequest::default());
    search.await.map(drop)
}

#[tokio::test]
async fn tls_1_3_is_spoken_and_1_2_only_when_told_so() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let strict = files.serve(&[]).await;
    let spoken = speak(&strict, &authority.pem(), &[&TLS13, &TLS12]).await;
    let (_, session) = spoken.as_ref().unwrap().get_ref();
    assert_eq!(session.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    assert_eq!(session.alpn_protocol(), Some(&b"h2"[..]));
    assert!(speak(&strict, &authority.pem(), &[&TLS12]).await.is_err());
    let lax = files.serve(&[("server-tls-version-min", "1.2")]).await;
    assert!(speak(&lax, &authority.pem(), &[&TLS12]).await.is_ok());
}

#[tokio::test]
async fn calls_work_over_tls_and_plain_text_is_refused() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let serving = files.serve(&[]).await;
    let client = channel(&serving, &authority, None).await.unwrap();
    asks(&client).await.unwrap();
    // A plain client gets no answer but an alert or the end.
    let mut plain = TcpStream::connect(serving.grpc).await.unwrap();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    plain.write_all(preface).await.unwrap();
    let mut answer = Vec::new();
    let read = plain.read_to_end(&mut answer);
    // Reset or closed: either is an end.
    drop(tokio::time::timeout(PATIENCE, read).await.unwrap());
    assert!(answer.first().is_none_or(|kind| *kind == 21), "{answer:?}");
    let other = Authority::new();
    assert!(channel(&serving, &other, None).await.is_err());
}

#[tokio::test]
async fn clients_show_a_certificate_of_the_authority_when_one_is_asked_for() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let ca = files.path("ca.pem");
    let flags = [("server-tls-client-ca", ca.to_str().unwrap())];
    let serving = files.serve(&flags).await;
    let known = Some(authority.issue("desk"));
    let client = channel(&serving, &authority, known).await.unwrap();
    asks(&client).await.unwrap();
    let stranger = Some(Authority::new().issue("desk"));
    for own in [None, stranger] {
        // TLS 1.3 tells a client only after its own part is done: the connection or the first call fails.
        let refused = match channel(&serving, &authority, own).await {
            Err(_) => true,
            Ok(client) => asks(&client).await.is_err(),
        };
        assert!(refused);
    }
}

/// The certificate a new connection is shown.
async fn shown(serving: &Serving, authority: &Authority) -> Vec<u8> {
    let stream = speak(serving, &authority.pem(), &[&TLS13]).await.unwrap();
    let certificates = stream.get_ref().1.peer_certificates().unwrap();
    certificates[0].to_vec()
}

#[tokio::test]
async fn renewed_certificates_are_shown_and_open_connections_live_on() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let serving = files.serve(&[]).await;
    let client = channel(&serving, &authority, None).await.unwrap();
    asks(&client).await.unwrap();
    let calling = tokio::spawn(async move {
        let mut answered = 0;
        let until = Instant::now() + Duration::from_millis(800);
        while Instant::now() < until {
            asks(&client).await.unwrap();
            answered += 1;
        }
        answered
    });
    let first = shown(&serving, &authority).await;
    // Half a renewal changes nothing: the key does not fit the certificate.
    std::fs::write(files.path("tls.key"), authority.issue("localhost").1).unwrap();
    serving.stopper.reload();
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert_eq!(shown(&serving, &authority).await, first);
    files.renew(&authority);
    let renewed = async {
        while shown(&serving, &authority).await == first {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, renewed).await.unwrap();
    assert!(calling.await.unwrap() > 10);
}

#[tokio::test]
async fn a_handshake_that_stops_half_way_is_cut() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let serving = files.serve(&[("server-grpc-handshake-max", "200ms")]).await;
    let mut half = TcpStream::connect(serving.grpc).await.unwrap();
    // The first bytes of a ClientHello that never ends.
    half.write_all(&[22, 3, 1, 2, 0, 1]).await.unwrap();
    let spoken = speak(&serving, &authority.pem(), &[&TLS13]).await;
    let mut silent = spoken.unwrap();
    let begun = Instant::now();
    let mut bytes = [0; 1024];
    while tokio::time::timeout(PATIENCE, half.read(&mut bytes))
        .await
        .unwrap()
        .is_ok_and(|n| n > 0)
    {}
    // Session tickets come first; then, without a preface, the end.
    while tokio::time::timeout(PATIENCE, silent.read(&mut bytes))
        .await
        .unwrap()
        .is_ok_and(|n| n > 0)
    {}
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn files_that_do_not_fit_are_named_before_anything_listens() {
    let authority = Authority::new();
    let files = Files::new(&authority);
    let refused = |certificate: &Path, key: &Path| {
        let dir = tempfile::tempdir().unwrap();
        let flags = [
            ("server-tls-certificate", certificate.to_str().unwrap()),
            ("server-tls-key", key.to_str().unwrap()),
        ];
        let config = crate::serving::config(dir.path(), &flags);
        async move {
            let home = Home::open(dir.path()).unwrap();
            match Server::bind(home, config).await {
                Err(ServeError::Secrets(error)) => error,
                other => panic!("{other:?}"),
            }
        }
    };
    let (certificate, key) = (files.path("tls.crt"), files.path("tls.key"));
    let error = refused(&files.path("none.pem"), &key).await;
    assert!(matches!(error, ReadError::File { .. }), "{error}");
    assert!(error.to_string().contains("none.pem"), "{error}");
    let error = refused(&key, &key).await.to_string();
    assert!(error.contains("no certificate"), "{error}");
    let error = refused(&certificate, &certificate).await.to_string();
    assert!(error.contains("no private key"), "{error}");
    let (_certificate, stray) = authority.issue("localhost");
    std::fs::write(files.path("stray.key"), stray).unwrap();
    let error = refused(&certificate, &files.path("stray.key")).await;
    let error = error.to_string();
    assert!(
        error.contains("stray.key") && error.contains("issued together"),
        "{error}"
    );
    std::fs::write(files.path("big.pem"), vec![b'x'; (1 << 20) + 1]).unwrap();
    let error = refused(&files.path("big.pem"), &key).await;
    assert!(matches!(error, ReadError::TooLarge { .. }), "{error}");
}
