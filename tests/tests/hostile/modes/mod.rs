//! The modes, by what is at stake.

mod composite;
mod many;
mod paging;
mod single;
mod text;
mod transport;

use crate::mode::Mode;

pub fn all() -> Vec<Mode> {
    let parts = [
        single::modes(),
        many::modes(),
        composite::modes(),
        transport::modes(),
        paging::modes(),
        text::modes(),
    ];
    parts.into_iter().flatten().collect()
}
