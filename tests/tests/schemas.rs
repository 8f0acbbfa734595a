//! The bundled schemas, against each other and against the integration guide.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use ats_schema::describe::{ChildRelationship, Describe, Field, FieldType};
use ats_schema::rules::picklist;
use ats_tests::{json_files, schemas, text};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

/// The guide's table of objects: label and API name.
const GUIDE_OBJECTS: [(&str, &str); 33] = [
    ("Account", "Account"),
    ("ATS Action", "bpats__ATS_Action__c"),
    ("ATS Action Link", "bpats__ATS_Action_Link__c"),
    ("ATS Applicant", "bpats__ATS_Applicant__c"),
    ("ATS Log", "bpats__ATS_Log__c"),
    ("ATS Stage", "bpats__ATS_Stage__c"),
    ("ATS Stage Tracking", "bpats__ATS_Stage_Tracking__c"),
    ("ATS Template", "bpats__ATS_Template__c"),
    ("ATS Template Filter", "bpats__ATS_Template_Filter__c"),
    ("ATS Template Stage", "bpats__ATS_Template_Stage__c"),
    (
        "ATS Timeline Configuration",
        "bpats__ATS_Timeline_Configuration__c",
    ),
    ("ATS Timeline Child", "bpats__ATS_Timeline_Child__c"),
    ("Branch", "bpats__Branch__c"),
    ("Contact", "Contact"),
    ("Contact List", "bpats__Contact_List__c"),
    ("Content Version", "ContentVersion"),
    ("Email Message", "EmailMessage"),
    ("Interview", "bpats__Interview__c"),
    ("Interview Feedback", "bpats__Interview_Feedback__c"),
    ("Interview Template", "bpats__Interview_Template__c"),
    (
        "Interview Template Detail",
        "bpats__Interview_Template_Detail__c",
    ),
    ("Interview Topic", "bpats__Interview_Topic__c"),
    (
        "Interview Topic Feedback",
        "bpats__Interview_Topic_Feedback__c",
    ),
    ("Job", "bpats__Job__c"),
    ("Job Board Application", "bpats__Job_Board_Application__c"),
    ("Message Stats", "bpats__Message_Stats__c"),
    ("Offer", "bpats__Offer__c"),
    ("Placement", "bpats__Placement__c"),
    ("Placement Credit", "bpats__Placement_Credit__c"),
    (
        "Placement Credit Template",
        "bpats__Placement_Credit_Template__c",
    ),
    (
        "Placement Credit Template Entry",
        "bpats__Placement_Credit_Template_Entry__c",
    ),
    ("Purchase Order", "bpats__Purchase_Order__c"),
    ("Work Site Location", "bpats__Work_Site_Location__c"),
];

/// What lookups of the 33 objects refer to besides each other.
#[rustfmt::skip]
const OUTSIDE_TARGETS: [&str; 64] = [
    "ActionPlan", "ActivationTarget", "ActivationTrgtIntOrgAccess", "ApiAnomalyEventStore",
    "AssessmentIndicatorDefinition", "AssessmentTask", "AssessmentTaskContentDocument",
    "AssessmentTaskDefinition", "AssessmentTaskIndDefinition", "AssessmentTaskOrder", "Asset",
    "AssetRelationship", "AuthorizationFormText", "BatchJob", "BatchJobPart",
    "BatchJobPartFailedRecord", "BusinessLicense", "Campaign", "Case", "CollaborationGroup",
    "CommSubscription", "CommSubscriptionChannelType", "CommSubscriptionConsent",
    "CommSubscriptionTiming", "ContactRequest", "ContentBody", "ContentDocument",
    "ContentWorkspace", "Contract", "ContractLineItem", "ConversationEntry",
    "CredentialStuffingEventStore", "DandBCompany", "Dashboard", "DashboardComponent",
    "DataStream", "DocumentChecklistItem", "EmailTemplate", "Entitlement", "ExternalDataSource",
    "Group", "Image", "Individual", "IndividualApplication", "ListEmail", "Location",
    "OperatingHours", "Opportunity", "Order", "PartyConsent", "ProcessException", "Product2",
    "ProductCatalog", "ProductRequest", "ProductRequestLineItem", "Quote", "ServiceContract",
    "Solution", "Task", "User", "Visit", "VisitedParty", "WorkOrder", "bpats__ATS_List_Filter__c",
];

