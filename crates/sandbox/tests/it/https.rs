//! An HTTPS client of a few lines, so that the tests depend on nothing that the SDK uses.

use std::error::Error;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, Uri};
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use portcullis_sandbox::Sandbox;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
    pub json: Value,
}

impl Reply {
    pub fn text(&self, pointer: &str) -> String {
        let value = self.json.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or_else(|| panic!("no text at {pointer} in {}", self.json)).to_owned()
    }
}

#[derive(Clone)]
pub struct Client(Arc<ClientConfig>);

impl Client {
    pub fn new(sandbox: &Sandbox) -> Self {
        Self::build(sandbox, false)
    }

    pub fn with_certificate(sandbox: &Sandbox) -> Self {
        Self::build(sandbox, true)
    }

    fn build(sandbox: &Sandbox, certificate: bool) -> Self {
        let details = &sandbox.details().storedsafe;
        let pem = |path| std::fs::read_to_string(path).unwrap();
        let owned =
            certificate.then(|| (pem(&details.client_cert_pem_file), pem(&details.client_key_pem_file)));
        Self::presenting(sandbox, owned.as_ref().map(|(chain, key)| (chain.as_str(), key.as_str())))
    }

    /// A client that presents a certificate, both of it as PEM.
    pub fn presenting(sandbox: &Sandbox, certificate: Option<(&str, &str)>) -> Self {
        Self::trusting(sandbox.ca_pem(), certificate)
    }

    /// The same for a sandbox in another process, by its CA as PEM.
    pub fn trusting(ca_pem: &str, certificate: Option<(&str, &str)>) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = if let Some((chain, key)) = certificate {
            let chain = vec![CertificateDer::from_pem_slice(chain.as_bytes()).unwrap()];
            let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
            builder.with_client_auth_cert(chain, key).unwrap()
        } else {
            builder.with_no_client_auth()
        };
        Self(Arc::new(config))
    }

    /// A connection to the server of a URL.
    pub async fn connect(&self, url: &str) -> Result<TlsStream<TcpStream>> {
        let uri: Uri = url.parse()?;
        let stream = TcpStream::connect(("127.0.0.1", uri.port_u16().unwrap())).await?;
        let name = ServerName::try_from("localhost")?;
        Ok(TlsConnector::from(Arc::clone(&self.0)).connect(name, stream).await?)
    }

    /// One request over a connection of its own.
    pub async fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Result<Reply> {
        Connection::new(self).send(method, url, headers, body).await
    }

    /// The same with a body of JSON.
    pub async fn json(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Result<Reply> {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/json"));
        self.send(method, url, &headers, body.to_string()).await
    }
}

/// A connection to one server, which is made at the first request, and again after the server has closed it.
pub struct Connection {
    client: Client,
    sender: Option<SendRequest<Body>>,
}

impl Connection {
    pub fn new(client: &Client) -> Self {
        Self { client: client.clone(), sender: None }
    }

    pub async fn send(
        &mut self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Result<Reply> {
        if self.sender.as_ref().is_none_or(SendRequest::is_closed) {
            let stream = self.client.connect(url).await?;
            let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
            tokio::spawn(connection);
            self.sender = Some(sender);
        }
        let uri: Uri = url.parse()?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request =
            Request::builder().method(method).uri(path).header("host", uri.authority().unwrap().as_str());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let sender = self.sender.as_mut().unwrap();
        sender.ready().await?;
        let response = sender.send_request(request.body(body.into())?).await?;
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(Body::new(body), 512 << 20).await?;
        let json = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok(Reply { status: parts.status, headers: parts.headers, bytes, json })
    }
}
