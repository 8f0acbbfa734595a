//! The order rustfmt gives to imports (style edition 2024: version sorting).

use std::cmp::Ordering;

/// Compares two names as rustfmt does: pieces of digits by number, an underscore before
/// anything else, the rest by character.
pub(super) fn version_sort(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left, right);
    let mut zeros = Ordering::Equal;
    loop {
        let (a_piece, a_rest) = piece(a);
        let (b_piece, b_rest) = piece(b);
        let order = match (a_piece, b_piece) {
            (Piece::End, Piece::End) => return zeros.then_with(|| left.cmp(right)),
            (Piece::End, _) => Ordering::Less,
            (_, Piece::End) => Ordering::Greater,
            (Piece::Underscore, Piece::Underscore) => Ordering::Equal,
            (Piece::Underscore, _) => Ordering::Less,
            (_, Piece::Underscore) => Ordering::Greater,
            (Piece::Digits(a), Piece::Digits(b)) => {
                let (a_digits, b_digits) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
                if zeros == Ordering::Equal {
                    // More leading zeros come first, when nothing else decides.
                    zeros = (b.len() - b_digits.len()).cmp(&(a.len() - a_digits.len()));
                }
                (a_digits.len(), a_digits).cmp(&(b_digits.len(), b_digits))
            }
            (Piece::Digits(a) | Piece::Word(a), Piece::Digits(b) | Piece::Word(b)) => a.cmp(b),
        };
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (a_rest, b_rest);
    }
}

enum Piece<'a> {
    End,
    Underscore,
    Digits(&'a str),
    Word(&'a str),
}

fn piece(text: &str) -> (Piece<'_>, &str) {
    let Some(first) = text.chars().next() else {
        return (Piece::End, "");
    };
    if first == '_' {
        return (Piece::Underscore, &text[1..]);
    }
    let digits = first.is_ascii_digit();
    let end = text
        .find(|ch: char| ch == '_' || ch.is_ascii_digit() != digits)
        .unwrap_or(text.len());
    let (piece, rest) = text.split_at(end);
    if digits {
        (Piece::Digits(piece), rest)
    } else {
        (Piece::Word(piece), rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_rustfmt_sorts() {
        let mut names = vec![
            "x10", "x9", "x_a", "xa", "x", "x1_b", "x1", "Sic10", "Sic9", "SIC",
        ];
        names.sort_by(|a, b| version_sort(a, b));
        assert_eq!(
            names,
            [
                "SIC", "Sic9", "Sic10", "x", "x_a", "x1", "x1_b", "x9", "x10", "xa"
            ]
        );
    }
}