/// The children of the 33 objects besides each other and besides the `__History`, `__Feed` and
/// `__Share` that Salesforce keeps beside a custom object.
#[rustfmt::skip]
const OUTSIDE_CHILDREN: [&str; 133] = [
    "AIInsightValue", "AIRecordInsight", "AcceptedEventRelation", "AccountBrand",
    "AccountChangeEvent", "AccountCleanInfo", "AccountContactRole",
    "AccountContactRoleChangeEvent", "AccountFeed", "AccountHistory", "AccountPartner",
    "AccountShare", "ActivityHistory", "Asset", "AssetChangeEvent", "AssociatedLocation",
    "AttachedContentDocument", "AttachedContentNote", "Attachment", "AuthorizationFormConsent",
    "AuthorizationFormConsentChangeEvent", "CampaignMember", "CampaignMemberChangeEvent", "Case",
    "CaseChangeEvent", "CaseContactRole", "CaseTeamMember", "CaseTeamTemplateMember",
    "ChannelProgramMember", "CollaborationGroupRecord", "CombinedAttachment",
    "CommSubscriptionConsent", "CommSubscriptionConsentChangeEvent", "ContactChangeEvent",
    "ContactCleanInfo", "ContactFeed", "ContactHistory", "ContactPointEmail",
    "ContactPointEmailChangeEvent", "ContactPointPhone", "ContactPointPhoneChangeEvent",
    "ContactRequest", "ContactShare", "ContentDistribution", "ContentDocument",
    "ContentDocumentLink", "ContentNote", "ContentNotification", "ContentVersionComment",
    "ContentVersionHistory", "ContentVersionRating", "Contract", "ContractChangeEvent",
    "ContractContactRole", "CreditMemo", "DeclinedEventRelation", "DuplicateRecordItem",
    "EmailMessageChangeEvent", "EmailMessageRelation", "EmailStatus", "EntitlementContact",
    "EntitySubscription", "Event", "EventChangeEvent", "EventRelation",
    "EventRelationChangeEvent", "FeedAttachment", "FeedComment", "FeedItem",
    "FlowExecutionErrorEvent", "FlowRecordRelation", "Invoice", "Lead", "LeadChangeEvent",
    "ListEmailIndividualRecipient", "MaintenancePlan", "MaintenancePlanChangeEvent",
    "MatchingInformation", "NetworkActivityAudit", "NetworkFeedResponseMetric",
    "NetworkSelfRegistration", "Note", "NoteAndAttachment", "OcrDocumentScanResult",
    "OpenActivity", "Opportunity", "OpportunityChangeEvent", "OpportunityContactRole",
    "OpportunityContactRoleChangeEvent", "OpportunityPartner", "Order", "OrderChangeEvent",
    "OutgoingEmail", "OutgoingEmailRelation", "Partner", "PartnerFundAllocation",
    "PartnerFundClaim", "PartnerFundRequest", "PartnerMarketingBudget", "ProcessException",
    "ProcessExceptionEvent", "ProcessInstance", "ProcessInstanceHistory", "ProductRequest",
    "ProductRequestChangeEvent", "ProductRequestLineItem", "ProductRequestLineItemChangeEvent",
    "QuoteDocument", "RecordAction", "RecordActionHistory", "ResourcePreference", "ReturnOrder",
    "ReturnOrderChangeEvent", "ServiceAppointment", "ServiceAppointmentChangeEvent",
    "ServiceContract", "ServiceContractChangeEvent", "ServiceReport", "ServiceResource",
    "ServiceResourceChangeEvent", "Task", "TaskChangeEvent", "TopicAssignment",
    "UndecidedEventRelation", "User", "UserChangeEvent", "UserEmailPreferredPerson", "UserRole",
    "WorkOrder", "WorkOrderChangeEvent", "bpats__ASM_Education_History__c",
    "bpats__ASM_Skill__c", "bpats__Employment_History__c",
];

/// Objects of the guide's permission sets for which there is no schema: `README.md` of `schemas`
/// says so.
const WITHOUT_SCHEMA: [&str; 2] = ["bpats__ATS_List_Filter__c", "bpats__Retained_Milestone__c"];

/// What a user with the set Asymbl ATS User may read and not write: the guide's table of it.
const USER_READS_ONLY: [&str; 6] = [
    "bpats__ATS_Action_Link__c",
    "bpats__ATS_Action__c",
    "bpats__ATS_Template_Stage__c",
    "bpats__ATS_Template__c",
    "bpats__Interview_Template_Detail__c",
    "bpats__Interview_Template__c",
];

/// What an external interviewer may create.
const GIVES_FEEDBACK: [&str; 4] = [
    "bpats__Interview_Feedback__c",
    "bpats__Interview_Topic_Feedback__c",
    "bpats__Interview_Topic__c",
    "bpats__Interview__c",
];

/// The 57 keys that a describe has for every field, in the order in which it has them.
#[rustfmt::skip]
const FIELD_KEYS: [&str; 57] = [
    "aggregatable", "aiPredictionField", "autoNumber", "byteLength", "calculated",
    "calculatedFormula", "cascadeDelete", "caseSensitive", "compoundFieldName", "controllerName",
    "createable", "custom", "defaultValue", "defaultValueFormula", "defaultedOnCreate",
    "dependentPicklist", "deprecatedAndHidden", "digits", "displayLocationInDecimal", "encrypted",
    "externalId", "extraTypeInfo", "filterable", "filteredLookupInfo",
    "formulaTreatNullNumberAsZero", "groupable", "highScaleNumber", "htmlFormatted", "idLookup",
    "inlineHelpText", "label", "length", "mask", "maskType", "name", "nameField", "namePointing",
    "nillable", "permissionable", "picklistValues", "polymorphicForeignKey", "precision",
    "queryByDistance", "referenceTargetField", "referenceTo", "relationshipName",
    "relationshipOrder", "restrictedDelete", "restrictedPicklist", "scale",
    "searchPrefilterable", "soapType", "sortable", "type", "unique", "updateable",
    "writeRequiresMasterRead",
];

