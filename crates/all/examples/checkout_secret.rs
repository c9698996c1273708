//! Checks a secret of PrivX out, uses it, and releases it, also when a reply is lost.
//!
//! `cargo run --example checkout_secret` uses the embedded sandbox, which loses the reply of the release; with the
//! `PORTCULLIS_PRIVX_…` variables (see `.env.example`) and a path it uses that deployment.
#![allow(clippy::print_stdout, reason = "a program talks to its terminal")]

#[path = "shared/site.rs"]
mod site;

use portcullis::privx::{Client, Result, Secret, authorizer::LoanEnd};
use portcullis_sandbox::{Fault, Vendor};
use std::{env, error::Error, process::ExitCode, time::Duration};

/// The secret of the sandbox.
const PATH: &str = "hosts/db1/root";

#[tokio::main]
async fn main() -> std::result::Result<ExitCode, Box<dyn Error>> {
    let (privx, sandbox) = site::open().await?;
    let path = match (&sandbox, env::args().nth(1)) {
        (Some(sandbox), _) => {
            sandbox.privx().add_account_secret(PATH, "root", "correct horse");
            PATH.to_owned()
        }
        (None, Some(path)) => path,
        (None, None) => return Err("the path of a secret is missing: checkout_secret <PATH>".into()),
    };
    if let Some(sandbox) = &sandbox {
        sandbox.fault_on(Vendor::PrivX, "/release", Fault::ResetAfterApply);
    }
    let end = with_secret(&privx, &path, async |secret| {
        // Here the program logs in with it. Neither the secret nor its length is printed.
        println!("used the secret of {path}: {}", !secret.expose_secret().is_empty());
    })
    .await?;
    println!("the loan ended: {end:?}");
    let out = privx.authorizer().account_secrets().checkouts().all().await?;
    println!("still checked out: {}", out.len());
    privx.close(Duration::from_secs(5)).await?;
    let released = matches!(end, LoanEnd::Released | LoanEnd::Gone);
    Ok(if released { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Passes the secret to `job`, and releases it whether the checkout succeeded or not: its reply may have been lost.
async fn with_secret(privx: &Client, path: &str, job: impl AsyncFnOnce(&Secret)) -> Result<LoanEnd> {
    let mut loan = privx.authorizer().account_secrets().borrow(&path.into());
    let opened = match loan.open().await {
        Ok(checkout) => {
            if let Some(secret) = checkout.secret() {
                job(secret).await;
            }
            Ok(())
        }
        Err(error) => Err(error),
    };
    let end = loan.close().await?;
    opened.map(|()| end)
}
