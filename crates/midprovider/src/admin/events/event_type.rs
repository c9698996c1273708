//! What an event of a login is about.

portcullis_core::open_enum! {
    /// What happened in an event of a login: each word has a second one for a try that failed. A server may have more.
    /// The facts have only the words; the meanings are inferred from them.
    EventType {
        /// A login.
        Login = "LOGIN",
        /// Failed: a login.
        LoginError = "LOGIN_ERROR",
        /// A registration by the user.
        Register = "REGISTER",
        /// Failed: a registration by the user.
        RegisterError = "REGISTER_ERROR",
        /// A logout.
        Logout = "LOGOUT",
        /// Failed: a logout.
        LogoutError = "LOGOUT_ERROR",
        /// The exchange of an authorization code for tokens.
        CodeToToken = "CODE_TO_TOKEN",
        /// Failed: the exchange of an authorization code for tokens.
        CodeToTokenError = "CODE_TO_TOKEN_ERROR",
        /// A login of a client itself.
        ClientLogin = "CLIENT_LOGIN",
        /// Failed: a login of a client itself.
        ClientLoginError = "CLIENT_LOGIN_ERROR",
        /// The renewal of tokens.
        RefreshToken = "REFRESH_TOKEN",
        /// Failed: the renewal of tokens.
        RefreshTokenError = "REFRESH_TOKEN_ERROR",
        /// A check of an access token.
        ValidateAccessToken = "VALIDATE_ACCESS_TOKEN",
        /// Failed: a check of an access token.
        ValidateAccessTokenError = "VALIDATE_ACCESS_TOKEN_ERROR",
        /// An introspection of a token.
        IntrospectToken = "INTROSPECT_TOKEN",
        /// Failed: an introspection of a token.
        IntrospectTokenError = "INTROSPECT_TOKEN_ERROR",
        /// A link of a user with an account elsewhere.
        FederatedIdentityLink = "FEDERATED_IDENTITY_LINK",
        /// Failed: a link of a user with an account elsewhere.
        FederatedIdentityLinkError = "FEDERATED_IDENTITY_LINK_ERROR",
        /// The removal of such a link.
        RemoveFederatedIdentity = "REMOVE_FEDERATED_IDENTITY",
        /// Failed: the removal of such a link.
        RemoveFederatedIdentityError = "REMOVE_FEDERATED_IDENTITY_ERROR",
        /// A change of the e-mail address.
        UpdateEmail = "UPDATE_EMAIL",
        /// Failed: a change of the e-mail address.
        UpdateEmailError = "UPDATE_EMAIL_ERROR",
        /// A change of the profile.
        UpdateProfile = "UPDATE_PROFILE",
        /// Failed: a change of the profile.
        UpdateProfileError = "UPDATE_PROFILE_ERROR",
        /// A change of the password.
        UpdatePassword = "UPDATE_PASSWORD",
        /// Failed: a change of the password.
        UpdatePasswordError = "UPDATE_PASSWORD_ERROR",
        /// A setup of one-time passwords.
        UpdateTotp = "UPDATE_TOTP",
        /// Failed: a setup of one-time passwords.
        UpdateTotpError = "UPDATE_TOTP_ERROR",
        /// A confirmation of the e-mail address.
        VerifyEmail = "VERIFY_EMAIL",
        /// Failed: a confirmation of the e-mail address.
        VerifyEmailError = "VERIFY_EMAIL_ERROR",
        /// A removal of one-time passwords.
        RemoveTotp = "REMOVE_TOTP",
        /// Failed: a removal of one-time passwords.
        RemoveTotpError = "REMOVE_TOTP_ERROR",
        /// A revocation of what was granted to a client.
        RevokeGrant = "REVOKE_GRANT",
        /// Failed: a revocation of what was granted to a client.
        RevokeGrantError = "REVOKE_GRANT_ERROR",
        /// The sending of a mail by which the user confirms the address.
        SendVerifyEmail = "SEND_VERIFY_EMAIL",
        /// Failed: the sending of a mail by which the user confirms the address.
        SendVerifyEmailError = "SEND_VERIFY_EMAIL_ERROR",
        /// The sending of a mail to reset the password.
        SendResetPassword = "SEND_RESET_PASSWORD",
        /// Failed: the sending of a mail to reset the password.
        SendResetPasswordError = "SEND_RESET_PASSWORD_ERROR",
        /// The sending of a mail to link an account of an identity provider.
        SendIdentityProviderLink = "SEND_IDENTITY_PROVIDER_LINK",
        /// Failed: the sending of a mail to link an account of an identity provider.
        SendIdentityProviderLinkError = "SEND_IDENTITY_PROVIDER_LINK_ERROR",
        /// A reset of the password.
        ResetPassword = "RESET_PASSWORD",
        /// Failed: a reset of the password.
        ResetPasswordError = "RESET_PASSWORD_ERROR",
        /// A restart of the login.
        RestartAuthentication = "RESTART_AUTHENTICATION",
        /// Failed: a restart of the login.
        RestartAuthenticationError = "RESTART_AUTHENTICATION_ERROR",
        /// A signature that is not valid.
        InvalidSignature = "INVALID_SIGNATURE",
        /// Failed: a signature that is not valid.
        InvalidSignatureError = "INVALID_SIGNATURE_ERROR",
        /// A registration of a node of a client.
        RegisterNode = "REGISTER_NODE",
        /// Failed: a registration of a node of a client.
        RegisterNodeError = "REGISTER_NODE_ERROR",
        /// The end of such a registration.
        UnregisterNode = "UNREGISTER_NODE",
        /// Failed: the end of such a registration.
        UnregisterNodeError = "UNREGISTER_NODE_ERROR",
        /// A request for the data of the user.
        UserInfoRequest = "USER_INFO_REQUEST",
        /// Failed: a request for the data of the user.
        UserInfoRequestError = "USER_INFO_REQUEST_ERROR",
        /// A link with an account of an identity provider.
        IdentityProviderLinkAccount = "IDENTITY_PROVIDER_LINK_ACCOUNT",
        /// Failed: a link with an account of an identity provider.
        IdentityProviderLinkAccountError = "IDENTITY_PROVIDER_LINK_ACCOUNT_ERROR",
        /// A login by an identity provider.
        IdentityProviderLogin = "IDENTITY_PROVIDER_LOGIN",
        /// Failed: a login by an identity provider.
        IdentityProviderLoginError = "IDENTITY_PROVIDER_LOGIN_ERROR",
        /// A first login by an identity provider.
        IdentityProviderFirstLogin = "IDENTITY_PROVIDER_FIRST_LOGIN",
        /// Failed: a first login by an identity provider.
        IdentityProviderFirstLoginError = "IDENTITY_PROVIDER_FIRST_LOGIN_ERROR",
        /// A step after a login by an identity provider.
        IdentityProviderPostLogin = "IDENTITY_PROVIDER_POST_LOGIN",
        /// Failed: a step after a login by an identity provider.
        IdentityProviderPostLoginError = "IDENTITY_PROVIDER_POST_LOGIN_ERROR",
        /// A reply of an identity provider.
        IdentityProviderResponse = "IDENTITY_PROVIDER_RESPONSE",
        /// Failed: a reply of an identity provider.
        IdentityProviderResponseError = "IDENTITY_PROVIDER_RESPONSE_ERROR",
        /// A request for a token of an identity provider.
        IdentityProviderRetrieveToken = "IDENTITY_PROVIDER_RETRIEVE_TOKEN",
        /// Failed: a request for a token of an identity provider.
        IdentityProviderRetrieveTokenError = "IDENTITY_PROVIDER_RETRIEVE_TOKEN_ERROR",
        /// An administrator acting as a user.
        Impersonate = "IMPERSONATE",
        /// Failed: an administrator acting as a user.
        ImpersonateError = "IMPERSONATE_ERROR",
        /// A required action that is not built in.
        CustomRequiredAction = "CUSTOM_REQUIRED_ACTION",
        /// Failed: a required action that is not built in.
        CustomRequiredActionError = "CUSTOM_REQUIRED_ACTION_ERROR",
        /// Required actions by a link in a mail.
        ExecuteActions = "EXECUTE_ACTIONS",
        /// Failed: required actions by a link in a mail.
        ExecuteActionsError = "EXECUTE_ACTIONS_ERROR",
        /// A use of the token of such a link.
        ExecuteActionToken = "EXECUTE_ACTION_TOKEN",
        /// Failed: a use of the token of such a link.
        ExecuteActionTokenError = "EXECUTE_ACTION_TOKEN_ERROR",
        /// A request for the data of a client.
        ClientInfo = "CLIENT_INFO",
        /// Failed: a request for the data of a client.
        ClientInfoError = "CLIENT_INFO_ERROR",
        /// A registration of a client.
        ClientRegister = "CLIENT_REGISTER",
        /// Failed: a registration of a client.
        ClientRegisterError = "CLIENT_REGISTER_ERROR",
        /// A change of a client.
        ClientUpdate = "CLIENT_UPDATE",
        /// Failed: a change of a client.
        ClientUpdateError = "CLIENT_UPDATE_ERROR",
        /// A deletion of a client.
        ClientDelete = "CLIENT_DELETE",
        /// Failed: a deletion of a client.
        ClientDeleteError = "CLIENT_DELETE_ERROR",
        /// A link of accounts that a client began.
        ClientInitiatedAccountLinking = "CLIENT_INITIATED_ACCOUNT_LINKING",
        /// Failed: a link of accounts that a client began.
        ClientInitiatedAccountLinkingError = "CLIENT_INITIATED_ACCOUNT_LINKING_ERROR",
        /// An exchange of a token for another.
        TokenExchange = "TOKEN_EXCHANGE",
        /// Failed: an exchange of a token for another.
        TokenExchangeError = "TOKEN_EXCHANGE_ERROR",
        /// A request for a token with permissions.
        PermissionToken = "PERMISSION_TOKEN",
        /// Failed: a request for a token with permissions.
        PermissionTokenError = "PERMISSION_TOKEN_ERROR",
        /// A change of a credential.
        UpdateCredential = "UPDATE_CREDENTIAL",
        /// Failed: a change of a credential.
        UpdateCredentialError = "UPDATE_CREDENTIAL_ERROR",
        /// A removal of a credential.
        RemoveCredential = "REMOVE_CREDENTIAL",
        /// Failed: a removal of a credential.
        RemoveCredentialError = "REMOVE_CREDENTIAL_ERROR",
    }
}
