//! `admin_client_scopes`.
