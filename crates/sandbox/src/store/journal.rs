//! The journal of one vendor: a file of JSON lines.
//!
//! The first line names the format. Each further line is an array of [`Change`]s: what one save found changed. At the
//! start the whole state is written to a new file, which replaces the old one in one step. Each save then appends a
//! line. A line is in the hands of the operating system when [`Journal::append`] returns, so that it survives the end of
//! the process; it is not forced onto the disk.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::table::{Change, Tables};
use crate::error::{Error, Kind};

const FORMAT: &str = "portcullis-sandbox";
const VERSION: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    version: u32,
}

/// A journal that is open for appending.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// The length of the file up to the end of its last complete line.
    length: u64,
    /// Lines that could not be written yet.
    unwritten: Vec<u8>,
}

impl Journal {
    /// Rebuilds `state` from the file. Returns `false` if there is no file.
    ///
    /// What follows the last line feed is a line that broke off when the process ended. It is left out: no reply to the
    /// request behind it was sent.
    pub(super) fn replay(path: &Path, state: &mut impl Tables) -> Result<bool, Error> {
        let text = match std::fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(source) => return Err(Kind::Read { path: path.to_owned(), source }.into()),
        };
        let line_error = |number: usize, source| Kind::Line { path: path.to_owned(), number, source };
        let mut lines = text.split_inclusive(|byte| *byte == b'\n').zip(1..);
        let header = lines.next().and_then(|(line, _)| serde_json::from_slice::<Header>(line).ok());
        if !header.is_some_and(|header| header.format == FORMAT && header.version == VERSION) {
            return Err(Kind::Format { path: path.to_owned() }.into());
        }
        for (line, number) in lines.filter(|(line, _)| line.ends_with(b"\n")) {
            let changes: Vec<Change> =
                serde_json::from_slice(line).map_err(|source| line_error(number, source))?;
            for Change(name, key, row) in changes {
                let table = state.tables().into_iter().find(|(known, _)| *known == name);
                let (_, table) =
                    table.ok_or_else(|| Kind::Table { path: path.to_owned(), number, table: name })?;
                table.apply(key, row).map_err(|source| line_error(number, source))?;
            }
        }
        Ok(true)
    }

    /// Writes the whole state to a new file, puts it in place of the old one and opens it for appending.
    pub(super) fn create(path: PathBuf, state: &mut impl Tables) -> Result<Self, Error> {
        let mut create = || {
            let header = Header { format: FORMAT.to_owned(), version: VERSION };
            let mut text = serde_json::to_string(&header)? + "\n";
            for (name, table) in state.tables() {
                for change in table.rows(name)? {
                    text += &serde_json::to_string(&[change])?;
                    text.push('\n');
                }
                table.forget_changes();
            }
            replace(&path, text.as_bytes())?;
            let file = OpenOptions::new().append(true).open(&path)?;
            let length = file.metadata()?.len();
            Ok::<_, io::Error>((file, length))
        };
        match create() {
            Ok((file, length)) => Ok(Self { path, file, length, unwritten: Vec::new() }),
            Err(source) => Err(Kind::Write { path, source }.into()),
        }
    }

    /// Appends one line with everything that changed. After a failure the line is kept, and written by the next call.
    pub(super) fn append(&mut self, changes: &[Change]) -> Result<(), Error> {
        self.try_append(changes).map_err(|source| Kind::Write { path: self.path.clone(), source }.into())
    }

    fn try_append(&mut self, changes: &[Change]) -> io::Result<()> {
        if !self.unwritten.is_empty() {
            // A write that failed may have left a part of a line.
            self.file.set_len(self.length)?;
        }
        if !changes.is_empty() {
            serde_json::to_writer(&mut self.unwritten, changes)?;
            self.unwritten.push(b'\n');
        }
        if self.unwritten.is_empty() {
            return Ok(());
        }
        self.file.write_all(&self.unwritten)?;
        self.length += u64::try_from(self.unwritten.len()).unwrap_or_default();
        self.unwritten.clear();
        // A large row must not hold its memory for ever.
        self.unwritten.shrink_to(64 * 1024);
        Ok(())
    }
}

