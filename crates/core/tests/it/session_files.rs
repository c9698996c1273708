//! Session files in folders with links, other users and cleaners.
#![cfg(unix)]

use portcullis_core::auth::{FileStore, SessionStore, read_session_file};
use portcullis_core::{ErrorKind, Result, Secret};
use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc,
    thread,
    time::Duration,
};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// For what must not happen meanwhile.
const PAUSE: Duration = Duration::from_millis(200);
/// The bound of what must happen.
const LONG: Duration = Duration::from_secs(60);

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session");
    (folder, path)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    path.with_file_name(format!("session{ending}"))
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

async fn saved(path: &Path, token: &str) -> Result<()> {
    FileStore::new(path).save(Some(&token.into())).await
}

fn is_config<T: std::fmt::Debug>(result: &Result<T>) -> bool {
    result.as_ref().is_err_and(|error| error.kind() == ErrorKind::Config)
}

/// Whether another store gets the lock.
async fn is_free(path: &Path) -> bool {
    tokio::time::timeout(LONG, FileStore::new(path).load()).await.is_ok()
}

/// Whether another store waits for the lock.
async fn is_held(path: &Path) -> bool {
    tokio::time::timeout(PAUSE, FileStore::new(path).load()).await.is_err()
}

#[tokio::test]
async fn the_next_content_is_never_written_through_a_link() {
    let (folder, path) = folder();
    let victim = folder.path().join("victim");
    for exists in [true, false] {
        if exists {
            fs::write(&victim, "precious").unwrap();
            mode(&victim, 0o644);
        }
        symlink(&victim, beside(&path, ".new")).unwrap();
        saved(&path, "t1").await.unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "t1");
        assert!(fs::symlink_metadata(&path).unwrap().is_file());
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&victim).ok().as_deref(), exists.then_some("precious"));
        let _ = fs::remove_file(&victim);
    }
    // A file that anybody can read, of a run that was stopped.
    fs::write(beside(&path, ".new"), "half").unwrap();
    mode(&beside(&path, ".new"), 0o666);
    saved(&path, "t2").await.unwrap();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    assert!(!beside(&path, ".new").exists());
}

#[tokio::test]
async fn a_lock_file_is_a_file_and_no_link() {
    let (folder, path) = folder();
    let (victim, lock) = (folder.path().join("victim"), beside(&path, ".lock"));
    symlink(&victim, &lock).unwrap();
    assert!(is_config(&FileStore::new(&path).load().await));
    assert!(!victim.exists());
    fs::write(&victim, "precious").unwrap();
    assert!(is_config(&FileStore::new(&path).load().await));
    fs::remove_file(&lock).unwrap();
    // Opening it would block.
    fifo(&lock);
    assert!(is_config(&FileStore::new(&path).load().await));
    fs::remove_file(&lock).unwrap();
    fifo(&path);
    assert!(is_config(&FileStore::new(&path).load().await));
    assert!(is_config(&saved(&path, "t1").await));
    assert!(read_session_file(&path).is_err());
}

#[tokio::test]
async fn a_file_that_the_user_has_linked_stays_linked() {
    let (folder, path) = folder();
    let (other, link) = (folder.path().join("other"), folder.path().join("link"));
    fs::create_dir(&other).unwrap();
    mode(&other, 0o700);
    let real = other.join("session");
    symlink("link", &path).unwrap();
    symlink(&real, &link).unwrap();
    let store = FileStore::new(&path);
    assert!(store.load().await.unwrap().is_none());
    for token in ["t1", "t2"] {
        store.save(Some(&token.into())).await.unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), token);
        assert_eq!(store.load().await.unwrap().unwrap().expose_secret(), token);
    }
    assert!(is_held(&real).await, "both names share one lock");
    store.save(None).await.unwrap();
    assert!(!real.exists());
    for name in [&path, &link] {
        assert!(fs::symlink_metadata(name).unwrap().is_symlink());
    }
    // What the link names is in a folder that others can write to.
    mode(&other, 0o777);
    assert!(is_config(&FileStore::new(&path).load().await));
    fs::remove_file(&link).unwrap();
    symlink("session", &link).unwrap();
    assert!(is_config(&FileStore::new(&path).load().await));
}

