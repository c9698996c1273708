//! Any bytes as the file of a session store or as the vendor's rc file.
#![no_main]

use portcullis_core::http::Method;
use portcullis_testkit::wire::{Scripted, reply};
use std::{
    env, fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use storedsafe::{Client, Error, FileStore, RcFile, Secret};
use tokio::runtime::{Builder, Runtime};

/// In memory where the system has such a folder: each input is written to a file.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let root = if memory.is_dir() { memory.to_owned() } else { env::temp_dir() };
    let folder = root.join(format!("portcullis-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("a folder of its own");
    folder
});

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

/// The error must not quote what the file has after `token:`, or as a whole.
fn judge(error: &Error, content: &[u8]) {
    let texts = format!("{error} {error:?}");
    let content = String::from_utf8_lossy(content);
    for line in content.lines().map(|line| line.split_once(':').map_or(line, |(_, value)| value).trim()) {
        assert!(line.len() < 12 || !texts.contains(line), "an error quotes the file: {texts}");
    }
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((first, content)) = data.split_first() else { return };
    let (rc, path) = (first & 1 == 1, FOLDER.join("session"));
    fs::write(&path, content).expect("a file");
    if let Err(error) = RcFile::new(&path).read() {
        judge(&error, content);
    }
    let logins = Arc::new(AtomicUsize::new(0));
    let counter = logins.clone();
    let wire = Scripted::new(move |out, _| {
        for value in out.headers.iter().filter(|(name, _)| *name == "x-http-token").map(|(_, value)| value) {
            let bytes = value.as_bytes();
            assert!(!bytes.is_empty() && bytes.len() <= 16 * 1024, "a token of {} bytes", bytes.len());
            assert!(
                bytes.iter().all(|byte| *byte >= b' ' && *byte != 0x7f),
                "a control character in a header"
            );
        }
        let login = out.url.path().ends_with("/auth");
        counter.fetch_add(usize::from(login), SeqCst);
        // Only the token of the login is valid.
        let valid = login || out.headers.iter().any(|(_, value)| value.as_bytes() == b"fuzz42");
        async move {
            let success = serde_json::json!({"CALLINFO": {"status": "SUCCESS", "token": "fuzz42"}});
            let refusal = serde_json::json!({"CALLINFO": {"status": "FAIL"}, "ERRORS": ["no"], "ERRORCODES": {"1200": ""}});
            if valid { reply(200, &success) } else { reply(401, &refusal) }
        }
    });
    let otp = || async { Ok(Secret::from("123456")) };
    let builder =
        Client::builder("https://vault.example/api/1.0").totp("alice", "pass-phrase", "apikey1234", otp);
    let store = if rc { RcFile::new(&path).store() } else { FileStore::new(&path) };
    let client = builder.session_store(store).transport(wire).build().expect("settings that work");
    RUNTIME.block_on(async {
        let mut results = Vec::new();
        for _ in 0..2 {
            results.push(client.request(Method::GET, "/user").call::<serde_json::Value>().await);
        }
        assert!(logins.load(SeqCst) <= 1, "more than one login");
        // A file that is no text stays as it is, whatever it is.
        let stored =
            logins.load(SeqCst) == 0 || fs::read_to_string(&path).is_ok_and(|text| text.contains("fuzz42"));
        assert!(stored, "the login's token is not in the file");
        results.iter().filter_map(|result| result.as_ref().err()).for_each(|error| judge(error, content));
        client.close(Duration::from_secs(60)).await.expect("a close");
    });
});
