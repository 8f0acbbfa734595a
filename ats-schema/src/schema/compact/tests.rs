use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z_]{1,8}", "[-=+>\\\\|,;\n\r\t\"'a é𠮟]{0,6}",]
}

fn name() -> impl Strategy<Value = String> {
    "[A-Za-z\\\\|,\n][-=+>\\\\|,\n\rA-Za-z é]{0,6}"
}

fn some() -> impl Strategy<Value = Option<String>> {
    option::of(name())
}

fn field() -> impl Strategy<Value = Field> {
    let kind = prop_oneof![
        9 => prop::sample::select(FieldType::ALL.to_vec()),
        1 => "[a-z|,]{1,5}x".prop_map(FieldType::Other),
    ];
    let flags = vec(prop::sample::select(Flags::LETTERS.to_vec()), 0..5);
    let flags = flags.prop_map(|all| {
        let flags = all.into_iter().map(|(flag, _)| flag);
        flags.fold(Flags::NONE, Flags::with)
    });
    let value = (text(), option::of(text()), any::<bool>());
    let value = value.prop_map(|(value, label, active)| PicklistValue {
        value,
        label,
        active,
    });
    let numbers = (any::<u32>(), 0..40_u32, 0..20_u32);
    let names = (some(), some(), some(), some(), some());
    let lists = (vec(value, 0..4), vec(name(), 0..3));
    (name(), kind, flags, numbers, names, lists).prop_map(
        |(name, kind, flags, numbers, names, lists)| {
            let (length, precision, scale) = numbers;
            let (relationship, compound, rust_name, rust_type, rust_parent) = names;
            let (values, targets) = lists;
            Field {
                name,
                kind,
                flags,
                length,
                precision,
                scale,
                values,
                targets,
                relationship,
                compound,
                rust_name,
                rust_type,
                rust_parent,
            }
        },
    )
}

fn child() -> impl Strategy<Value = Child> {
    (name(), text(), text(), some()).prop_map(|(relationship, object, field, rust_name)| Child {
        relationship,
        object,
        field,
        rust_name,
    })
}

prop_compose! {
    fn object()(
        name in name(),
        label in text(),
        (key_prefix, rust_type) in (some(), some()),
        queryable in any::<bool>(),
        mut fields in vec(field(), 0..5),
        mut children in vec(child(), 0..4),
    ) -> Object {
        let mut seen = HashSet::new();
        fields.retain(|field| seen.insert(field.name.to_ascii_lowercase()));
        seen.clear();
        children.retain(|child| seen.insert(child.relationship.to_ascii_lowercase()));
        Object { name, label, key_prefix, queryable, rust_type, fields, children }
    }
}

proptest! {
    #[test]
    fn what_was_written_is_read(object in object()) {
        let text = object.to_compact();
        prop_assert_eq!(Object::parse(&text), Ok(object), "{}", text);
    }

    #[test]
    fn anything_is_read_or_refused(text in "(ats-object 1\\|)?[-=+>\\\\|,\na-z0-9é]{0,60}") {
        if let Ok(object) = Object::parse(&text) {
            prop_assert_eq!(Object::parse(&object.to_compact()), Ok(object));
        }
    }
}

#[test]
fn refusals() {
    for (text, line, said) in [
        (
            "",
            1,
            "not a compact schema: it does not begin with `ats-object`",
        ),
        (
            "ats-object 2|Job",
            1,
            "a compact schema of version 2, and version 1 is read here: generate the crate anew \
             with the ats-codegen of this version",
        ),
        (
            "ats-object 1|",
            1,
            "the API name is missing or wrong in line 1 of a compact schema",
        ),
        (
            "ats-object 1|Job|||x",
            1,
            "whether it can be queried is missing or wrong in line 1 of a compact schema",
        ),
        (
            "ats-object 1|Job\nId|id|z",
            2,
            "a flag is missing or wrong in line 2 of a compact schema",
        ),
        (
            "ats-object 1|Job\nId|id||-1",
            2,
            "the length is missing or wrong in line 2 of a compact schema",
        ),
        (
            "ats-object 1|Job\nId|id|||||||||||",
            2,
            "there are too many columns in line 2 of a compact schema",
        ),
        (
            "ats-object 1|Job\n\nI\\d",
            3,
            "a \\ stands before the wrong character in line 3 of a compact schema",
        ),
        (
            "ats-object 1|Job\nId\niD",
            3,
            "iD is there twice in line 3 of a compact schema",
        ),
        (
            "ats-object 1|Job\n>A\n>a",
            3,
            "a is there twice in line 3 of a compact schema",
        ),
        (
            "ats-object 1|Job\nA|picklist|||||||=x",
            2,
            "the value of a label is missing or wrong in line 2 of a compact schema",
        ),
    ] {
        match Object::parse(text) {
            Err(error) => {
                assert_eq!(error.line(), line, "{text}");
                assert_eq!(error.to_string(), said, "{text}");
            }
            Ok(object) => panic!("{text}: {object:?}"),
        }
    }
}

/// Reading takes time in proportion to the text, however it is made.
#[test]
fn long_texts() {
    let backslashes = format!("ats-object 1|{}", "\\".repeat(1 << 20));
    assert_eq!(
        Object::parse(&backslashes).map(|object| object.name.len()),
        Ok(1 << 19)
    );
    let separators = format!("ats-object 1|{}", "\\|".repeat(1 << 19));
    assert_eq!(
        Object::parse(&separators).map(|object| object.name.len()),
        Ok(1 << 19)
    );
    let fields: String = (0..40_000)
        .map(|n| format!("\nF{n}|string|fs|80"))
        .collect();
    let object = Object::parse(&format!("ats-object 1|Job{fields}"));
    assert_eq!(object.map(|object| object.fields.len()), Ok(40_000));
}
