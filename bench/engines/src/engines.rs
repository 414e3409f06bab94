//! The engines, each with the same two questions: is there an answer, and what is it?

use std::hint::black_box;

use evalexpr::eval;
use fasteval::{EmptyNamespace, Evaler, Parser, Slab};
use kalk::parser;
use numbat::markup::plain_text_format;
use numbat::module_importer::BuiltinModuleImporter;
use numbat::resolver::CodeSource;
use numbat::{FormatOptions, InterpreterResult};
use reckon_calc::{Calculator, Limits};

/// Bits of kalk's numbers: what its own program takes unless it is told otherwise.
const KALK_BITS: u32 = 53;

/// An engine that has been made ready: its units are loaded, its memory is warm.
pub trait Engine {
    /// Its name, and the name by which a question spells itself for it.
    fn name(&self) -> &'static str;

    /// Evaluates the text to a value of the engine and drops it; whether there was one.
    ///
    /// An engine whose interface gives only text makes the text as well.
    fn evaluate(&mut self, text: &str) -> bool;

    /// The answer as the engine itself writes it, or its error.
    ///
    /// # Errors
    /// The engine's, in its own words.
    fn answer(&mut self, text: &str) -> Result<String, String>;

    /// Forgets what earlier questions have left behind, where that makes later ones slower.
    fn begin(&mut self) {}

    /// Whether [`evaluate`](Self::evaluate) makes the text as well.
    fn gives_only_text(&self) -> bool {
        false
    }
}

/// All engines: ours first.
///
/// # Errors
/// An engine cannot be made ready.
pub fn all() -> anyhow::Result<Vec<Box<dyn Engine>>> {
    Ok(vec![
        Box::new(Reckon::new()),
        Box::new(Fend(fend_core::Context::new())),
        Box::new(Numbat::new()?),
        Box::new(Rink(rink_core::simple_context().map_err(anyhow::Error::msg)?)),
        Box::new(Kalk(parser::Context::new())),
        Box::new(Evalexpr),
        Box::new(Fasteval::new()),
        Box::new(Meval),
    ])
}

/// Ours.
pub struct Reckon(Calculator);

impl Reckon {
    /// With the limits of one's own machine.
    pub fn new() -> Self {
        Self(Calculator::new(Limits::LOCAL))
    }
}

impl Engine for Reckon {
    fn name(&self) -> &'static str {
        "reckon"
    }

    fn evaluate(&mut self, text: &str) -> bool {
        black_box(self.0.evaluate(text)).is_ok()
    }

    fn answer(&mut self, text: &str) -> Result<String, String> {
        self.0.evaluate(text).map(|value| value.to_string()).map_err(|error| error.to_string())
    }
}

/// Exact rationals of its own making, and units.
struct Fend(fend_core::Context);

impl Engine for Fend {
    fn name(&self) -> &'static str {
        "fend"
    }

    fn evaluate(&mut self, text: &str) -> bool {
        black_box(fend_core::evaluate(text, &mut self.0)).is_ok()
    }

    fn answer(&mut self, text: &str) -> Result<String, String> {
        fend_core::evaluate(text, &mut self.0).map(|result| result.get_main_result().to_string())
    }

    fn gives_only_text(&self) -> bool {
        true
    }
}

/// Doubles with typed dimensions, compiled to code for a machine of its own.
struct Numbat {
    context: numbat::Context,
    /// As it was after the prelude: it keeps something of every expression, which makes later ones slower.
    fresh: numbat::Context,
}

impl Numbat {
    fn new() -> anyhow::Result<Self> {
        let mut context = numbat::Context::new(BuiltinModuleImporter::default());
        match context.interpret("use prelude", CodeSource::Internal) {
            Ok(_) => Ok(Self { fresh: context.clone(), context }),
            Err(error) => Err(anyhow::anyhow!("numbat cannot load its prelude: {error}")),
        }
    }
}

impl Engine for Numbat {
    fn name(&self) -> &'static str {
        "numbat"
    }

    fn evaluate(&mut self, text: &str) -> bool {
        black_box(self.context.interpret(text, CodeSource::Text)).is_ok_and(|(_, result)| result.is_value())
    }

    fn answer(&mut self, text: &str) -> Result<String, String> {
        let (statements, result) =
            self.context.interpret(text, CodeSource::Text).map_err(|error| error.to_string())?;
        let InterpreterResult::Value(_) = result else {
            return Err("no value".to_string());
        };
        let registry = self.context.dimension_registry();
        let markup = result.to_markup(statements.last(), registry, false, false, &FormatOptions::default());
        Ok(plain_text_format(&markup, false).trim().to_string())
    }
    fn begin(&mut self) {
        self.context = self.fresh.clone();
    }
}

