//! The PrivX deployment that an example works on.

#[path = "trust.rs"]
mod trust;

use portcullis::privx::{Client, Trust};
use portcullis_sandbox::Sandbox;
use std::{
    env::{self, VarError},
    error::Error,
};

/// The deployment that the variables `PORTCULLIS_PRIVX_…` name, or else the embedded sandbox, which runs until it is
/// dropped.
pub(crate) async fn open() -> Result<(Client, Option<Sandbox>), Box<dyn Error>> {
    let Some(base_url) = variable("BASE_URL")? else {
        let sandbox = Sandbox::start().await?;
        let site = &sandbox.details().privx;
        let client = Client::builder(&site.base_url)
            .api_client(
                site.oauth_client_id.as_str(),
                site.oauth_client_secret.as_str(),
                site.api_client_id.as_str(),
                site.api_client_secret.as_str(),
            )
            .trust(Trust::only_pem(sandbox.ca_pem())?)
            .build()?;
        return Ok((client, Some(sandbox)));
    };
    let required = |name| {
        variable(name)?.ok_or_else(|| Box::<dyn Error>::from(format!("PORTCULLIS_PRIVX_{name} is not set")))
    };
    let builder = Client::builder(base_url).api_client(
        required("OAUTH_CLIENT_ID")?,
        required("OAUTH_CLIENT_SECRET")?,
        required("API_CLIENT_ID")?,
        required("API_CLIENT_SECRET")?,
    );
    Ok((builder.trust(trust::from_environment()?).build()?, None))
}

fn variable(name: &str) -> Result<Option<String>, Box<dyn Error>> {
    let name = format!("PORTCULLIS_PRIVX_{name}");
    match env::var(&name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not valid Unicode").into()),
    }
}
