//! The fenced blocks of Markdown pages and of doc comments.

/// A block between two fences.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    /// The line of the opening fence, from 1.
    pub line: usize,
    /// The words after the opening fence, such as `rust,no_run`.
    pub language: String,
    /// The lines between the fences, each with its end.
    pub text: String,
}

/// Returns the blocks of a text whose lines begin with `prefix`, such as `///`, after any
/// indentation. Other lines belong to no block.
pub fn blocks(text: &str, prefix: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in text.lines().enumerate() {
        let line = if prefix.is_empty() {
            line
        } else {
            let Some(line) = line.trim_start().strip_prefix(prefix) else {
                open = None;
                continue;
            };
            line.strip_prefix(' ').unwrap_or(line)
        };
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block {
                    line: index + 1,
                    language: language.to_owned(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}
