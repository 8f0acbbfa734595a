//! Generates items to derive for from bytes: correct ones, ones with typical mistakes, and nonsense.
//!
//! The fuzz targets read this file too.

/// Bytes that decide, one after the other; when they are used up the first choice is taken, which
/// ends whatever can end.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn byte(&mut self) -> usize {
        match self.0.split_first() {
            Some((&first, rest)) => {
                self.0 = rest;
                usize::from(first)
            }
            None => 0,
        }
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.byte() % from.len()]
    }

    /// Returns true once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.byte() % times == times - 1
    }
}

const NAMES: &[&str] = &[
    "name", "id", "Id", "Job", "type_", "r#type", "__", "_1", "_", "self_", "a_b", "a__b", "A",
    "größe", "名前", "_٣", "NAME", "r#fn", "x", "struct", "Self", "crate", "Contact", "Unknown",
];

const TEXTS: &[&str] = &[
    "\"Name\"",
    "\"\"",
    "\"bpats__Job__c\"",
    "\"toolong!!\"",
    "\"a0M\"",
    "\"a b\"",
    "\"\\\"; } /*\"",
    "\"\\u{202e}\"",
    "r#\"Id\"#",
    "b\"Id\"",
    "\"Größe__c\"",
    "\"::ats_core\"",
    "\"a::<u8>\"",
    "\"r#type\"",
    "\"_\"",
    "\"gAAA\"",
    "\"Job\"",
    "\"Account.Name\"",
    "18",
    "-1",
    "300",
    "1.5",
    "'c'",
    "true",
    "1u8",
    "\"x\"y",
    "Job",
    "(",
    "c\"x\"",
];

const TYPES: &[&str] = &[
    "Option<Text<40>>",
    "Option<Id<Job>>",
    "Option<bool>",
    "Option<MultiPicklist<Level>>",
    "Option<Related<Account>>",
    "Option<Children<a::B>>",
    "Extra",
    "u8",
    "Option<>",
    "Option",
    "Option<&'static str>",
    "Option<fn(u8) -> u8>",
    "Option<[u8; 4]>",
    "Option<(u8, u8)>",
    "Option<dyn A + 'a>",
    "Option<a b>",
    "Option<A<B, C>>",
    "Option<::std::vec::Vec<u8>>",
    "!",
    "_",
    "Option<impl Fn() -> u8>",
    "Option<{ 1 }>",
    "Vec<u8>",
    "Rows<Job>",
    "Option<m!()>",
    "Option<A<-1>>",
    "Box<UntypedRecord>",
    "Related<Contact>",
    "Unlisted",
    "String",
    "Option<Self>",
    "Option<<A as B>::C>",
];

const WORDS: &[&str] = &[
    "name",
    "label",
    "prefix",
    "query",
    "retrieve",
    "create",
    "update",
    "delete",
    "new",
    "changes",
    "required_type",
    "key",
    "crate",
    "required",
    "nillable",
    "filter",
    "sort",
    "group",
    "aggregate",
    "external_key",
    "email",
    "precision",
    "scale",
    "controlled_by",
    "parent",
    "children",
    "extra",
    "inactive",
    "unlisted",
    "valid_for",
    "serde",
    "refers_to",
    "other",
    "count",
    "sum",
    "nmae",
    "a::b",
    "Job",
    "account.name",
];

const ATTRIBUTES: &[&str] = &[
    "sobject",
    "picklist",
    "polymorphic",
    "select",
    "doc",
    "a::b",
];

/// Correct parts for one derive: its attribute, the kind of item, the attributes of the item, and its
/// fields or variants.
struct Sound {
    attribute: &'static str,
    kind: &'static str,
    over: &'static [&'static str],
    members: &'static [&'static str],
}

const SOUND: [Sound; 4] = [
    Sound {
        attribute: "sobject",
        kind: "struct",
        over: &[
            "#[sobject(name = \"Job__c\", query, create, update)]",
            "#[sobject(name = \"Job__c\", label = \"Job\", prefix = \"a0M\")]",
            "#[sobject(name = \"J\", create, update, new = \"A\", key = \"B\", crate = \"a::b\")]",
        ],
        members: &[
            "#[sobject(name = \"Id\", filter)] pub id: Option<Id<Job>>",
            "#[sobject(name = \"Name\", create, required)] pub name: Option<Text<80>>",
            "#[sobject(name = \"Key__c\", create, update, external_key)] r#key: Option<Text<8>>",
            "#[sobject(name = \"N__c\", precision = 18, scale = 2)] n: Option<Number>",
            "#[sobject(name = \"A__r\", parent)] a: Option<Related<A>>",
            "#[sobject(name = \"Bs__r\", children)] bs: Option<Children<B>>",
            "#[sobject(name = \"L__c\", controlled_by = \"N__c\")] l: Option<Level>",
            "#[sobject(extra)] pub extra: Extra",
        ],
    },
    Sound {
        attribute: "picklist",
        kind: "enum",
        over: &[
            "",
            "#[picklist(serde)]",
            "#[picklist(controlled_by = Country, crate = \"a\")]",
        ],
        members: &[
            "#[picklist(\"Low\", valid_for = \"gAAA\")] Low",
            "#[picklist(\"Hgh\", label = \"High\", valid_for = \"gAAA\")] Hgh",
            "#[picklist(\"Old\", inactive, valid_for = \"\")] Old",
            "#[picklist(unlisted)] Unknown(Unlisted)",
            "#[picklist(unlisted)] Other(String)",
        ],
    },
    Sound {
        attribute: "polymorphic",
        kind: "enum",
        over: &[
            "",
            "#[polymorphic(refers_to(ids::Group, User))]",
            "#[polymorphic(crate = \"a\")]",
        ],
        members: &[
            "#[polymorphic(\"Contact\")] Contact(Related<Contact>)",
            "#[polymorphic(\"Lead\")] Lead(Related<a::Lead>)",
            "#[polymorphic(other)] Other(Box<UntypedRecord>)",
        ],
    },
    Sound {
        attribute: "select",
        kind: "struct",
        over: &["#[select(Job)]", "#[select(my_org::Job)]"],
        members: &[
            "name: String",
            "#[select(account.name)] pub account_name: Option<String>",
            "#[select(\"bpats__Account__r.Name\")] other: String",
            "#[select(count)] jobs: i64",
            "#[select(max = created_date)] last: DateTime",
        ],
    },
];

