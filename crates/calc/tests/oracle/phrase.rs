//! Random expressions, each in our language, with no more parentheses than chance wants, and in the oracle's Python,
//! where all operators are functions.

use std::slice::from_ref;

use dashu_int::UBig;

use super::random::Random;

/// An expression in both languages.
#[derive(Clone, Debug)]
pub struct Phrase {
    pub ours: String,
    pub python: String,
    level: Level,
}

/// How tightly the outermost operator binds, from the loosest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Comparison,
    Or,
    Xor,
    And,
    Shift,
    Sum,
    Product,
    Sign,
    ImplicitProduct,
    Power,
    Primary,
}

impl Level {
    fn tighter(self) -> Self {
        use Level::{And, Comparison, ImplicitProduct, Or, Power, Primary, Product, Shift, Sign, Sum, Xor};
        match self {
            Comparison => Or,
            Or => Xor,
            Xor => And,
            And => Shift,
            Shift => Sum,
            Sum => Product,
            Product => Sign,
            Sign => ImplicitProduct,
            ImplicitProduct => Power,
            Power | Primary => Primary,
        }
    }
}

/// Operators that associate from the left: ours, its level, the function.
type Operator = (&'static str, Level, &'static str);

const ADD: Operator = ("+", Level::Sum, "add");
const SUBTRACT: Operator = ("-", Level::Sum, "sub");
const MULTIPLY: Operator = ("*", Level::Product, "mul");
const DIVIDE: Operator = ("/", Level::Product, "div");
const FLOOR_DIVIDE: Operator = ("//", Level::Product, "floordiv");
const MODULO: Operator = ("mod", Level::Product, "mod");
const AND: Operator = ("&", Level::And, "bit_and");
const OR: Operator = ("|", Level::Or, "bit_or");
const XOR: Operator = ("xor", Level::Xor, "bit_xor");
const SHIFT_LEFT: Operator = ("<<", Level::Shift, "shl");
const SHIFT_RIGHT: Operator = (">>", Level::Shift, "shr");
const COMPARISONS: [Operator; 6] = [
    ("<", Level::Comparison, "lt"),
    (">", Level::Comparison, "gt"),
    ("<=", Level::Comparison, "le"),
    (">=", Level::Comparison, "ge"),
    ("==", Level::Comparison, "eq"),
    ("!=", Level::Comparison, "ne"),
];

/// Functions to integers: ours, and the oracle's.
const ROUNDINGS: [(&str, &str); 5] = [
    ("floor", "floor"),
    ("ceil", "ceil"),
    ("trunc", "trunc"),
    ("round", "round_away"),
    ("round_even", "round_even"),
];

/// Functions of any number of numbers that are exact on exact ones.
const AGGREGATES: [(&str, &str); 5] =
    [("min", "minimum"), ("max", "maximum"), ("sum", "total"), ("mean", "mean"), ("median", "median")];

impl Phrase {
    fn primary(ours: impl Into<String>, python: impl Into<String>) -> Self {
        Self { ours: ours.into(), python: python.into(), level: Level::Primary }
    }

    /// Our text for a place where nothing looser than `level` can stand without parentheses.
    fn at(&self, level: Level, random: &mut Random) -> String {
        if self.level < level || random.once_in(12) { format!("({})", self.ours) } else { self.ours.clone() }
    }

    fn binary(&self, (symbol, level, function): Operator, right: &Self, random: &mut Random) -> Self {
        let right_level = match symbol {
            // Whether 1/2π is a half of π is a question that our language does not answer.
            "/" | "//" | "mod" if right.level == Level::ImplicitProduct => Level::Power,
            _ => level.tighter(),
        };
        let left_level = if level == Level::Comparison { right_level } else { level };
        let ours = format!("{} {symbol} {}", self.at(left_level, random), right.at(right_level, random));
        Self { ours, python: format!("{function}({}, {})", self.python, right.python), level }
    }

    fn negative(&self, random: &mut Random) -> Self {
        let ours = format!("-{}", self.at(Level::Sign, random));
        // Before an implicit product it takes more parentheses than a sign, as that does.
        let level = if self.level == Level::ImplicitProduct { self.level } else { Level::Sign };
        Self { ours, python: format!("neg({})", self.python), level }
    }

