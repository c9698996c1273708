//! `admin_required_actions`.
