use crate::{KIT, never_sent};
use digicert::{
    Client, UserId,
    authorizations::Permission,
    containers::Role,
    users::{ContainerAssignments, UserProfile},
};
use portcullis_testkit::Answer;

#[tokio::test]
async fn a_word_of_another_route_is_no_user_id() {
    let (profile, all) = (&UserProfile::new("ada@example.com"), &ContainerAssignments::Unrestricted);
    for word in ["me", "api-only", "availability", "", ".", ".."] {
        let id = &UserId::from(word);
        never_sent("user_id", async |c| c.users().get(id).await).await;
        never_sent("user_id", async |c| c.users().replace(id, profile).await).await;
        never_sent("user_id", async |c| c.users().update_service(id, "a@b.example").await).await;
        never_sent("user_id", async |c| c.users().update_role(id, &Role::Manager).await).await;
        never_sent("user_id", async |c| c.users().update_container_assignments(id, all).await).await;
        never_sent("user_id", async |c| c.users().delete(id).await).await;
        never_sent("user_id", async |c| c.users().resend_create_email(id).await).await;
    }
}

#[tokio::test]
async fn an_empty_id_is_never_sent() {
    for word in ["", ".", ".."] {
        never_sent("container_id", async |c| c.containers().list_roles(&word.into()).all().await).await;
        let permission = &Permission::from(word);
        never_sent("permission", async |c| c.authorizations().check(permission).await).await;
        never_sent("permission", async |c| c.authorizations().list_containers(permission).all().await).await;
    }
}

#[tokio::test]
async fn an_id_stays_inside_its_segment() {
    let line = "DELETE /services/v2/user/4%2F..%2F2%3Fx%3D1";
    let reply = Answer::from((204, ())).unlike_the_facts("an id that no server returns");
    let delete = async |c: &Client| c.users().delete(&"4/../2?x=1".into()).await;
    KIT.exchange("users.delete", line, reply, delete).await;
}
