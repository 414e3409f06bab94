//! The schema of the JSON form: made from the definitions, and kept by what the program prints.

mod sample;
mod server;

use reckon_cli::render::fields::Fields;
use reckon_cli::render::json::{Line, SCHEMA};
use reckon_cli::render::tables::{TABLES, Table};
use reckon_extract::{Format, Scope};
use reckon_stats::{Definition, Merge, definitions};
use serde_json::{Map, Value, json};
use server::{reckon, transcript};

/// The schema as it stands in the documentation. Set `RECKON_WRITE_SCHEMA` to write it anew.
#[test]
fn the_schema_is_that_of_the_definitions() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/statistics.schema.json");
    let text = serde_json::to_string_pretty(&schema()).unwrap() + "\n";
    if std::env::var_os("RECKON_WRITE_SCHEMA").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let stands = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        text == stands,
        "docs/statistics.schema.json is another one; RECKON_WRITE_SCHEMA=1 writes it anew"
    );
}

#[test]
fn what_is_printed_keeps_to_the_schema() {
    let mut sample = sample::document();
    sample.name = "a \"name\"".into();
    let all = Fields::default();
    let some = Fields::parse(&["words.*".into(), "growth".into()]).unwrap();
    let mut total = sample.report.clone();
    total.rhythm = None;
    total.growth = None;
    let mut lines = String::new();
    for fields in [&all, &some] {
        lines += &Line::File(&sample).render(fields);
        lines += &Line::Total(2, &total).render(fields);
        lines += &Line::Folder("a/", 2, &total).render(fields);
        lines += &Line::Failure("b", "there is no such file").render(fields);
    }
    let text = concat!(env!("CARGO_MANIFEST_DIR"), "/../../LICENSE-MIT");
    let long = concat!(env!("CARGO_TARGET_TMPDIR"), "/schema-long.txt");
    std::fs::write(long, "x".repeat(2000) + " and so on.\n").unwrap();
    for arguments in [
        &[text, "/dev/null", "missing"][..],
        &[long],
        &["--fields", "bytes", text],
        &["--sections", "--encoding", "windows-1252", text],
    ] {
        let (stdout, _, _) =
            transcript(&reckon(&[&["stats", "--json"], arguments].concat()).output().unwrap());
        assert!(!stdout.is_empty());
        lines += &stdout;
    }
    let schema = schema();
    for line in lines.lines() {
        let value = serde_json::from_str(line).unwrap();
        let mut errors = vec![];
        check(&schema, &schema, &value, "", &mut errors);
        assert!(errors.is_empty(), "{line}\n{}", errors.join("\n"));
        for known in ["numbers", "reasons", "tables"] {
            // The schema lets a later version have more keys; this one has none that it does not name.
            for key in value[known].as_object().into_iter().flat_map(Map::keys) {
                let named = &schema["$defs"][known]["properties"][key];
                assert!(named.is_object(), "{known} has {key}, which the schema does not name");
            }
        }
    }
}

/// The check finds something.
#[test]
fn what_is_wrong_breaks_the_schema() {
    let schema = schema();
    let mut right = sample::json();
    right["file"] = "x".into();
    type Spoil = fn(&mut Value);
    let spoils: [Spoil; 8] = [
        |value| value["schema"] = "reckon.stats/2".into(),
        |value| value["numbers"]["words"] = "many".into(),
        |value| value["numbers"]["words"] = (-1).into(),
        |value| value["language"]["confidence"] = 2.into(),
        |value| value["tables"]["words.top"][0] = json!([1, "the"]),
        |value| value["rhythm"]["steps"][0] = json!([1]),
        |value| value["reasons"]["words"] = Value::Null,
        |value| {
            value.as_object_mut().unwrap().remove("numbers");
        },
    ];
    for (at, spoil) in spoils.iter().enumerate() {
        let mut wrong = right.clone();
        spoil(&mut wrong);
        let mut errors = vec![];
        check(&schema, &schema, &wrong, "", &mut errors);
        assert!(!errors.is_empty(), "{at}");
    }
}