/// The text of an item, which need not be Rust.
pub fn item(bytes: &[u8]) -> String {
    let mut choices = Choices(bytes);
    let sound = &SOUND[choices.byte() % SOUND.len()];
    let mut out = String::new();
    if choices.once_in(4) {
        attributes(&mut choices, sound.attribute, &mut out);
    } else {
        out.push_str(choices.pick(sound.over));
    }
    out.push_str(choices.pick(&["pub ", "", "pub(crate) ", "pub(in a::b) "]));
    if choices.once_in(32) {
        out.push_str(choices.pick(&["pub(a b) ", "crate ", "pub "]));
    }
    let kind = match choices.once_in(8) {
        true => choices.pick(&["struct", "enum", "union", "fn"]),
        false => sound.kind,
    };
    let name = match choices.once_in(3) {
        true => choices.pick(NAMES),
        false => "Job",
    };
    out.push_str(&format!("{kind} {name}"));
    if choices.once_in(16) {
        out.push_str(choices.pick(&["<T>", "<'a>", "<const N: usize>", "<>", " where u8: Copy"]));
    }
    let (open, close) = match choices.byte() % 32 {
        30 => ("(", ");"),
        31 => (";", ""),
        _ => ("{", "}"),
    };
    out.push_str(open);
    for _ in 0..choices.byte() % 8 {
        if !choices.once_in(3) {
            out.push_str(choices.pick(sound.members));
            out.push_str(", ");
            continue;
        }
        attributes(&mut choices, sound.attribute, &mut out);
        if kind == "enum" {
            variant(&mut choices, &mut out);
        } else {
            let ty = choices.pick(TYPES);
            out.push_str(&format!("pub {}: {ty}, ", choices.pick(NAMES)));
        }
    }
    out.push_str(close);
    out
}

fn variant(choices: &mut Choices<'_>, out: &mut String) {
    out.push_str(choices.pick(NAMES));
    match choices.byte() % 6 {
        0 | 1 => {}
        2 | 3 => out.push_str(&format!("({})", choices.pick(TYPES))),
        4 => out.push_str(" { a: u8 }"),
        _ => out.push_str(" = 1"),
    }
    out.push_str(", ");
}

/// Attributes, most of them the derive's own.
fn attributes(choices: &mut Choices<'_>, derive: &str, out: &mut String) {
    for _ in 0..choices.byte() % 3 {
        let name = match choices.once_in(8) {
            true => choices.pick(ATTRIBUTES),
            false => derive,
        };
        if choices.once_in(16) {
            let text = choices.pick(TEXTS).replace('(', "()");
            out.push_str(&format!("#[{name} = {text}] "));
            continue;
        }
        out.push_str(&format!("#[{name}("));
        for _ in 0..choices.byte() % 6 {
            match choices.byte() % 5 {
                0 | 1 => out.push_str(choices.pick(WORDS)),
                2 => out.push_str(&choices.pick(TEXTS).replace('(', "()")),
                3 => {
                    let text = choices.pick(TEXTS).replace('(', "(u8, a::B<C>)");
                    out.push_str(&format!("{} = {text}", choices.pick(WORDS)));
                }
                _ => out.push_str(&format!("{}({})", choices.pick(WORDS), choices.pick(TYPES))),
            }
            out.push_str(match choices.once_in(32) {
                true => " ",
                false => ", ",
            });
        }
        out.push_str(")] ");
    }
}

/// Words and signs of items, for texts that need not be any.
const PIECES: &[&str] = &[
    " ",
    "#[sobject(",
    ")]",
    "name",
    "=",
    "\"A__c\"",
    ",",
    "struct",
    "enum",
    "Job",
    "{",
    "}",
    "(",
    ")",
    "Option",
    "<",
    ">",
    "::",
    ":",
    "&",
    "'a",
    "!",
    "_",
    "r#type",
    "1",
    "#",
    "[",
    "]",
    "#[picklist(",
    "unlisted",
    "#[select(",
    "pub",
    "extra",
    "__",
    ";",
    "-",
    "$",
    "fn",
    "..",
    "\"\"",
    "é",
    "\\",
];

/// A text of words and signs.
pub fn pieces(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|&byte| PIECES[usize::from(byte) % PIECES.len()])
        .collect()
}
