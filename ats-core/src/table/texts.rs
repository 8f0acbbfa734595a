//! Lists of texts in tables.

use std::fmt;

use super::numbers::{Numbers, characters};

/// A constant list of texts: one text, and where each item ends in it.
///
/// As data it is a quarter of a list of `&str`, needs no relocation, and costs the compiler one
/// literal; a crate of generated objects holds thousands of them.
#[derive(Clone, Copy)]
pub struct Texts {
    /// All of them, one after the other.
    pub(crate) text: &'static str,
    /// Where each ends: they rise, and none is inside a character.
    pub(crate) ends: Numbers,
}

/// [`Texts`] as the derive prints them: all of them, and the ends as [`Numbers`].
pub(crate) type RawTexts = (&'static str, &'static str);

impl Texts {
    /// No texts.
    pub const NONE: Self = Self {
        text: "",
        ends: Numbers::new(""),
    };

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    const fn start(&self, index: usize) -> usize {
        if index == 0 {
            0
        } else {
            self.ends.at(index - 1) as usize
        }
    }

    /// The text at an index.
    ///
    /// # Panics
    ///
    /// Past the end.
    #[must_use]
    pub const fn at(&self, index: usize) -> &'static str {
        let (text, _) = self.text.split_at(self.ends.at(index) as usize);
        text.split_at(self.start(index)).1
    }

    /// The text at an index; past the end, `None`.
    #[must_use]
    pub const fn get(&self, index: usize) -> Option<&'static str> {
        if index < self.ends.len() {
            Some(self.at(index))
        } else {
            None
        }
    }

    /// Whether a text is the one at an index. Compares bytes, since the text of a record's key is
    /// compared with the one expected hundreds of thousands of times.
    #[inline]
    pub(crate) fn is(&self, index: usize, text: &str) -> bool {
        self.ends.get(index).is_some_and(|end| {
            self.text.as_bytes().get(self.start(index)..end as usize) == Some(text.as_bytes())
        })
    }

    /// The texts, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'static str> + Clone + use<> {
        let texts = *self;
        (0..texts.len()).map(move |index| texts.at(index))
    }
}

/// Where each of some texts ends in all of them, for tables written by hand.
pub(crate) const fn ends<const N: usize>(texts: &[&str; N]) -> [[u8; 4]; N] {
    let mut ends = [[0; 4]; N];
    let (mut at, mut end) = (0, 0);
    while at < N {
        end += texts[at].len();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "names are shorter than 4 GiB"
        )]
        let short = end as u32;
        ends[at] = characters(short);
        at += 1;
    }
    ends
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Numbers, Texts};

    const TEXTS: Texts = Texts {
        text: "IdN\u{e4}me",
        ends: Numbers::new("\x02\0\0\0\x02\0\0\0\x07\0\0\0"),
    };

    #[test]
    fn each_stands_where_it_ends() {
        assert_eq!(TEXTS.iter().collect::<Vec<_>>(), ["Id", "", "N\u{e4}me"]);
        assert_eq!((TEXTS.get(2), TEXTS.get(3)), (Some("N\u{e4}me"), None));
        assert!(TEXTS.is(0, "Id") && TEXTS.is(1, "") && !TEXTS.is(2, "Id") && !TEXTS.is(3, ""));
        assert!(Texts::NONE.is_empty() && TEXTS.len() == 3);
    }
}
