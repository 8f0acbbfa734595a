//! Queries where names get in the way, and where lints are strict.

#![deny(warnings)]

mod elsewhere {
    use ats_core::query::Checked;
    use ats_core::query::Row;

    /// Without the crate's names in scope, and without a prelude of ours.
    pub fn open() -> Checked<impl Row + std::fmt::Debug> {
        ats_generated::soql!("SELECT Id, Name FROM bpats__Job__c")
    }
}

mod names {
    /// What an expansion might want is something else here.
    #[derive(Clone, Debug)]
    pub struct Option;
    pub struct Result;
    pub struct String;
    pub struct JobRow;

    pub fn query(soql: &str, b0: u32, list: &[&str]) -> std::string::String {
        let _ = (Option, Result, String, JobRow);
        ats_generated::soql!(
            "SELECT Id, Name, bpats__Account__r.Name FROM bpats__Job__c
             WHERE Name = :soql AND Name IN :list LIMIT :b0"
        )
        .to_string()
    }
}

mod rows {
    use ats_generated::{Account, Job};

    #[derive(ats_core::Select)]
    #[select(Job)]
    pub struct Row {
        pub r#type: std::option::Option<ats_generated::JobType>,
        pub account: Company,
    }

    #[derive(ats_core::Select)]
    #[select(ats_generated::Account)]
    pub struct Company {
        pub name: std::string::String,
    }

    pub fn objects() -> (&'static str, &'static str) {
        use ats_core::record::SObject;
        (<Job as SObject>::NAME, <Account as SObject>::NAME)
    }
}

/// More columns than a tuple has.
fn wide() -> &'static str {
    let query = ats_generated::soql!(
        "SELECT Id, Name, CreatedDate, LastModifiedDate, bpats__Job_Title__c, bpats__Status__c,
                bpats__Priority__c, bpats__Type__c, bpats__Shift__c, bpats__Salary__c,
                bpats__End_Date__c, bpats__Start_Date__c, bpats__Is_Active__c, bpats__Tags__c,
                bpats__Location__c, bpats__Experience__c, bpats__Bill_Rate__c, bpats__Pay_Rate__c
         FROM bpats__Job__c"
    );
    let _ = query.as_str();
    ats_core::query::MAX_QUERY_LENGTH.to_string().leak()
}

/// The example of `docs/soql.md`, and texts that only look like binds.
fn patterns() {
    use ats_core::prelude::*;
    use ats_generated::*;

    let typed = "100%_sure";
    let pattern = LikePattern::contains(typed);
    let query = soql!("SELECT Id FROM bpats__Job__c WHERE Name LIKE :pattern");
    assert!(query.as_str().ends_with(r"LIKE '%100\%\_sure%'"), "{query}");
    let (by_reference, owned) = (&pattern, String::from("a%"));
    let query = soql!(
        "SELECT Id FROM bpats__Job__c
         WHERE Name LIKE :by_reference AND Name LIKE :owned
           AND Name LIKE :(LikePattern::starts_with(&owned)) AND Name LIKE :typed"
    );
    assert!(query.as_str().ends_with(r"LIKE 'a\%%' AND Name LIKE '100%_sure'"), "{query}");
    let query = soql!(r"SELECT Id FROM bpats__Job__c WHERE Name IN ('12:30', 'a:b', '\u003Aname')");
    assert!(query.as_str().ends_with(r"'\u003Aname')"), "{query}");
    let query = soql!("SELECT Id FROM bpats__Job__c WHERE Name = '\\u003Aname'");
    assert!(query.as_str().ends_with(r"= '\u003Aname'"), "{query}");
    let built = Job::select().filter(Job::NAME.like(LikePattern::ends_with("_")));
    assert!(built.to_soql().ends_with(r"LIKE '%\_'"), "{built}");
}

fn main() {
    patterns();
    let _ = (elsewhere::open(), wide(), rows::objects(), rows::Row::select());
    assert_eq!(
        names::query("a'b", 3, &["c"]),
        "SELECT Id, Name, bpats__Account__r.Name FROM bpats__Job__c \
         WHERE Name = 'a\\'b' AND Name IN ('c') LIMIT 3",
    );
    let row = rows::Row {
        r#type: None,
        account: rows::Company {
            name: "Acme".to_owned(),
        },
    };
    assert!(row.r#type.is_none() && row.account.name == "Acme");
}
