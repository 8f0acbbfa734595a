//! Paths of relationships, and the fields at their ends.

use super::expr::{Expr, Place, Scope, Source, Step};
use super::report::Type;
use super::rules::{self, Kind};
use super::{Checker, suggest};
use crate::schema::{Field, Object};
use crate::soql::Span;
use crate::soql::ast::{Name, Path};

/// The fields of the `Name` object: what can be asked of a polymorphic parent whatever it
/// is (*Object Reference, Name*; *SOQL and SOSL Reference, Understanding Relationship Fields
/// and Polymorphic Fields*).
pub(super) const NAME_FIELDS: [(&str, Kind); 14] = [
    ("Alias", Kind::Text),
    ("Email", Kind::Text),
    ("FirstName", Kind::Text),
    ("Id", Kind::Id),
    ("IsActive", Kind::Boolean),
    ("LastName", Kind::Text),
    ("MobilePhone", Kind::Text),
    ("Name", Kind::Text),
    ("NameOrAlias", Kind::Text),
    ("Phone", Kind::Text),
    ("ProfileId", Kind::Id),
    ("Title", Kind::Text),
    ("UserRoleId", Kind::Id),
    ("Username", Kind::Text),
];

impl<'s> Checker<'s> {
    /// The relationships of a path, and the field at its end. `None` after a finding.
    pub(super) fn walk(
        &mut self,
        scope: &mut Scope<'s>,
        path: &Path,
    ) -> Option<(Vec<Step<'s>>, Expr<'s>)> {
        let names = scope.without_alias(path);
        self.walk_names(scope, &names)
    }

    pub(super) fn walk_names(
        &mut self,
        scope: &mut Scope<'s>,
        names: &[Name],
    ) -> Option<(Vec<Step<'s>>, Expr<'s>)> {
        let (last, parents) = names.split_last()?;
        let steps = self.follow(scope, parents)?;
        let place = steps.last().map_or(scope.root, |step| step.place);
        let mut key = String::new();
        for step in &steps {
            key.push_str(&step.name.to_ascii_lowercase());
            key.push('.');
        }
        key.push_str(&last.text.to_ascii_lowercase());
        let expr = self.field_at(place, last, key)?;
        Some((steps, expr))
    }

    /// Goes along relationships to parents. `None` after a finding.
    pub(super) fn follow(
        &mut self,
        scope: &mut Scope<'s>,
        parents: &[Name],
    ) -> Option<Vec<Step<'s>>> {
        if let (Some(first), Some(last)) = (parents.first(), parents.last())
            && parents.len() > rules::MAX_PARENT_LEVELS
        {
            self.find(rules::too_many_levels(
                first.span.to(last.span),
                parents.len(),
            ));
            return None;
        }
        let mut steps: Vec<Step<'s>> = Vec::with_capacity(parents.len());
        let mut place = scope.root;
        let mut joined = String::new();
        for name in parents {
            let step = self.step(place, name)?;
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

    fn step(&mut self, place: Place<'s>, name: &Name) -> Option<Step<'s>> {
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
                let example = suggest::target(reference, self.schema, suits);
                let finding = rules::behind_polymorphic(&name.text, reference, example, name.span);
                self.find(finding);
                return None;
            }
        };
        let Some(reference) = object.relationship(&name.text) else {
            let help = match self.is_full() {
                true => None,
                false => suggest::relationship(&name.text, object),
            };
            let finding = rules::no_such_parent(&name.text, &object.name, name.span, help);
            self.find(finding);
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

    fn field_at(&mut self, place: Place<'s>, name: &Name, key: String) -> Option<Expr<'s>> {
        match place {
            Place::Known(object) => {
                if let Some(field) = object.field(&name.text) {
                    return Some(Expr::of_field(key, object, field));
                }
                let finding = self.no_such_field(&name.text, object, name.span);
                self.find(finding);
                None
            }
            Place::Targets(reference) => self.field_of_target(reference, name, key),
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

    fn no_such_field(&self, name: &str, object: &'s Object, span: Span) -> super::Finding {
        let help = match self.is_full() {
            true => None,
            false => suggest::field(name, object, self.schema),
        };
        rules::no_such_field(name, &object.name, span, help)
    }

    fn field_of_target(
        &mut self,
        reference: &'s Field,
        name: &Name,
        key: String,
    ) -> Option<Expr<'s>> {
        let mut expr = Expr::unknown(key);
        if name.is("Type") {
            expr.source = Source::TypeOfTarget(reference);
            expr.kind = Kind::Text;
            expr.value = Type::Text;
            return Some(expr);
        }
        let known = NAME_FIELDS.iter().find(|(known, _)| name.is(known));
        let Some((spelled, kind)) = known else {
            let suits = |object: &Object| object.field(&name.text).is_some();
            let example = suggest::target(reference, self.schema, suits);
            let finding = rules::not_a_name_field(&name.text, reference, example, name.span);
            self.find(finding);
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
        let mut steps = self.follow(scope, &names)?;
        let last = steps.pop()?;
        match (last.place, last.reference) {
            (Place::Targets(reference), _) => Some((steps, reference)),
            (_, Some(reference)) => {
                self.find(rules::typeof_of_one(&last.name, reference, path.span));
                None
            }
            // Behind an object that the schema does not hold.
            (_, None) => None,
        }
    }
}

/// The type of one of the [`NAME_FIELDS`].
const fn type_of<'s>(kind: Kind) -> Type<'s> {
    match kind {
        Kind::Id => Type::Id,
        Kind::Boolean => Type::Boolean,
        _ => Type::Text,
    }
}
