//! Roles: what is read, created and written back.

use crate::ids::{AccessGroupId, RoleId, SourceId};
use crate::role_store::{Permission, User};
use portcullis_core::{Extra, Secret, Timestamp};
use portcullis_macros::{Record, Reply};

/// A role: permissions in PrivX and accounts on hosts for its members.
#[derive(Debug, Clone, Default, Record)]
#[record(new(name, source_rules))]
#[non_exhaustive]
pub struct Role {
    /// The role's id; set by PrivX.
    #[record(id)]
    pub id: RoleId,
    /// The kind of role.
    #[record(name = "type")]
    pub kind: Option<String>,
    /// The Amazon resource name of a role of AWS.
    pub arn: Option<String>,
    /// When it was created.
    #[record(server)]
    pub created: Option<Timestamp>,
    /// The name; unique (inferred).
    pub name: Option<String>,
    /// When it was last changed.
    #[record(server)]
    pub updated: Option<Timestamp>,
    /// Who created it: an id, or the name of a built-in actor such as `Superuser`.
    #[record(server)]
    pub author: Option<String>,
    /// Who changed it last: an id, or the name of a built-in actor.
    #[record(server)]
    pub updatedby: Option<String>,
    /// Of a user's role: granted by hand, outside the role's rules.
    pub explicit: Option<bool>,
    /// Of a user's role: granted by the role's rules.
    pub implicit: Option<bool>,
    /// Whether the role is built in.
    #[record(server)]
    pub system: Option<bool>,
    /// Of a user's role: how long it holds.
    pub grant_type: Option<GrantType>,
    /// From when a time-restricted grant holds.
    pub grant_start: Option<Timestamp>,
    /// Until when a time-restricted grant holds.
    pub grant_end: Option<Timestamp>,
    /// The intervals in which a time-restricted grant holds.
    pub grant_validity_periods: Option<Vec<ValidityPeriod>>,
    /// How long a floating grant holds, in hours.
    pub floating_length: Option<i64>,
    /// A note.
    pub comment: Option<String>,
    /// Tags.
    pub tags: Option<Vec<String>>,
    /// The AWS source that an imported role comes from.
    pub source: Option<String>,
    /// What its members may do in PrivX itself.
    pub permissions: Option<Vec<Permission>>,
    /// The access group that the object belongs to.
    pub access_group_id: Option<AccessGroupId>,
    /// The directory that created the role.
    pub owner_src: Option<String>,
    /// The SSH public keys of the role's principals.
    pub principal_public_key_strings: Option<Vec<String>>,
    /// Whether the role may be used through the PrivX agent.
    pub permit_agent: Option<bool>,
    /// Which users have the role by rule.
    pub source_rules: Option<SourceRule>,
    /// When and from where the role may be used.
    pub context: Option<RoleContext>,
    /// How many members it has.
    #[record(server)]
    pub member_count: Option<i64>,
    /// How many members it was granted to by hand.
    #[record(server)]
    pub explicit_count: Option<i64>,
    /// When the role was deleted; known from the documentation alone.
    #[record(server)]
    pub deleted: Option<Timestamp>,
    /// Who deleted the role; known from the documentation alone.
    #[record(server)]
    pub deleted_by: Option<String>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl Role {
    /// Makes a role that a user is granted by hand until it is revoked: an entry for
    /// [`Users::set_roles`](crate::role_store::Users::set_roles).
    pub fn granted(id: impl Into<RoleId>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: Some(name.into()),
            explicit: Some(true),
            grant_type: Some(GrantType::Permanent),
            ..Self::default()
        }
    }
}

