//! Local users, and their types as a program without an SDK has them.

use privx::local_user_store::LocalUser;
use serde::{Deserialize, Serialize};

use super::Shape;

/// Local users.
pub(crate) struct Users;

impl Shape for Users {
    const PATH: &'static str = "/local-user-store/api/v1/users";
    type New = NewUser;
    type Read = User;
    type Own = LocalUser;
    type Id = privx::LocalUserId;

    fn new() -> NewUser {
        NewUser::new()
    }

    fn own() -> LocalUser {
        NewUser::new().privx()
    }

    fn create(privx: &privx::Client, own: &LocalUser) -> privx::Call<privx::LocalUserId> {
        privx.local_user_store().users().create(own)
    }

    fn list(privx: &privx::Client) -> privx::List<LocalUser> {
        privx.local_user_store().users().list()
    }

    /// About 800 bytes.
    fn json(n: usize) -> String {
        format!(
            r#"{{"id":"0b6a7c1e-53d1-4a6e-9a0c-{n:012}","created":"2026-03-01T08:15:30.123456Z","updated":"2026-04-02T09:16:31.654321Z","updated_by":"3f7c2d90-1b5e-4c7a-8d2f-000000000001","author":"Superuser","comment":"joined with the spring intake","tags":["joiner","research"],"username":"user{n:06}","windows_account":"EXAMPLE\\user{n:06}","unix_account":"user{n:06}","full_name":"Asa Oberg {n}","display_name":"Asa {n}","first_name":"Asa","last_name":"Oberg","job_title":"Engineer","company":"Example AB","department":"Research","email":"user{n:06}@example.com","telephone":"+46 8 123 456","locale":"sv_SE","password":{{"password":"","created":"2026-03-01T08:15:30Z"}},"password_change_required":false,"attributes":[{{"key":"windows_sid","value":"S-1-5-21-{n}"}}]}}"#
        )
    }
}

/// A user to be created: 13 fields.
#[derive(Serialize)]
pub(crate) struct NewUser {
    username: String,
    comment: String,
    windows_account: String,
    unix_account: String,
    full_name: String,
    display_name: String,
    first_name: String,
    last_name: String,
    job_title: String,
    company: String,
    department: String,
    email: String,
    locale: String,
}

impl NewUser {
    /// Made anew for each call, as a job does that reads its users from somewhere.
    fn new() -> Self {
        Self {
            username: "asa.oberg".to_owned(),
            comment: "joined with the spring intake".to_owned(),
            windows_account: "EXAMPLE\\asa.oberg".to_owned(),
            unix_account: "asaoberg".to_owned(),
            full_name: "Asa Oberg".to_owned(),
            display_name: "Asa".to_owned(),
            first_name: "Asa".to_owned(),
            last_name: "Oberg".to_owned(),
            job_title: "Engineer".to_owned(),
            company: "Example AB".to_owned(),
            department: "Research".to_owned(),
            email: "asa.oberg@example.com".to_owned(),
            locale: "sv_SE".to_owned(),
        }
    }

    /// The same user as PrivX's crate has it.
    fn privx(self) -> LocalUser {
        LocalUser::new(self.username)
            .comment(self.comment)
            .windows_account(self.windows_account)
            .unix_account(self.unix_account)
            .full_name(self.full_name)
            .display_name(self.display_name)
            .first_name(self.first_name)
            .last_name(self.last_name)
            .job_title(self.job_title)
            .company(self.company)
            .department(self.department)
            .email(self.email)
            .locale(self.locale)
    }
}

/// A user: every field by derive, what is unknown is dropped.
#[derive(Deserialize)]
#[allow(dead_code, reason = "read into, never looked at")]
pub(crate) struct User {
    id: Option<String>,
    created: Option<String>,
    updated: Option<String>,
    updated_by: Option<String>,
    author: Option<String>,
    comment: Option<String>,
    tags: Option<Vec<String>>,
    username: Option<String>,
    windows_account: Option<String>,
    unix_account: Option<String>,
    full_name: Option<String>,
    display_name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    job_title: Option<String>,
    company: Option<String>,
    department: Option<String>,
    email: Option<String>,
    telephone: Option<String>,
    locale: Option<String>,
    password: Option<Password>,
    password_change_required: Option<bool>,
    attributes: Option<Vec<Attribute>>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read into, never looked at")]
struct Password {
    password: Option<String>,
    created: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read into, never looked at")]
struct Attribute {
    key: Option<String>,
    value: Option<String>,
}
