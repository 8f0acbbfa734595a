//! The schema as the SOQL checker reads it: what one user sees, object by object.

use ats_schema::schema::{Child, Flags, Lookup, Object, Schema};

use super::visible_schema::{VisibleObject, VisibleSchema};

/// What a user may not see does not exist for the checker.
impl Schema for VisibleSchema {
    fn object(&self, name: &str) -> Lookup<'_> {
        match self.object(name) {
            Some(found) => {
                let cell = &self.queried[found.object().index];
                Lookup::Known(cell.get_or_init(|| self.queried(&found)))
            }
            None => Lookup::Unknown,
        }
    }

    fn names(&self) -> Vec<&str> {
        let objects = self.objects().map(|found| &*found.object().name);
        objects.collect()
    }
}

impl VisibleSchema {
    fn queried(&self, visible: &VisibleObject<'_>) -> Object {
        let source = visible.object();
        let is_open = |name: &str| source.field(name).is_some_and(|field| field.open);
        let mut object = Object::from_describe(&source.describe, is_open);
        object.key_prefix = Some(source.prefix.clone());
        object.queryable = visible.access.queryable;
        object
            .fields
            .retain(|field| visible.field(&field.name).is_some());
        for field in &mut object.fields {
            let is_polymorphic = field.is_polymorphic();
            field.flags = field.flags.with_if(Flags::POLYMORPHIC, is_polymorphic);
            field.targets.retain(|target| self.object(target).is_some());
            if field.targets.is_empty() && !is_polymorphic {
                field.relationship = None;
            }
        }
        let children = source.children.iter().filter_map(|link| {
            self.object(&link.object)?.field(&link.field)?;
            Some(Child {
                relationship: link.relationship.clone()?,
                object: link.object.clone(),
                field: link.field.clone(),
                rust_name: None,
            })
        });
        object.children = children.collect();
        object
    }
}
