//! Sources that have another length than was given, have none, or fail.

use crate::promise::{Measured, Scale};
use bytes::Bytes;
use futures_util::stream;
use portcullis_core::{Delivery, Error, ErrorKind, Multipart, Secret, Upload};
use portcullis_testkit::{Server, Step, wire::client};
use serde_json::{Value, json};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    net::{TcpListener, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
};

/// What a source has, and what was given as its length.
type Source = fn() -> io::Result<Upload>;

const GIVEN: u64 = 200_000;
const RIGHT: usize = 200_000;

fn content(length: usize) -> Vec<u8> {
    (0..251).cycle().take(length).collect()
}

/// A stream of pieces, perhaps with a failure at its end.
fn pieces(length: usize, size: usize, fails: bool) -> Upload {
    let bytes = Bytes::from(content(length));
    let mut all: Vec<io::Result<Bytes>> = bytes.chunks(size).map(|p| Ok(Bytes::copy_from_slice(p))).collect();
    all.extend(fails.then(|| Err(io::Error::other("the source broke"))));
    Upload::new(stream::iter(all))
}

/// A file that is open twice and has no name.
fn file(length: usize) -> io::Result<(File, File)> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("portcullis-n3-{}-{number}", std::process::id()));
    let mut write = OpenOptions::new().write(true).create_new(true).open(&path)?;
    write.write_all(&content(length))?;
    let read = File::open(&path)?;
    fs::remove_file(&path)?;
    Ok((read, write))
}

fn changed(length: usize, change: fn(&mut File) -> io::Result<()>) -> io::Result<Upload> {
    let (read, mut write) = file(length)?;
    let upload = Upload::file(read)?;
    change(&mut write)?;
    Ok(upload)
}

fn pipe(length: usize) -> io::Result<io::PipeReader> {
    let (reader, mut writer) = io::pipe()?;
    std::thread::spawn(move || writer.write_all(&content(length)));
    Ok(reader)
}

fn socket(length: usize) -> io::Result<TcpStream> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let reader = TcpStream::connect(listener.local_addr()?)?;
    let (mut writer, _) = listener.accept()?;
    std::thread::spawn(move || writer.write_all(&content(length)));
    Ok(reader)
}

fn wrong() -> Vec<(&'static str, Source)> {
    let mut all: Vec<(&str, Source)> = vec![
        ("a shorter stream", || Ok(pieces(RIGHT - 1, 7001, false).length(GIVEN))),
        ("an empty stream", || Ok(pieces(0, 1, false).length(GIVEN))),
        ("a stream that is longer in its last piece", || Ok(pieces(RIGHT + 1, 7001, false).length(GIVEN))),
        ("a stream that is longer by a piece", || Ok(pieces(RIGHT + 1, 10_000, false).length(GIVEN))),
        ("a stream of some bytes, declared as empty", || Ok(pieces(1, 1, false).length(0))),
        ("a stream that fails early", || Ok(pieces(7000, 1000, true).length(GIVEN))),
        ("a stream that fails after its length", || Ok(pieces(RIGHT, 10_000, true).length(GIVEN))),
        ("a stream that fails, of unknown length", || Ok(pieces(RIGHT, 10_000, true))),
        ("a stream that fails at once, declared as empty", || Ok(pieces(0, 1, true).length(0))),
        ("a stream declared as the longest", || Ok(pieces(RIGHT, 10_000, false).length(u64::MAX))),
        ("a file that grows by a byte", || changed(RIGHT, |file| file.write_all(b"x"))),
        ("a file that grows by a block", || changed(64 * 1024, |file| file.write_all(&content(64 * 1024)))),
        ("an empty file that grows", || changed(0, |file| file.write_all(b"x"))),
        ("a file that shrinks", || changed(RIGHT, |file| file.set_len(GIVEN - 1))),
        ("a file that is emptied", || changed(RIGHT, |file| file.set_len(0))),
        ("a longer pipe", || Ok(Upload::read(pipe(RIGHT + 1)?).length(GIVEN))),
        ("a shorter pipe", || Ok(Upload::read(pipe(RIGHT - 1)?).length(GIVEN))),
        ("a longer socket", || Ok(Upload::read(socket(RIGHT + 1)?).length(GIVEN))),
        ("a shorter socket", || Ok(Upload::read(socket(RIGHT - 1)?).length(GIVEN))),
    ];
    #[cfg(unix)]
    all.push(("a pipe as a file", || Upload::file(File::from(std::os::fd::OwnedFd::from(pipe(RIGHT)?)))));
    #[cfg(target_os = "linux")]
    all.push(("a file of /proc", || Upload::file(File::open("/proc/self/status")?)));
    all
}

