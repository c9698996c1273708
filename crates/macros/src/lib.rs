#![doc = include_str!("../README.md")]

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Field, Fields, GenericArgument, PathArguments, Type, parse_macro_input};

/// Writes one chained setter for each public `Option` field, with the field's own documentation.
///
/// A field `pub comment: Option<String>` gets `fn comment(self, value: impl Into<String>) -> Self`.
/// A field marked `#[setters(skip)]` gets none.
#[proc_macro_derive(Setters, attributes(setters))]
pub fn setters(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> syn::Result<proc_macro2::TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(input, "Setters can be derived for structs only"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(input, "Setters needs named fields"));
    };
    let name = &input.ident;
    let mut methods = Vec::new();
    for field in &fields.named {
        if skipped(field)? {
            continue;
        }
        let (Some(ident), Some(inner)) = (&field.ident, option_of(&field.ty)) else { continue };
        let docs = field.attrs.iter().filter(|a| a.path().is_ident("doc"));
        methods.push(quote! {
            #(#docs)*
            #[must_use]
            pub fn #ident(mut self, value: impl ::core::convert::Into<#inner>) -> Self {
                self.#ident = ::core::option::Option::Some(value.into());
                self
            }
        });
    }
    Ok(quote! { impl #name { #(#methods)* } })
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

fn option_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|s| s.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}
