//! `mpower`.
