// A session of jsforce with an emulated org.
//
//     node jsforce_session.mjs BASE_URL NODE_MODULES
//
// Nothing here knows that the org is emulated, but for the address. Every step is asserted; each
// prints a line.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const [base, modules] = process.argv.slice(2);
const jsforce = createRequire(`${modules}/`)("jsforce");

function step(what, holds) {
  console.log(what);
  assert.ok(holds, what);
}

async function refused(what, code, call) {
  await assert.rejects(call, (error) => error.errorCode === code || error.name === code, what);
  console.log(what);
}

// Signing in, in both ways the library has for programs.
const soap = new jsforce.Connection({ loginUrl: base, version: "59.0" });
const who = await soap.login("ada@example.com", "p&<w>T");
step("SOAP login", who.id.startsWith("005") && soap.accessToken);
const conn = new jsforce.Connection({
  version: "63.0",
  oauth2: { loginUrl: base, clientId: "key", clientSecret: "secret" },
});
await conn.authorize({ grant_type: "client_credentials" });
step("client credentials", conn.accessToken && conn.instanceUrl === base);
step("identity", (await conn.identity()).user_id.startsWith("005"));

// What the org says of itself.
const limits = await conn.limits();
step("limits", limits.DailyApiRequests.Remaining < limits.DailyApiRequests.Max);
step("limit info", conn.limitInfo.apiUsage.limit === limits.DailyApiRequests.Max);
step("describe global", (await conn.describeGlobal()).sobjects.length >= 33);
step("describe", (await conn.describe("bpats__Job__c")).keyPrefix === "a0M");

// Records, one and many.
const created = await conn.sobject("Contact").create({ LastName: "Lovelace", FirstName: "Ada" });
step("create", created.success);
const read = await conn.sobject("Contact").retrieve(created.id);
step("retrieve", read.Name === "Ada Lovelace");
const updated = await conn.sobject("Contact").update({ Id: created.id, FirstName: "Augusta" });
step("update", updated.success);
const many = Array.from({ length: 450 }, (_, number) => ({ LastName: `O'Neill ${number}` }));
const saved = await conn.sobject("Contact").create(many, { allowRecursive: true });
step("create many", saved.length === 450 && saved.every((it) => it.success));
const upserted = await conn
  .sobject("bpats__Message_Stats__c")
  .upsert({ bpats__External_Key__c: "2025-04" }, "bpats__External_Key__c");
step("upsert", upserted.success);

// Queries.
const page = await conn.query("SELECT Id, Name FROM Contact WHERE LastName LIKE 'O\\'Neill%'");
step("query", page.totalSize === 450 && page.done);
const all = await conn.query("SELECT Id FROM Contact", {
  autoFetch: true,
  maxFetch: 1000,
  headers: { "Sforce-Query-Options": "batchSize=200" },
});
step("query in pages", new Set(all.records.map((it) => it.Id)).size === 451);
const found = await conn.sobject("Contact").find({ LastName: "Lovelace" }, ["Id", "FirstName"]);
step("find", found.length === 1 && found[0].FirstName === "Augusta");
const job = await conn.sobject("bpats__Job__c").create({ Name: "Analyst" });
const application = await conn.sobject("bpats__Job_Board_Application__c").create({
  bpats__Contact__c: created.id,
  bpats__Job__c: job.id,
});
const joined = await conn.query(
  "SELECT bpats__Job__r.Name FROM bpats__Job_Board_Application__c WHERE bpats__Contact__r.FirstName = 'Augusta'",
);
step("parents", joined.records[0].bpats__Job__r.Name === "Analyst");

// What is refused.
await refused("a missing field", "REQUIRED_FIELD_MISSING", () =>
  conn.sobject("Contact").create({ FirstName: "Ada" }),
);
await refused("a malformed query", "MALFORMED_QUERY", () => conn.query("SELECT FROM Contact"));
await refused("a record that is not there", "NOT_FOUND", () =>
  conn.sobject("Contact").retrieve("003Em00000cqRQ3IAM"),
);

// Deleting.
step("delete", (await conn.sobject("bpats__Job_Board_Application__c").destroy(application.id)).success);
const gone = await conn.sobject("Contact").destroy(saved.map((it) => it.id), { allowRecursive: true });
step("delete many", gone.length === 450 && gone.every((it) => it.success));
const left = await conn.query("SELECT COUNT() FROM Contact");
step("count", left.totalSize === 1);
console.log("all steps passed");
