use std::fs;
use std::path::Path;

use super::*;

/// A description, parsed.
fn description(vendor: &str) -> (Value, Order) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = fs::read_to_string(root.join(format!("docs/api/{vendor}.openapi.json"))).unwrap();
    (serde_json::from_str(&text).unwrap(), Order::of(&text).unwrap())
}

/// The draft of a group from the real description.
fn of(vendor: &str, group: &str) -> String {
    let (document, order) = description(vendor);
    draft(vendor, &View::of(&document), &order, group).unwrap()
}

/// The file of this name in a draft, as far as it is Rust.
fn file<'a>(draft: &'a str, name: &str) -> &'a str {
    let (_, rest) = draft.split_once(&format!("/{name}\n\n")).unwrap_or_else(|| panic!("{name}\n{draft}"));
    rest.split("\n\n// crates/").next().unwrap_or(rest)
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_handle_has_a_method_for_each_operation() {
    let draft = of("privx", "roles");
    let handle = file(&draft, "roles.rs");
    has(
        handle,
        &[
            "pub struct Roles(pub(crate) Client);",
            "    /// Creates a role.\n    ///\n    /// `POST /role-store/api/v1/roles`\n    ///\n",
            "    /// Fails with [`is_conflict`](crate::Error::is_conflict) if the name is taken (inferred).\n",
            "    /// - Operation: `roles.create`\n    /// - Retried: only when the request was provably not sent\n",
            "    /// - Permission: roles-manage or admin (inferred)\n    /// - Source: ",
            "pub fn create(&self, role: &Role) -> Call<RoleId> {",
            "self.0.post(\"/role-store/api/v1/roles\").create(role).pick(\"id\").call()",
            "pub fn replace(&self, id: &RoleId, role: &Role) -> Call<()> {",
            ".put(\"/role-store/api/v1/roles/{role_id}\").idempotent().replace(id, role).done()",
            "pub fn aws_token(&self, id: &RoleId, query: &RoleAwsTokenQuery) -> Call<AwsToken> {",
            "get(\"/role-store/api/v1/roles/{role_id}/awstoken\").once()",
            ".post(\"/role-store/api/v1/roles/search\").read_only()",
            "use super::users::User;",
        ],
    );
    has(file(&draft, "ids.rs"), &["    RoleId, reserved: [\"evaluate\", \"resolve\", \"search\"]\n"]);
}

#[test]
fn an_object_that_is_read_and_sent_is_a_record() {
    let draft = of("privx", "roles");
    has(
        file(&draft, "roles/model.rs"),
        &[
            "#[derive(Debug, Clone, Default, Record)]\n#[record(new(name, source_rules), check)]\n#[non_exhaustive]\npub struct Role {",
            "    #[record(id)]\n    pub id: RoleId,",
            "    #[record(name = \"type\")]\n    pub kind: Option<String>,",
            "    #[record(server)]\n    pub created: Option<Timestamp>,",
            "    pub access_group_id: Option<AccessGroupId>,",
            "    pub extra: Extra,",
            "// No field: `updated_by`: second spelling of `updatedby`.",
            "input::required(\"name\", self.name.as_deref().unwrap_or_default())?;",
            "#[reply(secret)]\n#[non_exhaustive]\npub struct AwsToken {",
            "        TimeRestricted = \"TIME_RESTRICTED\",",
        ],
    );
    has(
        file(&draft, "roles/input.rs"),
        &[
            "#[derive(Debug, Clone, Default, Body)]\n#[body(new())]\n#[non_exhaustive]\npub struct RoleSearch {",
        ],
    );
}

#[test]
fn a_contract_is_one_exchange_for_each_operation() {
    let draft = of("privx", "identity_providers");
    has(
        &draft,
        &[
            "KIT.exchange(\"identity_providers.delete\", \"DELETE /role-store/api/v1/identity-providers/5f0a0000-",
            "(201, json!({\"id\": ID}))",
            "get: (\"identity_providers.get\", async |c: &Client, id: &str|",
            "Kept::of(\"identity_providers\")",
        ],
    );
    assert_eq!(draft.matches("    KIT.exchange(\"").count(), 6);
}

#[test]
fn a_document_that_is_only_read_and_set_is_an_entry_of_its_own() {
    let draft = of("privx", "users");
    has(&draft, &["Kept::of(\"users\").prefix(\"settings_\").kept_in(\"user_settings\").single(),"]);
}

#[test]
fn drafts_are_rust() {
    let groups = [
        ("privx", "roles"),
        ("privx", "users"),
        ("privx", "sources"),
        ("privx", "identity_providers"),
        ("privx", "role_principal_keys"),
        ("privx", "current_user"),
        ("privx", "log_collectors"),
        ("digicert", "webhooks"),
        ("midprovider", "admin_groups"),
    ];
    for (vendor, group) in groups {
        let draft = of(vendor, group);
        for name in
            [format!("{group}.rs"), format!("{group}/model.rs"), format!("{group}/input.rs"), "ids.rs".into()]
        {
            if draft.contains(&format!("/{name}\n\n")) {
                let text = file(&draft, &name);
                assert!(
                    syn::parse_file(text).is_ok(),
                    "{vendor} {group} {name}: {:?}\n{text}",
                    syn::parse_file(text).err()
                );
            }
        }
    }
}

#[test]
fn every_group_of_every_vendor_has_a_draft() {
    for vendor in VENDORS {
        let (document, order) = description(vendor);
        let view = View::of(&document);
        let groups: std::collections::BTreeSet<String> =
            view.ids().filter_map(|id| Some(id.rsplit_once('.')?.0.to_owned())).collect();
        assert!(groups.len() > 5);
        for group in groups {
            assert!(
                draft(vendor, &view, &order, &group).unwrap().contains("    KIT.exchange(\""),
                "{vendor} {group}"
            );
        }
    }
}

#[test]
fn an_unknown_group_is_an_error() {
    assert!(draft("privx", &View::of(&Value::Null), &Order::default(), "roles").is_err());
}
