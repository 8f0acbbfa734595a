//! Random queries that are good SOQL, as data.

mod values;

use ats_schema::soql::ast::*;
use proptest::prelude::*;

use self::values::{bind, literal, literal_of, number, pattern};

/// A query of Apex with everything in it.
pub fn query() -> BoxedStrategy<Query> {
    query_of(3)
}

/// `depth` is how deep subqueries go.
fn query_of(depth: u32) -> BoxedStrategy<Query> {
    let head = (
        select(depth),
        prop::collection::vec(source(), 1..3),
        maybe(name()),
        maybe(condition(depth)),
        maybe(with()),
    );
    let groups = (
        maybe((group_by(), maybe(condition(0)))),
        prop::collection::vec(order_by(), 0..3),
    );
    let rows = (
        maybe(row_count()),
        maybe(row_count()),
        maybe(Just(Span::NONE)),
        for_clauses(),
        updates(),
    );
    (head, groups, rows)
        .prop_map(|(head, (groups, order_by), rows)| {
            let (select, from, scope, filter, with) = head;
            let (limit, offset, all_rows, for_clauses, update) = rows;
            let (group_by, having) = groups.unzip();
            Query {
                span: Span::NONE,
                select,
                from,
                scope,
                filter,
                with,
                group_by,
                having: having.flatten(),
                order_by,
                limit,
                offset,
                all_rows,
                for_clauses,
                update,
            }
        })
        .boxed()
}

/// What stands after `IN`.
fn semi_join(depth: u32) -> BoxedStrategy<Query> {
    let head = (
        operand(),
        source(),
        maybe(name()),
        maybe(condition(depth)),
        maybe(with()),
    );
    head.prop_map(|(expr, source, scope, filter, with)| Query {
        span: Span::NONE,
        select: Select::Items(vec![SelectItem::Expr(SelectExpr {
            expr,
            alias: None,
            span: Span::NONE,
        })]),
        from: vec![source],
        scope,
        filter,
        with,
        group_by: None,
        having: None,
        order_by: Vec::new(),
        limit: None,
        offset: None,
        all_rows: None,
        for_clauses: Vec::new(),
        update: Vec::new(),
    })
    .boxed()
}

fn maybe<T: std::fmt::Debug + 'static>(
    strategy: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Option<T>> {
    prop::option::of(strategy).boxed()
}

/// A name, some of which are keywords in other places.
fn name() -> BoxedStrategy<Name> {
    prop_oneof![
        "[A-Za-z][A-Za-z0-9]{0,6}__[cr]",
        prop::sample::select(vec![
            "Id", "Group", "Order", "Offset", "All", "End", "When", "Then", "Fields", "Count",
            "Max", "Format", "Today", "Scope", "Data", "Category", "At", "View", "Rows",
        ])
        .prop_map(str::to_owned),
    ]
    .prop_map(Name::new)
    .boxed()
}

/// A path, in which keywords may stand that are no names alone.
fn path() -> BoxedStrategy<Path> {
    let reserved = prop::sample::select(vec![
        "From", "Where", "Limit", "Not", "And", "Null", "Rollup", "Else", "Select", "For", "As",
    ])
    .prop_map(Name::new);
    let any = prop_oneof![4 => name(), 1 => reserved];
    let of = |segments| Path {
        segments,
        span: Span::NONE,
    };
    prop_oneof![
        3 => name().prop_map(move |name| of(vec![name])),
        1 => prop::collection::vec(any, 2..5).prop_map(of),
    ]
    .boxed()
}

fn select(depth: u32) -> BoxedStrategy<Select> {
    prop_oneof![
        1 => Just(Select::Count(Span::NONE)),
        9 => prop::collection::vec(select_item(depth), 1..4).prop_map(Select::Items),
    ]
    .boxed()
}

fn select_item(depth: u32) -> BoxedStrategy<SelectItem> {
    let span = Span::NONE;
    let expr = (operand(), maybe(name()))
        .prop_map(move |(expr, alias)| SelectItem::Expr(SelectExpr { expr, alias, span }));
    let group = prop::sample::select(vec![
        FieldsGroup::All,
        FieldsGroup::Standard,
        FieldsGroup::Custom,
    ]);
    let fields = group.prop_map(move |group| SelectItem::Fields(FieldsItem { group, span }));
    let typeof_item = (
        path(),
        prop::collection::vec(when(), 1..3),
        maybe(fields_of_typeof()),
    )
        .prop_map(move |(relationship, whens, otherwise)| {
            SelectItem::Typeof(Typeof {
                relationship,
                whens,
                otherwise,
                span,
            })
        });
    if depth == 0 {
        return prop_oneof![6 => expr, 1 => fields, 1 => typeof_item].boxed();
    }
    let subquery = (query_of(depth - 1), maybe(name())).prop_map(move |(query, alias)| {
        SelectItem::Subquery(Subquery {
            query: Box::new(query),
            alias,
            span,
        })
    });
    prop_oneof![12 => expr, 1 => fields, 1 => typeof_item, 1 => subquery].boxed()
}

