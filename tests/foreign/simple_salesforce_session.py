"""A session of simple-salesforce with an emulated org.

    simple_salesforce_session.py BASE_URL PRIVATE_KEY_FILE

Nothing here knows that the org is emulated, except that simple-salesforce insists on https, which the
org on this machine does not speak: an adapter of requests sends what is meant for https to BASE_URL.
Every step is asserted; each prints a line.
"""

import base64
import datetime
import sys
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import (
    Salesforce,
    SalesforceAuthenticationFailed,
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceResourceNotFound,
    format_soql,
)

BASE, KEY = sys.argv[1:]


class ToBase(HTTPAdapter):
    def send(self, request, **options):
        url = urlsplit(request.url)
        request.url = BASE + url.path + ("?" + url.query if url.query else "")
        return super().send(request, **options)


session = requests.Session()
session.mount("https://", ToBase())
session.trust_env = False


def step(what, holds):
    print(what, flush=True)
    assert holds, what


def refused(what, error, code, call):
    try:
        result = call()
    except error as refusal:
        step(what, refusal.content[0]["errorCode"] == code)
    else:
        raise AssertionError(f"{what}: {result!r}")


# Signing in, in every way the library has for programs.
user = dict(username="ada@example.com", session=session)
soap = Salesforce(password="p&<w>", security_token="T", version="59.0", **user)
step("SOAP login", soap.session_id)
grant = Salesforce(password="x", consumer_key="k", consumer_secret="s", **user)
step("password grant", grant.session_id)
own = Salesforce(consumer_key="k", consumer_secret="s", domain="acme.my", session=session)
step("client credentials", own.session_id)
sf = Salesforce(consumer_key="k", privatekey_file=KEY, version="63.0", **user)
step("JWT bearer", sf.session_id)
try:
    Salesforce(password="x", consumer_key="k", consumer_secret="", **user)
except SalesforceAuthenticationFailed as refusal:
    step("a refused login", refusal.code.startswith("invalid_"))
else:
    raise AssertionError("a login without a secret")

# What the org says of itself.
limits = sf.limits()["DailyApiRequests"]
step("limits", 0 < limits["Remaining"] < limits["Max"])
step("api usage", sf.api_usage["api-usage"].total == limits["Max"])
step("describe global", len(sf.describe()["sobjects"]) >= 33)
describe = sf.bpats__Job__c.describe()
step("describe", describe["name"] == "bpats__Job__c" and describe["keyPrefix"] == "a0M")
step("metadata", sf.Contact.metadata()["objectDescribe"]["name"] == "Contact")
# It is no production org, and says so to tools that spare those.
step("is_sandbox", sf.is_sandbox() is True)

# A record's life.
created = sf.Contact.create({"LastName": "Lovelace", "FirstName": "Ada"})
step("create", created["success"] is True and created["errors"] == [])
contact = created["id"]
step("get", sf.Contact.get(contact)["Name"] == "Ada Lovelace")
step("update", sf.Contact.update(contact, {"FirstName": "Augusta"}) == 204)
step("what was updated", sf.Contact.get(contact)["FirstName"] == "Augusta")
job = sf.bpats__Job__c.create({"Name": "Analyst", "bpats__Status__c": "Open"})["id"]
stats = sf.bpats__Message_Stats__c
step("upsert creates", stats.upsert("bpats__External_Key__c/2025-04", {}) == 201)
step("upsert changes", stats.upsert("bpats__External_Key__c/2025-04", {}) == 200)
by_key = stats.get_by_custom_id("bpats__External_Key__c", "2025-04")
step("get by external id", by_key["bpats__External_Key__c"] == "2025-04")

# Queries.
soql = format_soql("SELECT Id, Name FROM Contact WHERE LastName = {}", "Lovelace")
found = sf.query(soql)
step("query", found["totalSize"] == 1 and found["records"][0]["Id"] == contact)
people = [{"LastName": "O'Neill", "FirstName": str(number)} for number in range(450)]
tree = sf.restful(
    "composite/sobjects",
    method="POST",
    json={
        "allOrNone": True,
        "records": [{"attributes": {"type": "Contact"}, **it} for it in people[:200]],
    },
)
step("collections", all(it["success"] for it in tree))
for person in people[200:205]:
    sf.Contact.create(person)
