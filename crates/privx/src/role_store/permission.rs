//! What a role lets its members do in PrivX itself.

portcullis_core::open_enum! {
    /// A permission in PrivX itself, in the words of its roles; the list stays open.
    Permission {
        /// `access-groups-manage`.
        AccessGroupsManage = "access-groups-manage",
        /// `access-roles-manage`.
        AccessRolesManage = "access-roles-manage",
        /// `api-clients-manage`.
        ApiClientsManage = "api-clients-manage",
        /// `authorized-keys-manage`.
        AuthorizedKeysManage = "authorized-keys-manage",
        /// `certificates-view`.
        CertificatesView = "certificates-view",
        /// `connections-authorize`.
        ConnectionsAuthorize = "connections-authorize",
        /// `connections-manage`.
        ConnectionsManage = "connections-manage",
        /// `connections-manual`.
        ConnectionsManual = "connections-manual",
        /// `connections-playback`.
        ConnectionsPlayback = "connections-playback",
        /// `connections-terminate`.
        ConnectionsTerminate = "connections-terminate",
        /// `connections-trail`.
        ConnectionsTrail = "connections-trail",
        /// `connections-view`.
        ConnectionsView = "connections-view",
        /// `hosts-manage`.
        HostsManage = "hosts-manage",
        /// `hosts-view`.
        HostsView = "hosts-view",
        /// `idp-clients-manage`.
        IdpClientsManage = "idp-clients-manage",
        /// `idp-clients-view`.
        IdpClientsView = "idp-clients-view",
        /// `licenses-manage`.
        LicensesManage = "licenses-manage",
        /// `logs-manage`.
        LogsManage = "logs-manage",
        /// `logs-view`.
        LogsView = "logs-view",
        /// `mobilegw-manage`.
        MobilegwManage = "mobilegw-manage",
        /// `mobilegw-view`.
        MobilegwView = "mobilegw-view",
        /// `network-targets-manage`.
        NetworkTargetsManage = "network-targets-manage",
        /// `network-targets-view`.
        NetworkTargetsView = "network-targets-view",
        /// `privx-host-provisioning`.
        PrivxHostProvisioning = "privx-host-provisioning",
        /// `requests-view`.
        RequestsView = "requests-view",
        /// `role-target-resources-manage`.
        RoleTargetResourcesManage = "role-target-resources-manage",
        /// `role-target-resources-view`.
        RoleTargetResourcesView = "role-target-resources-view",
        /// `roles-manage`.
        RolesManage = "roles-manage",
        /// `roles-view`.
        RolesView = "roles-view",
        /// `settings-manage`.
        SettingsManage = "settings-manage",
        /// `settings-view`.
        SettingsView = "settings-view",
        /// `sources-data-push`.
        SourcesDataPush = "sources-data-push",
        /// `sources-manage`.
        SourcesManage = "sources-manage",
        /// `sources-view`.
        SourcesView = "sources-view",
        /// `target-domains-manage`.
        TargetDomainsManage = "target-domains-manage",
        /// `target-domains-view`.
        TargetDomainsView = "target-domains-view",
        /// `ueba-manage`.
        UebaManage = "ueba-manage",
        /// `ueba-view`.
        UebaView = "ueba-view",
        /// `users-manage`.
        UsersManage = "users-manage",
        /// `users-view`.
        UsersView = "users-view",
        /// `vault-add`.
        VaultAdd = "vault-add",
        /// `vault-manage`.
        VaultManage = "vault-manage",
        /// `webauthn-credentials-manage`.
        WebauthnCredentialsManage = "webauthn-credentials-manage",
        /// `workflows-manage`.
        WorkflowsManage = "workflows-manage",
        /// `workflows-requests`.
        WorkflowsRequests = "workflows-requests",
        /// `workflows-requests-on-behalf`.
        WorkflowsRequestsOnBehalf = "workflows-requests-on-behalf",
        /// `workflows-view`.
        WorkflowsView = "workflows-view",
        /// `api-targets-view`.
        ApiTargetsView = "api-targets-view",
        /// `api-targets-manage`.
        ApiTargetsManage = "api-targets-manage",
    }
}
