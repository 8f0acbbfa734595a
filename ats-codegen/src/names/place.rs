//! What has a name, in words.

use std::fmt;

use crate::printable;

/// What has a name: the kind of name, the object, and a field, relationship or value of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) object: String,
    pub(crate) member: Option<String>,
    pub(crate) kind: &'static str,
    /// A value of the picklist.
    pub(crate) value: Option<String>,
}

impl Place {
    pub(super) fn new(kind: &'static str, object: &str, member: Option<&str>) -> Self {
        Self {
            object: object.to_owned(),
            member: member.map(str::to_owned),
            kind,
            value: None,
        }
    }
}

/// A name that is another than the lock has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Renamed {
    pub(crate) place: Place,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// `the type of \`bpats__Job__c\` is now \`Job\`, was \`Position\``
impl fmt::Display for Renamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, old, new } = self;
        write!(f, "the {place} is now `{new}`, was `{old}`")
    }
}

/// `field \`bpats__Job__c.bpats__Status__c\``
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let object = printable::name(&self.object);
        write!(f, "{} `{object}", self.kind)?;
        if let Some(member) = &self.member {
            write!(f, ".{}", printable::name(member))?;
        }
        f.write_str("`")?;
        match &self.value {
            Some(value) => write!(f, " value `{}`", printable::name(value)),
            None => Ok(()),
        }
    }
}
