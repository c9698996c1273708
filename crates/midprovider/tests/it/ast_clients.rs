//! `ast_clients`.