    /// A power binds tighter than the sign before it and looser than one in its exponent.
    fn power(&self, exponent: &Self, random: &mut Random) -> Self {
        let is_sign = exponent.level == Level::Sign;
        let exponent_text = exponent.at(if is_sign { Level::Sign } else { Level::Power }, random);
        let symbol = random.choose(&["^", "^", "**"]);
        let ours = format!("{}{symbol}{exponent_text}", self.at(Level::Primary, random));
        Self { ours, python: format!("power({}, {})", self.python, exponent.python), level: Level::Power }
    }

    /// Our `x!` and `x%`.
    fn postfix(&self, symbol: &str, function: &str, random: &mut Random) -> Self {
        let operand = self.at(Level::Primary, random);
        // A second mark right after the first could mean something else.
        let operand = if operand.ends_with(['!', '%']) { format!("({operand})") } else { operand };
        Self::primary(format!("{operand}{symbol}"), format!("{function}({})", self.python))
    }

    fn call((ours, python): (&str, &str), arguments: &[Self]) -> Self {
        let join = |text: fn(&Self) -> &str| arguments.iter().map(text).collect::<Vec<_>>().join(", ");
        let (our_arguments, python_arguments) = (join(|phrase| &phrase.ours), join(|phrase| &phrase.python));
        Self::primary(format!("{ours}({our_arguments})"), format!("{python}({python_arguments})"))
    }

    /// An integer from 0 on, in one of the ways to write it.
    fn integer(value: &UBig, random: &mut Random) -> Self {
        let decimal = value.to_string();
        let ours = match random.below(24) {
            0 => format!("0x{value:x}"),
            1 => format!("0b{value:b}"),
            2 => format!("0o{value:o}"),
            3 if decimal.len() > 3 => {
                let (head, tail) = decimal.split_at(decimal.len() - 3);
                format!("{head}_{tail}")
            }
            4 => format!("{decimal}.0"),
            5 => format!("{decimal}e0"),
            _ => decimal.clone(),
        };
        Self::primary(ours, decimal)
    }

    fn small(bound: u64, random: &mut Random) -> Self {
        let value = random.below(bound);
        Self::integer(&UBig::from(value), random)
    }

    /// A decimal number from 0 on, sometimes with an exponent.
    fn decimal(random: &mut Random) -> Self {
        let whole = if random.once_in(8) { random.integer() } else { UBig::from(random.below(100)) };
        let places_max = if random.once_in(8) { 30 } else { 4 };
        let places = 1 + random.below(places_max);
        let fraction: String = (0..places).map(|_| char::from(b'0' + random.below(10) as u8)).collect();
        let exponent = random.below(80) as i64 - 40;
        let text = match random.below(12) {
            0 => format!("{whole}.{fraction}e{exponent}"),
            1 => format!("{whole}.{fraction}E{exponent:+}"),
            2 => format!("{whole}e{exponent}"),
            3 => format!(".{fraction}"),
            4 => format!("{whole}."),
            _ => format!("{whole}.{fraction}"),
        };
        let python = format!("Q('{text}')");
        Self::primary(text, python)
    }
}

/// Arguments of an aggregate, each made by `one`.
fn several(least: u64, random: &mut Random, depth: u32, one: fn(&mut Random, u32) -> Phrase) -> Vec<Phrase> {
    let count = least + random.below(5);
    (0..count).map(|_| one(random, depth.saturating_sub(1).min(1))).collect()
}

/// An expression whose value is rational, or a comparison of two.
pub fn exact(random: &mut Random) -> Phrase {
    let depth = random.below(5) as u32;
    if random.once_in(40) {
        return Phrase::call(("is_prime", "is_prime"), &[candidate(random)]);
    }
    if !random.once_in(12) {
        return rational(random, depth);
    }
    let left = rational(random, depth / 2);
    // Equal numbers are rare by chance.
    let right = if random.once_in(4) { left.clone() } else { rational(random, depth / 2) };
    left.binary(random.choose(&COMPARISONS), &right, random)
}

