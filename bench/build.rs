//! Writes the peer's sources for the benches that read pages.

use std::path::Path;
use std::{env, fs};

#[allow(dead_code, reason = "the library uses the rest")]
#[path = "src/model.rs"]
mod model;
#[allow(dead_code, reason = "the library uses the rest")]
#[path = "src/peer.rs"]
mod peer;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let repository = repository.ok_or("bench lies in no folder")?;
    let generated = repository.join("ats-generated/src");
    println!("cargo::rerun-if-changed={}", generated.display());
    println!("cargo::rerun-if-changed=src/model.rs");
    println!("cargo::rerun-if-changed=src/peer.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR")?;
    let model = model::Model::read(&generated)?;
    for (style, name) in [(peer::Style::Same, "same"), (peer::Style::Plain, "plain")] {
        let text = peer::single_file(&model, style, &format!("crate::{name}"))?;
        fs::write(Path::new(&out).join(format!("{name}.rs")), text)?;
    }
    let objects = model.objects();
    let contact = objects.iter().find(|it| it.ident == "Contact");
    let contact = contact.ok_or("there is no Contact in ats-generated")?;
    fs::write(Path::new(&out).join("new_contact.rs"), new_contact(contact))?;
    Ok(())
}

/// A macro that makes a `NewContact` of a `Contact`, whichever crate they are of.
fn new_contact(contact: &model::Object) -> String {
    let (new, required) = (&contact.names.new, &contact.names.required);
    let (must, may): (Vec<_>, Vec<_>) = contact
        .with("create")
        .map(|it| (&it.ident, it.is("required")))
        .partition(|it| it.1);
    let (must, may) = (must.iter().map(|it| it.0), may.iter().map(|it| it.0));
    let must: Vec<_> = must.collect();
    let may: Vec<_> = may.collect();
    quote::quote! {
        macro_rules! new_contact {
            ($from:ident, $read:expr) => {{
                let read = $read;
                let mut new = $from::#new::new($from::#required {
                    #(#must: read.#must.expect("a required field has a value"),)*
                });
                #(new.#may = read.#may;)*
                new
            }};
        }
    }
    .to_string()
}
