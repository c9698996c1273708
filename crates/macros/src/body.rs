//! What is only sent.

use crate::{
    options::{Grammar, Member, Object, written},
    types::{is_collection, span},
};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, Error, Generics, Ident, LitStr};

const GRAMMAR: Grammar = Grammar {
    derive: "Body",
    attribute: "body",
    of_struct: &["new", "constant", "check", "check_always", "pairs"],
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
    let methods = object.methods(false)?;
    let checks = object.checks(&TokenStream::new());
    let send = if object.options.pairs { pairs(&object)? } else { json(&object) };
    Ok(quote! {
        #methods

        const _: () = {
            use ::portcullis_core::{record as __record, serde as __serde};

            #checks

            #[automatically_derived]
            #send
        };
    })
}

fn constants<'a>(object: &'a Object<'_>) -> impl Iterator<Item = (LitStr, &'a syn::Expr)> {
    let named = |(name, value)| (LitStr::new(&Ident::to_string(name), name.span()), value);
    object.options.constants.iter().map(|(name, value)| (name, value)).map(named)
}

fn json(object: &Object<'_>) -> TokenStream {
    let ident = object.ident;
    let (impl_generics, ty_generics, _) = object.generics.split_for_impl();
    let write = object.members.iter().enumerate().map(|(at, member)| write(at, member, object.generics));
    let constants = constants(object).map(|(name, value)| {
        quote! { __writing.member(0, #name, ::core::option::Option::Some(#value))?; }
    });
    quote! {
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
    }
}

fn pairs(object: &Object<'_>) -> syn::Result<TokenStream> {
    if let Some(member) = object.members.iter().find(|member| member.options.with.is_some()) {
        let text = "`with` is for JSON: a struct of `pairs` has none";
        return Err(Error::new_spanned(member.ident, text));
    }
    let ident = object.ident;
    let (impl_generics, ty_generics, _) = object.generics.split_for_impl();
    let constants = constants(object).map(|(name, value)| quote! { __put(#name, &#value); });
    let put = object.members.iter().map(|member| {
        let (ident, name) = (member.ident, &member.name);
        quote_spanned!(span(member.ty())=> __put(#name, &self.#ident);)
    });
    Ok(quote! {
        impl #impl_generics ::portcullis_core::Pairs for #ident #ty_generics {
            #[inline]
            fn pairs(&self, __put: &mut dyn ::core::ops::FnMut(&str, &dyn ::portcullis_core::FieldValue)) {
                #(#constants)*
                #(#put)*
            }
        }
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
