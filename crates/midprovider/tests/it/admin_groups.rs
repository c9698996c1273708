//! `admin_groups`.