/// An integer that is prime more often than others are, within the range of the oracle.
fn candidate(random: &mut Random) -> Phrase {
    let mersenne = random.choose(&[5, 7, 11, 13, 17, 19, 23, 31, 61]);
    match random.below(4) {
        0 => Phrase::small(100, random),
        1 => Phrase::integer(&((UBig::ONE << mersenne) - 1_u8), random),
        2 => Phrase::integer(&UBig::from((random.next() >> random.below(60)) | 1), random),
        // Of two factors alone.
        _ => Phrase::small(1 << 40, random).binary(MULTIPLY, &Phrase::small(1 << 30, random), random),
    }
}

/// An expression whose value is an integer, or has none.
fn integer(random: &mut Random, depth: u32) -> Phrase {
    if depth == 0 {
        let value = random.integer();
        let literal = Phrase::integer(&value, random);
        return if random.once_in(4) { literal.negative(random) } else { literal };
    }
    let depth = depth - 1;
    match random.below(30) {
        operator @ 0..18 => {
            let operators = [ADD, SUBTRACT, MULTIPLY, FLOOR_DIVIDE, MODULO, AND, OR, XOR, AND, OR, XOR];
            let left = integer(random, depth);
            if operator < 15 {
                left.binary(random.choose(&operators), &integer(random, depth), random)
            } else {
                let shift = random.choose(&[SHIFT_LEFT, SHIFT_RIGHT]);
                left.binary(shift, &Phrase::small(150, random), random)
            }
        }
        18 => integer(random, depth).negative(random),
        19 => {
            let exponent = Phrase::small(7, random);
            integer(random, depth.min(1)).power(&exponent, random)
        }
        20 => Phrase::small(60, random).postfix("!", "factorial", random),
        21 => Phrase::call(("factorial", "factorial"), &[Phrase::small(200, random)]),
        22 => Phrase::call(("fib", "fib"), &[Phrase::small(600, random)]),
        23..25 => {
            let count = 2 + random.below(3);
            let arguments: Vec<_> = (0..count).map(|_| integer(random, depth.min(1))).collect();
            Phrase::call(random.choose(&[("gcd", "gcd"), ("lcm", "lcm")]), &arguments)
        }
        25 => {
            let function = random.choose(&[("binomial", "binomial"), ("permutations", "permutations")]);
            Phrase::call(function, &[Phrase::small(120, random), Phrase::small(60, random)])
        }
        26..29 => Phrase::call(random.choose(&ROUNDINGS), &[rational(random, depth)]),
        _ => {
            let sign = ("sign", "signum");
            let argument = rational(random, depth);
            Phrase::call(random.choose(&[sign, ("abs", "absolute")]), &[argument])
        }
    }
}

/// An expression whose value is rational, or has none.
fn rational(random: &mut Random, depth: u32) -> Phrase {
    if depth == 0 {
        return match random.below(8) {
            0..3 => Phrase::decimal(random),
            3 => {
                let numerator = Phrase::integer(&random.integer(), random);
                numerator.binary(DIVIDE, &Phrase::integer(&random.integer(), random), random)
            }
            4 => Phrase::decimal(random).negative(random),
            _ => integer(random, 0),
        };
    }
    let depth = depth - 1;
    match random.below(24) {
        0..12 => {
            let left = rational(random, depth);
            let operators = [
                ADD,
                ADD,
                SUBTRACT,
                SUBTRACT,
                MULTIPLY,
                MULTIPLY,
                DIVIDE,
                DIVIDE,
                DIVIDE,
                FLOOR_DIVIDE,
                MODULO,
            ];
            left.binary(random.choose(&operators), &rational(random, depth), random)
        }
        12..16 => integer(random, depth + 1),
        16 => rational(random, depth).negative(random),
        17 => {
            let exponent = Phrase::small(7, random);
            let exponent = if random.once_in(2) { exponent.negative(random) } else { exponent };
            rational(random, depth.min(1)).power(&exponent, random)
        }
        18 => {
            let least = 1;
            Phrase::call(random.choose(&AGGREGATES), &several(least, random, depth, rational))
        }
        19 => Phrase::call(("variance", "variance"), &several(2, random, depth, rational)),
        20 => {
            let factor = Phrase::small(200, random).postfix("%", "percent", random);
            factor.binary(MULTIPLY, &rational(random, depth), random)
        }
        21 => root_of_a_power(random),
        // Halves, where the ways of rounding differ.
        22 => {
            let odd = Phrase::integer(&UBig::from(2 * random.below(50) + 1), random);
            let half = odd.binary(DIVIDE, &Phrase::integer(&UBig::from(2_u8), random), random);
            let half = if random.once_in(2) { half.negative(random) } else { half };
            Phrase::call(random.choose(&ROUNDINGS), &[half])
        }
        _ => Phrase::call(("abs", "absolute"), &[rational(random, depth)]),
    }
}

