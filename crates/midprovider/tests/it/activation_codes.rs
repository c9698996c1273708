//! `activation_codes`.