#[tokio::test]
async fn a_folder_that_others_can_write_to_is_refused() {
    let (folder, path) = folder();
    saved(&path, "t1").await.unwrap();
    for (bits, fits) in
        [(0o700, true), (0o755, true), (0o770, false), (0o702, false), (0o777, false), (0o1777, false)]
    {
        mode(folder.path(), bits);
        let (loaded, stored) = (FileStore::new(&path).load().await, saved(&path, "t1").await);
        assert_eq!((loaded.is_ok(), stored.is_ok()), (fits, fits), "{bits:o}");
        assert_eq!(read_session_file(&path).is_ok(), fits, "{bits:o}");
        for error in [loaded.map(drop), stored].into_iter().filter_map(Result::err) {
            let text = format!("{error:?}");
            assert!(error.kind() == ErrorKind::Config && text.contains("chmod go-w"), "{text}");
        }
    }
    mode(folder.path(), 0o700);
}

#[tokio::test]
async fn a_lock_file_that_was_removed_lets_nobody_in() {
    let (_folder, path) = folder();
    let first = FileStore::new(&path);
    first.load().await.unwrap();
    for token in ["t1", "t2", "t3"] {
        first.save(Some(&token.into())).await.unwrap();
        fs::remove_file(beside(&path, ".lock")).unwrap();
        assert!(is_held(&path).await, "{token}");
    }
    first.release().await;
    assert!(is_free(&path).await);
    // A vendor's tool has replaced the file, which opens no way either.
    first.load().await.unwrap();
    fs::write(&path, "t4").unwrap();
    assert!(is_held(&path).await);
}

/// A lock counts only while its file is at the path.
#[tokio::test]
async fn a_lock_on_a_removed_file_is_no_lock() {
    let (_folder, path) = folder();
    let lock = beside(&path, ".lock");
    for _ in 0..20 {
        let holder = fs::File::create(&lock).unwrap();
        holder.lock().unwrap();
        let waiting = (0..4).map(|_| FileStore::new(&path)).collect::<Vec<_>>();
        let loads = waiting.iter().map(|store| {
            let store = store.clone();
            tokio::spawn(async move { store.load().await.map(|_| store) })
        });
        let loads: Vec<_> = loads.collect();
        tokio::time::sleep(Duration::from_millis(fastrand::u64(0..60))).await;
        fs::remove_file(&lock).unwrap();
        drop(holder);
        let inside = || loads.iter().filter(|load| load.is_finished()).count();
        let one = async {
            while inside() == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(LONG, one).await.unwrap();
        tokio::time::sleep(PAUSE).await;
        assert_eq!(inside(), 1);
        loads.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

#[tokio::test]
async fn a_load_that_was_cancelled_leaves_no_lock() {
    let (_folder, path) = folder();
    let (first, second) = (FileStore::new(&path), FileStore::new(&path));
    first.load().await.unwrap();
    assert!(tokio::time::timeout(PAUSE, second.load()).await.is_err());
    first.release().await;
    assert!(is_free(&path).await);
}

/// The end of a runtime waits for its blocking threads, one of which would wait for the lock.
#[test]
fn a_lock_holds_up_neither_a_runtime_nor_its_end() {
    let (_folder, path) = folder();
    let holder = fs::File::create(beside(&path, ".lock")).unwrap();
    holder.lock().unwrap();
    for make in [Builder::new_multi_thread, Builder::new_current_thread] {
        let (sender, ended) = mpsc::channel();
        let store = FileStore::new(&path);
        thread::spawn(move || {
            let runtime: Runtime = make().enable_all().build().unwrap();
            let waiting = store.clone();
            runtime.spawn(async move { waiting.load().await });
            runtime.block_on(async { tokio::time::sleep(PAUSE).await });
            drop(runtime);
            sender.send(()).unwrap();
        });
        ended.recv_timeout(LONG).expect("the runtime ends while the lock is held");
    }
}

#[tokio::test]
async fn no_store_writes_a_token_of_several_lines() {
    let (_folder, path) = folder();
    for token in ["t1\nmysite:evil.example", "t1\r\n", "", "t\u{1}", &"t".repeat(20_000)] {
        assert!(is_config(&saved(&path, token).await));
        assert!(!path.exists());
    }
}

#[tokio::test]
async fn a_huge_file_is_an_error() {
    let (_folder, path) = folder();
    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    assert!(is_config(&FileStore::new(&path).load().await));
    assert!(is_config(&saved(&path, "t1").await));
    fs::write(&path, Secret::from("t1").expose_secret()).unwrap();
    assert!(FileStore::new(&path).load().await.unwrap().is_some());
}
