//! Guessed operations on directories: all but the creation of a user.

use super::{Guess, Guesses, Listing};
use crate::{Command, Device, DeviceId, DirectoryId};
use portcullis_core::{Secret, input};
use serde_json::Value;

/// Guessed operations on directories. [`Directories`](crate::Directories) has the one that is documented.
#[derive(Debug, Clone)]
pub struct Directories(pub(super) Guesses);

impl Directories {
    /// Creates a directory, presumably by a command.
    ///
    /// `POST /directory/register`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the field `name` is guessed
    /// too.
    ///
    /// - Operation: `directory.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn register(&self, name: &str) -> Guess<Command> {
        self.0.post("/directory/register").required("name", name)
    }

    /// Lists the directories that the caller owns, in a form that is not known.
    ///
    /// `GET /directory/retrieve-owned`
    ///
    /// The path follows the vendor's naming and is unconfirmed; its parameters are not known.
    ///
    /// - Operation: `directory.list_owned`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn list_owned(&self) -> Guess<Value> {
        self.0.get("/directory/retrieve-owned")
    }

    /// Lists the directories that the caller belongs to, in a form that is not known.
    ///
    /// `GET /directory/retrieve-assigned`
    ///
    /// The path follows the vendor's naming and is unconfirmed; its parameters are not known.
    ///
    /// - Operation: `directory.list_assigned`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn list_assigned(&self) -> Guess<Value> {
        self.0.get("/directory/retrieve-assigned")
    }

    /// Returns one directory, in a form that is not known.
    ///
    /// `GET /directory/retrieve/{directory_id}`
    ///
    /// The path follows the vendor's naming and is unconfirmed; that the id stands in the path
    /// is guessed too.
    ///
    /// - Operation: `directory.retrieve`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn get(&self, directory: &DirectoryId) -> Guess<Value> {
        self.0.get("/directory/retrieve/{directory_id}").path(directory.as_str())
    }

    /// Changes what is known of a user of a directory, presumably by a command: add what changes by
    /// [`Guess::field`], `familyName` and `givenName` presumably.
    ///
    /// `POST /directory/update-user`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the fields `directoryId` and
    /// `username` are guessed too, after the creation of a user.
    ///
    /// - Operation: `directory.update_user`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn update_user(&self, directory: &DirectoryId, username: &str) -> Guess<Command> {
        self.0
            .post("/directory/update-user")
            .required("directoryId", directory.as_str())
            .required("username", username)
    }

    /// Invites a profile that exists into a directory, presumably by a command.
    ///
    /// `POST /directory/invite-profile`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the fields `directoryId` and
    /// `username` are guessed too.
    ///
    /// - Operation: `directory.invite_profile`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn invite_profile(&self, directory: &DirectoryId, username: &str) -> Guess<Command> {
        self.0
            .post("/directory/invite-profile")
            .required("directoryId", directory.as_str())
            .required("username", username)
    }

    /// Sets the password of a profile in a directory, presumably by a command.
    ///
    /// `POST /directory/set-profile-password`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the fields `directoryId`,
    /// `username`, `password` and `confirmPassword` are guessed too, after the creation of a user.
    ///
    /// - Operation: `directory.set_profile_password`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn set_profile_password(
        &self,
        directory: &DirectoryId,
        username: &str,
        password: &Secret,
    ) -> Guess<Command> {
        self.0
            .post("/directory/set-profile-password")
            .required("directoryId", directory.as_str())
            .required("username", username)
            .check(input::required("password", password.expose_secret()))
            .secret_field("password", password.clone())
            .secret_field("confirmPassword", password.clone())
    }

    /// Lists invitations, in a form that is not known: the caller's, or with another field those of a directory.
    ///
    /// `GET /directory/list-invites`
    ///
    /// The path follows the vendor's naming and is unconfirmed; its parameters are not known.
    ///
    /// - Operation: `directory.list_invites`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn list_invites(&self) -> Guess<Value> {
        self.0.get("/directory/list-invites")
    }

    /// Accepts or declines the invitation into a directory, presumably by a command: the field for the
    /// decision is not known, add it by [`Guess::field`].
    ///
    /// `POST /directory/process-invitation`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the field `directoryId` is
    /// guessed too.
    ///
    /// - Operation: `directory.process_invitation`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn process_invitation(&self, directory: &DirectoryId) -> Guess<Command> {
        self.0.post("/directory/process-invitation").required("directoryId", directory.as_str())
    }

    /// Returns a profile of a directory, in a form that is not known.
    ///
    /// `GET /directory/retrieve-profile`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the fields `directoryId` and
    /// `username`, in the query, are guessed too.
    ///
    /// - Operation: `directory.retrieve_profile`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn retrieve_profile(&self, directory: &DirectoryId, username: &str) -> Guess<Value> {
        self.0
            .get("/directory/retrieve-profile")
            .required("directoryId", directory.as_str())
            .required("username", username)
    }

    /// Lists the users of a directory, in a form that is not known.
    ///
    /// `GET /directory/list-users`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the field `directoryId`, in the
    /// query, is guessed too.
    ///
    /// - Operation: `directory.list_users`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn list_users(&self, directory: &DirectoryId) -> Guess<Value> {
        self.0.get("/directory/list-users").required("directoryId", directory.as_str())
    }

    /// Returns what is known of the profiles of a directory, in a form that is not known.
    ///
    /// `GET /directory/profiles-info`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the field `directoryId`, in the
    /// query, is guessed too.
    ///
    /// - Operation: `directory.profiles_info`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn profiles_info(&self, directory: &DirectoryId) -> Guess<Value> {
        self.0.get("/directory/profiles-info").required("directoryId", directory.as_str())
    }

    /// Creates a device for a profile of a directory, presumably by a command.
    ///
    /// `POST /directory/create-profile-device`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the fields `directoryId`,
    /// `username` and `deviceName` are guessed too.
    ///
    /// - Operation: `directory.create_profile_device`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn create_profile_device(
        &self,
        directory: &DirectoryId,
        username: &str,
        device_name: &str,
    ) -> Guess<Command> {
        self.0
            .post("/directory/create-profile-device")
            .required("directoryId", directory.as_str())
            .required("username", username)
            .required("deviceName", device_name)
    }

    /// Gives a profile of a directory a device that stores, presumably by a command.
    ///
    /// `POST /directory/add-storage-device`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the fields `directoryId`,
    /// `username` and `deviceIdentifier` are guessed too.
    ///
    /// - Operation: `directory.add_profile_storage`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn add_profile_storage(
        &self,
        directory: &DirectoryId,
        username: &str,
        device: &DeviceId,
    ) -> Guess<Command> {
        self.0
            .post("/directory/add-storage-device")
            .required("directoryId", directory.as_str())
            .required("username", username)
            .required("deviceIdentifier", device.as_str())
    }

    /// Lists the devices of a directory.
    ///
    /// `GET /directory/list-devices`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the field `directoryId`, in the
    /// query, and the form of the items are guessed too.
    ///
    /// - Operation: `directory.list_devices`
    /// - Retried: also when the reply is lost
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn list_devices(&self, directory: &DirectoryId) -> Guess<Listing<Device>> {
        self.0.get("/directory/list-devices").required("directoryId", directory.as_str())
    }

    /// Opens a poll in a directory, presumably by a command: its other parameters are not known, add it by
    /// [`Guess::field`].
    ///
    /// `POST /directory/create-voting-pool`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the field `directoryId` is
    /// guessed too.
    ///
    /// - Operation: `directory.create_voting_pool`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn create_voting_pool(&self, directory: &DirectoryId) -> Guess<Command> {
        self.0.post("/directory/create-voting-pool").required("directoryId", directory.as_str())
    }

    /// Stores what is to be noted of a directory, presumably by a command: its parameters are not known, add it
    /// by [`Guess::field`].
    ///
    /// `POST /directory/store-meta`
    ///
    /// The path follows the vendor's naming and is unconfirmed; the field `directoryId` is
    /// guessed too.
    ///
    /// - Operation: `directory.store_meta`
    /// - Retried: only when the request was provably not sent
    /// - Permission: the caller's token, presumably an owner's
    /// - Source: the vendor's table of contents, for its name and its verb
    #[inline]
    pub fn store_meta(&self, directory: &DirectoryId) -> Guess<Command> {
        self.0.post("/directory/store-meta").required("directoryId", directory.as_str())
    }
}
