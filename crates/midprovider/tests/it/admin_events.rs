//! `admin_events`.
