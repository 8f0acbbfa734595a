//! Only a literal is known when the program is compiled.

use ats_core::prelude::*;
use ats_generated::*;

fn main() {
    let name = String::from("Ada");
    _ = text!(Contact::FIRST_NAME, &name);
}