fn schema() -> Value {
    let definitions: Vec<_> = definitions().collect();
    let of_each = |each: &dyn Fn(&Definition) -> Value| -> Map<String, Value> {
        definitions.iter().map(|definition| (definition.id.to_string(), each(definition))).collect()
    };
    let numbers = of_each(&|definition| {
        // Sums and maxima are counts.
        let is_count = matches!(definition.merge, Merge::Sum | Merge::Max);
        let mut number = json!({
            "title": definition.label,
            "description": format!("{} Source: {}.", definition.text, definition.source),
            "type": [if is_count { "integer" } else { "number" }, "null"],
        });
        if is_count {
            number["minimum"] = 0.into();
        }
        number
    });
    let reasons = of_each(&|_| json!({ "type": "string" }));
    let pair = |first: &str| {
        json!({
            "type": "array", "minItems": 2, "maxItems": 2,
            "prefixItems": [{ "type": first }, { "type": "integer", "minimum": 0 }],
        })
    };
    let table = |id: &str| {
        let table = TABLES.iter().find(|table| table.id == id).unwrap();
        let key = if ["words.top", "letters", "scripts"].contains(&id) { "string" } else { "integer" };
        json!({ "title": table.title, "description": table.text, "type": "array", "items": pair(key) })
    };
    let tables: Map<_, _> = TABLES
        .iter()
        .filter(|table| !["rhythm", "growth"].contains(&table.id))
        .map(|Table { id, .. }| (id.to_string(), table(id)))
        .collect();
    let course = |id: &str, step: &str, values: &str, items: Value| {
        let table = TABLES.iter().find(|table| table.id == id).unwrap();
        json!({
            "title": table.title, "description": table.text, "type": ["object", "null"],
            "required": [step, values],
            "properties": {
                step: { "type": "integer", "minimum": 1 },
                values: { "type": "array", "items": items },
            },
        })
    };
    let part = |own: Value| {
        let number = |text: &str| json!({ "description": text, "type": ["number", "null"] });
        let mut properties = json!({
            "words": number("words"),
            "sentences": number("sentences"),
            "graphemes": number("chars.graphemes"),
            "reading_time": number("reading_time, in seconds"),
            "flesch_kincaid": number("readability.flesch_kincaid"),
        });
        properties.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        let required: Vec<_> = properties.as_object().unwrap().keys().cloned().collect();
        json!({ "type": "object", "required": required, "properties": properties })
    };
    let scopes: Vec<_> = Scope::ALL.iter().map(|scope| scope.id()).collect();
    let formats: Vec<_> = Format::all().map(Format::id).collect();
    let document = json!({
        "description": "What a document is made of; missing where only a server knows.",
        "type": "object",
        "required": ["format", "encoding", "scopes", "stated", "notices"],
        "properties": {
            "format": { "description": format!("One of {}.", formats.join(", ")), "type": "string" },
            "encoding": {
                "description": "The encoding of its text, where the format does not fix it.", "type": ["string", "null"],
            },
            "scopes": {
                "description": "Each part of a document that there is.",
                "type": "array",
                "items": part(json!({
                    "scope": { "description": format!("One of {}.", scopes.join(", ")), "type": "string" },
                    "counts": { "description": "Whether it is part of the numbers.", "type": "boolean" },
                })),
            },
            "sections": {
                "description": "With --sections: the sections in their order, each with those below it.",
                "type": "array",
                "items": part(json!({
                    "level": { "description": "0 for what stands before any heading.", "type": "integer", "minimum": 0 },
                    "title": { "type": "string" },
                    "share": { "description": "Of the words of the document.", "type": "number", "minimum": 0, "maximum": 1 },
                })),
            },
            "stated": { "description": "What the file says of itself.", "type": "object" },
            "notices": { "description": "Remarks.", "type": "array", "items": { "type": "string" } },
        },
    });
    let report = |key: &str, named: Value| {
        let mut report = json!({
            "title": if key == "file" { "The report of a file" } else { "The report of several files together" },
            "type": "object",
            "required": ["schema", key, "numbers", "reasons", "tables"],
            "properties": {
                "schema": { "const": SCHEMA },
                key: named,
                "unicode": { "description": "The version of Unicode by which characters were classed.", "type": "string" },
                "language": { "$ref": "#/$defs/language" },
                "numbers": { "$ref": "#/$defs/numbers" },
                "reasons": { "$ref": "#/$defs/reasons" },
                "tables": { "$ref": "#/$defs/tables" },
                "rhythm": { "$ref": "#/$defs/rhythm" },
                "growth": { "$ref": "#/$defs/growth" },
            },
        });
        if key == "folder" {
            report["properties"]["files"] = json!({ "description": "How many files were counted in it.", "type": "integer", "minimum": 1 });
        }
        if key == "file" {
            report["properties"]["document"] = json!({ "$ref": "#/$defs/document" });
        }
        report
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of reckon stats --json",
        "description": "One object a document, one for each folder of them, then one for the total of several. With --fields, what was not chosen is \
                        left out. Later versions of the program may add keys.",
        "oneOf": [
            report("file", json!({ "description": "Its name, as it was typed.", "type": "string" })),
            report("folder", json!({
                "description": "Its name, with / at the end. What is in it, and in folders within it, taken together.",
                "type": "string",
            })),
            report("total", json!({ "description": "How many files were counted.", "type": "integer", "minimum": 0 })),
            {
                "title": "A file that could not be counted",
                "type": "object",
                "required": ["schema", "file", "error"],
                "properties": {
                    "schema": { "const": SCHEMA },
                    "file": { "type": "string" },
                    "error": { "description": "Why, in words.", "type": "string" },
                },
            },
        ],
        "$defs": {
            "language": {
                "description": "The language by whose rules words and sentences were found.",
                "type": "object",
                "required": ["code", "name", "confidence"],
                "properties": {
                    "code": { "description": "ISO 639-3; und where it is not known.", "type": "string" },
                    "name": { "type": "string" },
                    "confidence": {
                        "description": "How certain the detection is; null where the language was given.",
                        "type": ["number", "null"], "minimum": 0, "maximum": 1,
                    },
                },
            },
            "numbers": {
                "description": "The numbers by the ids of their definitions; null where there is none.",
                "type": "object", "properties": numbers,
            },
            "reasons": {
                "description": "Why there is no number, for each that is null.",
                "type": "object", "properties": reasons,
            },
            "tables": { "type": "object", "properties": tables },
            "document": document,
            "rhythm": course("rhythm", "sentences_per_step", "steps", json!({
                "description": "The words of the step, and its sentences.",
                "type": "array", "minItems": 2, "maxItems": 2,
                "prefixItems": [{ "type": "integer", "minimum": 0 }, { "type": "integer", "minimum": 1 }],
            })),
            // Words that are too long are in none of the distinct ones, also where a text begins with them.
            "growth": course("growth", "words_per_step", "distinct", json!({ "type": "integer", "minimum": 0 })),
        },
    })
}

