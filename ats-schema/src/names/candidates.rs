//! The identifiers an API name would like to have, from the shortest to the most qualified.

use super::ApiName;
use super::ident::{MAX_VARIANT_LENGTH, camel, camel_within, module, snake};
use super::words::{coarse_words, spelled_words, words};

/// How words become an identifier; the text is what they come from.
type Style = fn(&[String], &str) -> String;

/// Candidates for an object's type: `bpats__Job__c` → `Job`, `BpatsJob`, `BpatsJobC`, ….
///
/// What belongs to an object says so from the first: `bpats__Job__History` → `JobHistory`.
///
/// ```
/// use ats_schema::names::object_candidates;
///
/// assert_eq!(object_candidates("bpats__Job__c"), ["Job", "BpatsJob", "BpatsJobC"]);
/// assert_eq!(object_candidates("Account"), ["Account"]);
/// ```
#[must_use]
pub fn object_candidates(api_name: &str) -> Vec<String> {
    candidates(api_name, camel, None)
}

/// Candidates for an object's module, file and feature: `bpats__Job__c` → `job`,
/// `bpats_job`, `bpats_job_c`, ….
#[must_use]
pub fn module_candidates(api_name: &str) -> Vec<String> {
    candidates(api_name, module, None)
}

/// Candidates for a field of a struct, or a relationship: `MyField__c` → `my_field`,
/// `my_field_c`, `myfield_c`.
///
/// ```
/// use ats_schema::names::field_candidates;
///
/// assert_eq!(field_candidates("MyField__c"), ["my_field", "my_field_c", "myfield_c"]);
/// assert_eq!(field_candidates("bpats__Job__r"), ["job", "bpats_job", "bpats_job_r"]);
/// ```
#[must_use]
pub fn field_candidates(api_name: &str) -> Vec<String> {
    candidates(api_name, snake, None)
}

/// Candidates for a field that holds the Id of another record, to tell it from the
/// relationship: `bpats__Job__c` → `job_id`, ….
///
/// ```
/// use ats_schema::names::lookup_candidates;
///
/// assert_eq!(lookup_candidates("bpats__Job__c")[0], "job_id");
/// assert_eq!(lookup_candidates("OwnerId")[0], "owner_id");
/// ```
#[must_use]
pub fn lookup_candidates(api_name: &str) -> Vec<String> {
    candidates(api_name, snake, Some("id"))
}

/// Candidates for a picklist value, the name of an enum's variant: its words, then with its signs
/// and punctuation as words, which tells `A-B` from `A/B`.
///
/// ```
/// use ats_schema::names::variant_candidates;
///
/// assert_eq!(variant_candidates("On-Hold"), ["OnHold", "OnDashHold"]);
/// assert_eq!(variant_candidates("AT&T"), ["AtT", "AtAndT"]);
/// assert_eq!(variant_candidates("Côte d'Ivoire")[0], "CoteDIvoire");
/// assert_eq!(variant_candidates("%"), ["Percent"]);
/// ```
#[must_use]
pub fn variant_candidates(value: &str) -> Vec<String> {
    let (plain, spelled) = (words(value), spelled_words(value));
    let first = if plain.is_empty() { &spelled } else { &plain };
    let mut list = vec![camel_within(first, value, MAX_VARIANT_LENGTH)];
    let spelled = camel(&spelled, value);
    if spelled.len() <= MAX_VARIANT_LENGTH && spelled != list[0] {
        list.push(spelled);
    }
    list
}

/// Adds to candidates the first of them with an ending: `job` and `_record` give `job_record`.
#[must_use]
pub fn with_ending(mut candidates: Vec<String>, ending: &str) -> Vec<String> {
    if let Some(first) = candidates.first() {
        let last = format!("{}{ending}", first.trim_end_matches('_'));
        candidates.push(last);
    }
    candidates
}

fn candidates(api_name: &str, style: Style, ending: Option<&str>) -> Vec<String> {
    let ApiName {
        namespace,
        base,
        suffix,
    } = ApiName::parse(api_name);
    // What a suffix says about the kind of thing is left out, unless it takes part in what
    // people call it (`JobHistory`), or the same name is there twice as a rule: every
    // custom field of a contact is also one of a person account.
    let (kind, owner) = match suffix {
        Some(suffix) if suffix.len() > 3 || matches!(suffix, "pc" | "pr") => (None, Some(suffix)),
        _ => (suffix, None),
    };
    let ident = |namespace: Option<&str>, base: &[String], kind: Option<&str>| {
        let mut all = Vec::new();
        all.extend(namespace.map(words).unwrap_or_default());
        all.extend_from_slice(base);
        all.extend(owner.map(words).unwrap_or_default());
        all.extend(kind.map(str::to_ascii_lowercase));
        if let Some(ending) = ending
            && all.last().is_none_or(|last| last != ending)
        {
            all.push(ending.to_owned());
        }
        style(&all, api_name)
    };

    let fine = words(base);
    let coarse = coarse_words(base);
    let mut list = vec![ident(None, &fine, None)];
    if namespace.is_some() {
        list.push(ident(namespace, &fine, None));
    }
    list.push(ident(namespace, &fine, kind));
    list.push(ident(namespace, &coarse, kind));
    list.dedup();
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_kinds() {
        assert_eq!(
            object_candidates("bpats__ATS_Action__c"),
            ["AtsAction", "BpatsAtsAction", "BpatsAtsActionC"]
        );
        assert_eq!(object_candidates("Job__History"), ["JobHistory"]);
        assert_eq!(
            object_candidates("bpats__Job__ChangeEvent"),
            ["JobChangeEvent", "BpatsJobChangeEvent"]
        );
        assert_eq!(
            object_candidates("JobBoard__mdt"),
            ["JobBoard", "JobBoardMdt", "JobboardMdt"]
        );
        assert_eq!(module_candidates("Con__c"), ["con_", "con_c"]);
        assert_eq!(field_candidates("Type"), ["type_"]);
        assert_eq!(field_candidates("My_Field__c"), ["my_field", "my_field_c"]);
        assert_eq!(
            field_candidates("Site__City__s"),
            ["site_city", "site_city_s"]
        );
        assert_eq!(
            field_candidates("npsp__Level__pc"),
            ["level_pc", "npsp_level_pc"]
        );
        assert_eq!(field_candidates("FirstName"), ["first_name", "firstname"]);
        assert_eq!(
            lookup_candidates("bpats__Job__c"),
            ["job_id", "bpats_job_id", "bpats_job_c_id"]
        );
        assert_eq!(lookup_candidates("Job_Id__c")[0], "job_id");
        assert_eq!(variant_candidates("Open"), ["Open"]);
        assert_eq!(variant_candidates("A/B"), ["AB", "ASlashB"]);
        assert_eq!(variant_candidates("..."), ["DotDotDot"]);
        assert_eq!(field_candidates(""), ["empty"]);
    }
}
