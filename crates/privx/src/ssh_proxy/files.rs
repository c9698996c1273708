//! Files on a host.

use portcullis_core::{Extra, Secret, Timestamp, lenient};
use portcullis_macros::{Body, Reply};

/// A file operation on the host.
///
/// A file has the handle of an earlier reply (`path`), or a path that a user wrote (`display_path`).
#[derive(Debug, Clone, Body)]
#[body(new(cmd))]
#[non_exhaustive]
pub struct FileOperation {
    /// The command.
    pub cmd: FileCommand,
    /// The absolute path, as a handle that an earlier reply gave.
    pub path: Option<String>,
    /// The absolute path, as a user wrote it.
    pub display_path: Option<String>,
    /// The absolute path of the new file or folder, as a user wrote it.
    pub new_path: Option<String>,
}

impl FileOperation {
    /// Lists a folder.
    pub fn list(folder: impl Into<String>) -> Self {
        Self::new(FileCommand::List).display_path(folder)
    }

    /// Returns the folder in which the account starts.
    pub fn home() -> Self {
        Self::new(FileCommand::Home)
    }

    /// Removes a file.
    pub fn remove(file: impl Into<String>) -> Self {
        Self::new(FileCommand::Remove).display_path(file)
    }

    /// Removes a folder.
    pub fn remove_folder(folder: impl Into<String>) -> Self {
        Self::new(FileCommand::RemoveFolder).display_path(folder)
    }

    /// Makes a folder.
    pub fn make_folder(folder: impl Into<String>) -> Self {
        Self::new(FileCommand::MakeFolder).new_path(folder)
    }

    /// Moves a file or a folder.
    pub fn rename(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self::new(FileCommand::Move).display_path(from).new_path(to)
    }

    /// Begins the download of a file.
    pub fn get(file: impl Into<String>) -> Self {
        Self::new(FileCommand::Get).display_path(file)
    }

    /// Begins the upload of a file.
    pub fn put(file: impl Into<String>) -> Self {
        Self::new(FileCommand::Put).new_path(file)
    }
}

portcullis_core::open_enum! {
    /// The command of a [`FileOperation`].
    FileCommand {
        /// Lists a folder.
        List = "LS",
        /// Removes a file.
        Remove = "RM",
        /// Moves a file or a folder.
        Move = "MV",
        /// Makes a folder.
        MakeFolder = "MKDIR",
        /// Removes a folder.
        RemoveFolder = "RMDIR",
        /// Begins a download.
        Get = "GET",
        /// Begins an upload.
        Put = "PUT",
        /// Returns the folder in which the account starts.
        Home = "HOME",
    }
}

/// The result of a [`FileOperation`].
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct FileOperationResult {
    /// The outcome.
    #[reply(with = lenient::or_default)]
    pub status: Option<FileOperationStatus>,
    /// The path, as a handle for later operations.
    pub path: Option<String>,
    /// The path, to be displayed.
    pub display_path: Option<String>,
    /// What is in the folder.
    pub files: Vec<RemoteFile>,
    /// The id of the download that began.
    pub download_id: Option<Secret>,
    /// The id of the upload that began.
    pub upload_id: Option<Secret>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// The outcome of a [`FileOperation`].
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct FileOperationStatus {
    /// 0 for success (inferred).
    pub status_code: Option<i64>,
    /// The message.
    pub status_message: Option<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// A file or a folder on the host.
#[derive(Debug, Clone, Default, Reply)]
#[non_exhaustive]
pub struct RemoteFile {
    /// Whether it is a folder.
    pub is_dir: Option<bool>,
    /// Whether it is a link.
    pub is_link: Option<bool>,
    /// The name.
    pub filename: Option<String>,
    /// The path, as a handle for later operations.
    pub path: Option<String>,
    /// The size in bytes.
    pub filesize: Option<i64>,
    /// The account that owns it.
    pub owner: Option<String>,
    /// The group that owns it.
    pub group: Option<String>,
    /// The permissions; the words are not documented.
    pub permissions: Vec<String>,
    /// When it was created.
    pub createtime: Option<Timestamp>,
    /// When it was last read.
    pub atime: Option<Timestamp>,
    /// When its attributes were last changed.
    pub ctime: Option<Timestamp>,
    /// When it was last written.
    pub mtime: Option<Timestamp>,
    /// The attributes of SFTP, as bits.
    pub attributes: Option<i64>,
    /// Members that this version does not know.
    pub extra: Extra,
}