/// Checks a value by those keywords that our schema uses.
fn check(root: &Value, schema: &Value, value: &Value, path: &str, errors: &mut Vec<String>) {
    let mut claim = |is_so: bool, what: &str| {
        if !is_so {
            errors.push(format!("{path}: {what}: {value}"));
        }
    };
    let number = value.as_f64();
    for (keyword, wanted) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "const" => claim(value == wanted, "const"),
            "type" => {
                let names = wanted.as_array().cloned().unwrap_or_else(|| vec![wanted.clone()]);
                claim(names.iter().any(|name| is_of_type(value, name.as_str().unwrap())), "type");
            }
            "minimum" => claim(number.is_none_or(|number| number >= wanted.as_f64().unwrap()), "minimum"),
            "maximum" => claim(number.is_none_or(|number| number <= wanted.as_f64().unwrap()), "maximum"),
            "minItems" => {
                claim(value.as_array().is_none_or(|v| v.len() as u64 >= wanted.as_u64().unwrap()), "few")
            }
            "maxItems" => {
                claim(value.as_array().is_none_or(|v| v.len() as u64 <= wanted.as_u64().unwrap()), "many")
            }
            "required" => {
                for key in wanted.as_array().unwrap().iter().filter(|_| value.is_object()) {
                    claim(value.get(key.as_str().unwrap()).is_some(), "required");
                }
            }
            "$ref" => {
                let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                check(root, root.pointer(pointer).unwrap(), value, path, errors);
                return;
            }
            "properties" | "items" | "prefixItems" | "oneOf" => {}
            other => panic!("the check does not know {other}"),
        }
    }
    if let (Some(properties), Some(object)) = (schema["properties"].as_object(), value.as_object()) {
        for (key, schema) in properties {
            if let Some(value) = object.get(key) {
                check(root, schema, value, &format!("{path}/{key}"), errors);
            }
        }
    }
    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
        let schema = schema["prefixItems"].get(at).or(schema.get("items"));
        if let Some(schema) = schema {
            check(root, schema, item, &format!("{path}/{at}"), errors);
        }
    }
    if let Some(ways) = schema["oneOf"].as_array() {
        let failures = ways.iter().map(|schema| {
            let mut errors = vec![];
            check(root, schema, value, path, &mut errors);
            errors
        });
        let failures: Vec<_> = failures.collect();
        if failures.iter().filter(|failures| failures.is_empty()).count() != 1 {
            errors.extend(failures.into_iter().flatten());
            errors.push(format!("{path}: not one of the forms"));
        }
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        other => panic!("the check does not know the type {other}"),
    }
}
