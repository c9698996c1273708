//! What only comes back.

use crate::{
    options::{Grammar, Member, Object, local, written},
    types::{is_collection, is_secret, span},
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, Error};

const GRAMMAR: Grammar = Grammar {
    derive: "Reply",
    attribute: "reply",
    of_struct: &["secret"],
    of_field: &["name", "alias", "default", "with", "skip"],
};

pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let object = Object::read(input, &GRAMMAR)?;
    let (ident, mut names) = (object.ident, object.names());
    let fields = (0..names.len()).map(local);
    let read = object.members.iter().enumerate().map(|(at, member)| {
        let alias = member.options.alias.as_ref().map(|alias| {
            names.push(alias);
            names.len() - 1
        });
        read(at, alias, member)
    });
    let read: Vec<TokenStream> = read.collect();
    let built = object.members.iter().enumerate().map(built);
    let skipped =
        object.skipped.iter().map(|(ident, _)| quote!(#ident: ::core::default::Default::default(),));
    // Nothing is kept where there is no place for it.
    let (reading, keep, extra) = match object.extra {
        Some(extra) => (
            quote!(Reading),
            quote!(__reading.keep(&mut __members)?;),
            quote!(#extra: { let mut extra = ::core::default::Default::default(); __reading.extra(&mut extra); extra },),
        ),
        None => (quote!(Names), quote!(__reading.ignore(&mut __members)?;), quote!()),
    };
    let shown = shown(&object)?;
    Ok(quote! {
        const _: () = {
            use ::portcullis_core::{record as __record, serde as __serde};

            const __KNOWN: &[&str] = &[#(#names),*];

            #[automatically_derived]
            impl __record::Reply for #ident {
                fn members<'de, __A: __serde::de::MapAccess<'de>>(
                    mut __members: __A,
                ) -> ::core::result::Result<Self, __A::Error> {
                    let mut __reading = __record::#reading::new(__KNOWN);
                    #(let mut #fields = ::core::option::Option::None;)*
                    while let ::core::option::Option::Some(__found) = __reading.name(&mut __members)? {
                        match __found {
                            #(#read)*
                            _ => { #keep }
                        }
                    }
                    ::core::result::Result::Ok(Self { #(#built)* #(#skipped)* #extra })
                }
            }

            #[automatically_derived]
            impl __record::Lenient for #ident {
                fn read<'de, __D: __serde::Deserializer<'de>>(
                    __from: __D,
                ) -> ::core::result::Result<::core::option::Option<Self>, __D::Error> {
                    __record::read_reply(__from)
                }
            }

            #[automatically_derived]
            impl<'de> __serde::Deserialize<'de> for #ident {
                fn deserialize<__D: __serde::Deserializer<'de>>(__from: __D) -> ::core::result::Result<Self, __D::Error> {
                    __record::one_reply(__from)
                }
            }

            #shown
        };
    })
}

fn read(at: usize, alias: Option<usize>, member: &Member<'_>) -> TokenStream {
    let (field, inner, ty) = (local(at), member.inner(), member.ty());
    let found = alias.map_or_else(|| quote!(#at), |alias| quote!(#at | #alias));
    match &member.options.with {
        None => {
            let fill = quote_spanned!(span(inner)=> __record::fill::<#inner, _>(&mut __members, &mut #field));
            quote! { #found => #fill?, }
        }
        Some(with) => {
            let with_type = format_ident!("__With{at}");
            quote! {
                #found => {
                    struct #with_type;
                    impl<'de> __serde::de::DeserializeSeed<'de> for #with_type {
                        type Value = #ty;
                        fn deserialize<__D: __serde::Deserializer<'de>>(
                            self,
                            __from: __D,
                        ) -> ::core::result::Result<#ty, __D::Error> {
                            #with(__from)
                        }
                    }
                    #field = ::core::option::Option::Some(__members.next_value_seed(#with_type)?);
                }
            }
        }
    }
}

fn built((at, member): (usize, &Member<'_>)) -> TokenStream {
    let (field, ident, name) = (local(at), member.ident, &member.name);
    let read_as_whole = member.options.with.is_some() && member.optional.is_some();
    if read_as_whole || is_collection(member.ty()) || member.options.default {
        quote!(#ident: #field.unwrap_or_default(),)
    } else if member.optional.is_some() {
        quote!(#ident: #field,)
    } else {
        quote!(#ident: __record::required(#field, #name)?,)
    }
}

/// `Serialize`, where no secret is inside. `extra` is left out: it may hold a secret that this version does not know.
fn shown(object: &Object<'_>) -> syn::Result<TokenStream> {
    if object.options.secret {
        return Ok(TokenStream::new());
    }
    if let Some(secret) = object.members.iter().find(|member| is_secret(member.ty())) {
        let text = "a reply that holds a secret is not serialized: write `#[reply(secret)]` on the struct";
        return Err(Error::new_spanned(secret.ty(), text));
    }
    let ident = object.ident;
    let write = object.members.iter().enumerate().map(|(at, member)| {
        let name = &member.name;
        let value = written(member);
        quote_spanned! { span(member.inner())=> __writing.shown(#at, #name, #value)?; }
    });
    Ok(quote! {
        #[automatically_derived]
        impl __serde::Serialize for #ident {
            fn serialize<__S: __serde::Serializer>(&self, __to: __S) -> ::core::result::Result<__S::Ok, __S::Error> {
                let mut __writing = __record::Writing::new(__to, &mut [])?;
                #(#write)*
                __writing.end()
            }
        }
    })
}