/// Puts a new file in place of an old one in one step. Only the owner may read it: a state holds passwords.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(dir)?;
    file.write_all(content)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::table::{Single, Table, Tracked};
    use super::*;

    #[derive(Default)]
    struct State {
        last: Single<u64>,
        users: Table<u64, String>,
    }

    impl Tables for State {
        fn tables(&mut self) -> Vec<(&'static str, &mut dyn Tracked)> {
            let Self { last, users } = self;
            vec![("last", last), ("users", users)]
        }
    }

    impl State {
        fn add(&mut self, name: &str) {
            *self.last += 1;
            self.users.insert(*self.last, name.to_owned());
        }

        fn save(&mut self, journal: &mut Journal) {
            let changes: Vec<Change> = self
                .tables()
                .into_iter()
                .flat_map(|(name, table)| table.take_changes(name).unwrap())
                .collect();
            journal.append(&changes).unwrap();
        }
    }

    fn read(path: &Path) -> Result<(u64, Vec<String>), Error> {
        let mut state = State::default();
        assert!(Journal::replay(path, &mut state)?);
        Ok((*state.last, state.users.values().cloned().collect()))
    }

    /// A journal with two users and one line for each of them.
    fn journal(path: &Path) -> (State, Journal) {
        let mut state = State::default();
        let mut journal = Journal::create(path.to_owned(), &mut state).unwrap();
        for name in ["Ada", "Bob"] {
            state.add(name);
            state.save(&mut journal);
        }
        (state, journal)
    }

    #[test]
    fn a_save_appends_one_line_with_what_changed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.jsonl");
        assert!(!Journal::replay(&path, &mut State::default()).unwrap());
        let (mut state, mut journal) = journal(&path);
        state.save(&mut journal);
        let text = std::fs::read_to_string(&path).unwrap();
        let expected = "{\"format\":\"portcullis-sandbox\",\"version\":1}\n[[\"last\",null,0]]\n\
            [[\"last\",null,1],[\"users\",1,\"Ada\"]]\n[[\"last\",null,2],[\"users\",2,\"Bob\"]]\n";
        assert_eq!(text, expected);
        state.users.remove(&1);
        state.save(&mut journal);
        assert_eq!(read(&path).unwrap(), (2, vec!["Bob".to_owned()]));
        Journal::create(path.clone(), &mut state).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3, "compacted");
        assert_eq!(read(&path).unwrap(), (2, vec!["Bob".to_owned()]));
    }

    #[test]
    fn a_line_that_broke_off_is_left_out_wherever_it_broke() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.jsonl");
        journal(&path);
        let whole = std::fs::read(&path).unwrap();
        let last = whole.len() - whole.iter().rev().skip(1).position(|byte| *byte == b'\n').unwrap() - 1;
        for end in last..whole.len() {
            std::fs::write(&path, &whole[..end]).unwrap();
            assert_eq!(read(&path).unwrap(), (1, vec!["Ada".to_owned()]), "{end}");
        }
    }

    #[test]
    fn a_complete_line_that_cannot_be_read_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.jsonl");
        journal(&path);
        let whole = std::fs::read_to_string(&path).unwrap();
        for (wrong, why) in [
            (whole.replace("\"Ada\"", "7"), "state.jsonl, line 3"),
            (whole.replace("\"users\",1", "\"groups\",1"), "line 3: there is no table `groups`"),
            (whole.replace("[[\"last\",null,1]", "[[\"last\",nul"), "line 3"),
            (whole.replace("\"version\":1", "\"version\":2"), "another release"),
            ("[]".to_owned(), "another release"),
            (String::new(), "another release"),
        ] {
            std::fs::write(&path, wrong).unwrap();
            let error = read(&path).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn a_line_that_could_not_be_written_follows_with_the_next_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state.jsonl");
        let (mut state, mut journal) = journal(&path);
        // Neither writing nor cutting off works on a file that is open for reading.
        let file = std::mem::replace(&mut journal.file, File::open(&path).unwrap());
        state.add("Cyd");
        assert!(journal.append(&state.users.take_changes("users").unwrap()).is_err());
        assert!(journal.append(&[]).is_err());
        // A part of the line reached the file.
        journal.file = file;
        journal.file.write_all(b"[[\"users\",3,").unwrap();
        state.add("Dan");
        state.save(&mut journal);
        let names = ["Ada", "Bob", "Cyd", "Dan"].map(str::to_owned).to_vec();
        assert_eq!(read(&path).unwrap(), (4, names));
    }

    #[test]
    fn a_write_into_a_large_state_writes_no_more_bytes_than_one_into_a_small_state() {
        let folder = tempfile::tempdir().unwrap();
        let written = |users: u64| {
            let path = folder.path().join(format!("{users}.jsonl"));
            let mut state = State::default();
            // All ids have the same number of digits.
            *state.last = 1_000_000;
            for _ in 0..users {
                state.add("Ada");
            }
            let mut journal = Journal::create(path.clone(), &mut state).unwrap();
            let before = std::fs::metadata(&path).unwrap().len();
            state.add("Bob");
            state.save(&mut journal);
            state.users.get_mut(&1_000_001).unwrap().push('!');
            state.save(&mut journal);
            std::fs::metadata(&path).unwrap().len() - before
        };
        let (small, large) = (written(1), written(50_000));
        assert_eq!(small, large);
        assert!(small < 200, "{small} bytes");
    }
}
