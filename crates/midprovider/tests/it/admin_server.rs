//! `admin_server`.
