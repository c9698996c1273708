//! A registry for cargo, on loopback and in memory: a sparse index, downloads, and uploads with the checks of the
//! public registry. It serves one test and handles no more of HTTP than cargo sends.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{env, fs, process, thread};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::Result;
use crate::workspace::{list_at, text_at};

/// Faults after a crate is stored, by how many crates were stored before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Faults {
    /// The connection breaks before the reply.
    pub(super) lost: usize,
    /// The reply is never sent, and the test gets a message.
    pub(super) held: usize,
}

/// One crate as it was sent.
#[derive(Clone)]
pub(super) struct Stored {
    /// Its line of the index.
    pub(super) line: Value,
    /// The package.
    pub(super) archive: Vec<u8>,
}

/// The registry while it serves, until the program ends.
pub(super) struct Registry {
    /// Where it is; no two registries of a machine share this.
    pub(super) url: String,
    /// Gets a message when an upload is held.
    pub(super) held: Receiver<()>,
    shared: Arc<Shared>,
}

struct Shared {
    url: String,
    token: String,
    faults: Faults,
    sender: Sender<()>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    crates: BTreeMap<String, Stored>,
    uploads: usize,
}

impl Registry {
    /// Starts it at a free port.
    pub(super) fn start(token: &str, faults: Faults) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        // Cargo keeps downloads by this address: ports are used again, the id of the process makes it unique.
        let url = format!("http://{}/{}", listener.local_addr()?, process::id());
        let (sender, held) = mpsc::channel();
        let (state, token) = (Mutex::default(), token.to_owned());
        let shared = Arc::new(Shared { url: url.clone(), token, faults, sender, state });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                let mut reader = BufReader::new(stream);
                thread::spawn(move || while shared.answer(&mut reader).is_ok_and(|open| open) {});
            }
        });
        Ok(Self { url, held, shared })
    }

    /// How many uploads were tried.
    pub(super) fn uploads(&self) -> usize {
        self.shared.state().uploads
    }

    /// Its crates, by name.
    pub(super) fn crates(&self) -> BTreeMap<String, Stored> {
        self.shared.state().crates.clone()
    }
}

impl Drop for Registry {
    /// Removes the index and the downloads that cargo keeps of every registry in the user's home.
    fn drop(&mut self) {
        let home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let Some(home) = home.or_else(|| Some(env::home_dir()?.join(".cargo"))) else { return };
        let kept = home.join("registry");
        for entry in fs::read_dir(kept.join("index")).into_iter().flatten().flatten() {
            let config = fs::read_to_string(entry.path().join("config.json")).unwrap_or_default();
            if config.contains(&self.url) {
                for part in ["index", "cache", "src"] {
                    let _ = fs::remove_dir_all(kept.join(part).join(entry.file_name()));
                }
            }
        }
    }
}

/// A status and a body.
type Reply = (&'static str, Vec<u8>);

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads one request and replies; `false` when the connection is over.
    fn answer(&self, reader: &mut BufReader<TcpStream>) -> Result<bool> {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(false);
        }
        let mut words = line.split(' ').map(str::to_owned);
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (mut length, mut token) = (0, String::new());
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            let Some((name, value)) = header.split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "authorization" => value.trim().clone_into(&mut token),
                "expect" => reader.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let (status, body) = if method == "PUT" {
            let Some(answer) = self.upload(&path, &token, &body) else { return Ok(false) };
            answer
        } else {
            self.page(&path)
        };
        let mut answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
        answer.extend(body);
        reader.get_mut().write_all(&answer)?;
        Ok(true)
    }

    /// The index and the archives.
    fn page(&self, path: &str) -> Reply {
        let found = path.split('/').skip(2).collect::<Vec<_>>();
        let state = self.state();
        match found.as_slice() {
            ["config.json"] => {
                let config = json!({"dl": format!("{}/dl", self.url), "api": self.url});
                ("200 OK", config.to_string().into_bytes())
            }
            ["dl", name, _, "download"] if state.crates.contains_key(*name) => {
                ("200 OK", state.crates.get(*name).map(|stored| stored.archive.clone()).unwrap_or_default())
            }
            [.., name] => match state.crates.get(*name) {
                Some(stored) if path.ends_with(&place(name)) => {
                    ("200 OK", stored.line.to_string().into_bytes())
                }
                _ => ("404 Not Found", Vec::new()),
            },
            [] => ("404 Not Found", Vec::new()),
        }
    }

    /// Stores a crate; no reply where the test asked for none.
    fn upload(&self, path: &str, token: &str, body: &[u8]) -> Option<Reply> {
        let mut state = self.state();
        state.uploads += 1;
        let before = state.crates.len();
        let stored = if token == self.token && path.ends_with("/api/v1/crates/new") {
            store(&mut state, body)
        } else {
            Err("no such path, or another token".into())
        };
        drop(state);
        if let Err(error) = stored {
            return Some((
                "400 Bad Request",
                json!({"errors": [{"detail": error.to_string()}]}).to_string().into(),
            ));
        }
        if before == self.faults.lost {
            return None;
        }
        if before == self.faults.held {
            let _ = self.sender.send(());
            loop {
                thread::park();
            }
        }
        Some(("200 OK", b"{}".to_vec()))
    }
}

/// Stores a crate that is new and whose dependencies from this registry are stored.
fn store(state: &mut State, body: &[u8]) -> Result {
    let (about, rest) = framed(body).ok_or("the upload is cut off")?;
    let (archive, _) = framed(rest).ok_or("the upload is cut off")?;
    let about: Value = serde_json::from_slice(about)?;
    let name = text_at(&about, "name");
    if state.crates.contains_key(name) {
        return Err(format!("crate {name} is stored already").into());
    }
    for need in list_at(&about, "deps").filter(|need| need.get("registry").is_none_or(Value::is_null)) {
        let need = text_at(need, "name");
        if !state.crates.contains_key(need) {
            return Err(format!("{name} needs {need}, which is not stored").into());
        }
    }
    let line = line(&about, archive);
    state.crates.insert(name.to_owned(), Stored { line, archive: archive.to_vec() });
    Ok(())
}

/// A part of an upload, which has its length before it, and what follows.
fn framed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

/// A crate's line in the index; cargo sends the same facts under other names.
fn line(about: &Value, archive: &[u8]) -> Value {
    let needs: Vec<Value> = list_at(about, "deps")
        .map(|need| {
            let mut need = need.clone();
            if let Some(need) = need.as_object_mut() {
                need.remove("version_req").map(|req| need.insert("req".into(), req));
                if let Some(Value::String(renamed)) = need.remove("explicit_name_in_toml") {
                    let name = need.insert("name".into(), renamed.into());
                    name.map(|name| need.insert("package".into(), name));
                }
            }
            need
        })
        .collect();
    let checksum = format!("{:x}", Sha256::digest(archive));
    json!({
        "name": about.get("name"), "vers": about.get("vers"), "deps": needs, "cksum": checksum,
        "features": {}, "features2": about.get("features"), "yanked": false, "links": about.get("links"),
        "v": 2, "rust_version": about.get("rust_version"),
    })
}

/// Where the index has a crate of this name; ours are all longer than three letters.
fn place(name: &str) -> String {
    let (first, second) = (name.get(..2).unwrap_or(name), name.get(2..4).unwrap_or_default());
    format!("/{first}/{second}/{name}")
}
