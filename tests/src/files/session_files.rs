//! Session files among links, other users' folders, and cleaners.

use crate::{
    promise::{Measured, Scale, program},
    tokens::tally::{Outcome, Tally, ensure},
};
use portcullis_core::http::Method;
use portcullis_testkit::{Received, Server, Step};
use serde_json::{Value, json};
use std::{
    env, fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};
use storedsafe::{Client, FileStore, RcFile, Secret, SessionStore};

/// Environment variables of a child process: the URL of the server, the session file, and the turns to take.
const URL: &str = "PORTCULLIS_TESTS_SESSION_URL";
const FILE: &str = "PORTCULLIS_TESTS_SESSION_FILE";
const TURNS: &str = "PORTCULLIS_TESTS_SESSION_TURNS";
/// Calls in one turn.
const CALLS: usize = 5;
const CLOSE: Duration = Duration::from_secs(30);

pub(super) async fn files(scale: Scale) -> Measured {
    if let (Ok(url), Ok(file), Ok(turns)) = (env::var(URL), env::var(FILE), env::var(TURNS)) {
        let outcome = take_turns(&url, &file, turns.parse().unwrap_or_default()).await;
        return Measured::new(outcome.is_ok(), format!("{outcome:?}"));
    }
    let places = Tally::of(scale.pick(200, 10), |n| places(n % 2 == 0)).await;
    let modes = Tally::of(scale.pick(50, 2), |n| modes(n % 2 == 0)).await;
    let (shared, text) = processes(scale.pick(100, 10)).await;
    let figures =
        [places.figure("rounds of links, devices and leftovers"), modes.figure("rounds of folders"), text];
    Measured::new(places.held() && modes.held() && shared, figures.join(". "))
}

