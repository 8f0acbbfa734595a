//! Two describes of one field.

use ats_schema::describe::{Describe, Field};

use super::change::{Ability, Change, Kind, Severity, listed};
use super::picklist;

/// What a field's comparison adds to.
pub(super) struct Found<'a> {
    object: &'a str,
    field: &'a str,
    changes: &'a mut Vec<Change>,
}

impl Found<'_> {
    pub(super) fn add(&mut self, severity: Severity, what: Kind, message: impl Into<String>) {
        let change = Change::of(self.object, what, severity, message);
        self.changes.push(change.field(self.field));
    }

    pub(super) fn breaking(&mut self, what: Kind, message: impl Into<String>) {
        self.add(Severity::Breaking, what, message);
    }

    pub(super) fn compatible(&mut self, what: Kind, message: impl Into<String>) {
        self.add(Severity::Compatible, what, message);
    }

    /// A pair of opposite changes: `lost` hurts, `gained` does not.
    fn flag(&mut self, (old, new): (bool, bool), lost: (Kind, &str), gained: (Kind, &str)) {
        match (old, new) {
            (true, false) => self.breaking(lost.0, lost.1),
            (false, true) => self.compatible(gained.0, gained.1),
            _ => {}
        }
    }
}

pub(super) fn compare(
    objects: (&Describe, &Describe),
    old: &Field,
    new: &Field,
    changes: &mut Vec<Change>,
) {
    let mut found = Found {
        object: &objects.1.name,
        field: &new.name,
        changes,
    };
    if old.name != new.name {
        found.breaking(Kind::Respelled, format!("it was spelled `{}`", old.name));
    }
    if old.field_type == new.field_type {
        length(old, new, &mut found);
        digits(old, new, &mut found);
        picklist::compare(objects, old, new, &mut found);
    } else {
        let message = format!("the type is {}, was {}", new.field_type, old.field_type);
        found.breaking(Kind::TypeChanged, message);
    }
    // What may be done with no record of the object is told of the object, once.
    let both = |is_allowed: fn(&Describe) -> bool| is_allowed(objects.0) && is_allowed(objects.1);
    let (create, update) = (both(Describe::is_createable), both(Describe::is_updateable));
    abilities(old, new, (create, update), &mut found);
    necessity(old, new, create, &mut found);
    reference(old, new, &mut found);
    wording(old, new, &mut found);
}

fn length(old: &Field, new: &Field, found: &mut Found<'_>) {
    let (Some(before), Some(after)) = (old.text_length(), new.text_length()) else {
        return;
    };
    let message = format!("at most {after} characters, was {before}");
    match after.cmp(&before) {
        std::cmp::Ordering::Less => found.breaking(Kind::Shorter, message),
        std::cmp::Ordering::Greater => found.compatible(Kind::Longer, message),
        std::cmp::Ordering::Equal => {}
    }
}

/// Numbers: how many digits before and after the point.
fn digits(old: &Field, new: &Field, found: &mut Found<'_>) {
    let (Some(before), Some(after)) = (old.number_digits(), new.number_digits()) else {
        return;
    };
    if before == after {
        return;
    }
    let words = |(whole, scale): (u32, u32)| format!("{whole} digits and {scale} decimals");
    let message = format!("at most {}, was {}", words(after), words(before));
    if after.0 < before.0 || after.1 < before.1 {
        found.breaking(Kind::FewerDigits, message);
    } else {
        found.compatible(Kind::MoreDigits, message);
    }
}

