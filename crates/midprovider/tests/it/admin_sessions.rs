//! `admin_sessions`.
