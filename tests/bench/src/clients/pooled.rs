//! The HTTP client below ours, with serde and nothing else.

use std::marker::PhantomData;

use reqwest::{Response, header};

use super::{BEARER, Client, tls};
use crate::{
    Result,
    shapes::{Created, Page, Shape},
};

pub(crate) struct Pooled<S> {
    http: reqwest::Client,
    items: String,
    shape: PhantomData<S>,
}

impl<S: Shape> Client for Pooled<S> {
    fn new(url: &str, ca: Option<&[u8]>, _: usize) -> Result<Self> {
        let builder = reqwest::Client::builder().no_proxy().http1_only().tcp_nodelay(true);
        let builder = builder.tls_backend_preconfigured(tls(ca)?);
        Ok(Self { http: builder.build()?, items: format!("{url}{}", S::PATH), shape: PhantomData })
    }

    async fn caller(&self) -> Result<Self> {
        Ok(Self { http: self.http.clone(), items: self.items.clone(), shape: PhantomData })
    }

    async fn create(&mut self) -> Result {
        let request = self
            .http
            .post(&self.items)
            .header(header::AUTHORIZATION, BEARER)
            .header(header::CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(&S::new())?);
        let body = whole(request.send().await?).await?;
        let created: Created = serde_json::from_slice(&body)?;
        if created.id.is_empty() { Err("no id".into()) } else { Ok(()) }
    }

    async fn page(&mut self, size: usize) -> Result<usize> {
        let url = format!("{}?limit={size}&offset=0", self.items);
        let response = self.http.get(url).header(header::AUTHORIZATION, BEARER).send().await?;
        let page: Page<S::Read> = serde_json::from_slice(&whole(response).await?)?;
        Ok(page.items.len())
    }
}

async fn whole(response: Response) -> Result<bytes::Bytes> {
    Ok(response.error_for_status()?.bytes().await?)
}
