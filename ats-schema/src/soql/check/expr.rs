//! Values that a query speaks of, and where names are looked up.

use std::collections::{HashMap, HashSet};

use super::report::{Column, Type};
use super::rule::Subject;
use crate::rules::soql_limits::MAX_PARENT_LEVELS;
use crate::schema::{Field, Flags, Object, ValueKind};
use crate::soql::Span;
use crate::soql::ast::{Function, Name, Path};

/// A field, or a function of one.
#[derive(Clone, Debug)]
pub(super) struct Expr<'s> {
    /// The same for the same value: lower case, without aliases.
    pub(super) key: String,
    /// The key of the field, without functions.
    pub(super) field_key: String,
    /// The field behind it, and its object.
    pub(super) source: Source<'s>,
    /// The functions that make another value of the source, from the inside out. One that
    /// only shows it in another way, such as `FORMAT`, does not count: `toLabel(Status)` may
    /// be selected where `Status` is grouped by.
    pub(super) functions: Vec<Function>,
    /// Where it is written.
    pub(super) span: Span,
    /// Whether it is compared with labels instead of values.
    pub(super) is_label: bool,
    /// What it is compared with.
    pub(super) kind: ValueKind,
    pub(super) value: Type<'s>,
    pub(super) nullable: bool,
    pub(super) is_aggregate: bool,
}

/// What is behind a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source<'s> {
    Field(&'s Object, &'s Field),
    /// A field of the Name object: of a polymorphic parent.
    OfTarget(&'static str, &'s Field),
    /// The type of a polymorphic parent.
    TypeOfTarget(&'s Field),
    /// Of an object that the schema does not hold, but known all the same.
    Common(&'static str),
    /// Of a virtual relationship: it can only be selected.
    Virtual(&'static str),
    /// Of an object that the schema does not hold.
    Unknown,
}

impl<'s> Expr<'s> {
    pub(super) fn of_field(key: String, object: &'s Object, field: &'s Field) -> Self {
        Self {
            source: Source::Field(object, field),
            kind: ValueKind::of(&field.kind),
            value: Type::Field(object, field),
            nullable: field.flags.has(Flags::NILLABLE),
            ..Self::unknown(key)
        }
    }

    pub(super) fn unknown(key: String) -> Self {
        Self {
            field_key: key.clone(),
            key,
            source: Source::Unknown,
            functions: Vec::new(),
            span: Span::NONE,
            is_label: false,
            kind: ValueKind::Any,
            value: Type::Unknown,
            nullable: true,
            is_aggregate: false,
        }
    }

    /// What a function makes of it.
    pub(super) fn within(mut self, function: Function, kind: ValueKind, value: Type<'s>) -> Self {
        self.key = format!("{}({})", function.as_str().to_ascii_lowercase(), self.key);
        self.functions.push(function);
        self.kind = kind;
        self.value = value;
        self
    }

    /// Whether a function makes another value of the source.
    pub(super) fn is_computed(&self) -> bool {
        !self.functions.is_empty()
    }

    /// Returns whether the value can only be selected.
    pub(super) const fn is_virtual(&self) -> bool {
        matches!(self.source, Source::Virtual(_))
    }

    /// The field, if the value is that of the field.
    pub(super) fn column(&self) -> Option<&'s Field> {
        self.field().filter(|_| !self.is_computed())
    }

    /// The field behind the value.
    pub(super) fn field(&self) -> Option<&'s Field> {
        match self.source {
            Source::Field(_, field) => Some(field),
            _ => None,
        }
    }

    /// The field whose values it has: the field itself, or the least and greatest of it.
    pub(super) fn typed(&self) -> Option<(&'s Object, &'s Field)> {
        match (self.source, self.value) {
            (Source::Field(object, field), Type::Field(..)) => Some((object, field)),
            _ => None,
        }
    }

    /// What a finding says of it.
    pub(super) fn subject(&self) -> Subject {
        let (mut object, mut relationship) = (None, None);
        let field = match self.source {
            Source::Field(of, field) => {
                object = Some(of.name.clone());
                Some(field.name.clone())
            }
            Source::OfTarget(name, reference) => {
                relationship = reference.relationship.clone();
                Some(name.to_owned())
            }
            Source::TypeOfTarget(reference) => {
                relationship = reference.relationship.clone();
                Some("Type".to_owned())
            }
            Source::Common(name) | Source::Virtual(name) => Some(name.to_owned()),
            Source::Unknown => None,
        };
        Subject {
            object,
            relationship,
            field,
            functions: self.functions.clone(),
            kind: self.kind,
            field_type: self.field().map(|field| field.kind.clone()),
        }
    }

    /// The key of the field in the answer; what was written where the schema does not say.
    pub(super) fn name(&self, path: Option<&Path>) -> String {
        let written = || path.and_then(Path::last).map(|name| name.text.clone());
        match self.source {
            Source::Field(_, field) => field.name.clone(),
            Source::OfTarget(name, _) | Source::Common(name) | Source::Virtual(name) => {
                name.to_owned()
            }
            Source::TypeOfTarget(_) => "Type".to_owned(),
            Source::Unknown => written().unwrap_or_default(),
        }
    }

    pub(super) fn column_named(&self, name: String, span: Span) -> Column<'s> {
        Column {
            name,
            value: self.value,
            nullable: self.nullable,
            span,
        }
    }
}

