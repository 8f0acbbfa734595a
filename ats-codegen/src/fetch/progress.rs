//! How far a fetch is: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

/// Objects between two lines where no terminal is.
const EVERY: usize = 100;

/// Tells how far it is.
pub(super) struct Progress {
    how: How,
    done: AtomicUsize,
    total: AtomicUsize,
}

enum How {
    Silent,
    Lines,
    Bar(ProgressBar),
}

impl Progress {
    /// On standard error; nothing where `wanted` is false.
    pub(super) fn new(wanted: bool) -> Self {
        let how = if !wanted {
            How::Silent
        } else if std::io::stderr().is_terminal() {
            let bar = ProgressBar::new(0);
            let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}");
            if let Ok(style) = style {
                bar.set_style(style);
            }
            How::Bar(bar)
        } else {
            How::Lines
        };
        Self {
            how,
            done: AtomicUsize::new(0),
            total: AtomicUsize::new(0),
        }
    }

    /// So many objects more are asked for.
    pub(super) fn expect(&self, more: usize) {
        let total = self.total.fetch_add(more, Ordering::Relaxed) + more;
        match &self.how {
            How::Silent => {}
            How::Lines if more == total => line(&format!("describing {}", objects(total))),
            How::Lines => line(&format!("describing {} more", objects(more))),
            How::Bar(bar) => bar.set_length(total as u64),
        }
    }

    /// One is done.
    pub(super) fn done(&self, name: &str) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        match &self.how {
            How::Silent => {}
            How::Lines => {
                let total = self.total.load(Ordering::Relaxed);
                if done.is_multiple_of(EVERY) && done < total {
                    line(&format!("described {done} of {total} objects"));
                }
            }
            How::Bar(bar) => {
                bar.set_message(crate::printable::line(name));
                bar.inc(1);
            }
        }
    }

    /// Nothing more comes.
    pub(super) fn finish(&self) {
        if let How::Bar(bar) = &self.how {
            bar.finish_and_clear();
        }
    }
}

/// `1 object`, `33 objects`.
pub(super) fn objects(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} object{plural}")
}

fn line(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
