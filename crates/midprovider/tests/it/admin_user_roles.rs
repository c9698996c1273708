//! `admin_user_roles`.