count = format_soql("SELECT COUNT() FROM Contact WHERE LastName = {}", "O'Neill")
step("count", sf.query(count)["totalSize"] == 205)
each = sf.query_all_iter(
    format_soql("SELECT Id FROM Contact WHERE LastName = {}", "O'Neill"),
    headers={"Sforce-Query-Options": "batchSize=200"},
)
step("query in pages", len({it["Id"] for it in each}) == 205)
application = sf.bpats__Job_Board_Application__c.create(
    {"bpats__Contact__c": contact, "bpats__Job__c": job, "bpats__Email__c": "ada@example.com"}
)["id"]
joined = sf.query(
    "SELECT bpats__Contact__r.Name, bpats__Job__r.Name FROM bpats__Job_Board_Application__c"
    f" WHERE Id = '{application}'"
)["records"][0]
step("parents", joined["bpats__Job__r"]["Name"] == "Analyst")
children = sf.query(
    f"SELECT (SELECT Id FROM bpats__Job_Board_Applications__r) FROM bpats__Job__c WHERE Id = '{job}'"
)["records"][0]
step("children", children["bpats__Job_Board_Applications__r"]["totalSize"] == 1)

# A file.
version = sf.ContentVersion.create(
    {
        "PathOnClient": "resume.txt",
        "Title": "Resume",
        "VersionData": base64.b64encode(b"Analytical Engine").decode(),
    }
)["id"]
content = sf._call_salesforce("GET", f"{sf.base_url}sobjects/ContentVersion/{version}/VersionData")
step("a file", content.content == b"Analytical Engine")

# What is refused.
refused(
    "a missing field",
    SalesforceMalformedRequest,
    "REQUIRED_FIELD_MISSING",
    lambda: sf.Contact.create({"FirstName": "Ada"}),
)
refused(
    "a text too long",
    SalesforceMalformedRequest,
    "STRING_TOO_LONG",
    lambda: sf.Contact.update(contact, {"FirstName": "A" * 41}),
)
refused(
    "a malformed query",
    SalesforceMalformedRequest,
    "MALFORMED_QUERY",
    lambda: sf.query("SELECT Name FROM Contact WHERE Name = ’Ada’"),
)
refused(
    "a record that is not there",
    SalesforceResourceNotFound,
    "NOT_FOUND",
    lambda: sf.Contact.get("003Em00000cqRQ3IAM"),
)

# Deleting, and what was deleted and changed.
step("delete", sf.bpats__Job_Board_Application__c.delete(application) == 204)
refused(
    "a record that is deleted",
    SalesforceResourceNotFound,
    "ENTITY_IS_DELETED",
    lambda: sf.bpats__Job_Board_Application__c.delete(application),
)
now = datetime.datetime.now(datetime.timezone.utc)
day = datetime.timedelta(days=1)
gone = sf.bpats__Job_Board_Application__c.deleted(now - day, now + day)["deletedRecords"]
step("deleted", [it["id"] for it in gone] == [application])
step("updated", contact in sf.Contact.updated(now - day, now + day)["ids"])
binned = sf.query("SELECT Id FROM bpats__Job_Board_Application__c", include_deleted=True)
step("queryAll", binned["totalSize"] >= 1)

# A session that has ended is renewed by credentials; a token alone cannot be.
before = sf.session_id
session.delete(BASE + "/__emulator/sessions")
step("a renewed session", sf.limits() and sf.session_id != before)
stale = Salesforce(instance_url=BASE.replace("http", "https"), session_id=before, session=session)
refused("an ended session", SalesforceExpiredSession, "INVALID_SESSION_ID", lambda: stale.limits())
print("all steps passed")
