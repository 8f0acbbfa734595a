//! Paths of relationships, and the fields at their ends.

use super::expr::{Expr, Place, Scope, Source, Step, virtual_relationship};
use super::report::Type;
use super::rule::Rule;
use super::{Checker, suggest};
use crate::rules::soql_limits::MAX_PARENT_LEVELS;
use crate::schema::{Field, Object, ValueKind};
use crate::soql::Span;
use crate::soql::ast::{Name, Path};

/// The fields of the `Name` object: what can be asked of a polymorphic parent whatever it
/// is (*Object Reference, Name*; *SOQL and SOSL Reference, Understanding Relationship Fields
/// and Polymorphic Fields*).
pub const NAME_FIELDS: [(&str, ValueKind); 14] = [
    ("Alias", ValueKind::Text),
    ("Email", ValueKind::Text),
    ("FirstName", ValueKind::Text),
    ("Id", ValueKind::Id),
    ("IsActive", ValueKind::Boolean),
    ("LastName", ValueKind::Text),
    ("MobilePhone", ValueKind::Text),
    ("Name", ValueKind::Text),
    ("NameOrAlias", ValueKind::Text),
    ("Phone", ValueKind::Text),
    ("ProfileId", ValueKind::Id),
    ("Title", ValueKind::Text),
    ("UserRoleId", ValueKind::Id),
    ("Username", ValueKind::Text),
];

impl<'s> Checker<'s> {
    /// The relationships of a path, and the field at its end. `None` after a finding.
    pub(super) fn walk(
        &mut self,
        scope: &mut Scope<'s>,
        path: &Path,
    ) -> Option<(Vec<Step<'s>>, Expr<'s>)> {
        let names = scope.without_alias(path);
        self.walk_names(scope, &names, path.span)
    }

    pub(super) fn walk_names(
        &mut self,
        scope: &mut Scope<'s>,
        names: &[Name],
        path: Span,
    ) -> Option<(Vec<Step<'s>>, Expr<'s>)> {
        let (last, parents) = names.split_last()?;
        let steps = self.follow(scope, parents, path)?;
        let place = steps.last().map_or(scope.root, |step| step.place);
        let mut key = String::new();
        for step in &steps {
            key.push_str(&step.name.to_ascii_lowercase());
            key.push('.');
        }
        key.push_str(&last.text.to_ascii_lowercase());
        let expr = self.field_at(place, last, key, path)?;
        Some((steps, Expr { span: path, ..expr }))
    }