fn when() -> BoxedStrategy<When> {
    (name(), fields_of_typeof())
        .prop_map(|(object, fields)| When {
            object,
            fields,
            span: Span::NONE,
        })
        .boxed()
}

/// Not `End`, with which the whole ends.
fn fields_of_typeof() -> BoxedStrategy<Vec<Path>> {
    let field = path().prop_filter("a field called End", |path| {
        path.as_name().is_none_or(|name| !name.is("End"))
    });
    prop::collection::vec(field, 1..3).boxed()
}

fn operand() -> BoxedStrategy<Operand> {
    prop_oneof![4 => path().prop_map(Operand::Field), 1 => call().prop_map(Operand::Call)].boxed()
}

fn call() -> BoxedStrategy<Call> {
    let plain: Vec<_> = Function::ALL
        .iter()
        .copied()
        .filter(|function| function.arguments() == 1)
        .collect();
    let leaf = (prop::sample::select(plain.clone()), path())
        .prop_map(|(function, path)| of(function, vec![Argument::Field(path)]));
    let outer = (prop::sample::select(plain), leaf.clone())
        .prop_map(|(function, inner)| of(function, vec![Argument::Call(inner)]));
    let number = || {
        prop_oneof![
            number().prop_map(|number| Argument::Literal(literal_of(LiteralKind::Number(number)))),
            bind().prop_map(Argument::Bind),
        ]
    };
    let unit = prop_oneof![
        prop::sample::select(vec!["mi", "km"])
            .prop_map(|unit| { Argument::Literal(literal_of(LiteralKind::Text(unit.to_owned()))) }),
        bind().prop_map(Argument::Bind),
    ];
    let distance = (path(), number(), number(), unit).prop_map(|(path, north, east, unit)| {
        let place = of(Function::Geolocation, vec![north, east]);
        let arguments = vec![Argument::Field(path), Argument::Call(place), unit];
        of(Function::Distance, arguments)
    });
    prop_oneof![4 => leaf, 1 => outer, 1 => distance].boxed()
}

fn of(function: Function, arguments: Vec<Argument>) -> Call {
    Call {
        function,
        name: Span::NONE,
        arguments,
        span: Span::NONE,
    }
}

fn condition(depth: u32) -> BoxedStrategy<Condition> {
    let span = Span::NONE;
    let leaf = prop_oneof![
        3 => comparison().prop_map(Condition::Comparison),
        1 => membership(depth).prop_map(Condition::Membership),
    ];
    leaf.prop_recursive(3, 12, 3, move |inner| {
        let junction = || {
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(move |conditions| Junction { conditions, span })
        };
        let negation = inner.clone().prop_map(move |condition| {
            let condition = Box::new(condition);
            Condition::Not(Negation { condition, span })
        });
        prop_oneof![
            junction().prop_map(Condition::And),
            junction().prop_map(Condition::Or),
            negation,
        ]
    })
    .boxed()
}

fn comparison() -> BoxedStrategy<Comparison> {
    let of = |(left, operator, right)| Comparison {
        left,
        operator,
        operator_span: Span::NONE,
        right,
        span: Span::NONE,
    };
    let operator = prop::sample::select(vec![
        ComparisonOperator::Equal,
        ComparisonOperator::NotEqual,
        ComparisonOperator::Less,
        ComparisonOperator::LessOrEqual,
        ComparisonOperator::Greater,
        ComparisonOperator::GreaterOrEqual,
    ]);
    let like = pattern().prop_map(|parts| Value::Literal(literal_of(LiteralKind::Pattern(parts))));
    prop_oneof![
        4 => (operand(), operator, value()).prop_map(of),
        1 => (operand(), Just(ComparisonOperator::Like), like).prop_map(of),
    ]
    .boxed()
}

