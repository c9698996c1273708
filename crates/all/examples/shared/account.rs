//! The CertCentral account that an example works on.

#[path = "trust.rs"]
mod trust;

use portcullis::digicert::{Client, Trust};
use portcullis_sandbox::Sandbox;
use std::{
    env::{self, VarError},
    error::Error,
};

/// The account that the variables `PORTCULLIS_DIGICERT_…` name, or else the embedded sandbox, which runs until it is
/// dropped.
pub(crate) async fn open() -> Result<(Client, Option<Sandbox>), Box<dyn Error>> {
    let Some(base_url) = variable("BASE_URL")? else {
        let sandbox = Sandbox::start().await?;
        let site = &sandbox.details().digicert;
        let client = Client::builder(&site.base_url)
            .api_key(site.api_key.as_str())
            .trust(Trust::only_pem(sandbox.ca_pem())?)
            .build()?;
        return Ok((client, Some(sandbox)));
    };
    let key = variable("API_KEY")?.ok_or("PORTCULLIS_DIGICERT_API_KEY is not set")?;
    Ok((Client::builder(base_url).api_key(key).trust(trust::from_environment()?).build()?, None))
}

/// The variable, unless it is empty.
pub(crate) fn variable(name: &str) -> Result<Option<String>, Box<dyn Error>> {
    let name = format!("PORTCULLIS_DIGICERT_{name}");
    match env::var(&name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not valid Unicode").into()),
    }
}
