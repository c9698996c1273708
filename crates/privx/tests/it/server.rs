//! A server that replies by a function: for flows in which one reply depends on another request.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

/// One request that came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) target: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn path(&self) -> &str {
        self.target.split(['?', ' ']).nth(usize::from(self.target.contains(' '))).unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// A parameter of the query or of a form.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        let mut pairs = query.split('&').chain(self.body.split('&')).filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// What to answer: status line's rest, further header lines, body.
pub(crate) struct Answer(pub(crate) u16, pub(crate) String, pub(crate) String);

impl Answer {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self(status, String::new(), body.to_owned())
    }
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (all, answer) = (seen.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let (all, answer) = (all.clone(), answer.clone());
                std::thread::spawn(move || serve(socket, &all, &*answer));
            }
        });
        Self { url, seen }
    }

    /// The requests to paths that end like this.
    pub(crate) fn seen(&self, end: &str) -> Vec<Seen> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.path().ends_with(end)).cloned().collect()
    }
}

fn serve(mut socket: TcpStream, all: &Mutex<Vec<Seen>>, answer: &dyn Fn(&Seen) -> Answer) -> Option<()> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    let border = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        match socket.read(&mut chunk).ok()? {
            0 => return None,
            n => bytes.extend(&chunk[..n]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..border]).into_owned();
    let target = head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned();
    let mut seen = Seen { target, head, body: String::new() };
    let length: usize = seen.header("content-length").map_or(0, |n| n.parse().unwrap());
    let mut body = bytes.split_off(border + 4);
    while body.len() < length {
        match socket.read(&mut chunk).ok()? {
            0 => return None,
            n => body.extend(&chunk[..n]),
        }
    }
    seen.body = String::from_utf8_lossy(&body).into_owned();
    all.lock().unwrap().push(seen.clone());
    let Answer(status, headers, body) = answer(&seen);
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
    );
    socket.write_all(text.as_bytes()).ok()
}
