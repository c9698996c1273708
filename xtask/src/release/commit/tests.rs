//! Real repositories in which something keeps `git status`, or cargo, from what the last commit has.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xshell::{Cmd, Shell, cmd};

use super::super::package;
use super::{Commit, git};

const CRATE: &str = "crates/a";

/// A workspace with one crate, all committed.
struct Repo {
    folder: TempDir,
    sh: Shell,
}

impl Repo {
    fn new() -> Self {
        let (folder, sh) = (TempDir::new().unwrap(), Shell::new().unwrap());
        sh.change_dir(folder.path());
        let repo = Self { folder, sh };
        repo.git("init --quiet").run().unwrap();
        for set in ["user.name=test", "user.email=test@localhost", "commit.gpgSign=false"] {
            let (key, value) = set.split_once('=').unwrap();
            repo.git("config").args([key, value]).run().unwrap();
        }
        repo.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n");
        repo.write("Cargo.lock", "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\n");
        repo.write(
            "crates/a/Cargo.toml",
            "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\
             description = \"a\"\nrepository = \"https://forge.example/a\"\n",
        );
        repo.write("crates/a/src/lib.rs", "//! A crate.\n");
        repo.write("crates/a/src/id.txt", "$Id$\n");
        repo.write("LICENSE", "As is.\n");
        repo.write(".gitignore", "/target/\n*.swp\n");
        #[cfg(unix)]
        std::os::unix::fs::symlink("../../LICENSE", repo.path("crates/a/LICENSE")).unwrap();
        repo.commit();
        assert_eq!(repo.found(), [""; 0]);
        repo
    }

    fn git(&self, arguments: &str) -> Cmd<'_> {
        self.sh.cmd("git").quiet().args(arguments.split(' '))
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self) {
        self.git("add --all").run().unwrap();
        self.git("commit --quiet -m one").run().unwrap();
    }

    /// What differs from the last commit.
    fn found(&self) -> Vec<String> {
        Commit::head(&self.sh).unwrap().differences(&[CRATE]).unwrap()
    }

    /// How the package that cargo makes in this folder differs from the last commit.
    fn packed(&self, sh: &Shell) -> Vec<String> {
        let target = self.path("target");
        package::make(sh, &["a"], &target, false).args(["--offline", "--allow-dirty"]).quiet().run().unwrap();
        let file = target.join("package/a-0.1.0.crate");
        package::compare(&file, "a-0.1.0", CRATE, &Commit::head(&self.sh).unwrap()).unwrap()
    }

    /// Fails unless the trick is found in the work tree and in a package that is made from it, while a package that is
    /// made from the commit is what the commit has.
    fn deceives(&self, path: &str, finding: &str) {
        assert_eq!(self.found(), [path]);
        let packed = self.packed(&self.sh);
        assert!(packed.iter().any(|text| text == finding), "{packed:?}");
        self.is_published();
    }

    fn is_published(&self) {
        let commit = Commit::head(&self.sh).unwrap();
        let sh = commit.check_out(&self.path("target/published")).unwrap();
        assert_eq!(self.packed(&sh), [""; 0]);
    }
}

const LIB: &str = "crates/a/src/lib.rs";

#[test]
fn what_is_assumed_unchanged_is_found() {
    let repo = Repo::new();
    repo.git("update-index --assume-unchanged").arg(LIB).run().unwrap();
    repo.write(LIB, "//! Another crate.\n");
    repo.deceives(LIB, "src/lib.rs is changed");
}

#[test]
fn what_is_skipped_is_found() {
    let repo = Repo::new();
    let id = "crates/a/src/id.txt";
    repo.git("update-index --skip-worktree").arg(id).run().unwrap();
    repo.write(id, "other");
    assert_eq!(repo.found(), [id]);
    fs::remove_file(repo.path(id)).unwrap();
    repo.deceives(id, "src/id.txt is missing");
}

#[test]
fn untracked_files_are_found_whatever_the_settings() {
    let repo = Repo::new();
    repo.git("config status.showUntrackedFiles no").run().unwrap();
    repo.write("crates/a/src/more.rs", "");
    repo.deceives("crates/a/src/more.rs", "src/more.rs is added");
}

#[test]
fn files_that_local_rules_ignore_are_found() {
    let repo = Repo::new();
    repo.write(".git/info/exclude", "build.rs\nstray\n");
    repo.write("stray", "");
    assert_eq!(repo.found(), ["stray"]);
    fs::remove_file(repo.path("stray")).unwrap();
    repo.write("crates/a/build.rs", "fn main() {}\n");
    assert_eq!(repo.found(), ["crates/a/build.rs"]);
    repo.is_published();
}

#[test]
fn ignored_files_that_the_manifest_includes_are_found() {
    let repo = Repo::new();
    let manifest = fs::read_to_string(repo.path("crates/a/Cargo.toml")).unwrap();
    repo.write("crates/a/Cargo.toml", &format!("{manifest}include = [\"src/*\"]\n"));
    repo.commit();
    repo.write("crates/a/src/a.swp", "");
    repo.deceives("crates/a/src/a.swp", "src/a.swp is added");
}

#[test]
fn what_a_filter_cleans_is_found() {
    let repo = Repo::new();
    repo.git("config filter.hide.clean").arg("sed s/B/A/").run().unwrap();
    repo.write(".git/info/attributes", "*.rs filter=hide\n");
    // Git asks no filter about a file of another length.
    repo.write(LIB, "//! B crate.\n");
    repo.deceives(LIB, "src/lib.rs is changed");
}

