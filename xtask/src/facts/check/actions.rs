//! The actions that an operation's id may name. They are a contract: the sandbox and the drafts go by them.

/// Actions that may stand first or last in the second half of an id: `users.set_status`, `keys.bulk_delete`.
const ACTIONS: &str = "
    activate add approve archive authenticate authorize backup batch buy cancel change check checkout clear compile
    configure count create deactivate decide decrypt delete deploy detect disable display download duplicate edit email
    enable encrypt enroll evaluate exchange execute export find generate get grant handle identify impersonate import
    initiate introspect invite join keepalive leave link list lock login logoff logout obtain process push query read
    reauthorize refresh regenerate register reissue reject remove renew request rescan resend reserve reset resolve
    restore retrieve revoke rewrap rotate search send set sign start status stop store submit synchronize tags
    terminate test train transfer unlink unlock unpair unregister update upload verify
";

/// Second halves of ids that name no action.
const NOUNS: &str = "
    health command_status_post token_expiry legacy_attempt_authentication legacy_retrieve_temp_token
    legacy_request_authorization_token legacy_retrieve_authorization_token transaction_stats profiles_info
    password_policies version me product_limits chain pricing platform_format_map expiring requests orders_csv history
    balance balance_history price_estimate voucher_price_estimate event_logs logs purchase_history details
    token_password token_authorization_code token_client_credentials linked_roles aws_roles members aws_token
    default_service_options access_roles schemas metadata cert_templates ssl_trust_anchor extender_trust_anchor crl
    principals_command_script ws_session conf secret js components component time codes schema_scope schema_section
    restart_required indexing_statuses file discovery userinfo certs realm_info otp_brute_force_unlock_all result
    credential_set_label credential_move_first credential_move_after storage_credential_types sessions offline_sessions
    profile_metadata unmanaged_attributes all realm_effective realm_available client_effective client_available
    children users groups service_account_user user_sessions client_session_stats info unregistered
";

/// The action that an id names.
pub(super) fn action(id: &str) -> Option<&str> {
    let (_, name) = id.split('@').next()?.rsplit_once('.')?;
    let words = [Some(name), name.rsplit('_').next(), name.split('_').next()];
    let known =
        |word: &&str| ACTIONS.split_whitespace().chain(NOUNS.split_whitespace()).any(|one| one == *word);
    words.into_iter().flatten().find(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_stands_first_or_last_or_alone() {
        assert_eq!(action("users.create"), Some("create"));
        assert_eq!(action("users.settings_get"), Some("get"));
        assert_eq!(action("users.list_service"), Some("list"));
        assert_eq!(action("users.get@shift"), Some("get"));
        assert_eq!(action("users.aws_roles"), Some("aws_roles"));
        assert_eq!(action("users.frobnicate"), None);
        assert_eq!(action("create"), None);
    }
}
