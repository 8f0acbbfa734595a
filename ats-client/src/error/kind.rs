//! The kinds of failure.

use ats_schema::rules::error_code::ErrorCode;

/// The kinds of failure a program tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A record or a value is invalid.
    Validation,
    /// Another record has the same value or is a duplicate by the org's rules.
    Duplicate,
    /// There is no such record, object, field or resource, or this user may not see it.
    NotFound,
    /// The token is not, or no longer, valid (401).
    SessionExpired,
    /// This user may not do this (403).
    Forbidden,
    /// The org has used up its API calls (`REQUEST_LIMIT_EXCEEDED`).
    LimitExceeded,
    /// Another transaction holds the record; ours was rolled back.
    Locked,
    /// The query, the body or a parameter is malformed (400).
    Malformed,
    /// Several records have the external key (300).
    MultipleMatches,
    /// Nothing has changed since the date that was given (304).
    NotModified,
    /// The method is not one the resource knows (405).
    MethodNotAllowed,
    /// The request contradicts the state of the resource (409).
    Conflict,
    /// The resource has been retired (410).
    Gone,
    /// A request condition was not met, so nothing was done (412).
    PreconditionFailed,
    /// The URI is longer than 16,384 bytes (414).
    UriTooLong,
    /// The body is in a format that the resource does not read (415).
    UnsupportedMediaType,
    /// Salesforce Edge has no route to this host (420).
    NoRoute,
    /// The request has to be conditional (428).
    PreconditionRequired,
    /// Too many requests at once (429).
    TooManyRequests,
    /// URI and headers together are longer than 16,384 bytes (431).
    HeadersTooLong,
    /// An error within Salesforce (500), or of what stands before it.
    ServerError,
    /// Salesforce Edge could not talk to the instance (502, 504).
    BadGateway,
    /// The server is down or overloaded (503).
    Unavailable,
    /// Anything else.
    Other,
}

