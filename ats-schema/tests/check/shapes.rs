//! What a report says of the answer and of the binds.

use std::fmt::Write as _;

use ats_schema::soql::Dialect;
use ats_schema::soql::check::{Column, Expects, Item, Options, Output, Record, Type, check_text};

use super::schemas::catalog;
use super::{expect, read};

fn value(value: Type<'_>) -> String {
    match value {
        Type::Field(object, field) => format!("{}.{} ({})", object.name, field.name, field.kind),
        other => format!("{other:?}"),
    }
}

fn column(out: &mut String, indent: &str, column: &Column<'_>) {
    let null = if column.nullable { " or null" } else { "" };
    let _ = writeln!(
        out,
        "{indent}{}: {}{null}",
        column.name,
        value(column.value)
    );
}

fn record(out: &mut String, indent: &str, record: &Record<'_>) {
    let deeper = format!("{indent}    ");
    for item in &record.items {
        match item {
            Item::Column(it) => column(out, indent, it),
            Item::Parent { name, record, .. } => {
                let _ = writeln!(out, "{indent}{name}: {}", object(record));
                self::record(out, &deeper, record);
            }
            Item::Children { name, record, .. } => {
                let _ = writeln!(out, "{indent}{name}: children {}", object(record));
                self::record(out, &deeper, record);
            }
            Item::Typeof {
                name,
                branches,
                otherwise,
                ..
            } => {
                for branch in branches {
                    let _ = writeln!(out, "{indent}{name}: when {}", branch.object);
                    self::record(out, &deeper, &branch.record);
                }
                if let Some(record) = otherwise {
                    let _ = writeln!(out, "{indent}{name}: else");
                    self::record(out, &deeper, record);
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

fn object<'s>(record: &Record<'s>) -> &'s str {
    record.object.map_or("?", |object| &object.name)
}

/// Every query after `> ` in `shapes.txt`, with what comes back.
#[test]
fn shapes() {
    let catalog = catalog();
    let mut out = String::new();
    for query in read("shapes.txt")
        .lines()
        .filter_map(|line| line.strip_prefix("> "))
    {
        let (_, report) = check_text(query, Dialect::Macro, catalog, &Options::default())
            .unwrap_or_else(|error| panic!("{}", error.render(query)));
        assert!(report.is_good(), "{query}: {:?}", report.findings);
        let _ = writeln!(out, "> {query}");
        match &report.output {
            Output::Count => out.push_str("count\n"),
            Output::Groups(columns) => {
                columns.iter().for_each(|it| column(&mut out, "group ", it));
            }
            Output::Records(it) => record(&mut out, "", it),
            other => panic!("{other:?}"),
        }
        for bind in &report.binds {
            let expects = match bind.expects {
                Expects::Value(it) => value(it),
                other => format!("{other:?}"),
            };
            let list = if bind.list { "any number of " } else { "" };
            assert_eq!(bind.span.text(query)[1..].trim(), bind.expr);
            let _ = writeln!(out, ":{} is {list}{expects}", bind.expr);
        }
        out.push('\n');
    }
    expect("shapes.txt", &out);
}
