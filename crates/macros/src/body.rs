//! What is only sent.

use crate::options::{Grammar, Member, Object, is_collection, span, written};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, Error, Generics, LitStr};

const GRAMMAR: Grammar = Grammar {
    derive: "Body",
    attribute: "body",
    of_struct: &["new", "constant", "check", "check_always"],
    of_field: &["name", "with", "skip"],
};

pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let object = Object::read(input, &GRAMMAR)?;
    if let Some(listed) = &object.options.new {
        for member in &object.members {
            let empty = member.optional.is_some() || is_collection(member.ty());
            if !empty && !listed.contains(member.ident) {
                let text =
                    format!("`{}` must be set: list it in `new(..)` or make it an `Option`", member.ident);
                return Err(Error::new_spanned(member.ident, text));
            }
        }
    }
    let (ident, methods) = (object.ident, object.methods(false)?);
    let (impl_generics, ty_generics, _) = object.generics.split_for_impl();
    let checks = object.checks(&TokenStream::new());
    let write = object.members.iter().enumerate().map(|(at, member)| write(at, member, object.generics));
    let constants = object.options.constants.iter().map(|(name, value)| {
        let name = LitStr::new(&name.to_string(), name.span());
        quote! { __writing.member(0, #name, ::core::option::Option::Some(#value))?; }
    });
    Ok(quote! {
        #methods

        const _: () = {
            use ::portcullis_core::{record as __record, serde as __serde};

            #checks

            #[automatically_derived]
            impl #impl_generics __serde::Serialize for #ident #ty_generics {
                fn serialize<__S: __serde::Serializer>(
                    &self,
                    __to: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    let mut __writing = __record::Writing::new(__to, &mut [])?;
                    #(#constants)*
                    #(#write)*
                    __writing.end()
                }
            }
        };
    })
}

fn write(at: usize, member: &Member<'_>, generics: &Generics) -> TokenStream {
    let (ident, name) = (member.ident, &member.name);
    let plain = written(member);
    let Some(with) = &member.options.with else {
        return quote_spanned!(span(member.ty())=> __writing.shown(#at, #name, #plain)?;);
    };
    let (with_type, inner) = (format_ident!("__With{at}"), member.inner());
    let value = if member.optional.is_some() {
        quote!(self.#ident.as_ref().map(|__value| #with_type(__value, ::core::marker::PhantomData)))
    } else {
        quote!(::core::option::Option::Some(#with_type(&self.#ident, ::core::marker::PhantomData)))
    };
    let lifetimes: Vec<_> = generics.lifetimes().map(|parameter| &parameter.lifetime).collect();
    let elided = lifetimes.iter().map(|_| quote!('_));
    quote! {
        struct #with_type<'__a, #(#lifetimes),*>(&'__a #inner, ::core::marker::PhantomData<(#(&#lifetimes (),)*)>);
        impl __serde::Serialize for #with_type<'_, #(#elided),*> {
            fn serialize<__S: __serde::Serializer>(
                &self,
                __to: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                #with(self.0, __to)
            }
        }
        __writing.member(#at, #name, #value)?;
    }
}
