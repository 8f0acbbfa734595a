//! A small org, written by hand as a user would for objects of their own.
#![allow(dead_code, reason = "each test file uses its own part of the org")]

use ats_core::prelude::*;

/// An account.
#[derive(SObject)]
#[sobject(name = "Account", label = "Account", prefix = "001")]
#[sobject(query, retrieve, create, update, delete)]
pub struct Account {
    #[sobject(name = "Id", filter, sort, group, aggregate)]
    pub id: Option<Id<Account>>,
    #[sobject(name = "Name", label = "Account Name")]
    #[sobject(create, update, required, filter, sort, group, aggregate)]
    pub name: Option<Text<255>>,
    #[sobject(name = "BillingAddress", label = "Billing Address", filter)]
    pub billing_address: Option<Box<Address>>,
    #[sobject(name = "ParentId", create, update, nillable, filter)]
    pub parent_id: Option<Id<Account>>,
    #[sobject(name = "Parent", parent)]
    pub parent: Option<Related<Account>>,
    #[sobject(extra)]
    pub extra: Extra,
}

#[derive(SObject)]
#[sobject(name = "User")]
pub enum User {}

#[derive(Polymorphic)]
#[polymorphic(refers_to(User))]
pub enum JobOwner {
    #[polymorphic("Account")]
    Account(Related<Account>),
    #[polymorphic(other)]
    Other(Box<UntypedRecord>),
}

#[derive(Picklist)]
#[picklist(serde)]
pub enum Status {
    #[picklist("Open")]
    Open,
    #[picklist("On Hold", label = "Waiting")]
    OnHold,
    #[picklist("Old", inactive)]
    Old,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

#[derive(Picklist)]
pub enum Kind {
    #[picklist("Permanent")]
    Permanent,
    #[picklist(unlisted)]
    Other(String),
}

#[derive(Picklist)]
pub enum Country {
    #[picklist("US")]
    Us,
    #[picklist("Other")]
    Elsewhere,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

#[derive(Picklist)]
#[picklist(controlled_by = Country)]
pub enum State {
    #[picklist("CA", label = "California", valid_for = "gAAA")]
    California,
    #[picklist("ZZ", valid_for = "wAAA")]
    Anywhere,
    #[picklist(unlisted)]
    Unknown(Unlisted),
}

/// A job.
#[derive(SObject)]
#[sobject(name = "bpats__Job__c", label = "Job", prefix = "a0M")]
#[sobject(query, retrieve, create, update, delete)]
pub struct Job {
    #[sobject(name = "Id", filter, sort, group, aggregate)]
    pub id: Option<Id<Job>>,
    #[sobject(name = "OwnerId", label = "Owner ID", create, update, filter)]
    pub owner_id: Option<Id<JobOwner>>,
    /// Job Title (`bpats__Job_Title__c`).
    ///
    /// More about it.
    #[sobject(name = "bpats__Job_Title__c", label = "Job Title")]
    #[sobject(create, update, required, filter, sort, group, aggregate)]
    pub job_title: Option<Text<20>>,
    #[sobject(name = "bpats__Status__c", label = "Status")]
    #[sobject(create, update, nillable, filter, sort, group, aggregate)]
    pub status: Option<Status>,
    #[sobject(
        name = "bpats__Type__c",
        label = "Type",
        create,
        update,
        nillable,
        filter
    )]
    pub type_: Option<Kind>,
    #[sobject(name = "Skills__c", label = "Skills", create, update, nillable, filter)]
    pub skills: Option<MultiPicklist<Kind>>,
    #[sobject(name = "Country__c", label = "Country", create, update, nillable)]
    pub country: Option<Country>,
    #[sobject(name = "State__c", label = "State", create, update, nillable)]
    #[sobject(controlled_by = "Country__c")]
    pub state: Option<State>,
    #[sobject(name = "bpats__Bill_Rate__c", label = "Bill Rate")]
    #[sobject(create, update, nillable, filter, sort, precision = 18, scale = 2)]
    pub bill_rate: Option<Number>,
    #[sobject(name = "Openings__c", create, update, nillable, filter, sort)]
    pub openings: Option<i64>,
    #[sobject(
        name = "bpats__Is_Active__c",
        label = "Is Active",
        create,
        update,
        filter
    )]
    pub is_active: Option<bool>,
    #[sobject(name = "bpats__End_Date__c", label = "End Date")]
    #[sobject(create, update, nillable, filter, sort, group)]
    pub end_date: Option<Date>,
    #[sobject(name = "CreatedDate", filter, sort)]
    pub created_date: Option<DateTime>,
    #[sobject(name = "Start_Time__c", create, update, nillable)]
    pub start_time: Option<Time>,
    #[sobject(
        name = "Description__c",
        label = "Description",
        create,
        update,
        nillable
    )]
    pub description: Option<Text<32768>>,
    #[sobject(name = "Resume__c", create, update, nillable)]
    pub resume: Option<Blob>,
    #[sobject(name = "Hologram__c")]
    pub hologram: Option<RawJson>,
    #[sobject(
        name = "External__c",
        label = "External",
        create,
        update,
        nillable,
        external_key
    )]
    pub external: Option<Text<20>>,
    #[sobject(name = "bpats__Account__r", parent)]
    pub account: Option<Related<Account>>,
    #[sobject(name = "Owner", parent)]
    pub owner: Option<JobOwner>,
    #[sobject(name = "bpats__Interviews__r", children)]
    pub interviews: Option<Children<Interview>>,
    #[sobject(extra)]
    pub extra: Extra,
}

/// An interview.
#[derive(SObject)]
#[sobject(name = "bpats__Interview__c", label = "Interview", query, retrieve)]
pub struct Interview {
    #[sobject(name = "Name", filter, sort)]
    pub name: Option<Text<80>>,
}

/// An object of which the user may see nothing but that it is there.
#[derive(SObject)]
#[sobject(name = "Hidden__c", query, create, update)]
pub struct Hidden {
    #[sobject(extra)]
    pub extra: Extra,
}
