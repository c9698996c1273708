//! Hosts, and their types: lists of objects with lists of objects in them.

mod read;
mod words;

use privx::host_store::{Host, HostPrincipal, HostService};
use serde::Serialize;

use super::Shape;

/// Hosts.
pub(crate) struct Hosts;

impl Shape for Hosts {
    const PATH: &'static str = "/host-store/api/v1/hosts";
    type New = NewHost;
    type Read = read::Host;
    type Own = Host;
    type Id = privx::HostId;

    fn new() -> NewHost {
        NewHost::new()
    }

    fn own() -> Host {
        NewHost::new().privx()
    }

    fn create(privx: &privx::Client, own: &Host) -> privx::Call<privx::HostId> {
        privx.host_store().hosts().create(own)
    }

    fn list(privx: &privx::Client) -> privx::List<Host> {
        privx.host_store().hosts().list()
    }

    fn json(n: usize) -> String {
        HOST.replace("<n>", &format!("{n:06}"))
    }
}

/// A host to be created, with the members that an inventory has.
#[derive(Serialize)]
pub(crate) struct NewHost {
    external_id: String,
    services: Vec<NewService>,
    principals: Vec<NewPrincipal>,
    common_name: String,
    organization: String,
    zone: String,
    comment: String,
    addresses: Vec<String>,
    audit_enabled: bool,
    tags: Vec<String>,
}

#[derive(Serialize)]
struct NewService {
    service: &'static str,
    address: String,
    port: i64,
}

#[derive(Serialize)]
struct NewPrincipal {
    principal: String,
    roles: Vec<NewRole>,
}

#[derive(Serialize)]
struct NewRole {
    id: String,
}

impl NewHost {
    fn new() -> Self {
        let service =
            |service, port| NewService { service, address: "db1.prod.example.com".to_owned(), port };
        Self {
            external_id: "cmdb-000042".to_owned(),
            services: vec![service("SSH", 22), service("RDP", 3389)],
            principals: vec![
                NewPrincipal::new("root", &["7d1c1f0a-6b1e-4f57-9a55-0000000000a1"]),
                NewPrincipal::new(
                    "postgres",
                    &["7d1c1f0a-6b1e-4f57-9a55-0000000000a1", "7d1c1f0a-6b1e-4f57-9a55-0000000000b2"],
                ),
                NewPrincipal::new("backup", &["7d1c1f0a-6b1e-4f57-9a55-0000000000c3"]),
            ],
            common_name: "db1.prod.example.com".to_owned(),
            organization: "Example AB".to_owned(),
            zone: "stockholm-1".to_owned(),
            comment: "database of the web shop".to_owned(),
            addresses: vec!["db1.prod.example.com".to_owned(), "10.20.30.40".to_owned()],
            audit_enabled: true,
            tags: vec!["production".to_owned(), "postgres".to_owned()],
        }
    }

    /// The same host as PrivX's crate has it.
    fn privx(self) -> Host {
        let service = |new: NewService| HostService::new(new.service, new.address, new.port);
        let principal = |new: NewPrincipal| {
            HostPrincipal::new(new.principal).granted_to(new.roles.into_iter().map(|role| role.id))
        };
        Host::new(self.common_name, self.addresses)
            .external_id(self.external_id)
            .services(self.services.into_iter().map(service).collect::<Vec<_>>())
            .principals(self.principals.into_iter().map(principal).collect::<Vec<_>>())
            .organization(self.organization)
            .zone(self.zone)
            .comment(self.comment)
            .audit_enabled(self.audit_enabled)
            .tags(self.tags)
    }
}

impl NewPrincipal {
    fn new(principal: &str, roles: &[&str]) -> Self {
        let roles = roles.iter().map(|&id| NewRole { id: id.to_owned() }).collect();
        Self { principal: principal.to_owned(), roles }
    }
}

/// A host as the server writes it, in the order of the facts: about 2 kB with two services and three accounts.
const HOST: &str = concat!(
    r#"{"id":"5e0f7a14-2c61-4b8e-9d3a-000000<n>","deployable":false,"tofu":true,"toch":false,"#,
    r#""stand_alone_host":true,"external_id":"cmdb-<n>","#,
    r#""ssh_host_public_keys":[{"key":"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmX0v2rJ7kq4wYtPzS8hLd1NfGcUeQ3aTy<n>","#,
    r#""fingerprint":"SHA256:uN4oV1qk8zLw2Yb7sPfXcGh9JtRmE3dAi5KxB0<n>"}],"password_rotation_enabled":false,"#,
    r#""services":[{"service":"SSH","address":"host<n>.prod.example.com","port":22,"#,
    r#""use_for_password_rotation":false,"source":"UI","status":"OK","status_updated":"2026-04-02T09:16:31Z","#,
    r#""created":"2026-03-01T08:15:30Z","updated":"2026-04-02T09:16:31Z","latency_in_microseconds":1830},"#,
    r#"{"service":"RDP","address":"host<n>.prod.example.com","port":3389,"#,
    r#""use_for_password_rotation":false,"source":"SCAN","status":"OK","status_updated":"2026-04-02T09:16:31Z","#,
    r#""created":"2026-03-01T08:15:30Z","updated":"2026-04-02T09:16:31Z","latency_in_microseconds":2415}],"#,
    r#""principals":[{"principal":"root","rotate":false,"source":"UI","#,
    r#""roles":[{"id":"7d1c1f0a-6b1e-4f57-9a55-0000000000a1","name":"linux-admins"}],"#,
    r#""service_options":{"ssh":{"shell":true,"file_transfer":true,"exec":true,"tunnels":false,"x11":false,"other":false}}},"#,
    r#"{"principal":"postgres","rotate":false,"source":"UI","#,
    r#""roles":[{"id":"7d1c1f0a-6b1e-4f57-9a55-0000000000a1","name":"linux-admins"},"#,
    r#"{"id":"7d1c1f0a-6b1e-4f57-9a55-0000000000b2","name":"database-admins"}]},"#,
    r#"{"principal":"backup","passphrase":"********","rotate":true,"source":"SCAN","#,
    r#""roles":[{"id":"7d1c1f0a-6b1e-4f57-9a55-0000000000c3","name":"operators"}]}],"#,
    r#""access_group_id":"c2b9d6e8-0f43-4a1d-8e77-000000000001","created":"2026-03-01T08:15:30Z","#,
    r#""updated":"2026-04-02T09:16:31Z","updated_by":"3f7c2d90-1b5e-4c7a-8d2f-000000000001","#,
    r#""common_name":"host<n>.prod.example.com","organization":"Example AB","zone":"stockholm-1","#,
    r#""scope":["internal"],"host_type":"host","comment":"database of the web shop","#,
    r#""addresses":["host<n>.prod.example.com","10.20.30.40"],"audit_enabled":true,"#,
    r#""tags":["production","postgres"],"disabled":"FALSE","deleted":false}"#,
);
