//! Required actions of the realm, by Keycloak's admin API.

mod model;

pub use model::{RequiredActionProvider, UnregisteredAction};

use crate::{ActionAlias, flavour::Core};
use portcullis_core::Call;

/// Required actions of the realm: what users may have to do at a login; from
/// [`Admin::required_actions`](super::Admin::required_actions).
///
/// ```no_run
/// # async fn f(mid: midprovider::Client) -> midprovider::Result<()> {
/// let actions = mid.admin().required_actions();
/// for action in actions.list().await? {
///     println!("{} {:?}", action.alias, action.enabled);
/// }
/// let alias = "CONFIGURE_TOTP".into();
/// let action = actions.get(&alias).await?.enabled(true).default_action(false);
/// actions.update(&alias, &action).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct RequiredActions(pub(crate) Core);

impl RequiredActions {
    /// Lists the required actions that are registered in the realm.
    ///
    /// `GET /auth/admin/realms/{realm}/authentication/required-actions`
    ///
    /// Not paged. KOBIL publishes no list of its own actions: this operation shows which ones a realm has.
    ///
    /// - Operation: `admin_required_actions.list`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn list(&self) -> Call<Vec<RequiredActionProvider>> {
        self.0.get("/auth/admin/realms/{realm}/authentication/required-actions").many().call()
    }

    /// Returns one required action.
    ///
    /// `GET /auth/admin/realms/{realm}/authentication/required-actions/{alias}`
    ///
    /// 404 is `None` from [`optional`](Call::optional).
    ///
    /// - Operation: `admin_required_actions.get`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn get(&self, alias: &ActionAlias) -> Call<RequiredActionProvider> {
        self.0
            .get("/auth/admin/realms/{realm}/authentication/required-actions/{alias}")
            .path(alias)
            .identified_by("alias")
            .call()
    }

    /// Changes one required action: whether it can be used, whether every new user gets it, and its place.
    ///
    /// `PUT /auth/admin/realms/{realm}/authentication/required-actions/{alias}`
    ///
    /// Whether the server keeps or resets what is absent is not documented: change what [`get`](Self::get) returned. A
    /// change by others in between is lost. Refused unsent if `action` has no alias or another one.
    ///
    /// - Operation: `admin_required_actions.update`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn update(&self, alias: &ActionAlias, action: &RequiredActionProvider) -> Call<()> {
        self.0
            .put("/auth/admin/realms/{realm}/authentication/required-actions/{alias}")
            .idempotent()
            .replace(alias, action)
            .done()
    }

    /// **Unregisters** one required action: the realm no longer has it.
    ///
    /// `DELETE /auth/admin/realms/{realm}/authentication/required-actions/{alias}`
    ///
    /// Its settings are deleted; [`register`](Self::register) needs its provider id. 404 is `None` from
    /// [`optional`](Call::optional), also for a retry whose first reply was lost.
    ///
    /// - Operation: `admin_required_actions.delete`
    /// - Retried: also when the reply is lost
    /// - Permission: `manage-realm`
    /// - Source: Keycloak's description 26.6 and the vendor's own tool
    #[inline]
    pub fn delete(&self, alias: &ActionAlias) -> Call<()> {
        self.0
            .delete("/auth/admin/realms/{realm}/authentication/required-actions/{alias}")
            .path(alias)
            .idempotent()
            .done()
    }

    /// Lists the actions that the server has and the realm has not registered.
    ///
    /// `GET /auth/admin/realms/{realm}/authentication/unregistered-required-actions`
    ///
    /// **Partly guessed.** Path, members and permission are those of Keycloak; no source of the vendor confirms the
    /// operation.
    ///
    /// Not paged.
    ///
    /// - Operation: `admin_required_actions.unregistered`
    /// - Retried: also when the reply is lost
    /// - Permission: `view-realm`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn unregistered(&self) -> Call<Vec<UnregisteredAction>> {
        self.0.get("/auth/admin/realms/{realm}/authentication/unregistered-required-actions").many().call()
    }

    /// Registers a required action from [`unregistered`](Self::unregistered).
    ///
    /// `POST /auth/admin/realms/{realm}/authentication/register-required-action`
    ///
    /// **Partly guessed.** Path, members and permission are those of Keycloak; no source of the vendor confirms the
    /// operation.
    ///
    /// Which settings it begins with is not documented: look at [`list`](Self::list) afterwards. A provider id and a
    /// name are needed.
    ///
    /// - Operation: `admin_required_actions.register`
    /// - Retried: only when the request was provably not sent
    /// - Permission: `manage-realm`
    /// - Source: Keycloak's description 26.6
    #[inline]
    pub fn register(&self, action: &UnregisteredAction) -> Call<()> {
        self.0.post("/auth/admin/realms/{realm}/authentication/register-required-action").json(action).done()
    }
}
