//! A record is deleted by its id, which says of what it is.

use ats_core::record;

fn main() {
    _ = record::delete("a0LEm000007SHNYMA4");
}