fn membership(depth: u32) -> BoxedStrategy<Membership> {
    let of = |(left, operator, right)| Membership {
        left,
        operator,
        operator_span: Span::NONE,
        right,
        span: Span::NONE,
    };
    let list = || {
        prop::collection::vec(value(), 1..4).prop_map(|values| SetValues::List {
            values,
            span: Span::NONE,
        })
    };
    let within = || prop::sample::select(vec![SetOperator::In, SetOperator::NotIn]);
    let includes = prop::sample::select(vec![SetOperator::Includes, SetOperator::Excludes]);
    let plain = prop_oneof![
        3 => (operand(), within(), list()).prop_map(of),
        1 => (operand(), includes, list()).prop_map(of),
        1 => (operand(), within(), bind().prop_map(SetValues::Bind)).prop_map(of),
    ];
    if depth == 0 {
        return plain.boxed();
    }
    let query = semi_join(depth - 1).prop_map(|query| SetValues::Query {
        query: Box::new(query),
        span: Span::NONE,
    });
    prop_oneof![3 => plain, 1 => (operand(), within(), query).prop_map(of)].boxed()
}

fn value() -> BoxedStrategy<Value> {
    prop_oneof![
        5 => literal().prop_map(Value::Literal),
        1 => bind().prop_map(Value::Bind),
    ]
    .boxed()
}

fn source() -> BoxedStrategy<Source> {
    (path(), maybe(name()))
        .prop_map(|(path, alias)| Source {
            path,
            alias,
            span: Span::NONE,
        })
        .boxed()
}

fn with() -> BoxedStrategy<With> {
    let span = Span::NONE;
    let selector = prop::sample::select(DataCategorySelector::ALL.to_vec());
    let category = (name(), selector, prop::collection::vec(name(), 1..3)).prop_map(
        move |(group, selector, categories)| DataCategory {
            group,
            selector,
            categories,
            span,
        },
    );
    let filter = (path(), literal()).prop_map(move |(path, literal)| {
        WithKind::Filter(Condition::Comparison(Comparison {
            left: Operand::Field(path),
            operator: ComparisonOperator::Equal,
            operator_span: span,
            right: Value::Literal(literal),
            span,
        }))
    });
    let value = prop_oneof![
        any::<bool>().prop_map(LiteralKind::Boolean),
        number().prop_map(LiteralKind::Number),
    ];
    let setting = (name(), value).prop_map(move |(name, kind)| Setting {
        name,
        value: literal_of(kind),
        span,
    });
    prop_oneof![
        prop::collection::vec(category, 1..3).prop_map(WithKind::DataCategory),
        filter,
        prop::collection::vec(setting, 1..3).prop_map(WithKind::RecordVisibility),
        Just(WithKind::SecurityEnforced),
        Just(WithKind::UserMode),
        Just(WithKind::SystemMode),
    ]
    .prop_map(move |kind| With { kind, span })
    .boxed()
}

fn group_by() -> BoxedStrategy<GroupBy> {
    let kind = prop::sample::select(vec![GroupKind::Plain, GroupKind::Rollup, GroupKind::Cube]);
    (kind, prop::collection::vec(operand(), 1..3))
        .prop_map(|(kind, items)| GroupBy {
            kind,
            items,
            span: Span::NONE,
        })
        .boxed()
}

fn order_by() -> BoxedStrategy<OrderBy> {
    let direction = prop::sample::select(vec![Direction::Ascending, Direction::Descending]);
    let nulls = prop::sample::select(vec![Nulls::First, Nulls::Last]);
    (operand(), maybe(direction), maybe(nulls))
        .prop_map(|(expr, direction, nulls)| OrderBy {
            expr,
            direction,
            nulls,
            span: Span::NONE,
        })
        .boxed()
}

fn row_count() -> BoxedStrategy<RowCount> {
    let number = any::<u64>().prop_map(|value| RowCount::Number {
        value,
        span: Span::NONE,
    });
    prop_oneof![number, bind().prop_map(RowCount::Bind)].boxed()
}

/// Either of the first two, and a lock.
fn for_clauses() -> BoxedStrategy<Vec<ForClause>> {
    let first = prop::sample::select(vec![ForKind::View, ForKind::Reference]);
    (maybe(first), maybe(Just(ForKind::Update)))
        .prop_map(|(first, lock)| {
            let span = Span::NONE;
            let kinds = first.into_iter().chain(lock);
            kinds.map(|kind| ForClause { kind, span }).collect()
        })
        .boxed()
}

fn updates() -> BoxedStrategy<Vec<UpdateClause>> {
    let kind = prop::sample::select(UpdateKind::ALL.to_vec());
    let clause = kind.prop_map(|kind| UpdateClause {
        kind,
        span: Span::NONE,
    });
    prop::collection::vec(clause, 0..3).boxed()
}
