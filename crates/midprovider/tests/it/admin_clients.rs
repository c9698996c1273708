//! `admin_clients`.
