//! `admin_roles`.
