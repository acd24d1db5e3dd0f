//! What an expression comes to.

use super::{Dimension, ExpressionError, Function, Node, Operator, Quantity, Value, nearly_equal};

type Meaning<'a> = &'a dyn Fn(&str) -> Option<Value>;

impl Node {
    /// Calls `look` with this node and every one below.
    pub(super) fn walk<'n>(&'n self, look: &mut dyn FnMut(&'n Self)) {
        look(self);
        match self {
            Self::Literal(_) | Self::Name(_) => {}
            Self::Not(inner) | Self::Negative(inner) => inner.walk(look),
            Self::Binary(_, left, right) => {
                left.walk(look);
                right.walk(look);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|one| one.walk(look)),
        }
    }

    pub(super) fn value(&self, meaning: Meaning<'_>) -> Result<Value, ExpressionError> {
        match self {
            Self::Literal(quantity) => Ok(Value::Number(*quantity)),
            Self::Name(name) => {
                meaning(name).ok_or_else(|| ExpressionError::UnknownName(name.clone()))
            }
            Self::Not(inner) => Ok(Value::truth(inner.value(meaning)?.number()?.value == 0.0)),
            Self::Negative(inner) => {
                let inner = inner.value(meaning)?.number()?;
                Ok(Value::Number(Quantity { value: -inner.value, ..inner }))
            }
            Self::Binary(operator, left, right) => operator.value(left, right, meaning),
            Self::Call(function, arguments) => {
                let numbers: Result<Vec<Quantity>, _> =
                    arguments.iter().map(|one| one.value(meaning)?.number()).collect();
                function.value(&numbers?).map(Value::Number)
            }
        }
    }
}

impl Operator {
    fn value(
        self,
        left: &Node,
        right: &Node,
        meaning: Meaning<'_>,
    ) -> Result<Value, ExpressionError> {
        let (left, right) = (left.value(meaning)?, right.value(meaning)?);
        if matches!(self, Self::Equal | Self::Unequal) {
            return Ok(Value::truth(equal(&left, &right)? == (self == Self::Equal)));
        }
        let (left, right) = (left.number()?, right.number()?);
        match self {
            Self::Or => Ok(Value::truth(left.value != 0.0 || right.value != 0.0)),
            Self::And => Ok(Value::truth(left.value != 0.0 && right.value != 0.0)),
            Self::Less | Self::AtMost | Self::Greater | Self::AtLeast => {
                same_dimension(left, right)?;
                Ok(Value::truth(self.compares(left.value, right.value)))
            }
            _ => self.arithmetic(left, right).and_then(finite).map(Value::Number),
        }
    }

    fn compares(self, left: f64, right: f64) -> bool {
        let equal = nearly_equal(left, right);
        match self {
            Self::Less => left < right && !equal,
            Self::AtMost => left < right || equal,
            Self::Greater => left > right && !equal,
            _ => left > right || equal,
        }
    }

    fn arithmetic(self, left: Quantity, right: Quantity) -> Result<Quantity, ExpressionError> {
        let product = |value, sign| Quantity {
            value,
            dimension: left.dimension.combine(right.dimension, sign),
        };
        match self {
            Self::Add | Self::Subtract => {
                same_dimension(left, right)?;
                let sign = if self == Self::Add { 1.0 } else { -1.0 };
                Ok(Quantity { value: left.value + sign * right.value, ..left })
            }
            Self::Multiply => Ok(product(left.value * right.value, 1)),
            Self::Divide if right.value == 0.0 => undefined("division by zero"),
            Self::Divide => Ok(product(left.value / right.value, -1)),
            _ => power(left, right),
        }
    }
}

impl Function {
    fn value(self, arguments: &[Quantity]) -> Result<Quantity, ExpressionError> {
        let Some(first) = arguments.first().copied() else {
            return undefined("a function without arguments");
        };
        let keep = |value| finite(Quantity { value, ..first });
        match self {
            Self::Min => fold(first, arguments, f64::min),
            Self::Max => fold(first, arguments, f64::max),
            Self::Abs => keep(first.value.abs()),
            Self::Sqrt if first.value < 0.0 => undefined("the root of a negative number"),
            Self::Sqrt => match first.dimension.halved() {
                Some(dimension) => finite(Quantity { value: first.value.sqrt(), dimension }),
                None => undefined("the root of a unit that is no square"),
            },
            _ => {
                same_dimension(first, Quantity::pure(0.0))?;
                finite(Quantity::pure(self.pure(first.value)?))
            }
        }
    }

    /// Functions of a plain number.
    fn pure(self, value: f64) -> Result<f64, ExpressionError> {
        match self {
            Self::Ceil => Ok(nearly_whole(value).ceil()),
            Self::Floor => Ok(nearly_whole(value).floor()),
            Self::Round => Ok(nearly_whole(value).round()),
            Self::Ln | Self::Log10 if value <= 0.0 => undefined("the logarithm of zero or less"),
            Self::Ln => Ok(value.ln()),
            Self::Log10 => Ok(value.log10()),
            _ => Ok(value.exp()),
        }
    }
}

fn equal(left: &Value, right: &Value) -> Result<bool, ExpressionError> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            same_dimension(*left, *right)?;
            Ok(nearly_equal(left.value, right.value))
        }
        (Value::Symbol(left), Value::Symbol(right)) => Ok(left == right),
        _ => Ok(false),
    }
}

fn fold(
    first: Quantity,
    all: &[Quantity],
    choose: fn(f64, f64) -> f64,
) -> Result<Quantity, ExpressionError> {
    all.iter().try_fold(first, |best, one| {
        same_dimension(best, *one)?;
        Ok(Quantity { value: choose(best.value, one.value), ..best })
    })
}

fn power(base: Quantity, exponent: Quantity) -> Result<Quantity, ExpressionError> {
    same_dimension(exponent, Quantity::pure(0.0))?;
    let value = base.value.powf(exponent.value);
    if value.is_nan() || (base.value == 0.0 && exponent.value < 0.0) {
        return undefined("a power that has no value");
    }
    if base.dimension == Dimension::NONE {
        return Ok(Quantity::pure(value));
    }
    if exponent.value.fract() != 0.0 || exponent.value.abs() > 4.0 {
        return undefined("a unit can only be raised to a whole power");
    }
    // In -4..=4 and whole: checked above.
    Ok(Quantity { value, dimension: base.dimension.raised(exponent.value as i8) })
}

/// `ceil(0.1 * 3 / 0.1)` is 3 for people, so what binary fractions add is taken away before rounding.
fn nearly_whole(value: f64) -> f64 {
    let whole = value.round();
    if nearly_equal(value, whole) { whole } else { value }
}

fn same_dimension(left: Quantity, right: Quantity) -> Result<(), ExpressionError> {
    if left.dimension == right.dimension {
        Ok(())
    } else {
        Err(ExpressionError::Dimensions(left.dimension, right.dimension))
    }
}

fn finite(quantity: Quantity) -> Result<Quantity, ExpressionError> {
    if quantity.value.is_finite() {
        Ok(quantity)
    } else {
        undefined("the value is beyond all bounds")
    }
}

fn undefined<T>(why: &str) -> Result<T, ExpressionError> {
    Err(ExpressionError::Undefined(why.to_owned()))
}