impl ErrorKind {
    /// Returns true if the same request may succeed later.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        matches!(
            self,
            Self::Locked
                | Self::NoRoute
                | Self::TooManyRequests
                | Self::ServerError
                | Self::BadGateway
                | Self::Unavailable
        )
    }

    pub(super) fn of_code(code: &ErrorCode) -> Option<Self> {
        use ErrorCode as C;
        Some(match code {
            C::InvalidSessionId => Self::SessionExpired,
            C::RequestLimitExceeded => Self::LimitExceeded,
            C::UnableToLockRow => Self::Locked,
            C::NotFound
            | C::InvalidType
            | C::EntityIsDeleted
            | C::InvalidCrossReferenceKey
            | C::InvalidQueryLocator => Self::NotFound,
            C::InsufficientAccess
            | C::InsufficientAccessOrReadonly
            | C::InsufficientAccessOnCrossReferenceEntity
            | C::CannotInsertUpdateActivateEntity
            | C::ApiDisabledForOrg
            | C::InvalidFieldForInsertUpdate => Self::Forbidden,
            C::RequiredFieldMissing
            | C::StringTooLong
            | C::InvalidOrNullForRestrictedPicklist
            | C::FieldCustomValidationException
            | C::FieldIntegrityException
            | C::FieldFilterValidationException
            | C::InvalidEmailAddress
            | C::NumberOutsideValidRange
            | C::InvalidTypeOnFieldInRecord => Self::Validation,
            C::DuplicateValue | C::DuplicatesDetected | C::DuplicateExternalId => Self::Duplicate,
            C::MalformedQuery
            | C::MalformedId
            | C::InvalidField
            | C::JsonParserError
            | C::MalformedSearch => Self::Malformed,
            C::MethodNotAllowed => Self::MethodNotAllowed,
            C::UnsupportedMediaType => Self::UnsupportedMediaType,
            C::ServerUnavailable | C::ApiCurrentlyDisabled => Self::Unavailable,
            _ => return None,
        })
    }

    /// By the guide's table of status codes.
    pub(crate) const fn of_status(status: u16) -> Self {
        match status {
            300 => Self::MultipleMatches,
            304 => Self::NotModified,
            400 => Self::Malformed,
            401 => Self::SessionExpired,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            405 => Self::MethodNotAllowed,
            409 => Self::Conflict,
            410 => Self::Gone,
            412 => Self::PreconditionFailed,
            414 => Self::UriTooLong,
            415 => Self::UnsupportedMediaType,
            420 => Self::NoRoute,
            428 => Self::PreconditionRequired,
            429 => Self::TooManyRequests,
            431 => Self::HeadersTooLong,
            // 520 to 599 are not HTTP's, but those of services in front of servers. 501 and 505 say that
            // the request is not supported at all.
            100..=199 | 500 | 506..=599 | 600.. => Self::ServerError,
            502 | 504 => Self::BadGateway,
            503 => Self::Unavailable,
            _ => Self::Other,
        }
    }

    /// A description in a few words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Validation => "a value is invalid",
            Self::Duplicate => "another record has the same value",
            Self::NotFound => "there is no such resource, or this user may not see it",
            Self::SessionExpired => "the session has expired or is not valid",
            Self::Forbidden => "this user may not do this",
            Self::LimitExceeded => "the org has used up its API calls",
            Self::Locked => "another transaction holds the record",
            Self::Malformed => "the request could not be understood",
            Self::MultipleMatches => "several records have this external key",
            Self::NotModified => "nothing has changed since then",
            Self::MethodNotAllowed => "the resource does not know this method",
            Self::Conflict => "the request contradicts the state of the resource",
            Self::Gone => "the resource has been retired",
            Self::PreconditionFailed => "a request condition was not met",
            Self::UriTooLong => "the address is longer than 16,384 bytes",
            Self::UnsupportedMediaType => "the resource does not read this format",
            Self::NoRoute => "Salesforce Edge has no route to this host",
            Self::PreconditionRequired => "the request has to be conditional",
            Self::TooManyRequests => "too many requests at once",
            Self::HeadersTooLong => "address and headers are longer than 16,384 bytes",
            Self::ServerError => "an error within Salesforce",
            Self::BadGateway => "Salesforce Edge could not reach the instance",
            Self::Unavailable => "the server is down or overloaded",
            Self::Other => "the org did not say why",
        }
    }

    /// The advice about this kind of failure.
    pub(super) const fn help(self) -> &'static str {
        match self {
            Self::SessionExpired => {
                "sign in again: the session has expired, was revoked, or the user was logged out"
            }
            Self::LimitExceeded => {
                "stop calling until the 24-hour window has moved on; `limits` tells what is left, and collections of 200 records use one call"
            }
            Self::NotFound => {
                "check the object's API name and the id; the record may have been deleted, or not be shared with this user"
            }
            Self::Forbidden => {
                "check that the user's permission set allows this, such as “Asymbl ATS User” for reading, creating and editing"
            }
            Self::Validation | Self::Malformed => {
                "compare the record with the object's describe, and with the org's validation rules"
            }
            Self::Duplicate => "look for the record that is there already",
            Self::Locked => "send it again after a moment; send records of one parent together",
            Self::MultipleMatches => "use the id of one of them, and make the key unique",
            Self::NotModified => "what you have is up to date",
            Self::MethodNotAllowed => "check which methods the resource knows",
            Self::Conflict => "check that the API version is compatible with the resource",
            Self::Gone => "the resource has been removed: delete or change references to it",
            Self::PreconditionFailed => {
                "the record has changed since you read it: read it again, then decide"
            }
            Self::PreconditionRequired => "send a condition such as `If-Match` with the request",
            Self::UriTooLong | Self::HeadersTooLong => {
                "keep address and headers under 16,384 bytes; `query` does so by itself"
            }
            Self::UnsupportedMediaType => "send JSON",
            Self::NoRoute => {
                "check the host; it may have moved. Otherwise contact Salesforce Customer Support"
            }
            Self::TooManyRequests => "make fewer requests at the same time",
            Self::ServerError => {
                "try again later; if it stays, contact Salesforce Customer Support with the message"
            }
            Self::BadGateway | Self::Unavailable => {
                "the org is down for maintenance or overloaded: try again later; status.salesforce.com tells more"
            }
            Self::Other => "see the message of the org",
        }
    }
}
