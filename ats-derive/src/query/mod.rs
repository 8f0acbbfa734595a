//! `soql!` and `#[derive(Select)]`: queries checked against the generated crate's schema.
//!
//! A macro sees only its own tokens, so the schema comes to it by a chain of macro calls. A generated
//! crate has a macro that holds the index of its objects and one an object that holds the object's
//! compact schema. [`ask`] is what both call: it gets the index and the objects known so far, checks
//! the query and, when that asks for an object that is not known yet, expands to a call of the
//! object's macro, which calls [`ask`] again with one object more. When nothing is missing it expands
//! to the query. What the same compilation has read before, by fingerprint, is not asked for again.
//!
//! The input, which the generator prints a call of:
//!
//! ```text
//! [$crate] "ats-index 1|…" job { "ats-object 1…" … } what the job is about
//! ```
//!
//! The first call has the index's first line alone; if no index with that fingerprint was read in
//! this compilation, [`ask`] asks for all of it. An object whose feature is off comes as two
//! literals, its API name and `"ats-off feature"`.

mod bind;
mod literal;
mod org;
mod row;
mod select;
mod soql;
mod types;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::parse::Parser as _;

use crate::nesting;

#[cfg(test)]
mod tests;

use self::org::Org;

/// The root of the generated crate, what it knows, and what is asked of it.
pub(crate) struct Question {
    /// `$crate`.
    root: TokenStream,
    org: Org,
    /// What was passed in, to be passed on.
    job: Ident,
    known: TokenStream,
    /// What says which index the org has: its first line, or all of it where that has no fingerprint.
    index: TokenTree,
    input: TokenStream,
}

/// What the macro is to do.
enum Job {
    Soql(Box<soql::Asked>),
    Select,
}

/// What a job makes of what is known.
enum Answer {
    /// The expansion.
    Done(TokenStream),
    /// The API name of an object that must be known first.
    Wanted(String),
}

/// The macro behind `soql!` and `derive(Select)`.
pub(crate) fn ask(input: TokenStream) -> syn::Result<TokenStream> {
    let mut question = match Question::parse(input)? {
        Parsed::Question(question) => question,
        Parsed::IndexWanted(tokens) => return Ok(tokens),
    };
    let job = match question.job.to_string().as_str() {
        "soql" => Job::Soql(Box::new(soql::Asked::parse(question.input.clone())?)),
        "select" => Job::Select,
        other => return Err(out_of_step(&format!("it asks for `{other}`"))),
    };
    loop {
        let answer = match &job {
            Job::Soql(asked) => asked.answer(&question)?,
            Job::Select => select::select(&question)?,
        };
        match answer {
            Answer::Done(tokens) => return Ok(tokens),
            // An earlier query may have asked the same.
            Answer::Wanted(object) if question.org.recall(&object) => {}
            Answer::Wanted(object) => return question.ask_for(&object),
        }
    }
}

/// The derive's part: it hands the struct to the macro of the object it names.
pub(crate) fn derive_select(input: TokenStream) -> syn::Result<TokenStream> {
    nesting::check(&input)?;
    select::enter(&syn::parse2(input)?)
}

/// What the input holds.
enum Parsed {
    Question(Question),
    /// Too little to answer it: a call of the macro that holds the index.
    IndexWanted(TokenStream),
}

impl Question {
    fn parse(input: TokenStream) -> syn::Result<Parsed> {
        let mut tokens = input.into_iter();
        let mut next = || tokens.next();
        let parts = (next(), next(), next(), next());
        let (
            Some(TokenTree::Group(root)),
            Some(index),
            Some(TokenTree::Ident(job)),
            Some(TokenTree::Group(known)),
        ) = parts
        else {
            return Err(out_of_step("it does not call the macro as it should"));
        };
        let (root, input) = (root.stream(), tokens.collect());
        if syn::Path::parse_mod_style.parse2(root.clone()).is_err() {
            return Err(out_of_step("it does not say where it is"));
        }
        nesting::check(&input)?;
        let Some((org, index)) = Org::read(index, known.stream())? else {
            return Ok(Parsed::IndexWanted(
                quote!(#root::__ats_index! { @ #job #known #input }),
            ));
        };
        Ok(Parsed::Question(Self {
            root,
            org,
            job,
            index,
            known: known.stream(),
            input,
        }))
    }

    /// The same question again, with one object more.
    fn ask_for(&self, object: &str) -> syn::Result<TokenStream> {
        let Some(holder) = self.org.holder(object) else {
            return Err(out_of_step(&format!("it holds no schema of {object}")));
        };
        let holder = Ident::new(holder, Span::call_site());
        let Self {
            root,
            index,
            job,
            known,
            input,
            ..
        } = self;
        let known = Group::new(Delimiter::Brace, known.clone());
        Ok(quote!(#root::#holder! { [#root] #index #job #known #input }))
    }
}

/// The error for a generated crate that another version of the generator wrote.
fn out_of_step(what: &str) -> syn::Error {
    let message = format!(
        "the generated crate does not suit this version of ats-core ({what}): generate it anew with \
         the ats-codegen of this version"
    );
    syn::Error::new(Span::call_site(), message)
}