/// A folder that is removed when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("portcullis-n1-{}-{:x}", std::process::id(), fastrand::u64(..));
        let path = env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        set_mode(&path, 0o700);
        Self(path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn store(path: &Path, rc: bool) -> FileStore {
    if rc { RcFile::new(path).store() } else { FileStore::new(path) }
}

/// Loads a token; an error for a store that waits for what never ends.
async fn load(store: &FileStore) -> Result<(), String> {
    match tokio::time::timeout(Duration::from_secs(20), store.load()).await {
        Ok(loaded) => loaded.map(drop).map_err(|error| format!("{error:?}")),
        Err(_) => Err("the load does not end".into()),
    }
}

/// What a path is made before a store uses it.
#[derive(Debug, Clone, Copy)]
enum Place {
    Nothing,
    Leftover,
    Link,
    DanglingLink,
    Device,
}

const PLACES: [Place; 5] = [Place::Nothing, Place::Leftover, Place::Link, Place::DanglingLink, Place::Device];

impl Place {
    fn make(self, path: &Path, victim: &Path) {
        match self {
            Self::Nothing => {}
            Self::Leftover => {
                fs::write(path, "half").unwrap();
                set_mode(path, 0o666);
            }
            Self::Link => {
                fs::write(victim, "precious").unwrap();
                symlink(victim, path).unwrap();
            }
            Self::DanglingLink => symlink(victim, path).unwrap(),
            Self::Device => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        }
    }

    /// Whether what is at the end of its link, if it is one, is as it was.
    fn is_untouched(self, victim: &Path) -> bool {
        fs::read_to_string(victim).ok().as_deref() == matches!(self, Self::Link).then_some("precious")
    }
}

/// One round over all that may be at the paths of the lock and of the next content, and a file that is a link.
async fn places(rc: bool) -> Outcome {
    let (mut refused, mut stored) = (0, 0);
    for lock in PLACES {
        for new in PLACES {
            let folder = Folder::new();
            let (path, first, second) = (folder.at("session"), folder.at("first"), folder.at("second"));
            lock.make(&folder.at("session.lock"), &first);
            new.make(&folder.at("session.new"), &second);
            let store = store(&path, rc);
            let loaded = load(&store).await;
            let usable = matches!(lock, Place::Nothing | Place::Leftover);
            ensure(loaded.is_ok() == usable, || format!("lock: {lock:?}: {loaded:?}"))?;
            if usable {
                store.save(Some(&"t1".into())).await.map_err(|e| format!("next content: {new:?}: {e:?}"))?;
                let mode = fs::symlink_metadata(&path).unwrap().mode();
                ensure(mode & 0o170_777 == 0o100_600, || format!("mode: {mode:o} with {new:?}"))?;
                stored += 1;
            } else {
                refused += 1;
            }
            ensure(lock.is_untouched(&first), || format!("followed: lock, {lock:?}"))?;
            ensure(new.is_untouched(&second), || format!("followed: next content, {new:?}"))?;
        }
    }
    let folder = Folder::new();
    let (link, real) = (folder.at("session"), folder.at("dotfile"));
    symlink("dotfile", &link).unwrap();
    let store = store(&link, rc);
    load(&store).await.map_err(|e| format!("linked: {e}"))?;
    store.save(Some(&"t1".into())).await.map_err(|e| format!("linked: {e:?}"))?;
    let kept = fs::symlink_metadata(&link).unwrap().is_symlink();
    let text = fs::read_to_string(&real).unwrap_or_default();
    ensure(kept && text.contains("t1"), || "replaced: a link that the user made".into())?;
    Ok(vec![("stored", stored), ("refused", refused)])
}

/// Folders that others can write to, and others.
async fn modes(rc: bool) -> Outcome {
    let folder = Folder::new();
    let path = folder.at("session");
    let (mut used, mut refused) = (0, 0);
    for mode in [0o700, 0o750, 0o755, 0o770, 0o707, 0o775, 0o777, 0o1777] {
        set_mode(&folder.0, mode);
        let store = store(&path, rc);
        let done = [load(&store).await.is_ok(), store.save(Some(&"t1".into())).await.is_ok()];
        let read = RcFile::new(&path).read().is_ok();
        let fits = mode & 0o022 == 0;
        ensure(done == [fits; 2] && read == fits, || format!("mode: {mode:o}: {done:?}, {read}"))?;
        *(if fits { &mut used } else { &mut refused }) += 1;
    }
    Ok(vec![("used", used), ("refused", refused)])
}

/// The child: calls in turns, between which the file is left to the other process.
async fn take_turns(url: &str, file: &str, turns: usize) -> storedsafe::Result<()> {
    for _ in 0..turns {
        let otp = || async { Ok(Secret::from("123456")) };
        let builder =
            Client::builder(format!("{url}/api/1.0")).totp("alice", "pass-phrase", "apikey1234", otp);
        let client = builder.session_store(FileStore::new(file)).timeout(Duration::from_secs(120)).build()?;
        for _ in 0..CALLS {
            client.request(Method::GET, "/user").call::<Value>().await?;
        }
        client.close(CLOSE).await?;
    }
    Ok(())
}

/// A server that replaces the token with each reply.
#[derive(Default)]
struct Site {
    newest: usize,
    done: usize,
    refused: usize,
    logins: usize,
}

impl Site {
    fn respond(&mut self, request: &Received) -> Step {
        let login = request.path().ends_with("/auth");
        self.logins += usize::from(login);
        if !login && request.header("x-http-token") != Some(&format!("tok{}", self.newest)) {
            self.refused += 1;
            let body = json!({"CALLINFO": {"status": "FAIL"}, "ERRORS": ["no"], "ERRORCODES": {"1200": ""}});
            return Step::json(401, &body);
        }
        self.newest += 1;
        self.done += 1;
        let token = format!("tok{}", self.newest);
        Step::json(200, &json!({"CALLINFO": {"status": "SUCCESS", "token": token, "users": []}}))
    }
}

/// Two processes in turns over one file, while its lock file is removed all the time.
async fn processes(turns: usize) -> (bool, String) {
    let Some(program) = program() else {
        return (false, "the program `promises` is not built: no process to measure".to_owned());
    };
    let site = Arc::new(Mutex::new(Site { newest: 1, ..Site::default() }));
    let same = site.clone();
    let server = Server::start(move |request, _| same.lock().unwrap().respond(request));
    let folder = Folder::new();
    let (file, lock) = (folder.at("session"), folder.at("session.lock"));
    fs::write(&file, "tok1").unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let ended = over.clone();
    let cleaner = thread::spawn(move || {
        let mut removed = 0_usize;
        while !ended.load(Ordering::Acquire) {
            removed += usize::from(fs::remove_file(&lock).is_ok());
            thread::sleep(Duration::from_millis(1));
        }
        removed
    });
    let children: Vec<_> = (0..2)
        .map(|_| {
            let mut child = Command::new(&program);
            child.arg("N1").env(URL, &server.url).env(FILE, &file).env(TURNS, turns.to_string());
            child.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    let mut wrong = Vec::new();
    for child in children {
        let output = tokio::task::spawn_blocking(move || child.wait_with_output()).await.unwrap().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let row = serde_json::from_str::<Value>(text.trim()).unwrap_or_default();
        if row["held"] != true {
            wrong.push(row["measured"].to_string());
        }
    }
    over.store(true, Ordering::Release);
    let removed = cleaner.join().unwrap();
    let site = site.lock().unwrap();
    let held = wrong.is_empty()
        && removed > 0
        && (site.done, site.refused, site.logins) == (2 * turns * CALLS, 0, 0);
    let text = format!(
        "two processes in {turns} turns each, the lock file removed {removed} times: {} calls, {} refused tokens, {} \
         logins; failed: {wrong:?}",
        site.done, site.refused, site.logins
    );
    (held, text)
}
