//! Ids: opaque texts, decimal on older servers.

portcullis_core::id! {
    /// The id of an object.
    ObjectId,
    /// The id of a password policy. Replies have it as a number in policies and as a text in vaults: here both are equal.
    PolicyId,
    /// The id of a template.
    TemplateId,
    /// The id of a user.
    UserId,
    /// The id of a vault, which early releases called a group.
    VaultId,
    /// The version of a key.
    KeyVersion,
}

impl ObjectId {
    /// Returns the id of the root of a vault, as an object's parent.
    pub fn root() -> Self {
        Self::from("0")
    }

    /// Returns whether it is the id of the root of a vault.
    pub fn is_root(&self) -> bool {
        self.as_str() == "0"
    }
}

impl TemplateId {
    /// Returns the id of the template of a folder in an unchanged installation.
    pub fn folder() -> Self {
        Self::from("2")
    }

    /// Returns the id of the template of a file in an unchanged installation.
    pub fn file() -> Self {
        Self::from("3")
    }
}
