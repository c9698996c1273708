//! What replies show of users.

use serde_json::{Map, Value, json};

use super::input::Query;
use super::reply::{Answer, Refusal};
use super::user::User;
use super::{ACCOUNT, Inner};

const MOST_PER_PAGE: u64 = 1000;

pub(super) const ROLES: [&str; 5] =
    ["Administrator", "Limited User", "Finance Manager", "Manager", "Standard User"];

pub(super) fn role(id: u64) -> Value {
    let name = usize::try_from(id).ok().and_then(|id| ROLES.get(id.checked_sub(1)?));
    json!({ "id": id, "name": name })
}

impl User {
    /// The item of a list, with or without its container.
    fn item(&self, inner: &Inner, with_container: bool) -> Map<String, Value> {
        let mut item = Map::new();
        let mut set = |name: &str, value: Value| item.insert(name.to_owned(), value);
        set("id", self.id.into());
        set("username", self.username.clone().into());
        set("account_id", ACCOUNT.into());
        set("first_name", self.first_name.clone().into());
        set("last_name", self.last_name.clone().into());
        set("email", self.email.clone().into());
        if let Some(title) = &self.job_title {
            set("job_title", title.clone().into());
        }
        if let Some(telephone) = &self.telephone {
            set("telephone", telephone.clone().into());
        }
        set("status", "active".into());
        if let Some(seconds) = self.last_login {
            let text = crate::clock::rfc3339(std::time::Duration::from_secs(seconds));
            set("last_login_date", text.replace('Z', "+00:00").into());
        }
        if with_container {
            set("container", inner.container(self.container));
        }
        set("access_roles", self.roles.iter().map(|id| role(*id)).collect());
        set("type", if self.is_api_only { "api_only" } else { "standard" }.into());
        set("has_container_assignments", (!self.assignments.is_empty()).into());
        if !self.assignments.is_empty() {
            set("container_assignments", self.assignments.iter().map(|id| inner.container(*id)).collect());
        }
        item
    }

    pub(super) fn detail(&self, inner: &Inner) -> Value {
        let mut detail = self.item(inner, true);
        // The page of this call documents a date without a zone, the recorded list has one with an offset.
        if let Some(Value::String(date)) = detail.get_mut("last_login_date") {
            *date = date.replace('T', " ").replace("+00:00", "");
        }
        let is_visible = |id: &u64| self.assignments.is_empty() || self.assignments.contains(id);
        let visible = inner.container_ids().into_iter().filter(is_visible);
        let visible: Vec<Value> = visible.map(|id| inner.container(id)).collect();
        detail.extend([
            ("is_cert_central".to_owned(), true.into()),
            ("is_enterprise".to_owned(), false.into()),
            ("is_saml_sso_only".to_owned(), self.is_saml_sso_only.into()),
            ("container_visibility".to_owned(), visible.into()),
            ("language_id".to_owned(), 1.into()),
            ("account_language_id".to_owned(), 1.into()),
        ]);
        Value::Object(detail)
    }

    fn key(&self, name: &str) -> String {
        match name {
            "id" => format!("{:020}", self.id),
            "username" => self.username.clone(),
            "first_name" => self.first_name.clone(),
            "last_name" => self.last_name.clone(),
            "email" => self.email.clone(),
            _ => String::new(),
        }
    }

    /// A search looks at the start of a field, or anywhere if it begins with a percent sign.
    fn matches(&self, search: &str) -> bool {
        let search = search.to_lowercase();
        [&self.username, &self.first_name, &self.last_name, &self.email].into_iter().any(|field| {
            let field = field.to_lowercase();
            match search.strip_prefix('%') {
                Some(part) => field.contains(part),
                None => field.starts_with(&search),
            }
        })
    }
}

fn sort(users: &mut [&User], keys: &str) {
    users.sort_by(|a, b| {
        let mut order = std::cmp::Ordering::Equal;
        for key in keys.split(',') {
            let (name, descending) = key.strip_prefix('-').map_or((key, false), |name| (name, true));
            let by_key = a.key(name).cmp(&b.key(name));
            order = order.then(if descending { by_key.reverse() } else { by_key });
        }
        order
    });
}

pub(super) fn list(inner: &Inner, query: &Query, api_only: bool) -> Result<Answer, Refusal> {
    let container = query.number("container_id")?;
    let access_role = if api_only { None } else { query.number("access_role_id")? };
    if access_role.is_some_and(|role| !(1..=5).contains(&role)) {
        return Err(Refusal::invalid("access_role_id"));
    }
    let with_container = !query.flag("without_container")?;
    let offset = query.number("offset")?.unwrap_or(0);
    let limit = query.number("limit")?.unwrap_or(MOST_PER_PAGE);
    if limit > MOST_PER_PAGE {
        return Err(Refusal::invalid("limit"));
    }
    let mut found: Vec<&User> = inner
        .users
        .values()
        .filter(|user| user.is_api_only == api_only)
        .filter(|user| container.is_none_or(|id| user.container == id || user.assignments.contains(&id)))
        .filter(|user| access_role.is_none_or(|role| user.roles.contains(&role)))
        // Nothing here makes a user inactive, so that any other status finds nobody.
        .filter(|_| query.get("filters[status]").is_none_or(|status| status == "active"))
        .filter(|user| query.get("filters[search]").is_none_or(|search| user.matches(search)))
        .collect();
    if let Some(keys) = query.get("sort") {
        sort(&mut found, keys);
    }
    let at = |number| usize::try_from(number).unwrap_or(usize::MAX);
    let page = found.iter().skip(at(offset)).take(at(limit));
    let page: Vec<Value> = page.map(|user| Value::Object(user.item(inner, with_container))).collect();
    // The vendor leaves the array and the paging block out when there is nothing to show.
    if page.is_empty() {
        return Ok(Answer::Ok(json!({})));
    }
    let paging = json!({ "total": found.len(), "limit": limit, "offset": offset });
    Ok(Answer::Ok(json!({ "users": page, "page": paging })))
}
