//! The org as its callers see it.

mod file;
mod turns;
mod views;
