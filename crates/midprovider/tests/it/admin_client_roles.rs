//! `admin_client_roles`.
