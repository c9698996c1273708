//! `devices`.