#[test]
fn expanded_ids_are_found() {
    let repo = Repo::new();
    repo.write(".git/info/attributes", "id.txt ident\n");
    fs::remove_file(repo.path("crates/a/src/id.txt")).unwrap();
    repo.git("checkout -- crates/a/src/id.txt").run().unwrap();
    assert_ne!(fs::read_to_string(repo.path("crates/a/src/id.txt")).unwrap(), "$Id$\n");
    repo.deceives("crates/a/src/id.txt", "src/id.txt is changed");
}

#[test]
fn other_line_ends_are_found() {
    let repo = Repo::new();
    repo.write(".git/info/attributes", "*.rs text eol=crlf\n");
    fs::remove_file(repo.path(LIB)).unwrap();
    repo.git("checkout --").arg(LIB).run().unwrap();
    assert_eq!(fs::read_to_string(repo.path(LIB)).unwrap(), "//! A crate.\r\n");
    repo.deceives(LIB, "src/lib.rs is changed");
}

#[test]
fn what_an_archive_leaves_out_is_published() {
    let repo = Repo::new();
    repo.write(".gitattributes", "id.txt export-ignore\n*.txt export-subst\n");
    repo.commit();
    let commit = Commit::head(&repo.sh).unwrap();
    commit.check_out(&repo.path("target/published")).unwrap();
    assert_eq!(fs::read_to_string(repo.path("target/published/crates/a/src/id.txt")).unwrap(), "$Id$\n");
    repo.is_published();
}

#[test]
fn a_change_of_same_length_and_time_is_found() {
    let repo = Repo::new();
    repo.git("config core.checkStat minimal").run().unwrap();
    repo.git("config core.trustCTime false").run().unwrap();
    let old = fs::metadata(repo.path(LIB)).unwrap().modified().unwrap() - std::time::Duration::from_secs(100);
    let set = |path: &Path| fs::File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
    set(&repo.path(LIB));
    repo.git("update-index --refresh").run().unwrap();
    repo.write(LIB, "//! b crate.\n");
    set(&repo.path(LIB));
    repo.deceives(LIB, "src/lib.rs is changed");
}

#[test]
fn a_monitor_that_sees_no_change_is_not_asked() {
    let repo = Repo::new();
    repo.write(".git/hooks/monitor", "#!/bin/sh\nprintf 'token\\0'\n");
    #[cfg(unix)]
    fs::set_permissions(repo.path(".git/hooks/monitor"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    repo.git("config core.fsmonitor .git/hooks/monitor").run().unwrap();
    repo.git("config core.fsmonitorHookVersion 2").run().unwrap();
    repo.git("status").ignore_stdout().run().unwrap();
    repo.git("status").ignore_stdout().run().unwrap();
    repo.write(LIB, "//! Another crate.\n");
    repo.deceives(LIB, "src/lib.rs is changed");
}

#[test]
fn a_replaced_object_does_not_stand_for_the_one_that_is_pushed() {
    let repo = Repo::new();
    let pushed = git(&repo.sh, "rev-parse HEAD").read().unwrap();
    repo.write(LIB, "//! Another crate.\n");
    repo.commit();
    let other = git(&repo.sh, "rev-parse HEAD").read().unwrap();
    repo.git("reset --quiet --soft").arg(&pushed).run().unwrap();
    repo.git("replace").args([&pushed, &other]).run().unwrap();
    assert_eq!(repo.git("status --porcelain").read().unwrap(), "");
    repo.deceives(LIB, "src/lib.rs is changed");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_be_run_or_is_a_link_is_found() {
    let repo = Repo::new();
    repo.git("config core.fileMode false").run().unwrap();
    fs::set_permissions(repo.path(LIB), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    assert_eq!(repo.found(), [LIB]);
    let repo = Repo::new();
    repo.git("update-index --assume-unchanged crates/a/LICENSE").run().unwrap();
    repo.write("other", "As it is.\n");
    repo.commit();
    fs::remove_file(repo.path("crates/a/LICENSE")).unwrap();
    std::os::unix::fs::symlink("../../other", repo.path("crates/a/LICENSE")).unwrap();
    repo.deceives("crates/a/LICENSE", "LICENSE is changed");
}

#[test]
fn what_is_only_staged_is_found() {
    let repo = Repo::new();
    repo.write("crates/a/src/more.rs", "");
    repo.git("add crates/a/src/more.rs").run().unwrap();
    repo.deceives("crates/a/src/more.rs", "src/more.rs is added");
}

#[test]
fn a_package_of_another_commit_or_with_other_versions_is_found() {
    let repo = Repo::new();
    let sh = Commit::head(&repo.sh).unwrap().check_out(&repo.path("target/published")).unwrap();
    repo.write("LICENSE", "As it is.\n");
    repo.write("Cargo.lock", "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.2.0\"\n");
    repo.commit();
    let packed = repo.packed(&sh);
    assert!(packed.iter().any(|text| text.starts_with(".cargo_vcs_info.json has")), "{packed:?}");
    assert!(packed.contains(&"Cargo.lock has a 0.1.0".to_owned()), "{packed:?}");
    assert!(packed.contains(&"LICENSE is changed".to_owned()), "{packed:?}");
}

#[test]
fn a_tree_with_another_repository_inside_is_refused() {
    let repo = Repo::new();
    let id = repo.git("rev-parse HEAD").read().unwrap();
    let info = format!("160000,{id},crates/b");
    repo.git("update-index --add --cacheinfo").arg(info).run().unwrap();
    cmd!(repo.sh, "git commit --quiet -m two").quiet().run().unwrap();
    assert!(Commit::head(&repo.sh).err().unwrap().to_string().starts_with("crates/b is no file"));
}
