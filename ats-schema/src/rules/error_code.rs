//! The error codes of Salesforce's APIs.

use std::fmt;

/// Declares the enum, its texts and its inverse from one list.
macro_rules! error_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+) => {
        /// What Salesforce says went wrong: `errorCode` or `statusCode` in its answers.
        ///
        /// An open enum: codes are added with every release, "some codes don't appear in
        /// your WSDL, depending on the features enabled" (SOAP API Developer Guide, *Core
        /// Data Types Used in API Calls*), and packages throw their own. What is not listed
        /// here is kept as [`Other`](Self::Other). The names are from the same page
        /// (`StatusCode`, `ExceptionCode`), from the REST API's answers and from the ATS
        /// External Integration Guide; which HTTP status carries a code differs from call
        /// to call, so nothing of it is here.
        ///
        /// ```
        /// use ats_schema::rules::error_code::ErrorCode;
        ///
        /// let code = ErrorCode::from("STRING_TOO_LONG");
        /// assert_eq!(code, ErrorCode::StringTooLong);
        /// assert_eq!(ErrorCode::from("ABC__LIMIT").as_str(), "ABC__LIMIT");
        /// ```
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[doc = $doc])+ $variant,)+
            /// A code that is not listed, as it was sent. [`ErrorCode::from`] never puts a
            /// listed code here.
            Other(Box<str>),
        }

        impl ErrorCode {
            /// Every listed code, in alphabetical order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as Salesforce writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }

            fn listed(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

error_codes! {
    /// This record was fine, but another of the request was not, and `allOrNone` was set.
    AllOrNoneOperationRolledBack = "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    /// The record is already in an approval process.
    AlreadyInProcess = "ALREADY_IN_PROCESS",
    /// Apex code that ran on the request touched data the user may not see.
    ApexDataAccessRestriction = "APEX_DATA_ACCESS_RESTRICTION",
    /// The API is off for the moment because of a problem of Salesforce's.
    ApiCurrentlyDisabled = "API_CURRENTLY_DISABLED",
    /// The org's edition, or the user's profile, has no API.
    ApiDisabledForOrg = "API_DISABLED_FOR_ORG",
    /// A workflow task has no assignee.
    AssigneeTypeRequired = "ASSIGNEE_TYPE_REQUIRED",
    /// The request is not one the resource understands.
    BadRequest = "BAD_REQUEST",
    /// What belongs to a managed package cannot be deleted.
    CannotDeleteManagedObject = "CANNOT_DELETE_MANAGED_OBJECT",
    /// A flow of the org failed while the record was saved.
    CannotExecuteFlowTrigger = "CANNOT_EXECUTE_FLOW_TRIGGER",
    /// A trigger of Apex code failed or refused the record, or the user may not save it.
    CannotInsertUpdateActivateEntity = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
    /// What belongs to a managed package cannot be changed.
    CannotModifyManagedObject = "CANNOT_MODIFY_MANAGED_OBJECT",
    /// The parent of the record cannot be changed.
    CannotReparentRecord = "CANNOT_REPARENT_RECORD",
    /// A converted lead cannot be changed.
    CannotUpdateConvertedLead = "CANNOT_UPDATE_CONVERTED_LEAD",
    /// The change would make something depend on itself.
    CircularDependency = "CIRCULAR_DEPENDENCY",
    /// The user may not use this connected app.
    ClientNotAccessibleForUser = "CLIENT_NOT_ACCESSIBLE_FOR_USER",
    /// The record cannot be deleted because another one uses it.
    DeleteFailed = "DELETE_FAILED",
    /// The operation is not possible because something depends on the object or field.
    DependencyExists = "DEPENDENCY_EXISTS",
    /// A duplicate rule of the org found a record like this one.
    DuplicatesDetected = "DUPLICATES_DETECTED",
    /// In an upsert, the external id fits more than one record.
    DuplicateExternalId = "DUPLICATE_EXTERNAL_ID",
    /// Another record already has this value in a field that must be unique.
    DuplicateValue = "DUPLICATE_VALUE",
    /// The record has been archived.
    EntityIsArchived = "ENTITY_IS_ARCHIVED",
    /// The record, or one it refers to, has been deleted.
    EntityIsDeleted = "ENTITY_IS_DELETED",
    /// The record is locked, usually by an approval process.
    EntityIsLocked = "ENTITY_IS_LOCKED",
    /// The request names too many Ids.
    ExceededIdLimit = "EXCEEDED_ID_LIMIT",
    /// The query's `WHERE` has too many subqueries.
    ExceededMaxSemijoinSubselects = "EXCEEDED_MAX_SEMIJOIN_SUBSELECTS",
    /// The request is too large.
    ExceededMaxSizeRequest = "EXCEEDED_MAX_SIZE_REQUEST",
    /// The org has no more data storage.
    ExceededQuota = "EXCEEDED_QUOTA",
    /// A validation rule of the org refused the record; the message is the rule's own.
    FieldCustomValidationException = "FIELD_CUSTOM_VALIDATION_EXCEPTION",
    /// A lookup filter does not let this record be referred to.
    FieldFilterValidationException = "FIELD_FILTER_VALIDATION_EXCEPTION",
    /// The values of the record contradict one another, or a rule of the platform.
    FieldIntegrityException = "FIELD_INTEGRITY_EXCEPTION",
    /// The feature is not switched on in this org, or not now.
    FunctionalityNotEnabled = "FUNCTIONALITY_NOT_ENABLED",
    /// The feature is off for the moment.
    FunctionalityTemporarilyUnavailable = "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE",
    /// The owner of the record is an inactive user.
    InactiveOwnerOrUser = "INACTIVE_OWNER_OR_USER",
    /// The user may not do this.
    InsufficientAccess = "INSUFFICIENT_ACCESS",
    /// The user may not use a record that this one refers to.
    InsufficientAccessOnCrossReferenceEntity = "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
    /// The user may not do this to the record or the object.
    InsufficientAccessOrReadonly = "INSUFFICIENT_ACCESS_OR_READONLY",
    /// Bulk API 2.0: the object cannot be used in a job.
    InvalidEntity = "INVALIDENTITY",
    /// Bulk API 2.0: there is no such job.
    InvalidJob = "INVALIDJOB",
    /// Bulk API 2.0: the job is in a state that does not allow this.
    InvalidJobState = "INVALIDJOBSTATE",
    /// An argument is of a wrong type for the operation.
    InvalidArgumentType = "INVALID_ARGUMENT_TYPE",
    /// There is no such assignment rule.
    InvalidAssignmentRule = "INVALID_ASSIGNMENT_RULE",
    /// The batch size of the query is not allowed.
    InvalidBatchSize = "INVALID_BATCH_SIZE",
    /// The content type of an email is not one.
    InvalidContentType = "INVALID_CONTENT_TYPE",
    /// The Id in a relationship field is not one of a record it may refer to.
    InvalidCrossReferenceKey = "INVALID_CROSS_REFERENCE_KEY",
    /// There is no such currency code in the org.
    InvalidCurrencyIso = "INVALID_CURRENCY_ISO",
    /// A date of the request is not written as it must be.
    InvalidDateFormat = "INVALID_DATE_FORMAT",
    /// A text in an email field is not an email address.
    InvalidEmailAddress = "INVALID_EMAIL_ADDRESS",
    /// The object has no such field, or the user may not see it.
    InvalidField = "INVALID_FIELD",
    /// The field cannot be set now, often because the user may not edit it.
    InvalidFieldForInsertUpdate = "INVALID_FIELD_FOR_INSERT_UPDATE",
    /// The value of a query's `LIKE` is not allowed.
    InvalidFilterValue = "INVALID_FILTER_VALUE",
    /// An Id is well formed but not of a record it may be of.
    InvalidIdField = "INVALID_ID_FIELD",
    /// The locator is not one.
    InvalidLocator = "INVALID_LOCATOR",
    /// User name, password or security token is wrong, or the user is locked out.
    InvalidLogin = "INVALID_LOGIN",
    /// The operation is not possible in the record's present state.
    InvalidOperation = "INVALID_OPERATION",
    /// The user's password has expired.
    InvalidOperationWithExpiredPassword = "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
    /// A restricted picklist does not list the value.
    InvalidOrNullForRestrictedPicklist = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    /// The field cannot be filtered with this operator.
    InvalidQueryFilterOperator = "INVALID_QUERY_FILTER_OPERATOR",
    /// The cursor of a query has run out, or never was.
    InvalidQueryLocator = "INVALID_QUERY_LOCATOR",
    /// There is no such scope for the object.
    InvalidQueryScope = "INVALID_QUERY_SCOPE",
    /// The date for getUpdated or getDeleted is out of range.
    InvalidReplicationDate = "INVALID_REPLICATION_DATE",
    /// The search is not SOSL.
    InvalidSearch = "INVALID_SEARCH",
    /// The session has expired, was ended, or the token is not one.
    InvalidSessionId = "INVALID_SESSION_ID",
    /// The change of status is not allowed.
    InvalidStatus = "INVALID_STATUS",
    /// There is no such object, or the user may not see it.
    InvalidType = "INVALID_TYPE",
    /// The object does not allow this operation.
    InvalidTypeForOperation = "INVALID_TYPE_FOR_OPERATION",
    /// A value is not of its field's type.
    InvalidTypeOnFieldInRecord = "INVALID_TYPE_ON_FIELD_IN_RECORD",
    /// The body is not the JSON the resource reads.
    JsonParserError = "JSON_PARSER_ERROR",
    /// A limit, such as on the size of a field or of a list, has been reached.
    LimitExceeded = "LIMIT_EXCEEDED",
    /// The user may not log in from this address.
    LoginDuringRestrictedDomain = "LOGIN_DURING_RESTRICTED_DOMAIN",
    /// The user may not log in at this time.
    LoginDuringRestrictedTime = "LOGIN_DURING_RESTRICTED_TIME",
    /// The security token must follow the password.
    LoginMustUseSecurityToken = "LOGIN_MUST_USE_SECURITY_TOKEN",
    /// A text is not an Id.
    MalformedId = "MALFORMED_ID",
    /// The query is not SOQL, or asks for what cannot be asked.
    MalformedQuery = "MALFORMED_QUERY",
    /// The search is not SOSL.
    MalformedSearch = "MALFORMED_SEARCH",
    /// The resource does not know this HTTP method.
    MethodNotAllowed = "METHOD_NOT_ALLOWED",
    /// A required argument is missing.
    MissingArgument = "MISSING_ARGUMENT",
    /// Setup objects and others cannot be saved in one transaction.
    MixedDmlOperation = "MIXED_DML_OPERATION",
    /// There is no such record, object or resource.
    NotFound = "NOT_FOUND",
    /// The record fits no approval process.
    NoApplicableProcess = "NO_APPLICABLE_PROCESS",
    /// A number has more digits before its point than the field, or is more than the
    /// query allows.
    NumberOutsideValidRange = "NUMBER_OUTSIDE_VALID_RANGE",
    /// The query finds too much for what it would have to check.
    OperationTooLarge = "OPERATION_TOO_LARGE",
    /// Salesforce has locked the org.
    OrgLocked = "ORG_LOCKED",
    /// The user has no licence of the managed package.
    PackageLicenseRequired = "PACKAGE_LICENSE_REQUIRED",
    /// The user has tried too many passwords.
    PasswordLockout = "PASSWORD_LOCKOUT",
    /// The request stopped at an earlier mistake.
    ProcessingHalted = "PROCESSING_HALTED",
    /// The query took too long.
    QueryTimeout = "QUERY_TIMEOUT",
    /// The query has too many fields, formulas or conditions.
    QueryTooComplicated = "QUERY_TOO_COMPLICATED",
    /// A workflow is using the record.
    RecordInUseByWorkflow = "RECORD_IN_USE_BY_WORKFLOW",
    /// The org has made all the API calls of its day, or too many at once.
    RequestLimitExceeded = "REQUEST_LIMIT_EXCEEDED",
    /// The request took too long.
    RequestRunningTooLong = "REQUEST_RUNNING_TOO_LONG",
    /// A field that must have a value has none.
    RequiredFieldMissing = "REQUIRED_FIELD_MISSING",
    /// A trigger would change the record that set it off.
    SelfReferenceFromTrigger = "SELF_REFERENCE_FROM_TRIGGER",
    /// A server that is needed does not answer.
    ServerUnavailable = "SERVER_UNAVAILABLE",
    /// The org has no more storage.
    StorageLimitExceeded = "STORAGE_LIMIT_EXCEEDED",
    /// A text is longer than its field.
    StringTooLong = "STRING_TOO_LONG",
    /// A text holds characters that cannot be stored.
    TextDataOutsideSupportedCharset = "TEXT_DATA_OUTSIDE_SUPPORTED_CHARSET",
    /// Too much Apex code is running; trying again may help.
    TooManyApexRequests = "TOO_MANY_APEX_REQUESTS",
    /// A multi-select picklist has more than 100 values.
    TooManyEnumValue = "TOO_MANY_ENUM_VALUE",
    /// The record cannot be given to a user who may not read it.
    TransferRequiresRead = "TRANSFER_REQUIRES_READ",
    /// The org's trial has ended.
    TrialExpired = "TRIAL_EXPIRED",
    /// A transaction security policy of the org forbids it.
    TxnSecurityNoAccess = "TXN_SECURITY_NO_ACCESS",
    /// Another request holds the record; trying again may help.
    UnableToLockRow = "UNABLE_TO_LOCK_ROW",
    /// The user has no record type for the object.
    UnavailableRecordtypeException = "UNAVAILABLE_RECORDTYPE_EXCEPTION",
    /// The record cannot be brought back: it is not there, or not deleted.
    UndeleteFailed = "UNDELETE_FAILED",
    /// An error inside Salesforce.
    UnknownException = "UNKNOWN_EXCEPTION",
    /// The call does not exist in this version of the API.
    UnsupportedApiVersion = "UNSUPPORTED_API_VERSION",
    /// The `Content-Type` of the request is not one the resource reads.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
}

impl From<&str> for ErrorCode {
    fn from(text: &str) -> Self {
        Self::listed(text).unwrap_or_else(|| Self::Other(text.into()))
    }
}

impl From<String> for ErrorCode {
    fn from(text: String) -> Self {
        Self::listed(&text).unwrap_or_else(|| Self::Other(text.into()))
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn listed_codes_round_trip_in_order() {
        for code in ErrorCode::ALL {
            assert_eq!(&ErrorCode::from(code.as_str()), code);
        }
        let texts: Vec<_> = ErrorCode::ALL.iter().map(ErrorCode::as_str).collect();
        assert!(texts.is_sorted(), "{texts:#?}");
    }

    #[test]
    fn the_guides_codes_are_listed() {
        for text in [
            "REQUIRED_FIELD_MISSING",
            "INVALID_SESSION_ID",
            "NOT_FOUND",
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "STRING_TOO_LONG",
            "REQUEST_LIMIT_EXCEEDED",
        ] {
            assert!(
                !matches!(ErrorCode::from(text), ErrorCode::Other(_)),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_is_kept(text in any::<String>()) {
            let code = ErrorCode::from(text.as_str());
            prop_assert_eq!(code.as_str(), &text);
            prop_assert_eq!(ErrorCode::from(text.clone()).to_string(), text);
        }
    }
}