/// Exact rationals of `num`, and units.
struct Rink(rink_core::Context);

/// Longer texts it is not asked, in bytes: on numbers of 20 000 digits it overflows the stack, which ends the process.
const RINK_TEXT_MAX: usize = 20_000;

impl Engine for Rink {
    fn name(&self) -> &'static str {
        "rink"
    }

    fn evaluate(&mut self, text: &str) -> bool {
        black_box(rink_core::eval(&mut self.0, text)).is_ok()
    }

    fn answer(&mut self, text: &str) -> Result<String, String> {
        if text.len() > RINK_TEXT_MAX {
            return Err("too long".to_string());
        }
        rink_core::one_line(&mut self.0, text)
    }

    fn gives_only_text(&self) -> bool {
        true
    }
}

/// MPFR's floats, of as many bits as its program has them.
struct Kalk(parser::Context);

impl Engine for Kalk {
    fn name(&self) -> &'static str {
        "kalk"
    }

    fn evaluate(&mut self, text: &str) -> bool {
        black_box(parser::eval(&mut self.0, text, KALK_BITS)).is_ok_and(|value| value.is_some())
    }

    fn answer(&mut self, text: &str) -> Result<String, String> {
        match parser::eval(&mut self.0, text, KALK_BITS) {
            Ok(Some(value)) => Ok(readable(&value.to_string_pretty())),
            Ok(None) => Err("no value".to_string()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The number in what kalk prints, without the spaces between thousands and with `e` for `×10^`.
///
/// Of a large number it first prints the digits alone, without the power of ten, and then both:
/// `= 1.267650600 ≈ 1.2676506002×10^30`. Of any other the first form is the best: `= 13 503 500 ≈ 1.35035×10^7`.
fn readable(pretty: &str) -> String {
    let mut forms = pretty.split(['=', '≈']).map(str::trim).filter(|form| !form.is_empty());
    let first = forms.next().unwrap_or_default();
    let with_power = forms.find(|form| form.contains("×10^")).filter(|_| !first.contains(' '));
    with_power.unwrap_or(first).replace(' ', "").replace("×10^", "e")
}

/// Words and doubles, as in Rust.
struct Evalexpr;

impl Engine for Evalexpr {
    fn name(&self) -> &'static str {
        "evalexpr"
    }

    fn evaluate(&mut self, text: &str) -> bool {
        black_box(eval(text)).is_ok()
    }

    fn answer(&mut self, text: &str) -> Result<String, String> {
        eval(text).map(|value| value.to_string()).map_err(|error| error.to_string())
    }
}

/// Doubles, with memory that is used again.
struct Fasteval {
    parser: Parser,
    slab: Slab,
}

impl Fasteval {
    /// With bounds that are wide enough for all questions but those on big numbers.
    fn new() -> Self {
        Self { parser: Parser { expr_len_limit: 1 << 20, expr_depth_limit: 1_000 }, slab: Slab::new() }
    }

    fn value(&mut self, text: &str) -> Result<f64, fasteval::Error> {
        let expression = self.parser.parse(text, &mut self.slab.ps)?.from(&self.slab.ps);
        expression.eval(&self.slab, &mut EmptyNamespace)
    }
}

impl Engine for Fasteval {
    fn name(&self) -> &'static str {
        "fasteval"
    }

    fn evaluate(&mut self, text: &str) -> bool {
        black_box(self.value(text)).is_ok()
    }

    fn answer(&mut self, text: &str) -> Result<String, String> {
        self.value(text).map(|value| value.to_string()).map_err(|error| error.to_string())
    }
}

/// Doubles.
struct Meval;

impl Engine for Meval {
    fn name(&self) -> &'static str {
        "meval"
    }

    fn evaluate(&mut self, text: &str) -> bool {
        black_box(meval::eval_str(text)).is_ok()
    }

    fn answer(&mut self, text: &str) -> Result<String, String> {
        meval::eval_str(text).map(|value| value.to_string()).map_err(|error| error.to_string())
    }
}
