//! A commit as git stores it: its files byte by byte, whatever the index, filters or settings make of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::{fs, io::Seek as _, io::Write as _, process::Command};

use tempfile::TempDir;
use xshell::{Cmd, Shell};

use crate::Result;

/// Variables that make git read another repository or other objects.
const ELSEWHERE: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
];

/// Git in the repository of the shell's folder, with the objects that a push sends.
pub(crate) fn git<'a>(sh: &'a Shell, arguments: &str) -> Cmd<'a> {
    let cmd = ELSEWHERE.iter().fold(sh.cmd("git").quiet(), Cmd::env_remove);
    let cmd = cmd.env("GIT_NO_REPLACE_OBJECTS", "1");
    // Neither a monitor nor a cache may stand in for a look at the files.
    let cmd = cmd.args(["-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false"]);
    cmd.args(arguments.split_whitespace())
}

/// The kinds of files that a commit can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Program,
    Link,
}

/// A file of a commit.
#[derive(Debug)]
struct Entry {
    kind: Kind,
    blob: String,
}

/// A commit of the repository in the shell's folder.
pub(crate) struct Commit<'a> {
    sh: &'a Shell,
    /// Its id.
    pub(crate) id: String,
    entries: BTreeMap<String, Entry>,
}

impl<'a> Commit<'a> {
    /// Reads the last commit.
    pub(crate) fn head(sh: &'a Shell) -> Result<Self> {
        let id = git(sh, "rev-parse --verify HEAD^{commit}").read()?;
        let list = git(sh, "ls-tree -r -z --full-tree").arg(&id).output()?.stdout;
        let list =
            String::from_utf8(list).map_err(|_| "a file of the commit has a name that is not UTF-8")?;
        let entries = list.split('\0').filter(|line| !line.is_empty()).map(entry).collect::<Result<_>>()?;
        Ok(Self { sh, id, entries })
    }

    /// The files of the work tree that differ from the commit byte by byte, that it lacks, and that the commit lacks.
    /// In these folders, ignored files count too: a manifest can include them.
    pub(crate) fn differences(&self, folders: &[&str]) -> Result<Vec<String>> {
        let root = self.sh.current_dir();
        let (mut differ, mut same) = (Vec::new(), Vec::new());
        for (path, entry) in &self.entries {
            let found = kind(&root.join(path));
            if found == Some(entry.kind) { same.push(path) } else { differ.push(path.clone()) }
        }
        let files = same.iter().map(|path| root.join(path)).collect::<Vec<_>>();
        for (path, id) in same.into_iter().zip(self.ids(&files)?) {
            if self.entries.get(path).is_none_or(|entry| entry.blob != id) {
                differ.push(path.clone());
            }
        }
        // An index that has what the commit has, and no flags.
        let folder = TempDir::new()?;
        let index = folder.path().join("index");
        let git = |arguments| git(self.sh, arguments).env("GIT_INDEX_FILE", &index);
        git("read-tree").arg(&self.id).run()?;
        differ.extend(names(&git("ls-files --others -z --exclude-per-directory=.gitignore").read()?));
        if !folders.is_empty() {
            differ.extend(names(&git("ls-files --others -z --").args(folders).read()?));
        }
        differ.sort();
        differ.dedup();
        Ok(differ)
    }

