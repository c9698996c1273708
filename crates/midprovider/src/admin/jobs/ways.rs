//! The ways by which users have roles.

use super::RoleKey;
use crate::{
    ClientId, ClientUuid, GroupId, RoleId, UserId,
    admin::{
        client_roles::ClientRoles,
        clients::Clients,
        group_roles::GroupRoles,
        groups::{Group, Groups},
        roles::{Role, Roles},
        user_roles::{RoleMappings, UserRoles},
        users::{MembershipSearch, Users},
    },
    flavour::Core,
};
use portcullis_core::Result;
use std::collections::{BTreeMap, BTreeSet};

/// How a user has a role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Way {
    /// The role was given to the user.
    Direct,
    /// The role was given to the group at this path, of which the user is a member, or which is above such a group.
    Group(String),
    /// This role contains it, which the user has in a way of its own.
    Composite(RoleKey),
}

impl Way {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Group(_) => "group",
            Self::Composite(_) => "composite",
        }
    }

    pub(super) fn source(&self) -> String {
        match self {
            Self::Direct => String::new(),
            Self::Group(path) => path.clone(),
            Self::Composite(role) => role.to_string(),
        }
    }
}

/// A role, and where it belongs.
#[derive(Clone)]
struct Held {
    id: RoleId,
    key: RoleKey,
    client: Option<ClientUuid>,
    /// It may contain others.
    composite: bool,
}

/// What groups and roles give, each read once.
pub(super) struct Ways {
    core: Core,
    clients: BTreeMap<String, ClientId>,
    groups: BTreeMap<GroupId, Vec<Held>>,
    parents: BTreeMap<GroupId, Option<Group>>,
    composites: BTreeMap<RoleId, Vec<Held>>,
}

impl Ways {
    pub(super) async fn of(users: &Users) -> Result<Self> {
        let core = users.0.clone();
        let mut clients = BTreeMap::new();
        for client in Clients(core.clone()).list().all().await? {
            if let Some(id) = client.client_id {
                clients.insert(client.id.as_str().to_owned(), id);
            }
        }
        let (groups, parents, composites) = Default::default();
        Ok(Self { core, clients, groups, parents, composites })
    }

    /// A user's roles and ways; `None` if the user does not exist.
    pub(super) async fn of_user(&mut self, user: &UserId) -> Result<Option<BTreeSet<(RoleKey, Way)>>> {
        let Some(direct) = UserRoles(self.core.clone()).all(user).optional().await? else { return Ok(None) };
        let search = MembershipSearch::new();
        let groups = match Users(self.core.clone()).groups_list(user, &search).all().await {
            Err(error) if error.is_not_found() => return Ok(None),
            groups => groups?,
        };
        let mut ways = BTreeSet::new();
        let mut open = self.held(direct);
        ways.extend(open.iter().map(|held| (held.key.clone(), Way::Direct)));
        for group in groups {
            for (path, roles) in self.of_group(group).await? {
                ways.extend(roles.iter().map(|held| (held.key.clone(), Way::Group(path.clone()))));
                open.extend(roles);
            }
        }
        let mut seen = BTreeSet::new();
        while let Some(held) = open.pop() {
            if !seen.insert(held.id.clone()) {
                continue;
            }
            for part in self.parts(&held).await? {
                ways.insert((part.key.clone(), Way::Composite(held.key.clone())));
                open.push(part);
            }
        }
        Ok(Some(ways))
    }

    /// The roles of a group and of those above it, each with the path.
    async fn of_group(&mut self, group: Group) -> Result<Vec<(String, Vec<Held>)>> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut next = Some(group);
        while let Some(group) = next.take_if(|group| seen.insert(group.id.clone())) {
            if !self.groups.contains_key(&group.id) {
                let roles = GroupRoles(self.core.clone()).all(&group.id).optional().await?;
                let roles = self.held(roles.unwrap_or_default());
                self.groups.insert(group.id.clone(), roles);
            }
            let roles = self.groups.get(&group.id).cloned().unwrap_or_default();
            next = self.parent(&group).await?;
            found.push((path_of(group), roles));
        }
        Ok(found)
    }

    async fn parent(&mut self, group: &Group) -> Result<Option<Group>> {
        if let Some(parent) = self.parents.get(&group.id) {
            return Ok(parent.clone());
        }
        let groups = Groups(self.core.clone());
        let above = group.path.as_deref().and_then(|path| path.rsplit_once('/'));
        let parent = match (&group.parent_id, above) {
            (Some(id), _) => groups.get(id).optional().await?,
            // Older servers leave the id out.
            (None, Some((above, _))) if !above.is_empty() => groups.get_by_path(above).optional().await?,
            _ => None,
        };
        self.parents.insert(group.id.clone(), parent.clone());
        Ok(parent)
    }

    /// The roles that a role contains.
    async fn parts(&mut self, held: &Held) -> Result<Vec<Held>> {
        if !held.composite {
            return Ok(Vec::new());
        }
        if let Some(parts) = self.composites.get(&held.id) {
            return Ok(parts.clone());
        }
        let roles = match &held.client {
            Some(client) => {
                let roles = ClientRoles(self.core.clone());
                roles.composites_list(client, &held.key.name).optional().await?
            }
            None => Roles(self.core.clone()).composites_list(&held.key.name).optional().await?,
        };
        let part = |role: Role| {
            let client = role.container_id.clone().filter(|_| role.client_role == Some(true));
            self.one(client.map(ClientUuid::from), None, role)
        };
        let parts: Vec<Held> = roles.unwrap_or_default().into_iter().map(part).collect();
        self.composites.insert(held.id.clone(), parts.clone());
        Ok(parts)
    }

    fn held(&self, mappings: RoleMappings) -> Vec<Held> {
        let mut held: Vec<Held> = mappings.realm.into_iter().map(|role| self.one(None, None, role)).collect();
        for (name, of_client) in mappings.clients {
            let client = of_client.client.unwrap_or_else(|| ClientId::from(name));
            for role in of_client.roles {
                let owner = of_client.id.clone().or_else(|| role.container_id.clone().map(ClientUuid::from));
                held.push(self.one(owner, Some(&client), role));
            }
        }
        held
    }

    fn one(&self, owner: Option<ClientUuid>, named: Option<&ClientId>, role: Role) -> Held {
        // A client that was created after the list stands by its UUID.
        let by_id = owner.as_ref().map(|owner| {
            self.clients.get(owner.as_str()).cloned().unwrap_or_else(|| ClientId::from(owner.as_str()))
        });
        let key = RoleKey { client: named.cloned().or(by_id), name: role.name.unwrap_or_default() };
        Held { id: role.id, key, client: owner, composite: role.composite != Some(false) }
    }
}

fn path_of(group: Group) -> String {
    group.path.or(group.name).unwrap_or_else(|| group.id.as_str().to_owned())
}
