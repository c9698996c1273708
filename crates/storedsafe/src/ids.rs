//! Ids: opaque texts, decimal on older servers.

portcullis_core::id! {
    /// The id of an object.
    ObjectId,
    /// The id of a password policy. Policies have it as a number and vaults as a text: here both are equal.
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
    /// What stands for the root of a vault where an object's parent is meant.
    pub fn root() -> Self {
        Self::from("0")
    }

    /// Whether it stands for the root of a vault.
    pub fn is_root(&self) -> bool {
        self.as_str() == "0"
    }
}

impl TemplateId {
    /// The template of a folder, as installed.
    pub fn folder() -> Self {
        Self::from("2")
    }

    /// The template of a file, as installed.
    pub fn file() -> Self {
        Self::from("3")
    }
}
