//! `portcullis-sandbox serve [--state DIR] [--totp-reuse]`: prints one line of JSON, then serves until a signal.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program prints")]

use std::error::Error;
use std::process::ExitCode;

use portcullis_sandbox::{Builder, Sandbox};

const USAGE: &str = "usage: portcullis-sandbox serve [--state DIR] [--totp-reuse]";

/// The settings of the command line; `None` if it cannot be read.
fn settings() -> Option<Builder> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != "serve" {
        return None;
    }
    let mut builder = Sandbox::builder();
    while let Some(argument) = arguments.next() {
        builder = match argument.to_str()? {
            "--state" => builder.state_dir(arguments.next()?),
            "--totp-reuse" => builder.storedsafe_totp_reuse(true),
            _ => return None,
        };
    }
    Some(builder)
}

async fn serve(builder: Builder) -> Result<(), Box<dyn Error>> {
    let sandbox = builder.start().await?;
    println!("{}", serde_json::to_string(sandbox.details())?);
    stopped().await?;
    Ok(())
}

#[cfg(unix)]
async fn stopped() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stopped() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Some(builder) = settings() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match serve(builder).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = error.to_string();
            let mut cause = error.source();
            while let Some(error) = cause {
                text = format!("{text}: {error}");
                cause = error.source();
            }
            eprintln!("portcullis-sandbox: {text}");
            ExitCode::FAILURE
        }
    }
}
