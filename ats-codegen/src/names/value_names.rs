//! The variants of picklist values and of a polymorphic lookup's targets.

use std::collections::BTreeMap;

use ats_schema::names::{Item, MAX_VARIANT_LENGTH, Scope, variant_candidates};

use super::object_names::ObjectNames;
use crate::config::Config;
use crate::field_kind::is_enum;
use crate::fixups::FixedDescribe;

/// The variant for values that a restricted picklist does not list.
const UNKNOWN: &str = "Unknown";

/// The variant for values that an open picklist does not list, and for objects that are not in the
/// crate.
pub(crate) const OTHER: &str = "Other";

/// Names the values of an object's picklists. Returns names that cannot all be.
pub(super) fn assign(
    names: &mut ObjectNames,
    fixed: &FixedDescribe,
    config: &Config,
) -> Vec<String> {
    let describe = &fixed.describe;
    let mut problems = Vec::new();
    for field in describe.fields.iter().filter(|field| is_enum(field)) {
        let place = format!("{}.{}", describe.name, field.name);
        let is_open = fixed.partial.contains(&field.name) || config.picklists.open.contains(&place);
        let variants = names.values.entry(field.name.clone()).or_default();
        let mut scope = Scope::default();
        for (value, variant) in &*variants {
            if scope.reserve([variant.clone()]).is_some() {
                problems.push(format!(
                    "[objects.\"{}\".values.\"{}\"]: the name `{variant}` of `{value}` is taken; remove the \
                     line from names.lock",
                    describe.name, field.name
                ));
            }
        }
        // A value that had this name before the picklist was opened keeps it.
        let rest = rest(field.restricted_picklist && !is_open);
        scope.reserve([rest.to_owned()]);
        let values = field.picklist_values.iter().map(|it| it.value.as_str());
        let items: Vec<Item<'_>> = values
            .filter(|value| !variants.contains_key(*value))
            .map(|value| {
                let mut candidates = variant_candidates(value);
                if candidates[0] == rest {
                    candidates.push(format!("{rest}Value"));
                }
                Item {
                    max_length: MAX_VARIANT_LENGTH,
                    ..Item::equal(value, candidates)
                }
            })
            .collect();
        let given = scope.assign(&items);
        variants.extend(items.iter().map(|it| it.api_name.to_owned()).zip(given));
    }
    problems
}

const fn rest(restricted: bool) -> &'static str {
    if restricted { UNKNOWN } else { OTHER }
}

/// The variant for values that a picklist does not list, beside those of `variants`.
pub(crate) fn rest_variant(restricted: bool, variants: &BTreeMap<String, String>) -> String {
    let mut name = rest(restricted).to_owned();
    while variants.values().any(|it| *it == name) {
        name.push_str("Value");
    }
    name
}

/// The variants of a polymorphic lookup's targets, called as their types, which are all different.
pub(crate) fn targets(types: &[&str]) -> Vec<String> {
    let items = types.iter().map(|name| {
        let candidates = vec![(*name).to_owned(), format!("{name}Record")];
        Item::equal(name, candidates)
    });
    Scope::new([OTHER]).assign(&items.collect::<Vec<_>>())
}
