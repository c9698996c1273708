//! What the contracts received, for `cargo xtask coverage`: a test that only names an operation proves nothing.

use std::{
    env,
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::Path,
    sync::OnceLock,
    thread,
};

/// Names the folder; nothing is written without it.
const FOLDER: &str = "PORTCULLIS_COVERAGE_RECORD";

/// The contract on whose behalf lines are written.
#[derive(Debug)]
pub(crate) struct Record {
    file: &'static File,
    /// The crate under test, the operation and the test.
    head: String,
}

impl Record {
    /// A record of this operation's contract, if one is wanted. Called where the test runs: its thread bears its name.
    pub(crate) fn of(id: &str) -> Option<Self> {
        static FILE: OnceLock<Option<File>> = OnceLock::new();
        let file =
            FILE.get_or_init(|| env::var_os(FOLDER).map(|folder| open(Path::new(&folder)))).as_ref()?;
        // Cargo says it to every program that it runs.
        let package = env::var("CARGO_PKG_NAME").unwrap_or_default();
        let test = thread::current().name().unwrap_or_default().to_owned();
        Some(Self { file, head: format!("{package}\t{id}\t{test}") })
    }

    /// Notes a request. In one write, so that lines of several processes do not mix.
    pub(crate) fn came(&self, verb: &str, path: &str) {
        let line = format!("{}\t{verb}\t{path}\n", self.head);
        let mut file = self.file;
        file.write_all(line.as_bytes()).expect("a record that can be written");
    }
}

fn open(folder: &Path) -> File {
    fs::create_dir_all(folder).expect("a folder for the record");
    let file = OpenOptions::new().create(true).append(true).open(folder.join("contracts.tsv"));
    file.expect("a record that can be opened")
}
