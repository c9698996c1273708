//! `admin_users`.