/// A root that is rational.
fn root_of_a_power(random: &mut Random) -> Phrase {
    let degree = 2 + random.below(4);
    let mut power = |value: UBig| {
        let power = value.pow(degree as usize);
        Phrase::integer(&power, random)
    };
    let (numerator, denominator) = (power(UBig::from(7_u8)), power(UBig::from(3_u8)));
    let numerator = if random.once_in(2) {
        let value = random.integer();
        Phrase::integer(&value.pow(degree as usize), random)
    } else {
        numerator
    };
    let radicand = if random.once_in(2) { numerator } else { numerator.binary(DIVIDE, &denominator, random) };
    let radicand = if random.once_in(6) { radicand.negative(random) } else { radicand };
    let degree = Phrase::integer(&UBig::from(degree), random);
    let of_degree = degree.python.clone();
    match (of_degree.as_str(), random.below(3)) {
        ("2", 0) => Phrase::call(("sqrt", "sqrt"), &[radicand]),
        ("3", 0) => Phrase::call(("cbrt", "cbrt"), &[radicand]),
        (_, 1) => {
            let numerator = Phrase::small(5, random);
            radicand.power(&numerator.binary(DIVIDE, &degree, random), random)
        }
        _ => Phrase::call(("root", "root"), &[radicand, degree]),
    }
}

/// An expression with functions and constants that are irrational nearly everywhere, or a comparison of two.
pub fn real(random: &mut Random) -> Phrase {
    let depth = 1 + random.below(4) as u32;
    if random.once_in(30) {
        let (left, right) = (irrational(random, depth / 2), irrational(random, depth / 2));
        return left.phrase.binary(random.choose(&COMPARISONS), &right.phrase, random);
    }
    irrational(random, depth).phrase
}

/// An expression, and about what it comes to, by which expressions are chosen but never judged.
#[derive(Clone, Debug)]
struct Estimate {
    phrase: Phrase,
    value: f64,
}

/// Functions of one number and the estimates of their values: ours, the oracle's, the standard library's.
type Function = (&'static str, &'static str, fn(f64) -> f64);

// Where a value is so near 0 or 1 that the oracle would need thousands of digits, it counts as infinite.
const FUNCTIONS: [Function; 18] = [
    ("sqrt", "sqrt", f64::sqrt),
    ("cbrt", "cbrt", f64::cbrt),
    ("exp", "exp", |x| if x > -100.0 { x.exp() } else { f64::INFINITY }),
    ("ln", "ln", f64::ln),
    ("log10", "log10", f64::log10),
    ("log2", "log2", f64::log2),
    ("sin", "sin", f64::sin),
    ("cos", "cos", f64::cos),
    ("tan", "tan", f64::tan),
    ("asin", "asin", f64::asin),
    ("acos", "acos", f64::acos),
    ("atan", "atan", f64::atan),
    ("sinh", "sinh", f64::sinh),
    ("cosh", "cosh", f64::cosh),
    ("tanh", "tanh", |x| if x.abs() < 100.0 { x.tanh() } else { f64::INFINITY }),
    ("asinh", "asinh", f64::asinh),
    ("acosh", "acosh", f64::acosh),
    ("atanh", "atanh", f64::atanh),
];