fn abilities(old: &Field, new: &Field, on_object: (bool, bool), found: &mut Found<'_>) {
    let flags = [
        (
            Ability::Create,
            old.is_createable(),
            new.is_createable(),
            "set in a create",
        ),
        (
            Ability::Update,
            old.is_updateable(),
            new.is_updateable(),
            "set in an update",
        ),
        (
            Ability::Filter,
            old.is_filterable(),
            new.is_filterable(),
            "filtered by",
        ),
        (
            Ability::Sort,
            old.is_sortable(),
            new.is_sortable(),
            "sorted by",
        ),
        (
            Ability::Group,
            old.is_groupable(),
            new.is_groupable(),
            "grouped by",
        ),
        (
            Ability::Aggregate,
            old.is_aggregatable(),
            new.is_aggregatable(),
            "used in an aggregate function",
        ),
        (
            Ability::Upsert,
            old.is_upsert_key(),
            new.is_upsert_key(),
            "the key of an upsert",
        ),
    ];
    for (ability, before, after, done) in flags {
        match ability {
            Ability::Create if !on_object.0 => continue,
            Ability::Update if !on_object.1 => continue,
            _ => {}
        }
        found.flag(
            (before, after),
            (Kind::Lost(ability), &format!("it can no longer be {done}")),
            (Kind::Gained(ability), &format!("it can now be {done}")),
        );
    }
    found.flag(
        (!old.unique, !new.unique),
        (
            Kind::NowUnique,
            "no two records may have the same value any more",
        ),
        (
            Kind::NoLongerUnique,
            "several records may have the same value",
        ),
    );
}

/// Whether it must have a value.
fn necessity(old: &Field, new: &Field, is_created: bool, found: &mut Found<'_>) {
    let (before, after) = (old.is_required_on_create(), new.is_required_on_create());
    if is_created && before != after {
        found.flag(
            (!before, !after),
            (
                Kind::BecameRequired,
                "it became required: a create without it is refused",
            ),
            (Kind::NoLongerRequired, "a create may leave it out"),
        );
    } else if new.is_updateable() && old.is_updateable() {
        // What nobody may write, nobody can empty.
        found.flag(
            (old.is_nillable(), new.is_nillable()),
            (Kind::NoLongerNillable, "it can no longer be set to null"),
            (Kind::NowNillable, "it can be set to null"),
        );
    }
}

fn reference(old: &Field, new: &Field, found: &mut Found<'_>) {
    let misses = |these: &Field, those: &Field| -> Vec<String> {
        let has = |name: &String| {
            those
                .reference_to
                .iter()
                .any(|it| it.eq_ignore_ascii_case(name))
        };
        these
            .reference_to
            .iter()
            .filter(|it| !has(it))
            .cloned()
            .collect()
    };
    let names = |all: &[String]| listed(&all.iter().map(String::as_str).collect::<Vec<_>>());
    let (gone, more) = (misses(old, new), misses(new, old));
    if !gone.is_empty() {
        let message = format!("it no longer refers to {}", names(&gone));
        found.breaking(Kind::TargetRemoved, message);
    }
    if !more.is_empty() {
        let message = format!("it refers to {}, too", names(&more));
        // From one object to several the type of the id is another; one more of several is a
        // case that programs meet already.
        let severity = if old.reference_to.len() == 1 {
            Severity::Breaking
        } else {
            Severity::Compatible
        };
        found.add(severity, Kind::TargetAdded, message);
    }
    match (&old.relationship_name, &new.relationship_name) {
        (Some(before), Some(after)) if !before.eq_ignore_ascii_case(after) => found.breaking(
            Kind::RelationshipGone,
            format!("its relationship is `{after}`, was `{before}`"),
        ),
        (Some(before), None) => found.breaking(
            Kind::RelationshipGone,
            format!("its relationship `{before}` is gone"),
        ),
        (None, Some(after)) => found.compatible(
            Kind::RelationshipAdded,
            format!("its record can be queried by `{after}`"),
        ),
        _ => {}
    }
}

fn wording(old: &Field, new: &Field, found: &mut Found<'_>) {
    if old.default_value != new.default_value
        || old.default_value_formula != new.default_value_formula
    {
        let of = |field: &Field| {
            let value = field.default_value.as_deref();
            match value.or(field.default_value_formula.as_deref()) {
                Some(text) => format!("`{text}`"),
                None => "none".to_owned(),
            }
        };
        let message = format!("the default is {}, was {}", of(new), of(old));
        found.compatible(Kind::DefaultChanged, message);
    }
    if old.label != new.label && !old.label.is_empty() && !new.label.is_empty() {
        let message = format!("its label is “{}”, was “{}”", new.label, old.label);
        found.compatible(Kind::WordingChanged, message);
    }
    let help = |field: &Field| field.inline_help_text.clone().unwrap_or_default();
    if help(old) != help(new) {
        found.compatible(Kind::WordingChanged, "its help text is another");
    }
}
