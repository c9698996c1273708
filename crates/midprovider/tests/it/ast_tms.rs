//! `ast_tms`.
