//! What a session remembers, and what names mean where an expression stands.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::code::Step;
use crate::functions;
use crate::names::{Meaning, built_in, constant_of_mathematics};
use crate::number::Number;
use crate::token::{is_conversion, is_name};
use crate::unit::{self, Currency, Named, NamedUnit};
use crate::value::Value;

/// Variables, functions, the last answer, and the rates of currencies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    names: BTreeMap<String, Binding>,
    answer: Option<Arc<Value>>,
    currencies: BTreeMap<String, Arc<Currency>>,
}

#[derive(Clone, Debug)]
enum Binding {
    Variable(Arc<Value>),
    Function(Arc<OwnFunction>),
}

/// A function of the writer's. Its body was parsed when it was defined: it can only call what was there before it, so
/// that no function calls itself and every call ends.
#[derive(Clone, Debug)]
pub(crate) struct OwnFunction {
    pub name: String,
    pub parameters: Vec<String>,
    pub body: Vec<Step>,
    /// Calls that are open at once at the most while the body is run, this one included.
    pub depth: usize,
}

impl OwnFunction {
    /// How it is called, as in `area(r)`.
    pub(crate) fn signature(&self) -> String {
        format!("{}({})", self.name, self.parameters.join(", "))
    }
}

/// The name of the last answer.
pub(crate) const ANSWER: &str = "ans";

impl Environment {
    pub(crate) fn set_variable(&mut self, name: String, value: Value) {
        self.names.insert(name, Binding::Variable(Arc::new(value)));
    }

    pub(crate) fn set_function(&mut self, function: OwnFunction) {
        self.names.insert(function.name.clone(), Binding::Function(Arc::new(function)));
    }

    pub(crate) fn set_answer(&mut self, value: Value) {
        self.answer = Some(Arc::new(value));
    }

    pub(crate) fn set_currency(&mut self, code: String, worth: Number) {
        let currency = Currency { code: code.clone(), factor: worth };
        self.currencies.insert(code, Arc::new(currency));
    }

    /// How many names there are besides this one.
    pub(crate) fn count_without(&self, name: &str) -> usize {
        self.names.len() - usize::from(self.names.contains_key(name))
    }

    /// Every name that was given, with the parameters of functions, and `ans` once there is one.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, Option<&[String]>)> {
        let answer = self.answer.as_ref().map(|_| (ANSWER, None));
        self.names
            .iter()
            .map(|(name, binding)| match binding {
                Binding::Variable(_) => (name.as_str(), None),
                Binding::Function(function) => (name.as_str(), Some(function.parameters.as_slice())),
            })
            .chain(answer)
    }

    /// The codes of all currencies.
    pub(crate) fn currencies(&self) -> impl Iterator<Item = &str> {
        self.currencies.keys().map(String::as_str)
    }

    fn currency(&self, name: &str) -> Option<&Arc<Currency>> {
        let code = match name {
            "€" => "EUR",
            "$" => "USD",
            "£" => "GBP",
            "¥" => "JPY",
            _ => name,
        };
        self.currencies.get(code)
    }
}

/// What names mean to an expression: what is built in, and what its session has, if it belongs to one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    pub environment: Option<&'a Environment>,
}

impl<'a> Scope<'a> {
    /// Whether names can be given here.
    pub(crate) fn remembers(&self) -> bool {
        self.environment.is_some()
    }

    /// Whether a variable or a function can have this name.
    pub(crate) fn may_name(&self, name: &str) -> bool {
        let taken = is_conversion(name) || name == ANSWER || functions::find(name).is_some();
        is_name(name) && !taken && !matches!(constant_of_mathematics(name), Some(Value::Truth(_)))
    }

    /// What a name means, or `None`. Before a `(`, a function of that name comes before everything that is built in.
    pub(crate) fn meaning_before(&self, name: &str, is_call: bool) -> Option<Meaning<'a>> {
        if let Some(environment) = self.environment {
            match environment.names.get(name) {
                Some(Binding::Variable(value)) => return Some(Meaning::Variable(value)),
                Some(Binding::Function(function)) => return Some(Meaning::OwnFunction(function)),
                None => {}
            }
            if name == ANSWER
                && let Some(value) = &environment.answer
            {
                return Some(Meaning::Variable(value));
            }
        }
        let function = || functions::find(name).map(Meaning::Function);
        if is_call && let Some(function) = function() {
            return Some(function);
        }
        if let Some(value) = constant_of_mathematics(name) {
            return Some(Meaning::Value(value));
        }
        let unit = match unit::find(name) {
            Some(Named::Constant(constant)) => return Some(Meaning::Constant(constant)),
            Some(Named::Unit(unit)) => Some(unit),
            None => None,
        };
        self.currency(name).or(unit).map(Meaning::Unit).or_else(function)
    }

    /// What a name means that stands alone.
    pub(crate) fn meaning(&self, name: &str) -> Option<Meaning<'a>> {
        self.meaning_before(name, false)
    }

    /// The unit or currency of this name.
    pub(crate) fn unit(&self, name: &str) -> Option<NamedUnit> {
        self.currency(name).or_else(|| unit::lookup(name))
    }

    fn currency(&self, name: &str) -> Option<NamedUnit> {
        let currency = self.environment?.currency(name)?;
        Some(NamedUnit::Currency(Arc::clone(currency)))
    }

    /// Everything that has a name here, for finding the nearest one.
    pub(crate) fn known_names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let own = self.environment.into_iter().flat_map(|environment| {
            environment.names().map(|(name, _)| name).chain(environment.currencies())
        });
        own.chain(built_in().map(|name| -> &'a str { name }))
    }
}
