//! Our client of PrivX, as its users have it.

use std::marker::PhantomData;

use privx::Trust;

use super::Client;
use crate::{Result, shapes::Shape};

pub(crate) struct Own<S>(privx::Client, PhantomData<S>);

impl<S: Shape> Client for Own<S> {
    fn new(url: &str, ca: Option<&[u8]>, in_flight: usize) -> Result<Self> {
        let mut builder = privx::Client::builder(url)
            .api_client("privx-external", "oauth secret", "api client id", "api client secret")
            .proxy(privx::Proxy::None)
            .in_flight(in_flight);
        if let Some(ca) = ca {
            builder = builder.trust(Trust::only_pem(ca)?);
        }
        Ok(Self(builder.build()?, PhantomData))
    }

    async fn caller(&self) -> Result<Self> {
        Ok(Self(self.0.clone(), PhantomData))
    }

    async fn create(&mut self) -> Result {
        let id = S::create(&self.0, &S::own()).await?;
        if id.as_ref().is_empty() { Err("no id".into()) } else { Ok(()) }
    }

    async fn page(&mut self, size: usize) -> Result<usize> {
        let list = S::list(&self.0).page_size(u32::try_from(size)?);
        Ok(list.first_page().await?.items.len())
    }

    async fn stream(&mut self, items: usize, size: usize) -> Result<usize> {
        let mut list = S::list(&self.0).page_size(u32::try_from(size)?);
        let mut seen = 0;
        while seen < items && list.try_next().await?.is_some() {
            seen += 1;
        }
        Ok(seen)
    }
}