/// An expression of this depth. What has no value or a very large or small one is thrown away, but not always.
fn irrational(random: &mut Random, depth: u32) -> Estimate {
    loop {
        let estimate = if depth == 0 { real_leaf(random) } else { composite(random, depth - 1) };
        let magnitude = estimate.value.abs();
        let is_moderate = magnitude == 0.0 || (1e-12..1e12).contains(&magnitude);
        let odds = if magnitude.is_nan() { 12 } else { 60 };
        let is_finite_in_python = magnitude.is_nan() || magnitude < 1e100;
        if is_moderate || (is_finite_in_python && random.once_in(odds)) {
            return estimate;
        }
    }
}

fn real_leaf(random: &mut Random) -> Estimate {
    const CONSTANTS: [(&str, &str, f64); 5] = [
        ("pi", "pi()", std::f64::consts::PI),
        ("π", "pi()", std::f64::consts::PI),
        ("e", "e()", std::f64::consts::E),
        ("tau", "tau()", std::f64::consts::TAU),
        ("τ", "tau()", std::f64::consts::TAU),
    ];
    let (value, phrase) = match random.below(12) {
        0..4 => {
            let bound = random.choose(&[20, 20, 20, 20, 100_000]);
            let value = random.below(bound);
            (value as f64, Phrase::integer(&UBig::from(value), random))
        }
        4..7 => {
            let bound = random.choose(&[1, 1, 10, 100]);
            let (whole, thousandths) = (random.below(bound), random.below(1_000));
            let text = format!("{whole}.{thousandths:03}");
            let python = format!("Q('{text}')");
            (whole as f64 + thousandths as f64 / 1e3, Phrase::primary(text, python))
        }
        7 => {
            let (numerator, denominator) = (random.below(30), 1 + random.below(30));
            let literal = |value: u64| Phrase::primary(value.to_string(), value.to_string());
            let phrase = literal(numerator).binary(DIVIDE, &literal(denominator), random);
            (numerator as f64 / denominator as f64, phrase)
        }
        8 => {
            let (digits, exponent) = (1 + random.below(99), random.below(40) as i32 - 20);
            let text = format!("{digits}e{exponent}");
            let python = format!("Q('{text}')");
            (digits as f64 * 10_f64.powi(exponent), Phrase::primary(text, python))
        }
        _ => {
            let (ours, python, value) = random.choose(&CONSTANTS);
            let constant = Phrase::primary(ours, python);
            let factor = 2 + random.below(9);
            // A number right before `π` or `τ` multiplies it; before `e` it could be read as an exponent.
            if matches!(ours, "π" | "τ") && random.once_in(3) {
                let python = format!("mul({factor}, {python})");
                let phrase =
                    Phrase { ours: format!("{factor}{ours}"), python, level: Level::ImplicitProduct };
                (value * factor as f64, phrase)
            } else {
                (value, constant)
            }
        }
    };
    if random.once_in(5) {
        return Estimate { phrase: phrase.negative(random), value: -value };
    }
    Estimate { phrase, value }
}

