//! A mode: the server's answers, the program's call, and the outcomes that must be reported.

use crate::server::{Answer, Protocol};

/// The call that the program makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Create,
    Update,
    Upsert,
    Delete,
    Retrieve,
    /// Two contacts by `composite/sobjects`.
    CreateTwo,
    CreateTwoOrNone,
    UpdateTwo,
    UpsertTwo,
    DeleteTwo,
    DeleteThree,
    RetrieveTwo,
    /// A job with an interview, by `composite/tree`.
    CreateTree,
    /// Two contacts by `composite`.
    CompositeTwo,
    CompositeTwoOrNone,
    /// Updates of two contacts by `composite`.
    CompositeUpdates,
    CompositeUpdatesOrNone,
    UpdateTwoOrNone,
    /// All pages of a query, by its stream.
    QueryAll,
    Count,
    /// A new client with a password.
    SignIn,
}

/// The outcome that the client reports for one record, or for a call that only reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// It was done.
    Done,
    /// It was certainly not done, and trying again would not help.
    Refused,
    /// It was certainly not done, and may be tried again.
    NotDone,
    /// It may have been done.
    Unknown,
    /// A read succeeded, with so many rows.
    Rows(usize),
    /// A read failed after so many rows.
    FailedAfter(usize),
    /// The result of one record was given as that of another; never right.
    MixedUp,
}

/// One behaviour of the server, and what the client must make of it.
pub struct Mode {
    pub name: &'static str,
    pub protocol: Protocol,
    pub call: Call,
    pub answers: Vec<Answer>,
    pub sign_ins: Vec<Answer>,
    /// True if the client has a password to sign in with again, not a token alone.
    pub password: bool,
    /// How often the client's policy lets it send a request.
    pub attempts: u32,
    /// The outcomes that the client must report, one for each record.
    pub reported: Vec<Reported>,
    /// The requests that the server may count; sign-ins apart.
    pub requests: usize,
    /// The most sign-ins that the server may count.
    pub sign_ins_at_most: usize,
    /// Texts that the errors must contain.
    pub says: Vec<&'static str>,
    /// Texts that no error may contain, in `Display`, `Debug` or `explain`.
    pub never_says: Vec<&'static str>,
}

/// A mode over plain HTTP/1.1 with one request for each answer.
pub fn mode(name: &'static str, call: Call, answers: Vec<Answer>, reported: &[Reported]) -> Mode {
    Mode {
        name,
        protocol: Protocol::Http1,
        call,
        requests: answers.len(),
        answers,
        sign_ins: Vec::new(),
        password: false,
        attempts: 1,
        reported: reported.to_vec(),
        sign_ins_at_most: 2,
        says: Vec::new(),
        never_says: Vec::new(),
    }
}

impl Mode {
    pub fn over(mut self, protocol: Protocol) -> Self {
        self.protocol = protocol;
        self
    }

    /// The server counts so many requests, where that is not one for each answer.
    pub fn requests(mut self, requests: usize) -> Self {
        self.requests = requests;
        self
    }

    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    pub fn password(mut self, sign_ins_at_most: usize) -> Self {
        self.password = true;
        self.sign_ins_at_most = sign_ins_at_most;
        self
    }

    pub fn sign_ins(mut self, answers: Vec<Answer>) -> Self {
        self.sign_ins = answers;
        self.password = true;
        self
    }

    pub fn says(mut self, words: &[&'static str]) -> Self {
        self.says = words.to_vec();
        self
    }

    pub fn never_says(mut self, words: &[&'static str]) -> Self {
        self.never_says = words.to_vec();
        self
    }
}
