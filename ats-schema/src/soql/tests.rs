//! Messages, places and meanings; what is taken at all is in `tests/soql_corpus.rs`.

use super::ast::{
    Argument, Condition, DateUnit, Function, LiteralKind, Operand, Query, RelativeDate, SelectItem,
    SetValues, Span, Value,
};
use super::{Dialect, SoqlError, SoqlErrorKind, parse, salesforce_message};
use crate::rules::literal::LikePart;

fn read(source: &str) -> Query {
    parse(source, Dialect::Apex).unwrap_or_else(|error| panic!("{}", error.render(source)))
}

fn refused(source: &str) -> SoqlError {
    match parse(source, Dialect::Rest) {
        Ok(query) => panic!("taken: {query}"),
        Err(error) => error,
    }
}

/// The message and help for a query.
fn said(source: &str) -> String {
    refused(source).to_string()
}

/// The literal that `a` is compared with.
fn literal(condition: &str) -> LiteralKind {
    let query = read(&format!("SELECT Id FROM A WHERE {condition}"));
    match query.filter {
        Some(Condition::Comparison(comparison)) => match comparison.right {
            Value::Literal(literal) => literal.kind,
            Value::Bind(bind) => panic!("a bind: {bind}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn mistakes_are_named_with_what_to_write_instead() {
    let cases = [
        (
            "SELECT Id FROM A WHERE a = ‘x’",
            "these are curly quotes: ‘ (write straight ones: ')",
        ),
        (
            "SELECT Id FROM A WHERE a = \"x\"",
            "SOQL has no double quotes (write single quotes around a text, and none around a name)",
        ),
        (
            "SELECT Id FROM A WHERE a = 1 && b = 2",
            "&& is not an operator of SOQL (write AND)",
        ),
        (
            "SELECT * FROM A",
            "SOQL has no SELECT * (name the fields, or write FIELDS(ALL) with LIMIT 200)",
        ),
        (
            "SELECT Id, FROM A",
            "a comma with no field after it (leave the comma out, or say what is missing)",
        ),
        (
            "SELECT Id FROM A LIMIT 5 WHERE a = 1",
            "WHERE must stand before LIMIT",
        ),
        (
            "SELECT Id WHERE a = 1",
            "there is no FROM after the fields (write FROM and the object)",
        ),
        (
            "SELECT Id FROM A WHERE a = 1 AND b = 2 OR c = 3",
            "AND and OR are mixed without parentheses (say which goes first: (a = 1 AND b = 2) OR …)",
        ),
        (
            "SELECT Id FROM A WHERE a = 1 AND NOT b = 2",
            "NOT after AND needs parentheses around it (write AND (NOT …))",
        ),
        (
            "SELECT Id FROM A WHERE NOT a = 1 AND b = 2",
            "NOT before AND needs parentheses around it (write (NOT a = 1) AND …)",
        ),
        (
            "SELECT CONUT(Id) FROM A",
            "SOQL has no function CONUT (did you mean COUNT?)",
        ),
        (
            "SELECT Id FROM A WHERE a = Open",
            "Open is not a value (write a text in single quotes: 'Open'; SOQL does not compare two fields)",
        ),
        (
            "SELECT Id FROM A WHERE a = 'O'Hara'",
            "expected the end of the query, found Hara (a quote inside a text is written \\')",
        ),
        (
            "SELECT Id FROM A WITH USER_MODE",
            "WITH USER_MODE is only for Apex (leave it out: the REST API always asks as the user who is logged in)",
        ),
        (
            "SELECT Id FROM A ALL ROWS",
            "ALL ROWS is only for Apex (to get deleted records too, ask queryAll instead of query)",
        ),
        (
            "SELECT Id FROM A WHERE a = 2025-01-01T00:00:00",
            "expected a date and time such as YYYY-MM-DDTHH:MM:SSZ, found its end after character 19 (a time needs its zone: Z for UTC, or such as +01:00)",
        ),
        (
            "SELECT Id FROM A WHERE a = 'C:\\dir'",
            "SOQL knows no escape sequence \\d: write a backslash as \\\\",
        ),
        ("SELECT MAX(a, b) FROM A", "MAX takes one argument, found 2"),
        (
            "SELECT Id FROM A WHERE a IN (SELECT b FROM B LIMIT 1)",
            "a subquery after IN has no LIMIT",
        ),
        (
            "SELECT Id Name x FROM A",
            "expected FROM, found x (is there a comma missing before it?)",
        ),
        (
            "SELECT Id FROM A WHERE a = LAST_N_DAY:30",
            "unknown date literal `LAST_N_DAY` (write `LAST_N_DAYS:30`)",
        ),
        (
            "SELECT Id FROM A WHERE a = FOREVER:30",
            "unknown date literal `FOREVER` (write `LAST_N_DAYS:30`)",
        ),
        (
            "SELECT Id FROM A WHERE a = Tomorow",
            "Tomorow is not a value (write a text in single quotes: 'Tomorow', or the date literal `TOMORROW`)",
        ),
        (
            "SELECT Id FROM A WHERE a > TODAY - 30",
            "SOQL does not calculate with dates (write `LAST_N_DAYS:30` for the days since, or `N_DAYS_AGO:30` for that day)",
        ),
        (
            "SELECT Id FROM A WHERE a < TODAY + 30",
            "SOQL does not calculate with dates (write `NEXT_N_DAYS:30` for the days until then)",
        ),
        (
            "SELECT Id FROM A WHERE a = TODAY()",
            "`TODAY` is not a function (write `TODAY` without parentheses)",
        ),
        (
            "SELECT Id FROM A WHERE a > 5 * 5",
            "SOQL does not calculate (calculate the value before the query)",
        ),
        (
            "FIND {x} RETURNING Account(Id)",
            "this is SOSL, not SOQL (a SOQL query begins with SELECT; SOSL is sent to the search resource)",
        ),
        (
            "SELECT Id FROM A WHERE a > 1699-12-31T00:00:00Z",
            "Salesforce has dates from 1700-01-01 to 4000-12-31",
        ),
        (
            "SELECT Id FROM A WHERE FORMULA('a - b') > 100",
            "`FORMULA()` is a beta feature of Salesforce, not supported here (compare a formula field of the object instead)",
        ),
        ("", "there is no query"),
        (" \n", "there is no query"),
    ];
    for (source, message) in cases {
        assert_eq!(said(source), message, "{source}");
    }
}

#[test]
fn a_mistake_is_shown_under_its_characters() {
    let source = "SELECT Id\nFROM A\nWHERE Näme = 1";
    let error = refused(source);
    assert_eq!(error.line_column(source), (3, 8));
    assert_eq!(
        error.render(source),
        "\
unexpected character 'ä'
  --> 3:8
   |
 3 | WHERE Näme = 1
   |        ^"
    );
    // Characters, not bytes.
    let source = "SELECT Id FROM A WHERE a = 'ääää' && b = 1";
    assert_eq!(refused(source).line_column(source), (1, 35));
}

#[test]
fn a_long_line_is_cut_around_the_mistake() {
    let source = format!(
        "SELECT {}Id FROM A WHERE a == 1 {}",
        "Name, ".repeat(50),
        "x".repeat(99)
    );
    let rendered = refused(&source).render(&source);
    let lines: Vec<_> = rendered.lines().collect();
    assert!(lines[3].contains("| …"), "{rendered}");
    assert!(lines[3].ends_with('…'), "{rendered}");
    let caret = lines[4].chars().position(|c| c == '^').unwrap();
    let shown: Vec<_> = lines[3].chars().collect();
    assert_eq!(shown[caret..caret + 2], ['=', '='], "{rendered}");
}

#[test]
fn salesforce_would_say_it_like_this() {
    let says = |source| refused(source).salesforce_message(source);
    // As published in github.com/forcedotcom/SalesforceMobileSDK-ReactNative/issues/82.
    assert_eq!(
        says("SELECT FirstName, LastName FROM CampaignMember WHERE Id = \"00v3D000003BjNa\""),
        "\nFROM CampaignMember WHERE Id = \"00v3D000003BjNa\"\n                              ^\n\
         ERROR at Row:1:Column:58\nline 1:58 no viable alternative at character '\"'"
    );
    assert_eq!(
        says("SELECT Id, FROM Account"),
        "\nSELECT Id, FROM Account\n          ^\nERROR at Row:1:Column:11\n\
         unexpected token: 'FROM'"
    );
    assert_eq!(
        says("SELECT Id"),
        "\nSELECT Id\n        ^\nERROR at Row:1:Column:9\nunexpected token: '<EOF>'"
    );
    assert_eq!(
        says("SELECT Id FROM A WHERE a = :b"),
        "\nFROM A WHERE a = :b\n                ^\nERROR at Row:1:Column:27\n\
         Bind variables only allowed in Apex code"
    );
    assert_eq!(says(""), "SOQL statements cannot be empty or null");
    assert_eq!(refused("").code().as_str(), "MALFORMED_QUERY");
}

/// As posted in many forums: one token each.
#[test]
fn salesforce_names_the_token_it_stumbles_over() {
    let says = |source| refused(source).salesforce_message(source);
    assert!(says("SELECT Id FROM A WHERE a IN ()").ends_with("unexpected token: ')'"));
    assert!(says("SELECT Id FROM A WHERE a == 1").ends_with("unexpected token: '='"));
    assert!(says("SELECT Id FROM A WHERE a = TODAY()").ends_with("unexpected token: '('"));
}

/// A name that is wrong, and what of the query is shown then.
#[test]
fn salesforce_shows_the_words_around_a_name() {
    let shows = |source: &str, name: &str| {
        let start = u32::try_from(source.rfind(name).unwrap()).unwrap();
        salesforce_message(source, Span::new(start, start + 1), "said")
    };
    // github.com/simple-salesforce/simple-salesforce/issues/73: the word before would not fit.
    assert_eq!(
        shows(
            "SELECT Name, Access_Key__c, Image_Vendor__c FROM Opportunity \
             WHERE Image_Vendor__c LIKE 'Getty%'",
            "Image_Vendor__c"
        ),
        "\nImage_Vendor__c FROM Opportunity WHERE Image_Vendor__c LIKE 'Getty%'\n\
         \u{20}                                      ^\nERROR at Row:1:Column:68\nsaid"
    );
    // github.com/forcedotcom/soql-tooling/issues/86.
    assert_eq!(
        shows("Select Id, Status, Location, Body from ApexLog", "Body"),
        "\nSelect Id, Status, Location, Body from ApexLog\n\
         \u{20}                            ^\nERROR at Row:1:Column:30\nsaid"
    );
    assert_eq!(
        shows("SELECT Id\nFROM Account\n  WHERE Ids = 1\nLIMIT 5", "Ids"),
        "\nWHERE Ids = 1\n      ^\nERROR at Row:3:Column:9\nsaid"
    );
    let long = "x".repeat(500);
    assert_eq!(
        shows(&format!("SELECT {long}.Name FROM A"), "Name"),
        "\nName FROM A\n^\nERROR at Row:1:Column:509\nsaid"
    );
    assert!(shows(&long, &long).len() < 300);
}

#[test]
fn words_are_keywords_only_where_they_must_be() {
    let query = read("SELECT Group.Name, Order FROM Order Order ORDER BY Order.Group");
    assert_eq!(query.from[0].alias.as_ref().unwrap().text, "Order");
    assert_eq!(query.order_by.len(), 1);

    let query = read("SELECT Id FROM Account OFFSET 5");
    assert_eq!(query.from[0].alias, None);
    assert_eq!(query.offset.unwrap().number(), Some(5));

    let query = read("SELECT Id FROM Account all ALL ROWS");
    assert!(query.from[0].alias.is_some() && query.all_rows.is_some());
}

#[test]
fn spans_are_those_of_the_source() {
    let source = "SELECT  MAX( Amount )  m FROM A WHERE ( a  =  'x' AND b NOT  IN (1) )";
    let query = read(source);
    let item = &query.select.items()[0];
    assert_eq!(item.span().text(source), "MAX( Amount )  m");
    let SelectItem::Expr(item) = item else {
        panic!("{item:?}");
    };
    let call = item.expr.as_call().unwrap();
    assert_eq!(call.name.text(source), "MAX");
    assert_eq!(call.arguments[0].span().text(source), "Amount");
    let Some(Condition::And(junction)) = &query.filter else {
        panic!("{:?}", query.filter);
    };
    assert_eq!(junction.span.text(source), "a  =  'x' AND b NOT  IN (1)");
    let Condition::Membership(membership) = &junction.conditions[1] else {
        panic!("{junction:?}");
    };
    assert_eq!(membership.operator_span.text(source), "NOT  IN");
    assert_eq!(membership.right.span().text(source), "(1)");
    assert_eq!(query.span.range(), 0..source.len());
}

#[test]
fn spans_do_not_count_when_queries_are_compared() {
    assert_eq!(read("SELECT Id FROM A"), read("select  Id  from  A"));
    assert_ne!(read("SELECT Id FROM A"), read("SELECT Id FROM B"));
    assert_ne!(Span::new(1, 2).range(), Span::new(1, 3).range());
}

#[test]
fn parentheses_that_only_group_are_not_kept() {
    assert_eq!(
        read("SELECT Id FROM A WHERE ((a = 1) AND ((b = 2 OR c = 3)))").to_string(),
        "SELECT Id FROM A WHERE a = 1 AND (b = 2 OR c = 3)"
    );
    assert_eq!(
        read("SELECT Id FROM A WHERE (a = 1 AND b = 2) AND (NOT ((c = 3)))").to_string(),
        "SELECT Id FROM A WHERE (a = 1 AND b = 2) AND (NOT c = 3)"
    );
}

#[test]
fn values_are_what_they_say() {
    assert_eq!(literal("a = 'it\\'s'"), LiteralKind::Text("it's".into()));
    assert_eq!(
        literal("a LIKE 'x\\%_%'"),
        LiteralKind::Pattern(vec![
            LikePart::Text("x%".into()),
            LikePart::One,
            LikePart::Many
        ])
    );
    assert_eq!(literal("a = '%'"), LiteralKind::Text("%".into()));
    for (written, number) in [
        ("007", "7"),
        ("+5", "5"),
        ("- 5", "-5"),
        (".50", "0.50"),
        ("-.5", "-0.5"),
        ("00.10", "0.10"),
        ("0", "0"),
    ] {
        let kind = literal(&format!("a = {written}"));
        assert_eq!(kind, LiteralKind::Number(number.into()));
        assert_eq!(kind.is_integer(), !number.contains('.'));
    }
    assert_eq!(
        literal("a > eur0050.5"),
        LiteralKind::Currency {
            code: "EUR".into(),
            amount: "50.5".into()
        }
    );
    assert_eq!(
        literal("a = last_n_fiscal_quarters:3"),
        LiteralKind::RelativeDate(RelativeDate::LastN(DateUnit::FiscalQuarter, 3))
    );
    assert_eq!(
        literal("a = today"),
        LiteralKind::RelativeDate(RelativeDate::This(DateUnit::Day))
    );
    let LiteralKind::DateTime(moment) = literal("a = 2025-01-01t00:00:00-05:30") else {
        panic!("no moment");
    };
    assert_eq!(moment.offset_minutes, -330);
}

#[test]
fn a_moment_keeps_its_offset_and_its_fraction() {
    for text in [
        "2025-01-01T00:00:00-05:30",
        "2025-01-01T00:00:00.120Z",
        "2025-01-01T00:00:00.000000001+14:00",
        "00:00:00.500Z",
    ] {
        assert_eq!(literal(&format!("a = {text}")).to_string(), text);
    }
}

#[test]
fn every_relative_date_reads_back() {
    let dates = DateUnit::ALL.iter().copied().flat_map(|unit| {
        [
            RelativeDate::Last(unit),
            RelativeDate::This(unit),
            RelativeDate::Next(unit),
            RelativeDate::LastN(unit, 2),
            RelativeDate::NextN(unit, 0),
            RelativeDate::NAgo(unit, u32::MAX),
            RelativeDate::Last90Days,
            RelativeDate::Next90Days,
        ]
    });
    for date in dates {
        assert_eq!(
            literal(&format!("a = {date}")),
            LiteralKind::RelativeDate(date)
        );
    }
}

#[test]
fn every_function_reads_back() {
    for function in Function::ALL {
        assert_eq!(Function::from_name(function.as_str()), Some(*function));
        let arguments = match function {
            Function::Geolocation => continue,
            Function::Distance => "a, GEOLOCATION(1, -2.5), 'mi'",
            _ => "a",
        };
        let query = read(&format!("SELECT {function}({arguments}) FROM A"));
        let SelectItem::Expr(item) = &query.select.items()[0] else {
            panic!("{query}");
        };
        let Operand::Call(call) = &item.expr else {
            panic!("{query}");
        };
        assert_eq!(call.function, *function);
        assert!(matches!(&call.arguments[0], Argument::Field(path) if path.to_string() == "a"));
    }
}

#[test]
fn binds_keep_their_expression() {
    let query = read("SELECT Id FROM A WHERE a IN : f(x, ')').y AND b = :{ c } LIMIT :n");
    let binds: Vec<_> = query
        .binds()
        .iter()
        .map(|bind| bind.expr.as_str())
        .collect();
    assert_eq!(binds, ["f(x, ')').y", "{ c }", "n"]);
    assert_eq!(query.binds()[0].names(), None);
    assert_eq!(query.binds()[2].names(), Some(vec!["n"]));
    let Some(Condition::And(junction)) = &query.filter else {
        panic!("{query}");
    };
    let Condition::Membership(membership) = &junction.conditions[0] else {
        panic!("{query}");
    };
    assert!(matches!(membership.right, SetValues::Bind(_)));
    let error = parse("SELECT Id FROM A WHERE a = :x + 1", Dialect::Apex).unwrap_err();
    assert_eq!(
        error.help(),
        Some("in a bind, put the expression in parentheses: :(…)")
    );
}

#[test]
fn what_only_apex_has_is_refused_by_its_kind() {
    let kind = |source, dialect| parse(source, dialect).err().map(|error| error.kind());
    let mode = "SELECT Id FROM A WITH SECURITY_ENFORCED";
    let bind = "SELECT Id FROM A WHERE a = :a";
    assert_eq!(kind(mode, Dialect::Rest), Some(SoqlErrorKind::ApexOnly));
    assert_eq!(kind(mode, Dialect::Macro), Some(SoqlErrorKind::ApexOnly));
    assert_eq!(kind(mode, Dialect::Either), None);
    assert_eq!(kind(bind, Dialect::Rest), Some(SoqlErrorKind::BindInRest));
    assert_eq!(kind(bind, Dialect::Macro), None);
}

#[test]
fn a_bind_in_quotes_is_refused_where_binds_are_written() {
    let said = |condition: &str, dialect| {
        let source = format!("SELECT Id FROM A WHERE {condition}");
        parse(&source, dialect).err().map(|error| error.to_string())
    };
    let cases = [
        (
            "a = ':s'",
            "`:s` in quotes is text, not a bind (write `:s` without quotes; ",
        ),
        (
            "a IN ('x', ':s')",
            "`:s` in quotes is text, not a bind (write `:s` without quotes; ",
        ),
        (
            "a = '{first_name}'",
            "`{first_name}` in quotes is text, not a bind (write `:first_name` without",
        ),
        (
            "a LIKE ':s'",
            "`:s` in quotes is text, not a bind (write `:s` without quotes; ",
        ),
        (
            "a LIKE '%:s%'",
            "`:s` in quotes is text, not a bind (write `LIKE :(LikePattern::contains(&s))`; ",
        ),
        (
            "a LIKE ':s%'",
            "`:s` in quotes is text, not a bind (write `LIKE :(LikePattern::starts_with(&s))`; ",
        ),
        (
            "a LIKE '%{s}'",
            "`{s}` in quotes is text, not a bind (write `LIKE :(LikePattern::ends_with(&s))`; ",
        ),
        (
            "a LIKE 'a%:s%'",
            "`:s` in quotes is text, not a bind (write `LIKE :s`, with the wildcards",
        ),
    ];
    for (condition, message) in cases {
        let found = said(condition, Dialect::Macro).expect(condition);
        assert!(found.starts_with(message), "{condition}: {found}");
        assert!(said(condition, Dialect::Apex).is_some(), "{condition}");
        assert_eq!(said(condition, Dialect::Rest), None, "{condition}");
        assert_eq!(said(condition, Dialect::Either), None, "{condition}");
    }
    for text in [
        "12:30",
        "a:b",
        "http://x",
        ":",
        ":)",
        "{}",
        "{0}",
        ":s t",
        "{a b}",
        "{a",
        "a}",
        "x:s",
        r"\u003As",
        r"\u007Bs}",
        "::s",
        ":s:t",
        "${s}",
        "{{s}}",
    ] {
        let conditions = [format!("a = '{text}'"), format!("a LIKE '%{text}%'")];
        for condition in conditions {
            assert_eq!(said(&condition, Dialect::Macro), None, "{condition}");
        }
    }
    // What is printed reads back, where binds are written too.
    for condition in [r"a = '\u003As'", r"a LIKE '%\u007Bs}%__\u003As_%\u003At'"] {
        let source = format!("SELECT Id FROM A WHERE {condition}");
        let query = parse(&source, Dialect::Macro).unwrap();
        assert_eq!(query.to_string(), source);
    }
    let apex = said("a LIKE '%:s%'", Dialect::Apex).unwrap();
    assert!(
        apex.contains("write `LIKE :s`, with the wildcards in its value"),
        "{apex}"
    );
    assert!(
        apex.ends_with(r"write its first character as \u003A)"),
        "{apex}"
    );
}

#[test]
fn dates_are_those_of_salesforce_in_every_zone() {
    for (date, is_good) in [
        ("1700-01-01", true),
        ("1699-12-31", false),
        ("4000-12-31", true),
        ("4001-01-01", false),
        ("1699-12-31T16:00:00-08:00", true),
        ("1700-01-01T00:00:00+01:00", false),
    ] {
        let source = format!("SELECT Id FROM A WHERE a = {date}");
        assert_eq!(parse(&source, Dialect::Rest).is_ok(), is_good, "{date}");
    }
}

#[test]
fn a_macro_call_in_a_bind_needs_parentheses() {
    let source = "SELECT Id FROM A WHERE a = :format!(\"{x}\")";
    let error = parse(source, Dialect::Macro).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the macro call `format!` in a bind needs parentheses (write `:(format!(…))`)"
    );
    let good = "SELECT Id FROM A WHERE a = :(format!(\"{x}\"))";
    assert!(parse(good, Dialect::Macro).is_ok());
}

#[test]
fn an_amount_may_be_negative_outside_of_static_soql() {
    let source = "SELECT Id FROM A WHERE a < usd-5000.50 AND b > -5";
    for dialect in [Dialect::Rest, Dialect::Macro, Dialect::Either] {
        let query =
            parse(source, dialect).unwrap_or_else(|error| panic!("{}", error.render(source)));
        let printed = query.to_string();
        assert!(printed.contains("a < USD-5000.50 AND"), "{printed}");
        assert_eq!(parse(&printed, dialect).unwrap().to_string(), printed);
    }
    let error = parse(source, Dialect::Apex).unwrap_err();
    assert_eq!(error.kind(), SoqlErrorKind::BadNumber);
    for bad in ["USD -5", "USD- 5", "USD-x", "USDX-5", "-USD5"] {
        let source = format!("SELECT Id FROM A WHERE a < {bad}");
        assert!(parse(&source, Dialect::Rest).is_err(), "{bad}");
    }
}
