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

fn main() {
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
