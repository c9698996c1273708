//! What is known of a field's type from the way it is written.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type, spanned::Spanned};

/// Whether a type is a secret, or a list of them, as far as its name says; one that hides behind an alias does not
/// compile, because a secret has no `Serialize`.
pub(crate) fn is_secret(ty: &Type) -> bool {
    match last(ty) {
        Some(name) if name == "Secret" => true,
        Some(name) if name == "Vec" || name == "Option" => argument(ty).is_some_and(is_secret),
        _ => false,
    }
}

/// What an `Option` holds.
pub(crate) fn option_of(ty: &Type) -> Option<&Type> {
    last(ty).filter(|name| *name == "Option").and_then(|_| argument(ty))
}

/// The last name of a path.
pub(crate) fn last(ty: &Type) -> Option<&Ident> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().map(|segment| &segment.ident)
}

fn argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    match arguments.args.last()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}

/// Whether a type is a list or a map, which can be empty.
pub(crate) fn is_collection(ty: &Type) -> bool {
    last(ty).is_some_and(|name| name == "Vec" || name == "BTreeMap")
}

/// Whether nothing in a type can be a mask.
pub(crate) fn is_plain(ty: &Type) -> bool {
    match last(ty) {
        Some(name) if name == "Vec" || name == "Option" || name == "BTreeMap" => {
            argument(ty).is_some_and(is_plain)
        }
        Some(name) => ["String", "bool", "i64", "u64", "f64", "Timestamp"].iter().any(|plain| name == plain),
        None => false,
    }
}

/// Where a type is written: an error about it is shown there.
pub(crate) fn span(ty: &Type) -> Span {
    Span::call_site()
        .located_at(ty.to_token_stream().into_iter().next().map_or_else(|| ty.span(), |token| token.span()))
}
