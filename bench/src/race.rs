//! Timing several ways to do one thing, in turns.

use std::hint::black_box;
use std::time::Instant;

use crate::stats::median;

/// One way to do it.
pub struct Runner<'a> {
    name: &'static str,
    run: Box<dyn FnMut() -> f64 + 'a>,
}

impl<'a> Runner<'a> {
    /// A runner; what `work` gives back is dropped after the clock has stopped.
    pub fn new<T>(name: &'static str, mut work: impl FnMut() -> T + 'a) -> Self {
        let run = move || {
            let started = Instant::now();
            let done = black_box(work());
            let seconds = started.elapsed().as_secs_f64();
            drop(done);
            seconds
        };
        Self {
            name,
            run: Box::new(run),
        }
    }
}

/// Seconds of each round, by runner.
pub struct Times {
    /// The runner's name.
    pub name: &'static str,
    /// One figure a round.
    pub seconds: Vec<f64>,
}

impl Times {
    /// The median, in milliseconds.
    #[must_use]
    pub fn median_ms(&self) -> f64 {
        median(&self.seconds) * 1e3
    }

    /// How many times as quick as `other` this is: the median over the rounds, so that what slows
    /// the machine down for a while slows both.
    #[must_use]
    pub fn speed_to(&self, other: &Self) -> f64 {
        let rounds = self.seconds.iter().zip(&other.seconds);
        median(&rounds.map(|(own, other)| other / own).collect::<Vec<_>>())
    }
}

/// Runs all of them, `rounds` times over, each round beginning with another one.
pub fn race(rounds: usize, mut runners: Vec<Runner<'_>>) -> Vec<Times> {
    let mut times: Vec<Times> = (runners.iter())
        .map(|runner| Times {
            name: runner.name,
            seconds: Vec::with_capacity(rounds),
        })
        .collect();
    let count = runners.len();
    // Two rounds to warm up.
    for round in 0..rounds + 2 {
        for turn in 0..count {
            let at = (round + turn) % count;
            let seconds = (runners[at].run)();
            if round >= 2 {
                times[at].seconds.push(seconds);
            }
        }
    }
    times
}
