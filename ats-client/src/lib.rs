//! The asynchronous Salesforce client of the Asymbl ATS SDK.
