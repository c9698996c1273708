//! Who has which role, and how.

use super::{Way, ways::Ways};
use crate::{
    ClientId, RoleName, UserId,
    admin::users::{UserSearch, Users},
};
use portcullis_core::Result;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::{collections::BTreeMap, fmt::Write};

/// The columns of an export.
const COLUMNS: [&str; 7] = ["username", "user_id", "enabled", "client", "role", "way", "source"];

/// A role that a user has, and one way by which the user has it. Rows are sorted by their members in this order.
///
/// It serializes flat, each member as a text, with the way as `way` (`direct`, `group`, `composite`) and `source` (the path
/// of the group, or the role that contains this one).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct AccessRow {
    /// The user's login name.
    pub username: String,
    /// The user's UUID.
    pub user_id: UserId,
    /// Whether the user may log in; `None` if the server left it out.
    pub enabled: Option<bool>,
    /// The client that has the role; `None` for a role of the realm.
    pub client: Option<ClientId>,
    /// The role.
    pub role: RoleName,
    /// How the user has it.
    pub way: Way,
}

impl AccessRow {
    /// The texts of the columns.
    fn texts(&self) -> [String; COLUMNS.len()] {
        let text = |value: &dyn ToString| value.to_string();
        [
            self.username.clone(),
            text(&self.user_id),
            self.enabled.map(|enabled| text(&enabled)).unwrap_or_default(),
            self.client.as_ref().map(|client| text(client)).unwrap_or_default(),
            text(&self.role),
            self.way.word().to_owned(),
            self.way.source(),
        ]
    }
}

impl Serialize for AccessRow {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_struct("AccessRow", COLUMNS.len())?;
        for (column, text) in COLUMNS.into_iter().zip(self.texts()) {
            row.serialize_field(column, &text)?;
        }
        row.end()
    }
}

/// Who has which role, and how; from [`Users::access_export`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessExport {
    /// The rows, sorted, each once: one for each way in which a user has a role.
    pub rows: Vec<AccessRow>,
    /// Users who were listed, and deleted before their roles were read.
    pub gone: Vec<UserId>,
}

impl AccessExport {
    /// Returns the rows as CSV (RFC 4180, in UTF-8, with a line of names first). The same access gives the same bytes.
    ///
    /// Names stand as the server has them: a spreadsheet may take one that begins with `=`, `+`, `-` or `@` for a formula.
    pub fn to_csv(&self) -> String {
        let mut csv = COLUMNS.join(",") + "\r\n";
        for row in &self.rows {
            for (nth, text) in row.texts().iter().enumerate() {
                let comma = if nth == 0 { "" } else { "," };
                // Writing to a `String` cannot fail.
                let _ = if text.contains([',', '"', '\r', '\n']) {
                    write!(csv, "{comma}\"{}\"", text.replace('"', "\"\""))
                } else {
                    write!(csv, "{comma}{text}")
                };
            }
            csv.push_str("\r\n");
        }
        csv
    }
}

impl Users {
    /// Returns all users' roles of the realm and of clients, each with every way by which the user has it: directly, by a
    /// group (also one above that of the user), or by another role that contains it.
    ///
    /// The ways are worked out from what was given to users and groups and from what roles contain. Two calls for each
    /// user, and two or three for each group and each composite role that a user has, which are read once. The server
    /// keeps no snapshot: changes meanwhile may be in some rows and not in others.
    ///
    /// Needs `view-users`, `view-realm` and `view-clients`: with less, the export fails and has no gap.
    ///
    /// # Errors
    /// Those of the reads; the first ends the export. A user who is deleted meanwhile is in [`AccessExport::gone`].
    pub async fn access_export(&self) -> Result<AccessExport> {
        let mut ways = Ways::of(self).await?;
        let mut users = BTreeMap::new();
        for user in self.search(&UserSearch::new().brief(true)).all().await? {
            // A user may be listed twice while others come and go.
            users.insert(user.id.clone(), user);
        }
        let mut export = AccessExport::default();
        for (id, user) in users {
            let Some(roles) = ways.of_user(&id).await? else {
                export.gone.push(id);
                continue;
            };
            let username = user.username.unwrap_or_default();
            export.rows.extend(roles.into_iter().map(|(key, way)| AccessRow {
                username: username.clone(),
                user_id: id.clone(),
                enabled: user.enabled,
                client: key.client,
                role: key.name,
                way,
            }));
        }
        export.rows.sort();
        Ok(export)
    }
}