/// Where a path has come to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'s> {
    Known(&'s Object),
    /// Behind a polymorphic reference.
    Targets(&'s Field),
    /// Behind a relationship that no describe lists.
    Virtual(&'static VirtualRelationship),
    /// At an object that the schema does not hold; its name where that is known.
    Opaque(Option<&'s str>),
}

impl<'s> Place<'s> {
    /// Where everything is let through, because there is a finding already.
    pub(super) const fn nowhere() -> Self {
        Self::Opaque(None)
    }

    pub(super) const fn object(self) -> Option<&'s Object> {
        match self {
            Self::Known(object) => Some(object),
            Self::Targets(_) | Self::Virtual(_) | Self::Opaque(_) => None,
        }
    }

    /// The API name, where it is known.
    pub(super) fn name(self) -> Option<&'s str> {
        match self {
            Self::Known(object) => Some(&object.name),
            Self::Virtual(relationship) => Some(relationship.name),
            Self::Opaque(name) => name,
            Self::Targets(_) => None,
        }
    }
}

/// A relationship that records of every object have and no describe lists.
#[derive(Debug)]
pub(super) struct VirtualRelationship {
    pub(super) name: &'static str,
    pub(super) fields: &'static [(&'static str, ValueKind)],
}

/// The virtual relationships: the access of the user to the record (*Object Reference,
/// UserRecordAccess*), and who sees it (*WITH RecordVisibilityContext*).
static VIRTUAL_RELATIONSHIPS: [VirtualRelationship; 2] = [
    VirtualRelationship {
        name: "UserRecordAccess",
        fields: &[
            ("HasAllAccess", ValueKind::Boolean),
            ("HasDeleteAccess", ValueKind::Boolean),
            ("HasEditAccess", ValueKind::Boolean),
            ("HasReadAccess", ValueKind::Boolean),
            ("HasTransferAccess", ValueKind::Boolean),
            ("MaxAccessLevel", ValueKind::Text),
            ("RecordId", ValueKind::Id),
            ("UserId", ValueKind::Id),
        ],
    },
    VirtualRelationship {
        name: "RecordVisibility",
        fields: &[
            ("RecordId", ValueKind::Id),
            ("VisibilityAttribute", ValueKind::Text),
        ],
    },
];

/// Returns the virtual relationship of this name.
pub(super) fn virtual_relationship(name: &str) -> Option<&'static VirtualRelationship> {
    let is = |known: &&VirtualRelationship| known.name.eq_ignore_ascii_case(name);
    VIRTUAL_RELATIONSHIPS.iter().find(is)
}

/// Returns whether records of every object have a relationship of this name although no
/// describe lists it: `UserRecordAccess`, `RecordVisibility`.
#[must_use]
pub fn is_virtual_relationship(name: &str) -> bool {
    virtual_relationship(name).is_some()
}

/// A relationship on the way to a field.
#[derive(Clone, Debug)]
pub(super) struct Step<'s> {
    /// As the schema spells it, or as it was written.
    pub(super) name: String,
    pub(super) reference: Option<&'s Field>,
    pub(super) place: Place<'s>,
}

/// Where the names of one `SELECT` are looked up.
pub(super) struct Scope<'s> {
    pub(super) root: Place<'s>,
    /// Names that may stand before a path, in lower case, and the relationships they stand for.
    aliases: HashMap<String, Vec<Name>>,
    /// Aliases of the `SELECT` list of a query of groups, in lower case.
    selected: HashMap<String, Expr<'s>>,
    /// The paths to the parents that the query reads, in lower case.
    pub(super) joins: HashSet<String>,
}

impl<'s> Scope<'s> {
    pub(super) fn new(root: Place<'s>) -> Self {
        Self {
            root,
            aliases: HashMap::new(),
            selected: HashMap::new(),
            joins: HashSet::new(),
        }
    }

    /// A name that may stand before a path. Of two alike the first counts.
    pub(super) fn name(&mut self, alias: &Name, mut stands_for: Vec<Name>) {
        // One more than is allowed is enough to be refused; without an end, a chain of aliases
        // would be as long as the query, and all of them together as its square.
        stands_for.truncate(MAX_PARENT_LEVELS + 1);
        let alias = alias.text.to_ascii_lowercase();
        self.aliases.entry(alias).or_insert(stands_for);
    }

    /// A path's names without the alias, or the object's own name, it may begin with.
    pub(super) fn without_alias(&self, path: &Path) -> Vec<Name> {
        if let [first, rest @ ..] = path.segments.as_slice()
            && !rest.is_empty()
        {
            let alias = first.text.to_ascii_lowercase();
            if let Some(stands_for) = self.aliases.get(&alias) {
                return stands_for.iter().chain(rest).cloned().collect();
            }
            if self.root.name().is_some_and(|name| first.is(name)) {
                return rest.to_vec();
            }
        }
        path.segments.clone()
    }

    pub(super) fn selected(&self, path: &Path) -> Option<&Expr<'s>> {
        let name = path.as_name()?;
        self.selected.get(&name.text.to_ascii_lowercase())
    }

    /// An alias of the `SELECT` list. Of two alike the first counts.
    pub(super) fn select(&mut self, alias: &Name, expr: &Expr<'s>) {
        let alias = alias.text.to_ascii_lowercase();
        self.selected.entry(alias).or_insert_with(|| expr.clone());
    }
}
