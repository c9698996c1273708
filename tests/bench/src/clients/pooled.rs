//! The HTTP client below ours, with serde and nothing else.

use reqwest::{Response, header};

use super::{BEARER, Client, USERS, tls};
use crate::{
    Result,
    people::{Created, NewUser, Page},
};

pub(crate) struct Pooled {
    http: reqwest::Client,
    users: String,
}

impl Client for Pooled {
    fn new(url: &str, ca: Option<&[u8]>, _: usize) -> Result<Self> {
        let builder = reqwest::Client::builder().no_proxy().http1_only().tcp_nodelay(true);
        let builder = builder.tls_backend_preconfigured(tls(ca)?);
        Ok(Self { http: builder.build()?, users: format!("{url}{USERS}") })
    }

    async fn caller(&self) -> Result<Self> {
        Ok(Self { http: self.http.clone(), users: self.users.clone() })
    }

    async fn create(&mut self) -> Result {
        let request = self
            .http
            .post(&self.users)
            .header(header::AUTHORIZATION, BEARER)
            .header(header::CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(&NewUser::new())?);
        let body = whole(request.send().await?).await?;
        let created: Created = serde_json::from_slice(&body)?;
        if created.id.is_empty() { Err("no id".into()) } else { Ok(()) }
    }

    async fn page(&mut self, size: usize) -> Result<usize> {
        let url = format!("{}?limit={size}&offset=0", self.users);
        let response = self.http.get(url).header(header::AUTHORIZATION, BEARER).send().await?;
        let page: Page = serde_json::from_slice(&whole(response).await?)?;
        Ok(page.items.len())
    }
}

async fn whole(response: Response) -> Result<bytes::Bytes> {
    Ok(response.error_for_status()?.bytes().await?)
}
