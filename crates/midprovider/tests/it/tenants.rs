//! `tenants`.
