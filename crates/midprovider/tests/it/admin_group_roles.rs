//! `admin_group_roles`.
