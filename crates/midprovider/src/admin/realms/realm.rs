//! A realm with its settings.

use super::{
    AuthenticationFlow, AuthenticatorConfig, ClientPolicies, ClientProfiles, ClientTemplate, Component,
    IdentityProvider, IdentityProviderMapper, Organization, RealmRoles, ScopeMapping, UserFederationMapper,
    UserFederationProvider,
};
use crate::{
    TenantName,
    admin::{
        client_scopes::{ClientScope, ProtocolMapper},
        clients::RegisteredClient,
        groups::Group,
        required_actions::RequiredActionProvider,
        roles::Role,
        users::User,
    },
};
use portcullis_core::{Error, Extra, Result, Secret, input};
use portcullis_macros::Record;
use std::collections::BTreeMap;

/// A realm: its settings, and what belongs to it if a whole realm is imported. Members without another description are
/// known by name and type only. KOBIL's realms may have members of their own. Times are in seconds unless their name
/// shows another unit.
// Attribute and field stand on one line: the file would otherwise be longer than a file may be.
// No field: `passwordCredentialGrantAllowed`, `userCacheEnabled`, `realmCacheEnabled`, `publicKey`, `certificate`,
// `defaultRoles`, `requiredCredentials`, `social`, `updateProfileOnInitialSocialLogin`, `socialProviders`,
// `applicationScopeMappings`, which are deprecated.
#[derive(Debug, Clone, Default, Record)]
#[record(new(realm), check_always)]
#[non_exhaustive]
#[rustfmt::skip]
pub struct Realm {
    /// The internal id, which may differ from the name.
    #[record(server)] pub id: Option<String>,
    /// The name, unique on the server: the realm's part of each path.
    pub realm: Option<TenantName>,
    /// The name that users see.
    #[record(name = "displayName")] pub display_name: Option<String>,
    /// The name that users see, as HTML.
    #[record(name = "displayNameHtml")] pub display_name_html: Option<String>,
    /// Whether users and clients can log in; the description has no more than the name.
    pub enabled: Option<bool>,
    /// For which requests TLS is required; the words are not documented.
    #[record(name = "sslRequired")] pub ssl_required: Option<String>,
    /// Seconds since 1970; by the name, tokens from before are not valid.
    #[record(name = "notBefore")] pub not_before: Option<i64>,
    /// Whether a refresh token is replaced by a new one when it is used.
    #[record(name = "revokeRefreshToken")] pub revoke_refresh_token: Option<bool>,
    /// How often a refresh token may be used again, if it is replaced when it is used.
    #[record(name = "refreshTokenMaxReuse")] pub refresh_token_max_reuse: Option<i64>,
    /// How long an access token is valid.
    #[record(name = "accessTokenLifespan")] pub access_token_lifespan: Option<i64>,
    /// How long an access token of the implicit flow is valid.
    #[record(name = "accessTokenLifespanForImplicitFlow")] pub access_token_lifespan_for_implicit_flow: Option<i64>,
    /// How long a session may be idle.
    #[record(name = "ssoSessionIdleTimeout")] pub sso_session_idle_timeout: Option<i64>,
    /// How long a session lasts at most.
    #[record(name = "ssoSessionMaxLifespan")] pub sso_session_max_lifespan: Option<i64>,
    /// How long an offline session may be idle.
    #[record(name = "offlineSessionIdleTimeout")] pub offline_session_idle_timeout: Option<i64>,
    /// How long an authorization code is valid.
    #[record(name = "accessCodeLifespan")] pub access_code_lifespan: Option<i64>,
    /// How long a link that an administrator sends is valid.
    #[record(name = "actionTokenGeneratedByAdminLifespan")]
    pub action_token_generated_by_admin_lifespan: Option<i64>,
    /// How long a link that a user requests is valid.
    #[record(name = "actionTokenGeneratedByUserLifespan")] pub action_token_generated_by_user_lifespan: Option<i64>,
    /// Whether users may register themselves.
    #[record(name = "registrationAllowed")] pub registration_allowed: Option<bool>,
    /// Whether the e-mail address becomes the user name when users register.
    #[record(name = "registrationEmailAsUsername")] pub registration_email_as_username: Option<bool>,
    /// Whether the login page has a choice to stay logged in.
    #[record(name = "rememberMe")] pub remember_me: Option<bool>,
    /// Whether users must confirm their e-mail address.
    #[record(name = "verifyEmail")] pub verify_email: Option<bool>,
    /// Whether users may log in with their e-mail address.
    #[record(name = "loginWithEmailAllowed")] pub login_with_email_allowed: Option<bool>,
    /// Whether several users may have the same e-mail address.
    #[record(name = "duplicateEmailsAllowed")] pub duplicate_emails_allowed: Option<bool>,
    /// Whether users may reset a forgotten password.
    #[record(name = "resetPasswordAllowed")] pub reset_password_allowed: Option<bool>,
    /// Whether users may change their user name.
    #[record(name = "editUsernameAllowed")] pub edit_username_allowed: Option<bool>,
    /// Whether users are locked after wrong passwords.
    #[record(name = "bruteForceProtected")] pub brute_force_protected: Option<bool>,
    /// Whether that lock is permanent.
    #[record(name = "permanentLockout")] pub permanent_lockout: Option<bool>,
    /// How many temporary locks precede a permanent one. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "maxTemporaryLockouts")] pub max_temporary_lockouts: Option<i64>,
    /// How the wait grows. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "bruteForceStrategy")] pub brute_force_strategy: Option<BruteForceStrategy>,
    /// The longest wait after wrong passwords.
    #[record(name = "maxFailureWaitSeconds")] pub max_failure_wait_seconds: Option<i64>,
    /// The shortest wait after attempts in quick succession.
    #[record(name = "minimumQuickLoginWaitSeconds")] pub minimum_quick_login_wait_seconds: Option<i64>,
    /// By how much the wait grows.
    #[record(name = "waitIncrementSeconds")] pub wait_increment_seconds: Option<i64>,
    /// Attempts within this time are in quick succession. Milliseconds.
    #[record(name = "quickLoginCheckMilliSeconds")] pub quick_login_check_milli_seconds: Option<i64>,
    /// After this time without a wrong password, the count begins anew.
    #[record(name = "maxDeltaTimeSeconds")] pub max_delta_time_seconds: Option<i64>,
    /// How many wrong passwords lead to a lock.
    #[record(name = "failureFactor")] pub failure_factor: Option<i64>,
    /// Paths of the groups that new users join.
    #[record(name = "defaultGroups")] pub default_groups: Option<Vec<String>>,
    /// The role that new users have.
    #[record(name = "defaultRole")] pub default_role: Option<Role>,
    /// The rules for passwords, as one text; its grammar is not documented.
    #[record(name = "passwordPolicy")] pub password_policy: Option<String>,
    /// The kind of one-time passwords; the words are not documented.
    #[record(name = "otpPolicyType")] pub otp_policy_type: Option<String>,
    /// The algorithm of one-time passwords; the words are not documented.
    #[record(name = "otpPolicyAlgorithm")] pub otp_policy_algorithm: Option<String>,
    /// How many digits a one-time password has.
    #[record(name = "otpPolicyDigits")] pub otp_policy_digits: Option<i64>,
    /// How long a one-time password is valid; the unit is not documented.
    #[record(name = "otpPolicyPeriod")] pub otp_policy_period: Option<i64>,
    /// The settings of the mail server, its password included. **The server shows the password as a mask**, and a mask
    /// is refused when sent: unset the member, which keeps the settings, or set the password.
    /// [`drop_masked`](Self::drop_masked) sends the other settings without a password.
    #[record(name = "smtpServer")] pub smtp_server: Option<BTreeMap<String, Secret>>,
    /// The theme of the login pages.
    #[record(name = "loginTheme")] pub login_theme: Option<String>,
    /// The theme of the account pages.
    #[record(name = "accountTheme")] pub account_theme: Option<String>,
    /// The theme of the administration pages.
    #[record(name = "adminTheme")] pub admin_theme: Option<String>,
    /// The theme of mails.
    #[record(name = "emailTheme")] pub email_theme: Option<String>,
    /// Whether events of users are stored.
    #[record(name = "eventsEnabled")] pub events_enabled: Option<bool>,
    /// How long events are stored.
    #[record(name = "eventsExpiration")] pub events_expiration: Option<i64>,
    /// The names of the listeners that receive events.
    #[record(name = "eventsListeners")] pub events_listeners: Option<Vec<String>>,
    /// The types of events that are stored.
    #[record(name = "enabledEventTypes")] pub enabled_event_types: Option<Vec<String>>,
    /// Whether the changes of administrators are stored as events.
    #[record(name = "adminEventsEnabled")] pub admin_events_enabled: Option<bool>,
    /// Whether these events have what was sent.
    #[record(name = "adminEventsDetailsEnabled")] pub admin_events_details_enabled: Option<bool>,
    /// Whether the pages exist in several languages.
    #[record(name = "internationalizationEnabled")] pub internationalization_enabled: Option<bool>,
    /// The languages of the pages.
    #[record(name = "supportedLocales")] pub supported_locales: Option<Vec<String>>,
    /// The language unless another is chosen.
    #[record(name = "defaultLocale")] pub default_locale: Option<String>,
    /// The alias of the flow for logins with a browser.
    #[record(name = "browserFlow")] pub browser_flow: Option<String>,
    /// The alias of the flow for registrations.
    #[record(name = "registrationFlow")] pub registration_flow: Option<String>,
    /// The alias of the flow for logins with a password grant.
    #[record(name = "directGrantFlow")] pub direct_grant_flow: Option<String>,
    /// The alias of the flow for forgotten credentials.
    #[record(name = "resetCredentialsFlow")] pub reset_credentials_flow: Option<String>,
    /// The required actions of the realm.
    #[record(name = "requiredActions")] pub required_actions: Option<Vec<RequiredActionProvider>>,
    /// Attributes by name; a brief representation leaves them out.
    pub attributes: Option<BTreeMap<String, String>>,
    /// The version of Keycloak; set by the server.
    #[record(server, name = "keycloakVersion")] pub keycloak_version: Option<String>,
    /// The algorithm that signs tokens unless a client has another.
    #[record(name = "defaultSignatureAlgorithm")] pub default_signature_algorithm: Option<String>,
    /// How long a session may be idle if the user chose to stay logged in.
    #[record(name = "ssoSessionIdleTimeoutRememberMe")] pub sso_session_idle_timeout_remember_me: Option<i64>,
    /// How long such a session lasts at most.
    #[record(name = "ssoSessionMaxLifespanRememberMe")] pub sso_session_max_lifespan_remember_me: Option<i64>,
    /// Whether offline sessions end at a certain age.
    #[record(name = "offlineSessionMaxLifespanEnabled")] pub offline_session_max_lifespan_enabled: Option<bool>,
    /// How long an offline session lasts at most, if that is enabled.
    #[record(name = "offlineSessionMaxLifespan")] pub offline_session_max_lifespan: Option<i64>,
    /// How long the session of one client may be idle.
    #[record(name = "clientSessionIdleTimeout")] pub client_session_idle_timeout: Option<i64>,
    /// How long the session of one client lasts at most.
    #[record(name = "clientSessionMaxLifespan")] pub client_session_max_lifespan: Option<i64>,
    /// How long the offline session of one client may be idle.
    #[record(name = "clientOfflineSessionIdleTimeout")] pub client_offline_session_idle_timeout: Option<i64>,
    /// How long the offline session of one client lasts at most.
    #[record(name = "clientOfflineSessionMaxLifespan")] pub client_offline_session_max_lifespan: Option<i64>,
    /// How long a user may take for a required action.
    #[record(name = "accessCodeLifespanUserAction")] pub access_code_lifespan_user_action: Option<i64>,
    /// How long a user may take for a login.
    #[record(name = "accessCodeLifespanLogin")] pub access_code_lifespan_login: Option<i64>,
    /// How long a device code is valid.
    #[record(name = "oauth2DeviceCodeLifespan")] pub oauth2_device_code_lifespan: Option<i64>,
    /// How long a device waits between two requests for its token.
    #[record(name = "oauth2DevicePollingInterval")] pub oauth2_device_polling_interval: Option<i64>,
    /// How often a second factor may fail. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "maxSecondaryAuthFailures")] pub max_secondary_auth_failures: Option<i64>,
    /// The private key of old servers. Deprecated; a field so that the key is kept as a secret.
    #[record(name = "privateKey")] pub private_key: Option<Secret>,
    /// A secret of old servers. Deprecated; a field so that it is kept as one.
    #[record(name = "codeSecret")] pub code_secret: Option<Secret>,
    /// The roles of the realm and of its clients.
    pub roles: Option<RealmRoles>,
    /// The groups.
    pub groups: Option<Vec<Group>>,
    /// The client that holds fine-grained permissions. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "adminPermissionsClient")] pub admin_permissions_client: Option<RegisteredClient>,
    /// The first value of the counter of one-time passwords.
    #[record(name = "otpPolicyInitialCounter")] pub otp_policy_initial_counter: Option<i64>,
    /// How many one-time passwords ahead are accepted.
    #[record(name = "otpPolicyLookAheadWindow")] pub otp_policy_look_ahead_window: Option<i64>,
    /// Whether a one-time password may be used again. From Keycloak 20 on.
    #[record(name = "otpPolicyCodeReusable")] pub otp_policy_code_reusable: Option<bool>,
    /// The applications for one-time passwords that fit the rules.
    #[record(name = "otpSupportedApplications")] pub otp_applications_supported: Option<Vec<String>>,
    /// Texts of pages, by language and key.
    #[record(name = "localizationTexts")]
    pub localization_texts: Option<BTreeMap<String, BTreeMap<String, String>>>,
    /// Security keys: the name of the relying party.
    #[record(name = "webAuthnPolicyRpEntityName")] pub web_authn_policy_rp_entity_name: Option<String>,
    /// Security keys: the signature algorithms.
    #[record(name = "webAuthnPolicySignatureAlgorithms")]
    pub web_authn_policy_signature_algorithms: Option<Vec<String>>,
    /// Security keys: the id of the relying party.
    #[record(name = "webAuthnPolicyRpId")] pub web_authn_policy_rp_id: Option<String>,
    /// Security keys: which attestation is preferred.
    #[record(name = "webAuthnPolicyAttestationConveyancePreference")]
    pub web_authn_policy_attestation_conveyance_preference: Option<String>,
    /// Security keys: how the authenticator is attached.
    #[record(name = "webAuthnPolicyAuthenticatorAttachment")]
    pub web_authn_policy_authenticator_attachment: Option<String>,
    /// Security keys: whether the key must be stored on the authenticator.
    #[record(name = "webAuthnPolicyRequireResidentKey")] pub web_authn_policy_require_resident_key: Option<String>,
    /// Security keys: whether the authenticator must verify the user.
    #[record(name = "webAuthnPolicyUserVerificationRequirement")]
    pub web_authn_policy_user_verification_requirement: Option<String>,
    /// Security keys: how long a registration may take.
    #[record(name = "webAuthnPolicyCreateTimeout")] pub web_authn_policy_create_timeout: Option<i64>,
    /// Security keys: whether an authenticator may be registered once only.
    #[record(name = "webAuthnPolicyAvoidSameAuthenticatorRegister")]
    pub web_authn_policy_avoid_same_authenticator_register: Option<bool>,
    /// Security keys: the models of authenticators that are accepted.
    #[record(name = "webAuthnPolicyAcceptableAaguids")]
    pub web_authn_policy_acceptable_aaguids: Option<Vec<String>>,
    /// Security keys: further origins that are accepted.
    #[record(name = "webAuthnPolicyExtraOrigins")] pub web_authn_policy_extra_origins: Option<Vec<String>>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessRpEntityName")] pub passkey_rp_entity_name: Option<String>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessSignatureAlgorithms")]
    pub passkey_signature_algorithms: Option<Vec<String>>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessRpId")] pub passkey_rp_id: Option<String>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessAttestationConveyancePreference")]
    pub passkey_attestation_conveyance_preference: Option<String>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessAuthenticatorAttachment")]
    pub passkey_authenticator_attachment: Option<String>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessRequireResidentKey")]
    pub passkey_require_resident_key: Option<String>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessUserVerificationRequirement")]
    pub passkey_user_verification_requirement: Option<String>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessCreateTimeout")] pub passkey_create_timeout: Option<i64>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessAvoidSameAuthenticatorRegister")]
    pub passkey_avoid_same_authenticator_register: Option<bool>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessAcceptableAaguids")]
    pub passkey_acceptable_aaguids: Option<Vec<String>>,
    /// Passkeys: as the same member for security keys.
    #[record(name = "webAuthnPolicyPasswordlessExtraOrigins")] pub passkey_extra_origins: Option<Vec<String>>,
    /// Whether passkeys are enabled. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "webAuthnPolicyPasswordlessPasskeysEnabled")] pub passkeys_enabled: Option<bool>,
    /// The profiles that policies apply to clients.
    #[record(name = "clientProfiles")] pub client_profiles: Option<ClientProfiles>,
    /// The policies for clients.
    #[record(name = "clientPolicies")] pub client_policies: Option<ClientPolicies>,
    /// The users.
    pub users: Option<Vec<User>>,
    /// What the realm stores about users of other user stores.
    #[record(name = "federatedUsers")] pub federated_users: Option<Vec<User>>,
    /// Which roles of the realm clients and client scopes may use.
    #[record(name = "scopeMappings")] pub scope_mappings: Option<Vec<ScopeMapping>>,
    /// Which roles of a client others may use, by client id.
    #[record(name = "clientScopeMappings")] pub client_scope_mappings: Option<BTreeMap<String, Vec<ScopeMapping>>>,
    /// The clients.
    pub clients: Option<Vec<RegisteredClient>>,
    /// The client scopes.
    #[record(name = "clientScopes")] pub client_scopes: Option<Vec<ClientScope>>,
    /// The names of the client scopes that new clients have by default.
    #[record(name = "defaultDefaultClientScopes")] pub default_default_client_scopes: Option<Vec<String>>,
    /// The names of the client scopes that new clients may request.
    #[record(name = "defaultOptionalClientScopes")] pub default_optional_client_scopes: Option<Vec<String>>,
    /// Headers of the pages, by name.
    #[record(name = "browserSecurityHeaders")] pub browser_security_headers: Option<BTreeMap<String, String>>,
    /// User stores, in the form of old servers.
    #[record(name = "userFederationProviders")] pub user_federation_providers: Option<Vec<UserFederationProvider>>,
    /// The mappers of these user stores.
    #[record(name = "userFederationMappers")] pub user_federation_mappers: Option<Vec<UserFederationMapper>>,
    /// The identity providers.
    #[record(name = "identityProviders")] pub identity_providers: Option<Vec<IdentityProvider>>,
    /// The mappers of the identity providers.
    #[record(name = "identityProviderMappers")] pub identity_provider_mappers: Option<Vec<IdentityProviderMapper>>,
    /// Protocol mappers.
    #[record(name = "protocolMappers")] pub protocol_mappers: Option<Vec<ProtocolMapper>>,
    /// Components such as keys and user stores, by the kind of provider.
    pub components: Option<BTreeMap<String, Vec<Component>>>,
    /// The authentication flows.
    #[record(name = "authenticationFlows")] pub authentication_flows: Option<Vec<AuthenticationFlow>>,
    /// Configurations of authenticators.
    #[record(name = "authenticatorConfig")] pub authenticator_config: Option<Vec<AuthenticatorConfig>>,
    /// The alias of the flow for the authentication of clients.
    #[record(name = "clientAuthenticationFlow")] pub client_authentication_flow: Option<String>,
    /// The alias of the flow for logins of Docker.
    #[record(name = "dockerAuthenticationFlow")] pub docker_authentication_flow: Option<String>,
    /// The alias of the flow for the first login through an identity provider. Newer servers.
    #[record(name = "firstBrokerLoginFlow")] pub first_broker_login_flow: Option<String>,
    /// Whether users may manage the access to what they own.
    #[record(name = "userManagedAccessAllowed")] pub user_managed_access_allowed: Option<bool>,
    /// Whether the realm has organizations. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "organizationsEnabled")] pub organizations_enabled: Option<bool>,
    /// The organizations. Newer servers, from Keycloak 24 to 26 on.
    pub organizations: Option<Vec<Organization>>,
    /// Whether the realm issues verifiable credentials. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "verifiableCredentialsEnabled")] pub verifiable_credentials_enabled: Option<bool>,
    /// Whether fine-grained permissions are enabled. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "adminPermissionsEnabled")] pub admin_permissions_enabled: Option<bool>,
    /// Clients, in the form of old servers. Deprecated; a field because they hold secrets.
    pub applications: Option<Vec<RegisteredClient>>,
    /// Clients, in the form of old servers. Deprecated; a field because they hold secrets.
    #[record(name = "oauthClients")] pub oauth_clients: Option<Vec<RegisteredClient>>,
    /// Templates of clients, of old servers. Deprecated; a field because they hold secrets.
    #[record(name = "clientTemplates")] pub client_templates: Option<Vec<ClientTemplate>>,
    /// Whether the realm has an interface for SCIM. Newer servers, from Keycloak 24 to 26 on.
    #[record(name = "scimApiEnabled")] pub scim_api_enabled: Option<bool>,
    /// Members that this version does not know; written back unchanged.
    pub extra: Extra,
}

impl Realm {
    pub(super) fn creatable(&self) -> Result<()> {
        input::required("realm", self.realm.as_ref().map_or("", TenantName::as_str))
    }

    fn check_always(&self) -> Result<()> {
        // An update may leave it out.
        let Some(name) = self.realm.as_ref().map(TenantName::as_str) else { return Ok(()) };
        // Other operations have the last two in the place of a realm.
        if matches!(name, "" | "." | ".." | "settings" | "status") || name.contains(['/', '%', '\\', ';']) {
            return Err(Error::input(
                "realm",
                "must not be empty, `.`, `..`, `settings` or `status`, and must not hold `/`, `%`, `\\` or `;`",
            ));
        }
        Ok(())
    }
}

portcullis_core::open_enum! {
    /// How the wait after wrong passwords grows. The description has the words alone.
    BruteForceStrategy {
        /// By the name, by the same step each time.
        Linear = "LINEAR",
        /// By the name, with the number of wrong passwords.
        Multiple = "MULTIPLE",
    }
}
