//! What generated models cost to compile.

mod app;
mod instructions;
mod measure;
mod report;
mod workspace;

pub use instructions::as_compiler;
pub use measure::{Measured, Step, measure};
pub use report::{json, ratio, text};
pub use workspace::{Variant, Workspaces};
