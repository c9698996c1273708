//! `admin_realms`.
