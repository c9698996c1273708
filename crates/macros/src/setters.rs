//! One chained setter for each field.

use crate::{
    options::{Lifetimes, named},
    types::option_of,
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Field, Ident, Type};

pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let mut methods = Vec::new();
    for field in named(input, "Setters", Lifetimes::Refused)? {
        if !skipped(field)?
            && let (Some(ident), Some(inner)) = (&field.ident, option_of(&field.ty))
        {
            methods.push(setter(field, ident, inner));
        }
    }
    let name = &input.ident;
    Ok(quote! { impl #name { #(#methods)* } })
}

/// The setter of a field that is an `Option`.
pub(crate) fn setter(field: &Field, ident: &Ident, inner: &Type) -> TokenStream {
    let docs = field.attrs.iter().filter(|a| a.path().is_ident("doc"));
    quote! {
        #(#docs)*
        #[must_use]
        pub fn #ident(mut self, value: impl ::core::convert::Into<#inner>) -> Self {
            self.#ident = ::core::option::Option::Some(value.into());
            self
        }
    }
}

fn skipped(field: &Field) -> syn::Result<bool> {
    let mut skip = false;
    for attr in field.attrs.iter().filter(|a| a.path().is_ident("setters")) {
        attr.parse_nested_meta(|meta| {
            if meta.path.is_ident("skip") {
                skip = true;
                Ok(())
            } else {
                Err(meta.error("the only option is `skip`"))
            }
        })?;
    }
    Ok(skip)
}
