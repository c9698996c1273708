use crate::{client, never_sent, refused, users::ada};
use digicert::{
    Client, UserId,
    containers::Role,
    users::{ContainerAssignments, NewServiceUser, NewUser, UserDetail, UserProfile},
};
use portcullis_testkit::operation;
use serde_json::json;

const MAIL: &str = "ada@example.com";

type Set = fn(&mut NewUser, &str);

#[tokio::test]
async fn limits_of_a_new_user() {
    let (short, name) = ("x".repeat(64), "ä".repeat(128));
    let (too_long, long_name) = (format!("x{short}"), format!("x{name}"));
    let [mail, long_mail] = [243, 244].map(|length| format!("{}@example.com", "x".repeat(length)));
    // A field, values that are refused, a value that is sent.
    let cases: [(&str, &[&str], &str, Set); 8] = [
        ("username", &["", "ada byron", "ada/byron"], "A1@-_+.", |user, text| user.username = text.into()),
        ("first_name", &["", &long_name], &name, |user, text| user.first_name = text.into()),
        ("last_name", &["", &long_name], &name, |user, text| user.last_name = text.into()),
        ("email", &["", "ada", &long_mail], &mail, |user, text| user.email = text.into()),
        ("role", &["boss"], "2", |user, text| user.role = text.into()),
        ("job_title", &[&too_long], &short, |user, text| user.job_title = Some(text.into())),
        ("telephone", &[&too_long], &short, |user, text| user.telephone = Some(text.into())),
        ("container", &["top", ""], "5", |user, text| user.container = Some(text.into())),
    ];
    let mut longest = ada();
    for (field, wrong, right, set) in cases {
        set(&mut longest, right);
        for text in wrong {
            let mut user = ada();
            set(&mut user, text);
            refused(field, async |c| c.users().create(&user).await).await;
        }
    }
    let contract = operation("users.create").replies(201, json!({"id": 1})).start().await;
    client(&contract).users().create(&longest).await.unwrap();
}

#[tokio::test]
async fn limits_of_other_requests() {
    let (id, new, long) = (&UserId::from("42"), NewServiceUser::new, "x".repeat(129));
    let key_role = new("bot", MAIL).key_role("all");
    for (field, bot) in [("api_name", new("", MAIL)), ("email", new("bot", "bot")), ("key_role", key_role)] {
        refused(field, async |c| c.users().create_service(&bot).await).await;
    }
    let to = || UserProfile::new(MAIL);
    for (field, profile) in [
        ("username", to().username("ada byron")),
        ("first_name", to().first_name("")),
        ("last_name", to().last_name(&*long)),
        ("email", UserProfile::from(&UserDetail::default())),
        ("job_title", to().job_title(&long[..65])),
        ("telephone", to().telephone(&long[..65])),
    ] {
        refused(field, async |c| c.users().replace(id, &profile).await).await;
    }
    refused("email", async |c| c.users().update_service(id, "bot").await).await;
    refused("role", async |c| c.users().update_role(id, &Role::from("")).await).await;
    refused("username", async |c| c.users().check_username("a b").await).await;
}

#[tokio::test]
async fn an_accidental_empty_set_of_containers_is_never_sent() {
    for ids in [vec![], vec!["5".into(), "".into()]] {
        let only = &ContainerAssignments::Only(ids);
        let user = ada().container_assignments(only.clone());
        let bot = NewServiceUser::new("bot", MAIL).container_assignments(only.clone());
        let update = async |c: &Client| c.users().update_container_assignments(&"42".into(), only).await;
        never_sent("container_assignments", update).await;
        never_sent("container_assignments", async |c| c.users().create(&user).await).await;
        never_sent("container_assignments", async |c| c.users().create_service(&bot).await).await;
    }
}
