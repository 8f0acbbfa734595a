//! The org as its callers see it.

mod database_file;
mod turns;
mod views;