/// The parts of an address, after the name of the compound field without its `Address`.
const ADDRESS_PARTS: [&str; 8] = [
    "Street",
    "City",
    "State",
    "PostalCode",
    "Country",
    "Latitude",
    "Longitude",
    "GeocodeAccuracy",
];

/// A JSON object's keys and values as they are written: a repeated key is there twice.
struct Entries<T>(Vec<(String, T)>);

impl<T> Entries<T> {
    fn keys(&self) -> Vec<&str> {
        self.0.iter().map(|(key, _)| key.as_str()).collect()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Keys<T> {
            type Value = Entries<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Keys(std::marker::PhantomData))
    }
}

fn json<T: for<'de> Deserialize<'de>>(file: &str) -> T {
    serde_json::from_str(&text(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Every field of every object.
fn every_field(
    schemas: &BTreeMap<String, Describe>,
) -> impl Iterator<Item = (&str, &Field)> + Clone {
    schemas.iter().flat_map(|(object, describe)| {
        describe
            .fields
            .iter()
            .map(move |field| (object.as_str(), field))
    })
}

fn every_child(
    schemas: &BTreeMap<String, Describe>,
) -> impl Iterator<Item = (&str, &ChildRelationship)> {
    schemas.iter().flat_map(|(object, describe)| {
        describe
            .child_relationships
            .iter()
            .map(move |child| (object.as_str(), child))
    })
}

fn field<'a>(schemas: &'a BTreeMap<String, Describe>, object: &str, field: &str) -> &'a Field {
    schemas[object]
        .fields
        .iter()
        .find(|it| it.name == field)
        .unwrap_or_else(|| panic!("{object} has no field {field}"))
}

fn values(field: &Field) -> Vec<&str> {
    field
        .picklist_values
        .iter()
        .map(|entry| entry.value.as_str())
        .collect()
}

#[test]
fn the_files_are_the_objects_of_the_guide() {
    let mut guide: Vec<&str> = GUIDE_OBJECTS.iter().map(|(_, name)| *name).collect();
    guide.sort_unstable();
    let schemas = schemas();
    assert_eq!(schemas.keys().collect::<Vec<_>>(), guide);
    for (label, name) in GUIDE_OBJECTS {
        let describe = &schemas[name];
        assert_eq!(describe.name, name, "the file {name}.json");
        assert_eq!(
            describe.label.as_deref(),
            Some(label),
            "the label of {name}"
        );
        assert_eq!(describe.is_custom(), name.ends_with("__c"), "{name}");
    }
}

#[test]
fn key_prefixes_tell_the_objects_apart() {
    let schemas = schemas();
    let mut prefixes = BTreeMap::new();
    for (name, describe) in &schemas {
        let prefix = describe.key_prefix.as_deref().expect(name);
        assert_eq!(prefix.len(), 3, "{name}: {prefix}");
        if let Some(other) = prefixes.insert(prefix, name) {
            panic!("{name} and {other} both have the key prefix {prefix}");
        }
    }
    // What the guide's ids show, and what is the same in every org.
    for (prefix, object) in [
        ("001", "Account"),
        ("003", "Contact"),
        ("068", "ContentVersion"),
        ("02s", "EmailMessage"),
        ("a0M", "bpats__Job__c"),
        ("a0L", "bpats__Job_Board_Application__c"),
    ] {
        assert_eq!(prefixes[prefix], object);
    }
}

#[test]
fn every_field_has_all_57_keys() {
    #[derive(Deserialize)]
    struct Raw {
        fields: Vec<Entries<IgnoredAny>>,
    }
    let mut fields = 0;
    for (_, object) in GUIDE_OBJECTS {
        let raw: Raw = json(&format!("schemas/{object}.json"));
        for keys in &raw.fields {
            assert_eq!(keys.keys(), FIELD_KEYS, "a field of {object}");
        }
        fields += raw.fields.len();
    }
    assert_eq!(fields, 862);
}

#[test]
fn names_are_used_once() {
    let schemas = schemas();
    for (object, describe) in &schemas {
        let mut names = BTreeSet::new();
        for name in describe
            .fields
            .iter()
            .flat_map(|field| [Some(&field.name), field.relationship_name.as_ref()])
            .chain(
                describe
                    .child_relationships
                    .iter()
                    .map(|child| child.relationship_name.as_ref()),
            )
            .flatten()
        {
            // SOQL takes names in any letter case.
            assert!(names.insert(name.to_lowercase()), "{object}.{name} twice");
        }
        let name_fields: Vec<&str> = describe
            .fields
            .iter()
            .filter(|field| field.name_field)
            .map(|field| field.name.as_str())
            .collect();
        let expected = if object == "ContentVersion" {
            "Title"
        } else {
            "Name"
        };
        assert_eq!(name_fields, [expected], "the name field of {object}");
    }
}

#[test]
fn every_lookup_refers_to_an_object_we_know() {
    let schemas = schemas();
    let mut outside = BTreeSet::new();
    for (object, field) in every_field(&schemas) {
        let is_reference = field.field_type == FieldType::Reference;
        // Object Reference, EmailMessage: FromId points at nothing that the describe names.
        let nowhere = (object, field.name.as_str()) == ("EmailMessage", "FromId");
        assert_eq!(
            is_reference && !nowhere,
            !field.reference_to.is_empty(),
            "{object}.{}",
            field.name
        );
        assert_eq!(
            field.polymorphic_foreign_key,
            field.reference_to.len() > 1,
            "{object}.{}",
            field.name
        );
        if is_reference && !nowhere {
            assert!(
                field.relationship_name.is_some(),
                "{object}.{} has no relationship",
                field.name
            );
        }
        for target in &field.reference_to {
            if !schemas.contains_key(target) {
                outside.insert(target.as_str());
            }
        }
    }
    assert_eq!(outside.into_iter().collect::<Vec<_>>(), OUTSIDE_TARGETS);
}

#[test]
fn every_child_relationship_leads_to_an_object_we_know() {
    let schemas = schemas();
    let mut outside = BTreeSet::new();
    for (parent, child) in every_child(&schemas) {
        let name = child.child_sobject.as_str();
        assert!(!child.field.is_empty(), "{parent} ← {name}");
        // `bpats__Job__History` belongs to `bpats__Job__c`.
        let stem = parent.strip_suffix("__c").unwrap_or(parent);
        let kept_beside = ["__History", "__Feed", "__Share"]
            .iter()
            .any(|kind| name.strip_suffix(kind) == Some(stem));
        if !kept_beside && !schemas.contains_key(name) {
            outside.insert(name);
        }
    }
    let mut known: Vec<&str> = OUTSIDE_CHILDREN.to_vec();
    known.extend(["bpats__ATS_List_Filter__c"]);
    known.sort_unstable();
    assert_eq!(outside.into_iter().collect::<Vec<_>>(), known);
}

#[test]
fn lookups_and_child_relationships_answer_each_other() {
    let schemas = schemas();
    for (parent, child) in every_child(&schemas) {
        let Some(describe) = schemas.get(&child.child_sobject) else {
            continue;
        };
        let place = format!("{parent} ← {}.{}", child.child_sobject, child.field);
        let lookup = describe.fields.iter().find(|it| it.name == child.field);
        let lookup = lookup.unwrap_or_else(|| panic!("{place}: no such field"));
        assert!(
            lookup.reference_to.iter().any(|target| target == parent),
            "{place}: the field refers to {:?}",
            lookup.reference_to
        );
        // Account's contacts are deleted with it, though Contact's describe does not say so: both
        // describes are those of a real org.
        if place != "Account ← Contact.AccountId" {
            assert_eq!(child.cascade_delete, lookup.cascade_delete, "{place}");
        }
        assert_eq!(child.restricted_delete, lookup.restricted_delete, "{place}");
    }
    for (object, lookup) in every_field(&schemas) {
        // Salesforce lists no children by it.
        if lookup.name == "MasterRecordId" {
            continue;
        }
        for target in &lookup.reference_to {
            let Some(parent) = schemas.get(target) else {
                continue;
            };
            let back: Vec<&ChildRelationship> = parent
                .child_relationships
                .iter()
                .filter(|child| child.child_sobject == object && child.field == lookup.name)
                .collect();
            assert_eq!(back.len(), 1, "{target} ← {object}.{}", lookup.name);
        }
    }
}

#[test]
fn relationships_are_named_after_their_fields() {
    let schemas = schemas();
    for (object, field) in every_field(&schemas) {
        if let Some(relationship) = &field.relationship_name
            && field.custom
        {
            assert_eq!(
                field.name.strip_suffix("__c"),
                relationship.strip_suffix("__r"),
                "{object}.{}",
                field.name
            );
        }
        assert_eq!(field.custom, field.name.ends_with("__c"), "{object}");
    }
    for (parent, child) in every_child(&schemas) {
        if let Some(relationship) = &child.relationship_name
            && child.child_sobject.ends_with("__c")
        {
            assert!(
                relationship.starts_with("bpats__") && relationship.ends_with("__r"),
                "{parent}.{relationship}"
            );
        }
    }
}

#[test]
fn a_detail_belongs_to_its_master() {
    let schemas = schemas();
    for (object, describe) in &schemas {
        let mut masters: Vec<u32> = describe
            .fields
            .iter()
            .filter_map(|field| field.relationship_order)
            .collect();
        masters.sort_unstable();
        assert!(
            [&[][..], &[0], &[0, 1]].contains(&masters.as_slice()),
            "{object}: masters {masters:?}"
        );
        for field in &describe.fields {
            if field.relationship_order.is_some() {
                assert!(
                    field.cascade_delete && !field.nillable && field.reference_to.len() == 1,
                    "{object}.{}",
                    field.name
                );
            }
        }
        // Its owner is the master's. E-mail messages have none either.
        let owned = describe.fields.iter().any(|field| field.name == "OwnerId");
        assert_eq!(
            owned,
            masters.is_empty() && object != "EmailMessage",
            "OwnerId of {object}"
        );
    }
}

#[test]
fn compound_fields_have_all_their_parts() {
    let schemas = schemas();
    let mut addresses = Vec::new();
    for (object, describe) in &schemas {
        let mut parts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for field in &describe.fields {
            if let Some(compound) = &field.compound_field_name {
                parts.entry(compound).or_default().insert(&field.name);
            }
            if field.field_type == FieldType::Address {
                assert!(
                    !field.createable && !field.updateable,
                    "{object}.{}",
                    field.name
                );
                addresses.push(format!("{object}.{}", field.name));
            }
        }
        for (compound, parts) in parts {
            let whole = field(&schemas, object, compound);
            let expected: BTreeSet<String> = match &whole.field_type {
                FieldType::Address => {
                    let stem = compound.strip_suffix("Address").expect(compound);
                    ADDRESS_PARTS
                        .iter()
                        .map(|it| format!("{stem}{it}"))
                        .collect()
                }
                // A person's name has parts; that of an account is there for person accounts.
                FieldType::String if object == "Contact" => ["FirstName", "LastName", "Salutation"]
                    .map(String::from)
                    .into(),
                FieldType::String => ["Name".to_owned()].into(),
                other => panic!("{object}.{compound} has parts, and is a {other:?}"),
            };
            let parts: BTreeSet<String> = parts.into_iter().map(String::from).collect();
            assert_eq!(parts, expected, "{object}.{compound}");
        }
    }
    assert_eq!(
        addresses,
        [
            "Account.BillingAddress",
            "Account.ShippingAddress",
            "Contact.OtherAddress",
            "Contact.MailingAddress",
        ]
    );
}

#[test]
fn sizes_fit_the_types() {
    let schemas = schemas();
    for (object, field) in every_field(&schemas) {
        let place = format!("{object}.{}: {:?}", field.name, field.field_type);
        let (length, bytes) = (field.length, field.byte_length);
        match &field.field_type {
            FieldType::Id | FieldType::Reference => {
                assert_eq!((length, bytes), (18, 18), "{place}")
            }
            // A picklist that real describes show without a size and without values.
            FieldType::Picklist if field.name == "ContactSource" => {
                assert_eq!((length, values(field).len()), (0, 0), "{place}");
            }
            FieldType::String
            | FieldType::Textarea
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url
            | FieldType::Picklist => {
                assert!(length > 0, "{place}");
                assert_eq!(bytes, 3 * length, "{place}");
            }
            FieldType::Double | FieldType::Currency | FieldType::Percent => {
                assert!((1..=18).contains(&field.precision), "{place}");
                assert!(field.scale <= field.precision, "{place}");
            }
            FieldType::Int => assert!((1..=10).contains(&field.digits), "{place}"),
            FieldType::Boolean => assert!(!field.nillable, "{place}"),
            FieldType::Address | FieldType::Base64 | FieldType::Date | FieldType::DateTime => {}
            _ => panic!("{place} is new here: say what sizes it has"),
        }
    }
}

#[test]
fn flags_do_not_contradict_each_other() {
    let schemas = schemas();
    for (object, field) in every_field(&schemas) {
        let place = format!("{object}.{}", field.name);
        if field.calculated || field.auto_number {
            assert!(
                !field.createable && !field.updateable,
                "{place} is made by the org"
            );
        }
        let is_long = field.field_type == FieldType::Textarea && field.length > 255;
        if (is_long && field.custom) || field.field_type == FieldType::Base64 {
            assert!(
                !field.filterable && !field.sortable,
                "{place} is a long text or a file"
            );
        }
        // Standard objects have exceptions, such as ChannelProgramName of Account.
        if field.custom && (field.sortable || field.groupable == Some(true)) {
            assert!(
                field.filterable,
                "{place} is sorted by, but not filtered on"
            );
        }
        if field.external_id {
            assert!(
                field.id_lookup,
                "{place} is an external id without idLookup"
            );
        }
        for controlling in field
            .filtered_lookup_info
            .iter()
            .flat_map(|info| &info.controlling_fields)
        {
            assert!(
                schemas[object].field(controlling).is_some(),
                "{place}: its lookup filter reads {controlling}"
            );
        }
    }
    for (object, describe) in &schemas {
        for name in ["Id", "CreatedDate", "CreatedById", "SystemModstamp"] {
            let field = field(&schemas, object, name);
            assert!(!field.createable && !field.updateable, "{object}.{name}");
        }
        assert_eq!(describe.queryable, Some(true), "{object}");
        // The one object whose records go only with what they are versions of.
        assert_eq!(
            describe.deletable,
            Some(object != "ContentVersion"),
            "{object}"
        );
    }
}

#[test]
fn picklists_are_consistent() {
    let schemas = schemas();
    for (object, field) in every_field(&schemas) {
        let place = format!("{object}.{}", field.name);
        if field.field_type != FieldType::Picklist {
            assert!(
                values(field).is_empty() && !field.restricted_picklist,
                "{place} is no picklist"
            );
            continue;
        }
        let distinct: BTreeSet<String> = values(field).iter().map(|it| it.to_lowercase()).collect();
        assert_eq!(
            distinct.len(),
            values(field).len(),
            "{place}: a value twice"
        );
        for value in values(field) {
            assert!(picklist::is_value(value), "{place}: {value:?}");
        }
        let defaults: Vec<&str> = field
            .picklist_values
            .iter()
            .filter(|entry| entry.default_value)
            .map(|entry| entry.value.as_str())
            .collect();
        assert!(defaults.len() <= 1, "{place}: defaults {defaults:?}");
        if let Some(default) = &field.default_value {
            assert!(
                values(field).contains(&default.as_str()),
                "{place}: {default}"
            );
            assert!(field.defaulted_on_create, "{place}");
        }
    }
}

#[test]
fn the_two_dependent_picklists_follow_their_controllers() {
    let schemas = schemas();
    let mut dependents = Vec::new();
    for (object, field) in every_field(&schemas) {
        let place = format!("{object}.{}", field.name);
        assert_eq!(
            field.dependent_picklist,
            field.controller_name.is_some(),
            "{place}"
        );
        let Some(controller) = &field.controller_name else {
            for entry in &field.picklist_values {
                assert_eq!(entry.valid_for, None, "{place}: {}", entry.value);
            }
            continue;
        };
        let controller = self::field(&schemas, object, controller);
        assert_eq!(controller.field_type, FieldType::Picklist, "{place}");
        let all = values(controller);
        for entry in &field.picklist_values {
            let bitmap = entry.valid_for.as_deref().expect(&place);
            let bits = picklist::bits(bitmap).unwrap_or_else(|error| panic!("{place}: {error}"));
            assert!(
                !bits.is_empty(),
                "{place}: {} can never be chosen",
                entry.value
            );
            for bit in bits {
                assert!(bit < all.len(), "{place}: {} for value {bit}", entry.value);
            }
        }
        dependents.push((place, controller.name.clone()));
    }
    assert_eq!(
        dependents,
        [
            (
                "bpats__Placement_Credit__c.bpats__ATS_Role_Type__c",
                "bpats__Type__c"
            ),
            (
                "bpats__Work_Site_Location__c.bpats__State_Code__c",
                "bpats__Country_Code__c"
            ),
        ]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
    );

    // What the package's metadata says of them: three roles with every type of credit, 51 states
    // (the District of Columbia among them) with the United States only.
    let roles = field(
        &schemas,
        "bpats__Placement_Credit__c",
        "bpats__ATS_Role_Type__c",
    );
    assert_eq!(values(roles), ["User Lookup", "Branch", "House"]);
    let types = field(&schemas, "bpats__Placement_Credit__c", "bpats__Type__c");
    assert_eq!(values(types), ["Conversion", "Permanent", "Timesheet"]);
    for role in &roles.picklist_values {
        let bits = picklist::bits(role.valid_for.as_deref().unwrap_or_default());
        assert_eq!(bits, Ok(vec![0, 1, 2]), "{}", role.value);
    }
    let states = field(
        &schemas,
        "bpats__Work_Site_Location__c",
        "bpats__State_Code__c",
    );
    assert_eq!(states.picklist_values.len(), 51);
    let countries = field(
        &schemas,
        "bpats__Work_Site_Location__c",
        "bpats__Country_Code__c",
    );
    assert_eq!(values(countries), ["US", "Other"]);
    for state in &states.picklist_values {
        let bitmap = state.valid_for.as_deref().unwrap_or_default();
        assert!(
            picklist::valid_for(bitmap, 0) && !picklist::valid_for(bitmap, 1),
            "{}",
            state.value
        );
    }
}

/// What `provenance.json` says of one field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    source: String,
    #[serde(default)]
    values: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Provenance {
    about: String,
    api_version: String,
    objects: Entries<Sources>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sources {
    fields: Entries<Source>,
}

#[test]
fn provenance_names_every_field_once() {
    let provenance: Provenance = json("schemas/provenance.json");
    assert_eq!(provenance.api_version, "63.0");
    assert!(provenance.about.contains("partial"));
    let schemas = schemas();
    let mut objects = provenance.objects.keys();
    objects.sort_unstable();
    assert_eq!(objects, schemas.keys().collect::<Vec<_>>());

    let mut partial = Vec::new();
    for (object, sources) in &provenance.objects.0 {
        let mut named = sources.fields.keys();
        named.sort_unstable();
        let mut described: Vec<&str> = schemas[object]
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        described.sort_unstable();
        assert_eq!(named, described, "the fields of {object}");
        for (name, source) in &sources.fields.0 {
            assert!(
                ["documented", "convention"].contains(&source.source.as_str()),
                "{object}.{name}: {}",
                source.source
            );
            match source.values.as_deref() {
                None => {}
                Some("partial") => {
                    let field = field(&schemas, object, name);
                    assert!(field.restricted_picklist, "{object}.{name}");
                    assert!(
                        source.note.is_some(),
                        "{object}.{name}: partial, and no note"
                    );
                    partial.push(format!("{object}.{name}"));
                }
                Some(other) => panic!("{object}.{name}: values {other:?}"),
            }
        }
    }
    partial.sort_unstable();
    assert_eq!(
        partial,
        [
            "Contact.bpats__Contact_Relationship__c",
            "EmailMessage.ValidatedFromAddress",
            "bpats__ATS_Stage__c.bpats__Stage_Type__c",
            "bpats__ATS_Template_Stage__c.bpats__Stage_Type__c",
            "bpats__Job__c.bpats__Status__c",
            "bpats__Job__c.bpats__Type__c",
            "bpats__Placement_Credit_Template_Entry__c.bpats__ATS_Placement_Credit_Name__c",
            "bpats__Placement_Credit_Template_Entry__c.bpats__Type__c",
            "bpats__Placement_Credit__c.bpats__ATS_Role_Type__c",
        ]
    );
    // Whatever restricted picklist has no value at all can only be partly known.
    for (object, field) in every_field(&schemas) {
        if field.restricted_picklist && field.picklist_values.is_empty() {
            assert!(partial.contains(&format!("{object}.{}", field.name)));
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PermissionSet {
    label: String,
    name: String,
    description: String,
    decisions: Vec<String>,
    inherits: Vec<String>,
    object_permissions: Vec<ObjectPermission>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "Salesforce's metadata has these six"
)]
struct ObjectPermission {
    object: String,
    allow_read: bool,
    allow_create: bool,
    allow_edit: bool,
    allow_delete: bool,
    view_all_records: bool,
    modify_all_records: bool,
}

#[test]
fn permission_sets_name_objects_we_know() {
    let schemas = schemas();
    let files = json_files("schemas/permission-sets");
    assert_eq!(
        files,
        [
            "Asymbl_ATS_Admin",
            "Asymbl_ATS_Job_Portal",
            "Asymbl_ATS_User",
            "External_Interview_Feedback",
        ]
    );
    let known = |object: &str| schemas.contains_key(object) || WITHOUT_SCHEMA.contains(&object);
    for file in files {
        let set: PermissionSet = json(&format!("schemas/permission-sets/{file}.json"));
        assert_eq!(set.name, file);
        assert_eq!(set.label.replace(' ', "_"), file);
        assert!(
            !set.description.is_empty() && !set.decisions.is_empty(),
            "{file}"
        );
        let mut seen = BTreeSet::new();
        for object in set
            .inherits
            .iter()
            .chain(set.object_permissions.iter().map(|it| &it.object))
        {
            assert!(known(object), "{file}: {object}");
            assert!(seen.insert(object), "{file}: {object} twice");
        }
        for it in &set.object_permissions {
            // Salesforce's own rule: each of them needs those before it.
            let place = format!("{file}: {}", it.object);
            assert!(it.allow_read, "{place}");
            assert!(it.allow_edit || !it.allow_delete, "{place}");
            assert!(
                !it.modify_all_records
                    || (it.view_all_records && it.allow_edit && it.allow_delete && it.allow_create),
                "{place}"
            );
            match file.as_str() {
                "Asymbl_ATS_Admin" => assert!(it.allow_delete && it.modify_all_records, "{place}"),
                // “users assigned to this permission set do not have Delete access to any objects”
                "Asymbl_ATS_User" => {
                    let reads_only = USER_READS_ONLY.contains(&it.object.as_str());
                    assert!(!it.allow_delete, "{place}");
                    assert_eq!(it.allow_create, !reads_only, "{place}");
                    assert_eq!(it.allow_edit, !reads_only, "{place}");
                }
                "Asymbl_ATS_Job_Portal" => {
                    let applies = it.object == "bpats__Job_Board_Application__c";
                    assert_eq!(it.allow_create, applies, "{place}");
                }
                _ => {
                    let gives = GIVES_FEEDBACK.contains(&it.object.as_str());
                    assert_eq!(it.allow_create, gives, "{place}");
                }
            }
        }
        if file == "Asymbl_ATS_Admin" {
            assert!(schemas.keys().all(|object| seen.contains(object)), "{file}");
        }
    }
}

#[test]
fn required_fields_are_those_of_the_guide_and_the_package() {
    let config: toml::Table = toml::from_str(&text("ats-codegen.toml")).expect("TOML");
    let listed = |object: &str, change: &str| -> BTreeSet<String> {
        let names = config["objects"]
            .get(object)
            .and_then(|object| object.get("required")?.get(change)?.as_array());
        let names = names.into_iter().flatten();
        names
            .map(|name| name.as_str().expect("a field's name").to_owned())
            .collect()
    };
    // The guide, “Create Records”: Required Fields.
    let guide = [
        "bpats__Contact__c",
        "bpats__Email__c",
        "bpats__First_Name__c",
        "bpats__Job__c",
        "bpats__Last_Name__c",
    ];
    let application = "bpats__Job_Board_Application__c";
    assert_eq!(listed(application, "add"), guide.map(String::from).into());
    let schemas = schemas();
    for name in guide {
        let field = field(&schemas, application, name);
        assert!(field.createable && !field.is_required_on_create(), "{name}");
    }
    // The first version of a file makes its own document and takes the file's name as its title.
    assert_eq!(
        listed("ContentVersion", "remove"),
        ["ContentDocumentId", "Title"].map(String::from).into()
    );

    let required: Vec<String> = every_field(&schemas)
        .filter(|(_, field)| field.is_required_on_create())
        .map(|(object, field)| format!("{object}.{}", field.name))
        .collect();
    assert_eq!(
        required,
        [
            "Account.Name",
            "Contact.LastName",
            "ContentVersion.ContentDocumentId",
            "ContentVersion.Title",
            "EmailMessage.Status",
            "bpats__ATS_Action_Link__c.bpats__ATS_Action__c",
            "bpats__ATS_Applicant__c.bpats__Stage__c",
            "bpats__ATS_Stage__c.bpats__Sequence__c",
            "bpats__ATS_Template_Stage__c.bpats__ATS_Template__c",
            "bpats__ATS_Timeline_Child__c.bpats__ATS_Timeline_Configuration__c",
            "bpats__Contact_List__c.bpats__Type__c",
            "bpats__Interview_Feedback__c.bpats__Interview__c",
            "bpats__Interview_Template_Detail__c.bpats__Interview_Plan_Template__c",
            "bpats__Interview_Topic_Feedback__c.bpats__Feedback__c",
            "bpats__Interview_Topic_Feedback__c.bpats__Topic__c",
            "bpats__Placement_Credit_Template_Entry__c.bpats__Credit_Percentage__c",
            "bpats__Placement_Credit_Template_Entry__c.bpats__Placement_Credit_Template__c",
            "bpats__Placement_Credit_Template_Entry__c.bpats__Type__c",
            "bpats__Placement_Credit__c.bpats__Placement__c",
            "bpats__Purchase_Order__c.bpats__Account__c",
            "bpats__Work_Site_Location__c.bpats__Account__c",
        ]
    );
}

#[test]
fn the_samples_of_the_guide_hold() {
    let schemas = schemas();
    // STRING_TOO_LONG: “First Name: data value too large … (max length=40)”, fields: FirstName.
    let first_name = field(&schemas, "Contact", "FirstName");
    assert_eq!(
        (first_name.length, first_name.label.as_str()),
        (40, "First Name")
    );
    // REQUIRED_FIELD_MISSING: “Required fields are missing: [LastName]”.
    assert!(field(&schemas, "Contact", "LastName").is_required_on_create());
    // INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: “Status: bad value for restricted picklist field”.
    let status = field(&schemas, "bpats__Job__c", "bpats__Status__c");
    assert!(status.restricted_picklist && status.label == "Status");
    assert!(!values(status).contains(&"Test"));
    // “This query filters only Jobs whose status is Open.”
    assert!(values(status).contains(&"Open"));

    // The describe that the guide shows.
    let children: BTreeMap<&str, (&str, &str)> = schemas["bpats__Job__c"]
        .child_relationships
        .iter()
        .filter_map(|child| {
            let name = child.relationship_name.as_deref()?;
            Some((name, (child.child_sobject.as_str(), child.field.as_str())))
        })
        .collect();
    for (relationship, child) in [
        ("bpats__ATS_Stages__r", "bpats__ATS_Stage__c"),
        ("bpats__Interviews__r", "bpats__Interview__c"),
        (
            "bpats__Job_Board_Applications__r",
            "bpats__Job_Board_Application__c",
        ),
    ] {
        assert_eq!(children[relationship], (child, "bpats__Job__c"));
    }

    // Every field that a query or a body of the guide names, once its misprints are put right:
    // `bpats__Job_c`, `bpats_Job_Title__c`, and names without their namespace.
    for (object, fields) in [
        (
            "bpats__Job__c",
            &[
                "Id",
                "Name",
                "CreatedDate",
                "bpats__End_Date__c",
                "bpats__Job_Title__c",
                "bpats__Status__c",
            ][..],
        ),
        (
            "bpats__Job_Board_Application__c",
            &[
                "Name",
                "bpats__Contact__c",
                "bpats__Email__c",
                "bpats__First_Name__c",
                "bpats__Job__c",
                "bpats__Last_Name__c",
            ],
        ),
        ("Contact", &["FirstName", "LastName"]),
    ] {
        for name in fields {
            field(&schemas, object, name);
        }
    }
    for (object, name, target) in [
        (
            "bpats__Job_Board_Application__c",
            "bpats__Contact__c",
            "Contact",
        ),
        (
            "bpats__Job_Board_Application__c",
            "bpats__Job__c",
            "bpats__Job__c",
        ),
    ] {
        assert_eq!(field(&schemas, object, name).reference_to, [target]);
    }
}

#[test]
fn every_package_name_the_guide_mentions_exists() {
    // Every word of the guide that begins with `bpats__`, but `bpats__Job_c`, a misprint.
    let mentioned = [
        "bpats__Contact__c",
        "bpats__Email__c",
        "bpats__End_Date__c",
        "bpats__First_Name__c",
        "bpats__Job_Title__c",
        "bpats__Last_Name__c",
        "bpats__Status__c",
    ];
    let schemas = schemas();
    let exists = |name: &str| {
        schemas.contains_key(name) || every_field(&schemas).any(|(_, field)| field.name == name)
    };
    let objects = GUIDE_OBJECTS.iter().map(|(_, name)| *name);
    for name in mentioned.into_iter().chain(objects) {
        assert!(exists(name), "{name}");
    }
    assert!(!exists("bpats__Job_c"));
}
