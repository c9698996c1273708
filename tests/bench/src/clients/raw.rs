//! The limit: one connection of hyper for each caller, no pool, no redirects, no bounds.

use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, pki_types::ServerName},
};

use super::{BEARER, Client, tls};
use crate::{
    Result,
    shapes::{Created, Page, Shape},
};

pub(crate) struct Raw<S> {
    tls: Option<Arc<ClientConfig>>,
    address: String,
    prefix: String,
    connection: Option<SendRequest<Full<Bytes>>>,
    shape: PhantomData<S>,
}

impl<S: Shape> Client for Raw<S> {
    fn new(url: &str, ca: Option<&[u8]>, _: usize) -> Result<Self> {
        let (_, rest) = url.split_once("://").ok_or("the URL has no scheme")?;
        let (address, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        Ok(Self {
            tls: ca.map(|ca| tls(Some(ca))).transpose()?.map(Arc::new),
            address: address.to_owned(),
            prefix: format!("{path}{}", S::PATH),
            connection: None,
            shape: PhantomData,
        })
    }

    async fn caller(&self) -> Result<Self> {
        let tcp = TcpStream::connect(&self.address).await?;
        tcp.set_nodelay(true)?;
        let connection = match &self.tls {
            None => spawn(tcp).await?,
            Some(tls) => {
                let host = self.address.split(':').next().unwrap_or_default();
                let name = ServerName::try_from(host.to_owned())?;
                spawn(TlsConnector::from(Arc::clone(tls)).connect(name, tcp).await?).await?
            }
        };
        let (address, prefix) = (self.address.clone(), self.prefix.clone());
        Ok(Self { tls: self.tls.clone(), address, prefix, connection: Some(connection), shape: PhantomData })
    }

    async fn create(&mut self) -> Result {
        let body = serde_json::to_vec(&S::new())?.into();
        let body = self.send(Method::POST, self.prefix.clone(), body).await?;
        let created: Created = serde_json::from_slice(&body)?;
        if created.id.is_empty() { Err("no id".into()) } else { Ok(()) }
    }

    async fn page(&mut self, size: usize) -> Result<usize> {
        let target = format!("{}?limit={size}&offset=0", self.prefix);
        let page: Page<S::Read> =
            serde_json::from_slice(&self.send(Method::GET, target, Bytes::new()).await?)?;
        Ok(page.items.len())
    }
}

impl<S> Raw<S> {
    async fn send(&mut self, method: Method, target: String, body: Bytes) -> Result<Bytes> {
        let connection = self.connection.as_mut().ok_or("not connected")?;
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header(header::HOST, &self.address)
            .header(header::AUTHORIZATION, BEARER)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))?;
        connection.ready().await?;
        let response = connection.send_request(request).await?;
        if !response.status().is_success() {
            return Err(format!("status {}", response.status()).into());
        }
        Ok(response.into_body().collect().await?.to_bytes())
    }
}

async fn spawn(
    socket: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<SendRequest<Full<Bytes>>> {
    let (sender, connection) = handshake(TokioIo::new(socket)).await?;
    tokio::spawn(connection);
    Ok(sender)
}