    /// Clones the repository into a new folder, with the files of the commit as they are stored and no others.
    pub(crate) fn check_out(&self, folder: &Path) -> Result<Shell> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        let root = self.sh.current_dir();
        git(self.sh, "clone --quiet --shared --no-checkout --no-tags --template=")
            .args([&root, folder])
            .run()?;
        let sh = Shell::new()?;
        sh.change_dir(folder);
        git(&sh, "update-ref --no-deref HEAD").arg(&self.id).run()?;
        git(&sh, "read-tree").arg(&self.id).run()?;
        let blobs: String = self.entries.values().map(|entry| entry.blob.clone() + "\n").collect();
        let stored = fed(git(&sh, "cat-file --batch"), blobs.as_bytes())?;
        let mut rest = stored.as_slice();
        for (path, entry) in &self.entries {
            let content = next(&mut rest, &entry.blob).ok_or_else(|| format!("{path}: no such blob"))?;
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            write(&path, entry.kind, content)?;
        }
        Ok(sh)
    }

    /// The ids that files have as blobs, without any filter; the text of a link is its content.
    pub(crate) fn ids(&self, files: &[PathBuf]) -> Result<Vec<String>> {
        // Git follows links: they are hashed as files with their text.
        let folder = TempDir::new()?;
        let mut list = String::new();
        for (number, file) in files.iter().enumerate() {
            let link = folder.path().join(number.to_string());
            let file = if kind(file) == Some(Kind::Link) {
                fs::write(&link, fs::read_link(file)?.as_os_str().as_encoded_bytes())?;
                &link
            } else {
                file
            };
            let name = file.to_str().filter(|name| !name.contains('\n'));
            list += name.ok_or_else(|| format!("{} has a name that git cannot be given", file.display()))?;
            list.push('\n');
        }
        let ids = fed(git(self.sh, "hash-object --no-filters --stdin-paths"), list.as_bytes())?;
        let ids: Vec<String> = String::from_utf8(ids)?.lines().map(str::to_owned).collect();
        if ids.len() == files.len() { Ok(ids) } else { Err("git hashed another number of files".into()) }
    }

    /// A file as text.
    pub(crate) fn text(&self, path: &str) -> Result<String> {
        let entry = self.entries.get(path).ok_or_else(|| format!("the commit has no {path}"))?;
        Ok(String::from_utf8(git(self.sh, "cat-file blob").arg(&entry.blob).output()?.stdout)?)
    }

    /// The paths below a folder, relative to it.
    pub(crate) fn below<'b>(&'b self, folder: &'b str) -> impl Iterator<Item = &'b str> {
        self.entries.keys().filter_map(move |path| path.strip_prefix(folder)?.strip_prefix('/'))
    }

    /// The id of a file's content; that of the target where the file is a link.
    pub(crate) fn blob(&self, path: &str) -> Result<Option<&str>> {
        let Some(entry) = self.entries.get(path) else { return Ok(None) };
        if entry.kind != Kind::Link {
            return Ok(Some(&entry.blob));
        }
        let target = git(self.sh, "cat-file blob").arg(&entry.blob).read()?;
        let mut parts: Vec<&str> = path.split('/').collect();
        parts.pop();
        for part in target.split('/') {
            match part {
                ".." => drop(parts.pop()),
                "." => {}
                part => parts.push(part),
            }
        }
        // A link to a link is not followed: no file of ours needs it.
        let target = self.entries.get(&parts.join("/")).filter(|entry| entry.kind != Kind::Link);
        Ok(target.map(|entry| entry.blob.as_str()))
    }
}

/// Reads `<mode> <type> <id>\t<path>`.
fn entry(line: &str) -> Result<(String, Entry)> {
    let (about, path) = line.split_once('\t').ok_or("git lists a file in a way that is not known")?;
    let mut about = about.split(' ');
    let kind = match about.next() {
        Some("100644") => Kind::Plain,
        Some("100755") => Kind::Program,
        Some("120000") => Kind::Link,
        _ => return Err(format!("{path} is no file of a kind that can be published").into()),
    };
    let blob = about.nth(1).ok_or("git lists a file without its id")?.to_owned();
    Ok((path.to_owned(), Entry { kind, blob }))
}

/// What a file of the work tree is; nothing for what is missing and for folders.
fn kind(path: &Path) -> Option<Kind> {
    let about = fs::symlink_metadata(path).ok()?;
    if about.is_symlink() {
        return Some(Kind::Link);
    }
    #[cfg(unix)]
    let runs = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o100 != 0;
    #[cfg(not(unix))]
    let runs = false;
    about.is_file().then_some(if runs { Kind::Program } else { Kind::Plain })
}

fn write(path: &Path, kind: Kind, content: &[u8]) -> Result {
    #[cfg(unix)]
    if kind == Kind::Link {
        let target: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(content);
        return Ok(std::os::unix::fs::symlink(target, path)?);
    }
    fs::write(path, content)?;
    #[cfg(unix)]
    if kind == Kind::Program {
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    }
    #[cfg(not(unix))]
    if kind == Kind::Link {
        return Err(format!("{} is a link, which needs unix", path.display()).into());
    }
    Ok(())
}

/// Takes `<id> blob <length>`, the content and a line break off what `git cat-file --batch` printed.
fn next<'b>(rest: &mut &'b [u8], id: &str) -> Option<&'b [u8]> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let (head, after) = rest.split_at_checked(end)?;
    let length = std::str::from_utf8(head).ok()?.strip_prefix(id)?.strip_prefix(" blob ")?.parse().ok()?;
    let (content, after) = after.get(1..)?.split_at_checked(length)?;
    *rest = after.get(1..)?;
    Some(content)
}

fn names(list: &str) -> impl Iterator<Item = String> {
    list.split('\0').filter(|name| !name.is_empty()).map(str::to_owned)
}

/// What a program prints that reads this input; from a file, since a program may print before it has read all.
fn fed(cmd: Cmd<'_>, input: &[u8]) -> Result<Vec<u8>> {
    let line = cmd.to_string();
    let mut file = tempfile::tempfile()?;
    file.write_all(input)?;
    file.rewind()?;
    let output = Command::from(cmd).stdin(file).stderr(Stdio::inherit()).output()?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("`{line}`: {}", output.status).into())
    }
}

#[cfg(test)]
mod tests;
