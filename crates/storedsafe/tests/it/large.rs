//! A file that is larger than the memory of its transfer.

use portcullis_sandbox::Sandbox;
use std::{
    env,
    error::Error,
    io::{self, Read},
    process::{Command, Stdio},
};
use storedsafe::{Client, NewObject, NewVault, Secret, TemplateId, Trust, Upload};

const SIZE: u64 = 200 * 1024 * 1024;
/// The permitted growth of the process's peak memory.
const MOST: u64 = 16 * 1024 * 1024;

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// An environment variable of the measured process.
const URL: &str = "LARGE_URL";
const VARIABLES: [&str; 5] = ["LARGE_USER", "LARGE_PASS", "LARGE_KEY", "LARGE_OTP", "LARGE_CA"];

/// This many bytes of a known sequence.
struct Counted {
    at: u64,
    end: u64,
}

fn byte(at: u64) -> u8 {
    (at % 251) as u8
}

impl Read for Counted {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        let length = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(block.len());
        for (byte_of_block, at) in block[..length].iter_mut().zip(self.at..) {
            *byte_of_block = byte(at);
        }
        self.at += length as u64;
        Ok(length)
    }
}

/// The peak memory of this process, as the kernel counts it.
fn peak() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("VmHWM")?;
    Ok(line.split_whitespace().nth(1).ok_or("a number")?.parse::<u64>()? * 1024)
}

async fn there_and_back(client: &Client, size: u64) -> Result {
    let vault = client.vaults().create(&NewVault::new("Large")).await?.id;
    let content = Upload::read(Counted { at: 0, end: size }).length(size);
    let new = NewObject::new(TemplateId::file(), &vault, "large");
    let id = client.files().upload(&new, "large.bin", content).await?.id.ok_or("an id")?;
    let mut download = client.files().download(&id);
    let mut at = 0;
    while let Some(bytes) = download.try_next().await? {
        assert!(bytes.iter().zip(at..).all(|(found, at)| *found == byte(at)), "around byte {at}");
        at += bytes.len() as u64;
    }
    assert_eq!(at, size);
    download.finish().await?;
    Ok(())
}

/// The measured transfer, in a process of its own, without the memory of the server.
async fn measured(url: String) -> Result {
    let [user, pass, key, otp, ca] = VARIABLES.map(|name| env::var(name).unwrap_or_default());
    let code = move || {
        let otp = Secret::from(otp.as_str());
        async move { Ok(otp) }
    };
    let client = Client::builder(url).totp(user, pass, key, code).trust(Trust::only_pem(ca)?).build()?;
    there_and_back(&client, 1024 * 1024).await?;
    let before = peak()?;
    there_and_back(&client, SIZE).await?;
    let grown = peak()? - before;
    assert!(grown < MOST, "{grown} bytes more than for a file of 1 MiB");
    Ok(())
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_mebibytes_go_up_and_down_in_a_small_process() -> Result {
    if let Ok(url) = env::var(URL) {
        return measured(url).await;
    }
    let sandbox = Sandbox::start().await?;
    let site = sandbox.details().storedsafe.clone();
    let code = sandbox.storedsafe().totp_code(&site.username).ok_or("a code")?;
    let ca = sandbox.ca_pem().to_owned();
    let values = [site.username, site.passphrase, site.apikey, code, ca];
    let process = Command::new(env::current_exe()?)
        .args(["--exact", "large::two_hundred_mebibytes_go_up_and_down_in_a_small_process"])
        .env(URL, &site.base_url)
        .envs(VARIABLES.into_iter().zip(values))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let output = tokio::task::spawn_blocking(move || process.wait_with_output()).await??;
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    Ok(())
}