fn right() -> Vec<(&'static str, Source)> {
    vec![
        ("a stream", || Ok(pieces(RIGHT, 10_000, false).length(GIVEN))),
        ("a file", || Upload::file(file(RIGHT)?.0)),
        ("a pipe", || Ok(Upload::read(pipe(RIGHT)?).length(GIVEN))),
        ("a pipe of unknown length", || Ok(Upload::read(pipe(RIGHT)?))),
        ("a socket", || Ok(Upload::read(socket(RIGHT)?).length(GIVEN))),
    ]
}

/// How an upload is sent.
#[derive(Debug, Clone, Copy)]
enum Form {
    Plain,
    Multipart,
    StoredSafe,
    Privicore,
}

const FORMS: [Form; 4] = [Form::Plain, Form::Multipart, Form::StoredSafe, Form::Privicore];

async fn send(form: Form, url: &str, upload: Upload) -> Result<(), Error> {
    match form {
        Form::Plain => {
            let call = client(url).post("/object").upload("application/octet-stream", upload);
            call.call::<Value>().await.map(drop)
        }
        Form::Multipart => {
            let form = Multipart::new().text("name", "value").file("upload", "a.bin", upload);
            client(url).post("/object").multipart(form).call::<Value>().await.map(drop)
        }
        Form::StoredSafe => {
            let client = storedsafe::Client::builder(url).token("t0ken-of-a-session").build()?;
            let object = storedsafe::NewObject::new(storedsafe::TemplateId::file(), "31", "backup");
            client.files().upload(&object, "a.bin", upload).await.map(drop)
        }
        Form::Privicore => {
            let client = privicore::Client::builder(url).token("T-1").build()?;
            let access = privicore::StreamAccess::from(Secret::from(format!("{url}/object?auth=x")));
            client.data_tokens().stream_upload(&access, upload).await.map(drop)
        }
    }
}

/// A server that takes every complete upload for a success.
fn server() -> Server {
    Server::start(|_, _| {
        let info = json!({"status": "SUCCESS", "token": "t0ken-of-a-session", "objectid": "1"});
        Step::json(200, &json!({ "CALLINFO": info }))
    })
}

fn complete(server: &Server) -> usize {
    server.requests_to("/object").iter().filter(|request| !request.cut).count()
}

pub(super) async fn n3(scale: Scale) -> Measured {
    let (mut sent, mut refused, mut requests, mut whole) = (0, 0, 0, 0);
    let mut findings = Vec::new();
    for _ in 0..scale.pick(25, 1) {
        for form in FORMS {
            for (name, source) in wrong() {
                let Ok(upload) = source() else {
                    refused += 1;
                    continue;
                };
                let server = server();
                sent += 1;
                match send(form, &server.url, upload).await {
                    Ok(()) => findings.push(format!("{form:?}: {name} is a success")),
                    Err(error)
                        if (error.kind(), error.delivery()) == (ErrorKind::Input, Delivery::NotSent) => {}
                    Err(error) => findings.push(format!("{form:?}: {name}: {error:?}")),
                }
                let complete = complete(&server);
                requests += complete;
                findings.extend((complete > 0).then(|| format!("{form:?}: {name} is complete")));
            }
            for (name, source) in right() {
                let server = server();
                let outcome = match source() {
                    Ok(upload) => send(form, &server.url, upload).await.map_err(|error| error.to_string()),
                    Err(error) => Err(error.to_string()),
                };
                whole += usize::from(outcome.is_ok() && complete(&server) == 1);
                findings.extend(outcome.err().map(|error| format!("{form:?}: {name}: {error}")));
            }
        }
    }
    let expected = scale.pick(25, 1) * FORMS.len();
    let (wrong, right) = (wrong().len() * expected, right().len() * expected);
    let held = findings.is_empty() && requests == 0 && whole == right && sent + refused == wrong;
    findings.truncate(5);
    Measured::new(
        held,
        format!(
            "{wrong} uploads of {} wrong sources, {refused} of them refused before a call; {requests} complete \
             requests; {whole} of {right} of the right length were sent whole; successes and other errors: {findings:?}",
            wrong / expected,
        ),
    )
}
