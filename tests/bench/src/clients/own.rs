//! Our client of PrivX, as its users have it.

use privx::Trust;

use super::Client;
use crate::{Result, people::NewUser};

pub(crate) struct Own(privx::Client);

impl Client for Own {
    fn new(url: &str, ca: Option<&[u8]>, in_flight: usize) -> Result<Self> {
        let mut builder = privx::Client::builder(url)
            .api_client("privx-external", "oauth secret", "api client id", "api client secret")
            .proxy(privx::Proxy::None)
            .in_flight(in_flight);
        if let Some(ca) = ca {
            builder = builder.trust(Trust::only_pem(ca)?);
        }
        Ok(Self(builder.build()?))
    }

    async fn caller(&self) -> Result<Self> {
        Ok(Self(self.0.clone()))
    }

    async fn create(&mut self) -> Result {
        let id = self.0.local_user_store().users().create(&NewUser::new().privx()).await?;
        if id.as_str().is_empty() { Err("no id".into()) } else { Ok(()) }
    }

    async fn page(&mut self, size: usize) -> Result<usize> {
        let list = self.0.local_user_store().users().list().page_size(u32::try_from(size)?);
        Ok(list.first_page().await?.items.len())
    }

    async fn stream(&mut self, users: usize, size: usize) -> Result<usize> {
        let mut list = self.0.local_user_store().users().list().page_size(u32::try_from(size)?);
        let mut seen = 0;
        while seen < users && list.try_next().await?.is_some() {
            seen += 1;
        }
        Ok(seen)
    }
}
