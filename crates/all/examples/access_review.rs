//! Writes the roles of all users of PrivX as CSV, with the kind of each grant.
//!
//! `cargo run --example access_review` fills the embedded sandbox and prints its review; with the `PORTCULLIS_PRIVX_…`
//! variables (see `.env.example`) it reads that deployment and changes nothing. Two runs write the same bytes if nothing changed between them.
#[allow(dead_code, reason = "no table is printed")]
#[path = "shared/sheet.rs"]
mod sheet;
#[path = "shared/site.rs"]
mod site;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use portcullis::privx::{
    Client, Result,
    local_user_store::LocalUser,
    role_store::{Role, RuleMatch, SourceRule, User, UserSearch},
};
use std::{
    error::Error,
    io::{self, Write as _},
    time::Duration,
};

/// For how many users the roles are read at a time.
const AT_A_TIME: usize = 8;

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn Error>> {
    let (privx, sandbox) = site::open().await?;
    if sandbox.is_some() {
        fill(&privx).await?;
    }
    let review = review(&privx).await?;
    io::stdout().write_all(&review)?;
    privx.close(Duration::from_secs(5)).await?;
    Ok(())
}

/// One line for each user and role, sorted.
async fn review(privx: &Client) -> std::result::Result<Vec<u8>, Box<dyn Error>> {
    let store = privx.role_store();
    // An empty search finds every user of every directory, and the API clients.
    let users: Vec<User> = store.users().search(&UserSearch::new()).all().await?;
    let mut lines: Vec<[String; 7]> = stream::iter(users)
        .map(|user| {
            let roles = store.users().roles(&user.id);
            async move { Ok::<_, portcullis::privx::Error>(lines(&user, &roles.all().await?)) }
        })
        .buffer_unordered(AT_A_TIME)
        .try_fold(Vec::new(), |mut all, lines| async move {
            all.extend(lines);
            Ok(all)
        })
        .await?;
    lines.sort();
    let mut csv = sheet::line(["user", "kind", "role", "granted", "until", "user id", "role id"])?;
    for line in &lines {
        csv.extend(sheet::line(line.iter().map(String::as_str))?);
    }
    Ok(csv)
}

fn lines(user: &User, roles: &[Role]) -> Vec<[String; 7]> {
    let name = user.principal.clone().unwrap_or_default();
    let kind = user.source_type.as_ref().map(ToString::to_string).unwrap_or_default();
    let line = |role: &Role| {
        let granted = match (role.explicit == Some(true), role.implicit == Some(true)) {
            (true, true) => "by hand and by rule",
            (true, false) => "by hand",
            (false, true) => "by rule",
            (false, false) => "not stated",
        };
        [
            name.clone(),
            kind.clone(),
            role.name.clone().unwrap_or_default(),
            granted.to_owned(),
            role.grant_end.as_ref().map(ToString::to_string).unwrap_or_default(),
            user.id.to_string(),
            role.id.to_string(),
        ]
    };
    roles.iter().map(line).collect()
}

/// Creates three users and two roles: one is granted by hand, the other by its rule.
async fn fill(privx: &Client) -> Result<()> {
    let (users, store) = (privx.local_user_store().users(), privx.role_store());
    let asa = users.create(&LocalUser::new("asa").department("Operations")).await?;
    users.create(&LocalUser::new("bo").department("Operations")).await?;
    users.create(&LocalUser::new("cy").department("Sales")).await?;
    let directory = store.users().get(&asa.as_str().into()).await?.source.unwrap_or_default();
    let rule = SourceRule::group(RuleMatch::Any, [SourceRule::find(directory, "(department=Operations)")]);
    store.roles().create(&Role::new("operations", rule)).await?;
    let admins = store.roles().create(&Role::new("database-admins", SourceRule::none())).await?;
    store.users().set_roles(&asa.as_str().into(), &[Role::granted(admins, "database-admins")]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_review_is_complete_and_the_same_twice() {
        let (privx, _sandbox) = site::open().await.unwrap();
        fill(&privx).await.unwrap();
        let first = review(&privx).await.unwrap();
        assert_eq!(first, review(&privx).await.unwrap());

        let mut reader = csv::Reader::from_reader(first.as_slice());
        let rows = reader.records().map(|row| row.unwrap().iter().take(4).collect::<Vec<_>>().join(","));
        let rows: Vec<String> = rows.filter(|row| !row.contains("sandbox")).collect();
        assert_eq!(
            rows,
            [
                "asa,LOCAL,database-admins,by hand",
                "asa,LOCAL,operations,by rule",
                "bo,LOCAL,operations,by rule"
            ]
        );
    }
}
