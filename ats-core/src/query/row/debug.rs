//! How rows are shown.

use std::fmt::{self, Debug};

use super::cells::Wide;

/// The fields of a row: a tuple of references, or two such where there are many.
#[doc(hidden)]
pub trait Members {
    fn each(&self, show: &mut dyn FnMut(&dyn Debug));
}

macro_rules! tuples {
    ($(($($member:ident $slot:tt)*))*) => {$(
        impl<$($member: Debug),*> Members for ($(&$member,)*) {
            fn each(&self, show: &mut dyn FnMut(&dyn Debug)) {
                $(show(self.$slot);)*
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
}

/// Those of a row whose query was wrong: it has no members, and that is not told as a second error.
impl Members for () {
    fn each(&self, _: &mut dyn FnMut(&dyn Debug)) {}
}

impl<A: Members, B: Members> Members for Wide<A, B> {
    fn each(&self, show: &mut dyn FnMut(&dyn Debug)) {
        self.0.each(show);
        self.1.each(show);
    }
}

/// Shows a row as the standard derive would. That one takes the compiler several times longer.
///
/// # Errors
///
/// If the formatter fails.
#[doc(hidden)]
pub fn debug_row(f: &mut fmt::Formatter<'_>, names: &str, members: impl Members) -> fmt::Result {
    let mut names = names.split(' ');
    let mut out = f.debug_struct(names.next().unwrap_or_default());
    members.each(&mut |member| {
        out.field(names.next().unwrap_or_default(), member);
    });
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::{Wide, debug_row};

    #[test]
    fn as_the_derive_shows_it() {
        #[derive(Debug)]
        struct Row {
            id: u8,
            name: Option<&'static str>,
        }

        struct Ours(Row);

        impl std::fmt::Debug for Ours {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                debug_row(f, "Row id name", Wide((&self.0.id,), (&self.0.name,)))
            }
        }

        let row = Row {
            id: 1,
            name: Some("a"),
        };
        let expected = [format!("{row:?}"), format!("{row:#?}")];
        let ours = Ours(row);
        assert_eq!([format!("{ours:?}"), format!("{ours:#?}")], expected);
    }
}
