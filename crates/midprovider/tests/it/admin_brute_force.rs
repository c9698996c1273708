//! `admin_brute_force`.
