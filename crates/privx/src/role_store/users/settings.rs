//! What a user's interface keeps.

use portcullis_core::Extra;
use portcullis_macros::Record;

/// Settings of a user's interface.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct UserSettings {
    /// Locale settings.
    pub locale: Option<UserLocale>,
    /// RDP client settings.
    #[record(name = "rdpClient")]
    pub rdp_client: Option<UserRdpClient>,
    /// SSH client settings.
    #[record(name = "sshClient")]
    pub ssh_client: Option<UserSshClient>,
    /// Recent connections.
    #[record(name = "connectionHistory")]
    pub connection_history: Option<Vec<UserConnectionHistory>>,
    /// Bookmarks.
    pub bookmarks: Option<UserBookmarks>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// Language and country of the interface.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct UserLocale {
    /// Locale, language_COUNTRY, e.g. fi_FI.
    pub locale: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The RDP client in the browser.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct UserRdpClient {
    /// Keyboard layout.
    #[record(name = "keyboardLayout")]
    pub keyboard_layout: Option<String>,
    /// Scale factor.
    pub scale: Option<f64>,
    /// Scaling mode.
    #[record(name = "scalingMode")]
    pub scaling_mode: Option<String>,
    /// Scaling algorithm.
    #[record(name = "imageScalingAlgorithm")]
    pub image_scaling_algorithm: Option<String>,
    /// Synchronise clipboard.
    #[record(name = "clipboardSync")]
    pub clipboard_sync: Option<bool>,
    /// Start paused.
    #[record(name = "clipboardSyncStartsPaused")]
    pub clipboard_sync_starts_paused: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// The SSH client in the browser.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct UserSshClient {
    /// Font size.
    #[record(name = "fontSize")]
    pub font_size: Option<i64>,
    /// Terminal encoding.
    pub encoding: Option<String>,
    /// Locale, language_COUNTRY, e.g. fi_FI.
    pub locale: Option<String>,
    /// Theme.
    pub theme: Option<String>,
    /// Copy on select.
    #[record(name = "copyOnSelect")]
    pub copy_on_select: Option<bool>,
    /// Paste on right click.
    #[record(name = "pasteOnRightClick")]
    pub paste_on_right_click: Option<bool>,
    /// Send Ctrl-V.
    #[record(name = "sendCtrlV")]
    pub send_ctrl_v: Option<bool>,
    /// Alt as Meta.
    #[record(name = "altAsMeta")]
    pub alt_as_meta: Option<bool>,
    /// Clickable links.
    #[record(name = "clickableLinks")]
    pub clickable_links: Option<bool>,
    /// Scroll-back lines.
    #[record(name = "scrollbackLength")]
    pub scrollback_length: Option<i64>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A connection that the user made lately.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct UserConnectionHistory {
    /// The entry's id.
    pub id: Option<String>,
    /// Time.
    pub time: Option<String>,
    /// The kind.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// Target.
    pub target: Option<String>,
    /// Target UUID.
    #[record(name = "targetId")]
    pub target_id: Option<String>,
    /// Account name on the target.
    pub account: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// Program to start.
    pub application: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// Searches that the user keeps for each page of the interface.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct UserBookmarks {
    /// Bookmarks of this UI page.
    #[record(name = "available-hosts")]
    pub available_hosts: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    #[record(name = "available-network-targets")]
    pub available_network_targets: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub secrets: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub requests: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub approvals: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub connections: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    #[record(name = "audit-events")]
    pub audit_events: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub certificates: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub roles: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub users: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub hosts: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    #[record(name = "network-targets")]
    pub network_targets: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub sources: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    #[record(name = "access-groups")]
    pub access_groups: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub workflows: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    pub sessions: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    #[record(name = "identity-provider-clients")]
    pub identity_provider_clients: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    #[record(name = "external-token-providers")]
    pub external_token_providers: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    #[record(name = "aws-roles")]
    pub aws_roles: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    #[record(name = "api-clients")]
    pub api_clients: Option<Vec<Bookmark>>,
    /// Bookmarks of this UI page.
    #[record(name = "command-whitelists")]
    pub command_whitelists: Option<Vec<Bookmark>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// A search that the user keeps.
#[derive(Debug, Clone, Default, Record)]
#[record(new())]
#[non_exhaustive]
pub struct Bookmark {
    /// The object's id; set by PrivX.
    pub id: Option<String>,
    /// URL.
    pub url: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Icon.
    pub icon: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}
