//! Key pairs of access groups.

mod input;
mod model;

pub use input::{PrincipalKeyImport, PrincipalQuery, SigningRequest};
pub use model::{Principal, Signature};

use crate::ids::{AccessGroupId, GroupKeyId};
use portcullis_core::{Call, Client, List};

/// Key pairs of access groups, of which PrivX shows the public half; made by
/// [`Authorizer::principals`](super::Authorizer::principals).
///
/// ```no_run
/// # async fn f(privx: privx::Client) -> privx::Result<()> {
/// use privx::authorizer::SigningRequest;
///
/// let principals = privx.authorizer().principals();
/// let group = "5f0a0d6e-0000-4000-8000-000000000001".into();
/// let key = principals.create(&group).await?;
/// println!("{:?}", key.public_key_string);
/// let signed = principals.sign(&group, &SigningRequest::new("aGVsbG8")).await?;
/// println!("{:?} {:?}", signed.signature, signed.message);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Principals(pub(super) Client);

impl Principals {
    /// Lists the keys of all groups.
    ///
    /// `GET /authorizer/api/v1/principals`
    ///
    /// - Operation: `principals.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `access-groups-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn list(&self) -> List<Principal> {
        self.0.get("/authorizer/api/v1/principals").list_whole("items")
    }

    /// Returns the key of one group.
    ///
    /// `GET /authorizer/api/v1/principals/{group_id}`
    ///
    /// Which one of several keys is not documented: [`find`](Self::find) takes the key's id.
    ///
    /// - Operation: `principals.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `access-groups-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn get(&self, group: &AccessGroupId) -> Call<Principal> {
        self.0.get("/authorizer/api/v1/principals/{group_id}").path(group).identified_by("id").call()
    }

    /// Returns one of a group's keys.
    ///
    /// `GET /authorizer/api/v1/principals/{group_id}`
    ///
    /// - Operation: `principals.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `access-groups-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn find(&self, group: &AccessGroupId, query: &PrincipalQuery) -> Call<Principal> {
        self.0
            .get("/authorizer/api/v1/principals/{group_id}")
            .path(group)
            .query_of(query)
            .identified_by("id")
            .call()
    }

    /// Deletes the key of one group.
    ///
    /// `DELETE /authorizer/api/v1/principals/{group_id}`
    ///
    /// Whether one of several keys or each of them is deleted is not documented:
    /// [`delete_key`](Self::delete_key) takes the key's id.
    ///
    /// - Operation: `principals.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `access-groups-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete(&self, group: &AccessGroupId) -> Call<()> {
        self.0.delete("/authorizer/api/v1/principals/{group_id}").idempotent().path(group).done()
    }

    /// Deletes one of a group's keys.
    ///
    /// `DELETE /authorizer/api/v1/principals/{group_id}`
    ///
    /// Limit: the key's id must not be empty, because without one the server selects the key.
    ///
    /// - Operation: `principals.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `access-groups-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn delete_key(&self, group: &AccessGroupId, key: &GroupKeyId) -> Call<()> {
        self.0
            .delete("/authorizer/api/v1/principals/{group_id}")
            .idempotent()
            .path(group)
            .require(input::named(key))
            .query("key_id", key)
            .done()
    }

    /// Makes a key pair for one group and returns it.
    ///
    /// `POST /authorizer/api/v1/principals/{group_id}/create`
    ///
    /// If the reply is lost, [`list`](Self::list) shows whether the key was made.
    ///
    /// - Operation: `principals.create`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `access-groups-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn create(&self, group: &AccessGroupId) -> Call<Principal> {
        self.0.post("/authorizer/api/v1/principals/{group_id}/create").path(group).identified_by("id").call()
    }

    /// Imports a private key for one group and returns its public half.
    ///
    /// `POST /authorizer/api/v1/principals/{group_id}/import`
    ///
    /// Limits: neither the algorithm nor the key is empty. The algorithms and the form of the key are not
    /// documented.
    ///
    /// - Operation: `principals.import`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `access-groups-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn import(&self, group: &AccessGroupId, key: &PrincipalKeyImport) -> Call<Principal> {
        self.0
            .post("/authorizer/api/v1/principals/{group_id}/import")
            .path(group)
            .json(key)
            .identified_by("id")
            .call()
    }

    /// Signs data with a group's key.
    ///
    /// `POST /authorizer/api/v1/principals/{group_id}/sign`
    ///
    /// A refusal may have status 200: see `response_code` and `message` of the reply; their values are not
    /// documented.
    ///
    /// - Operation: `principals.sign`
    /// - Retried: also when the reply is lost
    /// - Permission: `access-groups-manage` or admin (inferred)
    /// - Source: vendor's SDKs for Go and Python
    #[inline]
    pub fn sign(&self, group: &AccessGroupId, request: &SigningRequest) -> Call<Signature> {
        self.0
            .post("/authorizer/api/v1/principals/{group_id}/sign")
            .read_only()
            .path(group)
            .query_opt("key_id", request.key_id.as_ref())
            .json(request)
            .call()
    }
}
