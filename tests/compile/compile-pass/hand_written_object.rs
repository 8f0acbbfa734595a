//! An object of one's own, under lints stricter than most.

#![deny(
    future_incompatible,
    let_underscore,
    missing_docs,
    nonstandard_style,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    warnings
)]
#![forbid(unsafe_code)]

use ats_core::prelude::*;
use ats_core::record;

/// Who uses the org, by name only.
#[derive(SObject)]
#[sobject(name = "User")]
pub enum User {}

/// What owns a skill.
#[derive(Polymorphic)]
#[polymorphic(refers_to(User))]
pub enum SkillOwner {
    /// Another skill.
    #[polymorphic("Skill__c")]
    Skill(Related<Skill>),
    /// Anything else.
    #[polymorphic(other)]
    Other(Box<UntypedRecord>),
}

/// How well.
#[derive(Picklist)]
pub enum Level {
    /// `Beginner`
    #[picklist("Beginner")]
    Beginner,
    /// `Master`, labelled “Guru”
    #[picklist("Master", label = "Guru")]
    Master,
    /// A value that is not listed.
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

/// How much of it: a type with the name of another, which is `Copy` where this is not.
#[derive(Picklist)]
pub enum Time {
    /// `Full`
    #[picklist("Full")]
    Full,
    /// A value that is not listed.
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

/// A skill.
#[derive(SObject)]
#[sobject(name = "Skill__c", label = "Skill", prefix = "a0Z")]
#[sobject(query, retrieve, create, update, delete)]
#[sobject(
    new = "SkillToAdd",
    required_type = "SkillNeeds",
    changes = "SkillChanges",
    key = "SkillCode"
)]
pub struct Skill {
    /// Id
    #[sobject(name = "Id", filter, sort, group, aggregate)]
    pub id: Option<Id<Skill>>,
    /// Type
    #[sobject(name = "Type__c", label = "Type", create, update, required, filter)]
    pub r#type: Option<Text<20>>,
    /// Code
    #[sobject(
        name = "Code__c",
        label = "Code",
        create,
        update,
        nillable,
        filter,
        external_key
    )]
    pub code: Option<Text<20>>,
    /// Level
    #[sobject(name = "Level__c", label = "Level", create, update, nillable, filter)]
    pub level: Option<Level>,
    /// Levels
    #[sobject(name = "Levels__c", label = "Levels", create, update, nillable, filter)]
    pub levels: Option<MultiPicklist<Level>>,
    /// Time
    #[sobject(name = "Time__c", label = "Time", create, update, nillable, filter)]
    pub time: Option<Time>,
    /// Years
    #[sobject(
        name = "Years__c",
        label = "Years",
        create,
        update,
        nillable,
        filter,
        sort
    )]
    #[sobject(precision = 3, scale = 1)]
    pub years: Option<Number>,
    /// Owner
    #[sobject(name = "OwnerId", label = "Owner ID", create, update, filter)]
    pub owner_id: Option<Id<SkillOwner>>,
    /// Owner
    #[sobject(name = "Owner", parent)]
    pub owner: Option<SkillOwner>,
    /// Subskills
    #[sobject(name = "Skills__r", children)]
    pub skills: Option<Children<Skill>>,
    /// What else there is.
    #[sobject(extra)]
    pub extra: Extra,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let new = SkillToAdd {
        level: Some(Level::Master),
        levels: Some([Level::Beginner, Level::Master].into_iter().collect()),
        time: Some(Time::Full),
        years: Some("12.5".parse()?),
        ..SkillToAdd::new(SkillNeeds {
            r#type: text!(Skill::TYPE, "Language"),
        })
    };
    assert_eq!(
        new.to_json()?,
        r#"{"Type__c":"Language","Level__c":"Master","Levels__c":"Beginner;Master","Time__c":"Full","Years__c":12.5}"#,
    );
    assert_eq!(new.clone(), new);
    assert_eq!(
        Skill::select()
            .filter(Skill::LEVELS.includes([Level::Master]))
            .to_soql(),
        "SELECT Id FROM Skill__c WHERE Levels__c INCLUDES ('Master')",
    );
    let owner: Id<User> = "005Ec000000abcd".parse()?;
    let changes = SkillChanges {
        owner_id: owner.upcast().into(),
        time: set(Time::Full),
        levels: null(),
        ..SkillChanges::default()
    };
    assert_eq!(changes.clone(), changes);
    let id: Id<Skill> = "a0MEm000004fFnBMAU".parse()?;
    assert!(record::update(id, &changes)?.body.is_some());
    let code = SkillCode::Code(text!(Skill::CODE, "rust"));
    assert_eq!(
        record::upsert(&code, &new)?.path,
        "sobjects/Skill__c/Code__c/rust"
    );
    assert_eq!(
        Skill::select()
            .children(Skill::SKILLS, Skill::select())
            .to_soql(),
        "SELECT (SELECT Id FROM Skills__r) FROM Skill__c",
    );
    Ok(())
}
