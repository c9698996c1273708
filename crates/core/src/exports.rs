//! What every vendor crate exports: the types of its signatures, and of theirs in turn, so that a program can name each of
//! them without a dependency on this crate. `cargo xtask ci names` checks that none is missing.

pub use crate::{
    ApiError, Call, Class, ClientIdentity, Cursor, Delivery, Download, Error, ErrorKind, Evidence, Extra,
    Failed, FieldValue, Full, FullReply, Input, Json, List, Members, Multipart, Operation, Optional, Origin,
    Page, Pages, Pairs, PathSegment, Proxy, ReadResult, Refusal, Reply, Request, Result, Retry, RetryPolicy,
    Secret, SecretBytes, Timestamp, Trust, Upload, Within, bytes, http,
    pacing::Limit,
    record::{Member, Record},
    transfer::{Parts, Sieve},
    transport, url,
};
