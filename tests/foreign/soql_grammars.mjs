// What other people's grammars say of queries.
//
//     node soql_grammars.mjs NODE_MODULES < QUERIES
//
// One JSON string a line comes in, one JSON array a line goes out: the names of the grammars that
// take the query.

import { createRequire } from "node:module";
import readline from "node:readline";

const [modules] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { SOQLParser } = require("@salesforce/soql-common/lib/soql-parser/soql-parser.js");
const { isQueryValid } = require("@jetstreamapp/soql-parser-js");

// What its lexer does not know it writes here, drops, and goes on.
let complaints = 0;
console.error = () => complaints++;

function official(isApex) {
  const parser = SOQLParser({ isApex, isMultiCurrencyEnabled: true, apiVersion: 60 });
  return (query) => {
    complaints = 0;
    return parser.parseQuery(query).getSuccess() && complaints === 0;
  };
}

const grammars = {
  "official-rest": official(false),
  "official-apex": official(true),
  jetstream: (query) => isQueryValid(query, { allowApexBindVariables: true }),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const query = JSON.parse(line);
  const taken = Object.keys(grammars).filter((name) => grammars[name](query));
  console.log(JSON.stringify(taken));
}
