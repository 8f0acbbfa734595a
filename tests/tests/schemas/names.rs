//! The names that the schemas are held to.

/// The guide's table of objects: label and API name.
pub const GUIDE_OBJECTS: [(&str, &str); 33] = [
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
pub const OUTSIDE_TARGETS: [&str; 64] = [
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
pub const OUTSIDE_CHILDREN: [&str; 133] = [
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
pub const WITHOUT_SCHEMA: [&str; 2] = ["bpats__ATS_List_Filter__c", "bpats__Retained_Milestone__c"];

/// The 57 keys that a describe has for every field, in the order in which it has them.
#[rustfmt::skip]
pub const FIELD_KEYS: [&str; 57] = [
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
