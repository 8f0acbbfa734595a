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
mod derive_select;
mod known_org;
mod literal_text;
mod out_of_step;
mod question;
mod row;
mod rust_type;
mod soql_macro;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use self::out_of_step::out_of_step;
use self::question::{Answer, Parsed, Question};
use crate::nesting;

/// The macro that was called.
enum CalledMacro {
    Soql(Box<soql_macro::Asked>),
    Select,
}

/// The macro behind `soql!` and `derive(Select)`.
pub(crate) fn ask(input: TokenStream) -> syn::Result<TokenStream> {
    let mut question = match Question::parse(input)? {
        Parsed::Question(question) => question,
        Parsed::IndexWanted(tokens) => return Ok(tokens),
    };
    let called = match question.macro_name.to_string().as_str() {
        "soql" => CalledMacro::Soql(Box::new(soql_macro::Asked::parse(question.input.clone())?)),
        "select" => CalledMacro::Select,
        other => return Err(out_of_step(&format!("it asks for `{other}`"))),
    };
    loop {
        let answer = match &called {
            CalledMacro::Soql(asked) => asked.answer(&question)?,
            CalledMacro::Select => derive_select::select(&question)?,
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
    derive_select::enter(&syn::parse2(input)?)
}