/// A rule: the users that it finds have the role. Or a group of such rules.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct SourceRule {
    /// Whether this is a group of rules or one rule.
    #[record(name = "type")]
    pub kind: Option<RuleType>,
    /// Of one rule: the directory whose users it finds.
    pub source: Option<SourceId>,
    /// Of one rule: the expression, such as `(principal=alice)`.
    pub search_string: Option<String>,
    /// Of a group: whether one rule or every rule must hold.
    #[record(name = "match")]
    pub matching: Option<RuleMatch>,
    /// Of a group: its rules.
    pub rules: Option<Vec<SourceRule>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl SourceRule {
    /// Makes a group without rules: no user has the role by rule.
    pub fn none() -> Self {
        Self::group(RuleMatch::Any, [])
    }

    /// Makes a group of rules.
    pub fn group(matching: RuleMatch, rules: impl IntoIterator<Item = SourceRule>) -> Self {
        Self {
            kind: Some(RuleType::Group),
            matching: Some(matching),
            rules: Some(rules.into_iter().collect()),
            ..Self::default()
        }
    }

    /// Makes one rule: the users of a directory that an expression such as `(principal=alice)` finds.
    pub fn find(source: impl Into<SourceId>, search_string: impl Into<String>) -> Self {
        Self {
            kind: Some(RuleType::Rule),
            source: Some(source.into()),
            search_string: Some(search_string.into()),
            ..Self::default()
        }
    }
}

/// When and from where a role may be used.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct RoleContext {
    /// Whether the restriction applies.
    pub enabled: Option<bool>,
    /// Whether the role is blocked outside the context; otherwise PrivX only raises an alert.
    pub block_role: Option<bool>,
    /// The days of the week.
    pub validity: Option<Vec<Weekday>>,
    /// The time of day from which the role may be used; its form is not documented (probably `HH:MM`).
    pub start_time: Option<String>,
    /// The time of day until which the role may be used; its form is not documented (probably `HH:MM`).
    pub end_time: Option<String>,
    /// The IANA time zone of the times.
    pub timezone: Option<String>,
    /// The networks from which the role may be used, in CIDR notation.
    pub ip_masks: Option<Vec<String>>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

/// An interval in which a grant holds.
#[derive(Debug, Clone, Default, Record)]
#[non_exhaustive]
pub struct ValidityPeriod {
    /// The start.
    pub grant_start: Option<Timestamp>,
    /// The end.
    pub grant_end: Option<Timestamp>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

portcullis_core::open_enum! {
    /// How long a user has a role.
    GrantType {
        /// Until it is revoked.
        Permanent = "PERMANENT",
        /// In given intervals.
        TimeRestricted = "TIME_RESTRICTED",
        /// For some hours after it was first used.
        Floating = "FLOATING",
    }
}

portcullis_core::open_enum! {
    /// Whether a source rule is a group.
    RuleType {
        /// A group of rules.
        Group = "GROUP",
        /// One rule.
        Rule = "RULE",
    }
}

portcullis_core::open_enum! {
    /// How the rules of a group go together.
    RuleMatch {
        /// One of them must hold.
        Any = "ANY",
        /// Every one of them must hold.
        All = "ALL",
    }
}

portcullis_core::open_enum! {
    /// A day of the week.
    Weekday {
        /// Monday.
        Mon = "MON",
        /// Tuesday.
        Tue = "TUE",
        /// Wednesday.
        Wed = "WED",
        /// Thursday.
        Thu = "THU",
        /// Friday.
        Fri = "FRI",
        /// Saturday.
        Sat = "SAT",
        /// Sunday.
        Sun = "SUN",
    }
}

/// The users that the rules of a role find.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct RoleMatches {
    /// How many users the rules find.
    pub count: Option<i64>,
    /// The users. `None` or empty beside a count above 0: there are too many to be listed.
    pub items: Option<Vec<User>>,
    /// Members that this version does not know.
    pub extra: Extra,
}

/// Temporary credentials for AWS.
#[derive(Debug, Clone, Default, Reply)]
#[reply(secret)]
#[non_exhaustive]
pub struct AwsToken {
    /// The id of the access key.
    pub access_key_id: Option<Secret>,
    /// The secret access key.
    pub secret_access_key: Option<Secret>,
    /// The session token.
    pub session_token: Option<Secret>,
    /// Until when they hold; the form is not documented.
    pub expires: Option<String>,
    /// Descriptions.
    pub descriptions: Vec<String>,
    /// Members that this version does not know.
    pub extra: Extra,
}