fn composite(random: &mut Random, depth: u32) -> Estimate {
    let one = irrational(random, depth);
    let (x, value) = (&one.phrase, one.value);
    let other = |random: &mut Random| {
        let depth = random.below(u64::from(depth) + 1) as u32;
        irrational(random, depth)
    };
    match random.below(32) {
        0..14 => {
            let (ours, python, function) = random.choose(&FUNCTIONS);
            Estimate { phrase: Phrase::call((ours, python), from_ref(x)), value: function(value) }
        }
        14..22 => {
            let y = other(random);
            let (left, right) = (value, y.value);
            let (operator, value) = match random.below(9) {
                0 | 1 => (ADD, left + right),
                2 | 3 => (SUBTRACT, left - right),
                4 | 5 => (MULTIPLY, left * right),
                6 | 7 => (DIVIDE, left / right),
                // Too large a quotient would have to be known to the last digit.
                _ if (left / right).abs() < 1e9 => (MODULO, left - right * (left / right).floor()),
                _ => (FLOOR_DIVIDE, (left / right).floor()),
            };
            Estimate { phrase: x.binary(operator, &y.phrase, random), value }
        }
        22 | 23 => {
            let small = |n: u64| Phrase::primary(n.to_string(), n.to_string());
            let (exponent, to) = match random.below(3) {
                0 => {
                    let n = random.below(6);
                    (small(n), n as f64)
                }
                1 => {
                    let (n, d) = (1 + random.below(9), 2 + random.below(6));
                    (small(n).binary(DIVIDE, &small(d), random), n as f64 / d as f64)
                }
                _ => {
                    let y = other(random);
                    (y.phrase, y.value)
                }
            };
            let is_negative = to.is_finite() && exponent.level != Level::Sign && random.once_in(3);
            let (exponent, to) = if is_negative { (exponent.negative(random), -to) } else { (exponent, to) };
            // A number to a large one is too large even where it is no more than a step on the way.
            let value = if to.abs() > 100.0 { f64::INFINITY } else { value.powf(to) };
            Estimate { phrase: x.power(&exponent, random), value }
        }
        24 => {
            let n = 2 + random.below(8);
            let degree = Phrase::primary(n.to_string(), n.to_string());
            let sign = if n % 2 == 1 { value.signum() } else { 1.0 };
            let value = sign * (value * sign).powf(1.0 / n as f64);
            Estimate { phrase: Phrase::call(("root", "root"), &[x.clone(), degree]), value }
        }
        25 => {
            let y = other(random);
            let (name, value) = match random.below(3) {
                0 => ("log", y.value.ln() / value.ln()),
                1 => ("hypot", value.hypot(y.value)),
                _ => ("atan2", value.atan2(y.value)),
            };
            Estimate { phrase: Phrase::call((name, name), &[x.clone(), y.phrase]), value }
        }
        26 => angle(random),
        27 => {
            let rest: Vec<_> = (0..1 + random.below(3)).map(|_| other(random)).collect();
            let mut phrases = vec![x.clone()];
            phrases.extend(rest.iter().map(|estimate| estimate.phrase.clone()));
            let statistics = [("stdev", "stdev"), ("variance", "variance")];
            let function =
                if random.once_in(2) { random.choose(&statistics) } else { random.choose(&AGGREGATES) };
            // All of them are of about the size of the largest, or its square.
            let value = rest.iter().fold(value.abs(), |largest, estimate| largest.max(estimate.value.abs()));
            Estimate { phrase: Phrase::call(function, &phrases), value }
        }
        28 => {
            let (ours, python) = random.choose(&ROUNDINGS);
            Estimate { phrase: Phrase::call((ours, python), from_ref(x)), value: value.floor() }
        }
        29 => {
            let (ours, python, function): Function =
                random.choose(&[("abs", "absolute", f64::abs), ("sign", "signum", f64::signum)]);
            Estimate { phrase: Phrase::call((ours, python), from_ref(x)), value: function(value) }
        }
        30 => {
            // A number before a function multiplies its value.
            let factor = 2 + random.below(9);
            let (name, _, function) = random.choose(&FUNCTIONS[2..9]);
            let python = format!("mul({factor}, {name}({}))", x.python);
            let phrase = Phrase {
                ours: format!("{factor} {name}({})", x.ours),
                python,
                level: Level::ImplicitProduct,
            };
            Estimate { phrase, value: factor as f64 * function(value) }
        }
        _ => Estimate { phrase: x.negative(random), value: -value },
    }
}

/// A function of a rational multiple of π, some of which are rational.
fn angle(random: &mut Random) -> Estimate {
    let (numerator, denominator) = (random.below(40), random.choose(&[1, 2, 3, 4, 5, 6, 8, 10, 12]));
    let angle = match random.below(4) {
        0 => format!("{numerator}π/{denominator}"),
        1 => format!("{numerator}/{denominator} * pi"),
        2 => format!("{numerator} * τ / {}", 2 * denominator),
        _ => format!("-(-{numerator}) / {denominator} * π"),
    };
    let (name, function): (&str, fn(f64) -> f64) =
        random.choose(&[("sin", f64::sin), ("cos", f64::cos), ("tan", f64::tan)]);
    let ratio = numerator as f64 / denominator as f64;
    let python = format!("{name}_of_pi(Q({numerator}, {denominator}))");
    // Rounding must not make something of a zero, nor a number of a pole.
    let value = (function(ratio * std::f64::consts::PI) * 1e9).round() / 1e9;
    Estimate { phrase: Phrase::primary(format!("{name}({angle})"), python), value }
}