    /// Goes along relationships to parents. `None` after a finding.
    pub(super) fn follow(
        &mut self,
        scope: &mut Scope<'s>,
        parents: &[Name],
        path: Span,
    ) -> Option<Vec<Step<'s>>> {
        if let (Some(first), Some(last)) = (parents.first(), parents.last())
            && parents.len() > MAX_PARENT_LEVELS
        {
            let levels = parents.len();
            // Names that an alias stands for are elsewhere in the text.
            let is_written_here = path.start <= first.span.start && first.span.end <= path.end;
            let span = if is_written_here {
                first.span.to(last.span)
            } else {
                path
            };
            self.find_of(Rule::TooManyLevels { levels }, span, path);
            return None;
        }
        let mut steps: Vec<Step<'s>> = Vec::with_capacity(parents.len());
        let mut place = scope.root;
        let mut joined = String::new();
        for name in parents {
            let step = self.step(place, name, path)?;
            place = step.place;
            joined.push_str(&step.name.to_ascii_lowercase());
            if !matches!(place, Place::Targets(_)) && !scope.joins.contains(&joined) {
                scope.joins.insert(joined.clone());
            }
            joined.push('.');
            steps.push(step);
        }
        Some(steps)
    }

    fn step(&mut self, place: Place<'s>, name: &Name, path: Span) -> Option<Step<'s>> {
        let object = match place {
            Place::Known(object) => object,
            Place::Opaque(_) => {
                return Some(Step {
                    name: name.text.clone(),
                    reference: None,
                    place: Place::nowhere(),
                });
            }
            Place::Targets(reference) => {
                let suits = |object: &Object| object.relationship(&name.text).is_some();
                self.beyond_name_object(reference, name, true, suits, path);
                return None;
            }
            Place::Virtual(relationship) => {
                let rule = Rule::UnknownRelationship {
                    object: relationship.name.to_owned(),
                    name: name.text.clone(),
                    suggestion: None,
                };
                self.find_of(rule, name.span, path);
                return None;
            }
        };
        let Some(reference) = object.relationship(&name.text) else {
            if let Some(relationship) = virtual_relationship(&name.text) {
                return Some(Step {
                    name: relationship.name.to_owned(),
                    reference: None,
                    place: Place::Virtual(relationship),
                });
            }
            let rule = Rule::UnknownRelationship {
                object: object.name.clone(),
                name: name.text.clone(),
                suggestion: self.suggestion(|| suggest::relationship(&name.text, object)),
            };
            self.find_of(rule, name.span, path);
            return None;
        };
        let place = match reference.targets.first() {
            _ if reference.is_polymorphic() => Place::Targets(reference),
            Some(target) => self.linked(target),
            None => Place::nowhere(),
        };
        let spelled = reference.relationship.as_ref().unwrap_or(&name.text);
        Some(Step {
            name: spelled.clone(),
            reference: Some(reference),
            place,
        })
    }

    fn field_at(
        &mut self,
        place: Place<'s>,
        name: &Name,
        key: String,
        path: Span,
    ) -> Option<Expr<'s>> {
        match place {
            Place::Known(object) => {
                if let Some(field) = object.field(&name.text) {
                    return Some(Expr::of_field(key, object, field));
                }
                let suggestion =
                    self.suggestion(|| suggest::field(&name.text, object, self.schema));
                let rule = Rule::UnknownField {
                    object: object.name.clone(),
                    name: name.text.clone(),
                    suggestion,
                };
                self.find_of(rule, name.span, path);
                None
            }
            Place::Targets(reference) => self.field_of_target(reference, name, key, path),
            Place::Virtual(relationship) => {
                let mut known = relationship.fields.iter();
                let Some(&(spelled, kind)) = known.find(|(known, _)| name.is(known)) else {
                    let rule = Rule::UnknownField {
                        object: relationship.name.to_owned(),
                        name: name.text.clone(),
                        suggestion: None,
                    };
                    self.find_of(rule, name.span, path);
                    return None;
                };
                let mut expr = Expr::unknown(key);
                expr.source = Source::Virtual(spelled);
                expr.kind = kind;
                expr.value = type_of(kind);
                Some(expr)
            }
            Place::Opaque(object) => {
                let mut expr = Expr::unknown(key);
                // What nearly every object has, and what is asked of users most.
                let is_user = object == Some("User");
                let known = NAME_FIELDS.iter().find(|(known, _)| name.is(known));
                if let Some(&(spelled, kind)) = known
                    && (is_user || ["Id", "Name"].contains(&spelled))
                {
                    expr.source = Source::Common(spelled);
                    expr.value = type_of(kind);
                }
                Some(expr)
            }
        }
    }

    /// A name that not all objects behind a polymorphic reference have. `suits` says which do.
    fn beyond_name_object(
        &mut self,
        reference: &'s Field,
        name: &Name,
        leads_on: bool,
        suits: impl Fn(&Object) -> bool,
        path: Span,
    ) {
        let rule = Rule::PolymorphicField {
            relationship: reference.into(),
            name: name.text.clone(),
            leads_on,
            example: suggest::target(reference, self.schema, suits).to_owned(),
        };
        self.find_of(rule, name.span, path);
    }

    fn field_of_target(
        &mut self,
        reference: &'s Field,
        name: &Name,
        key: String,
        path: Span,
    ) -> Option<Expr<'s>> {
        let mut expr = Expr::unknown(key);
        if name.is("Type") {
            expr.source = Source::TypeOfTarget(reference);
            expr.kind = ValueKind::Text;
            expr.value = Type::Text;
            return Some(expr);
        }
        let known = NAME_FIELDS.iter().find(|(known, _)| name.is(known));
        let Some((spelled, kind)) = known else {
            let suits = |object: &Object| object.field(&name.text).is_some();
            self.beyond_name_object(reference, name, false, suits, path);
            return None;
        };
        expr.source = Source::OfTarget(spelled, reference);
        expr.kind = *kind;
        expr.value = type_of(*kind);
        Some(expr)
    }

    /// A polymorphic relationship by its path, for `TYPEOF`.
    pub(super) fn polymorphic(
        &mut self,
        scope: &mut Scope<'s>,
        path: &Path,
    ) -> Option<(Vec<Step<'s>>, &'s Field)> {
        let names = scope.without_alias(path);
        let mut steps = self.follow(scope, &names, path.span)?;
        let last = steps.pop()?;
        match (last.place, last.reference) {
            (Place::Targets(reference), _) => Some((steps, reference)),
            (_, Some(reference)) => {
                let relationship = reference.into();
                self.find(Rule::TypeofOfOne { relationship }, path.span);
                None
            }
            // Behind an object that the schema does not hold.
            (_, None) => None,
        }
    }
}

/// The type of one of the [`NAME_FIELDS`].
const fn type_of<'s>(kind: ValueKind) -> Type<'s> {
    match kind {
        ValueKind::Id => Type::Id,
        ValueKind::Boolean => Type::Boolean,
        _ => Type::Text,
    }
}
