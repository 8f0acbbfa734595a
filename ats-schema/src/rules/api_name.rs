//! API names and key prefixes.

/// The most characters of an API name. Names in Salesforce are shorter: "40 characters" for the
/// developer's part (Salesforce Help, *Custom Field Attributes*), 15 for a namespace, and the
/// underscores and the suffix.
pub const MAX_LENGTH: usize = 255;

/// Returns true if a text can be the API name of an object, a field or a relationship: letters,
/// digits and underscores, at least one of them.
///
/// Salesforce is stricter: "can contain only underscores and alphanumeric characters, … must begin
/// with a letter, not include spaces, not end with an underscore, and not contain two consecutive
/// underscores" (Salesforce Help, *Custom Field Attributes*, which speaks of the developer's part).
/// This function accepts more, so that no name found in an org is refused.
///
/// ```
/// use ats_schema::rules::api_name::is_api_name;
///
/// assert!(is_api_name("bpats__Job__c") && is_api_name("LastName"));
/// assert!(!is_api_name("") && !is_api_name("Last Name") && !is_api_name("Account.Name"));
/// ```
#[must_use]
pub fn is_api_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= MAX_LENGTH
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The most characters of a [portable](is_portable_api_name) API name.
pub const MAX_PORTABLE_LENGTH: usize = 120;

/// Returns true for an API name of ASCII characters, short enough to be a file name, a path segment
/// or part of a log line.
///
/// Stricter than [`is_api_name`], which accepts what a developer writes in an attribute: this one
/// decides whether a name that a server sent is used as it is.
///
/// ```
/// use ats_schema::rules::api_name::is_portable_api_name;
///
/// assert!(is_portable_api_name("bpats__Job__c"));
/// assert!(!is_portable_api_name("") && !is_portable_api_name("../Job") && !is_portable_api_name("Jöb"));
/// ```
#[must_use]
pub fn is_portable_api_name(text: &str) -> bool {
    text.len() <= MAX_PORTABLE_LENGTH && text.is_ascii() && is_api_name(text)
}

/// Returns true for an object's key prefix, the beginning of its records' Ids: "three characters"
/// (SOAP API Developer Guide, *ID Field Type*), each a letter or digit.
///
/// ```
/// use ats_schema::rules::api_name::is_key_prefix;
///
/// assert!(is_key_prefix("001") && is_key_prefix("a0M"));
/// assert!(!is_key_prefix("") && !is_key_prefix("a0") && !is_key_prefix("a-0"));
/// ```
#[must_use]
pub fn is_key_prefix(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
